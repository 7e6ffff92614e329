import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import type { DraftFile } from '../../core/draft/events.ts';
import type { Deps } from '../deps.ts';
import { editFile } from '../edit-file.ts';

/** Opens copies of the drafted texts in the person's editor; returns those that they changed, and where the copies are. */
export async function editFiles(
  deps: Deps,
  files: readonly DraftFile[],
): Promise<{ readonly texts: ReadonlyMap<string, string>; readonly folder: string }> {
  const folder = await mkdtemp(join(tmpdir(), 'regent-draft-'));
  const texts = new Map<string, string>();
  for (const [at, { path, after }] of files.entries()) {
    const copy = join(folder, `${at + 1}-${basename(path)}`);
    await writeFile(copy, after, { mode: 0o600 });
    await editFile(deps, copy);
    const text = await readFile(copy, 'utf8');
    if (text !== after) texts.set(path, text);
  }
  if (texts.size === 0) await rm(folder, { recursive: true, force: true });
  return { texts, folder };
}
