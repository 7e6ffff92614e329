import { type FileHandle, mkdir, open, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import writeFileAtomic from 'write-file-atomic';
import { pageMark } from '../../../core/html/document.ts';
import type { WrittenReport } from '../../../core/report-work.ts';
import type { Problem } from '../../../core/workbench.ts';

/**
 * Writes a page whole or not at all. A file that is there stays, unless its beginning says that Regent wrote it, or
 * `force` is given. `makeFolder`: the place is Regent's own.
 */
export async function writePage(
  file: string,
  html: string,
  { force = false, makeFolder = false }: { readonly force?: boolean; readonly makeFolder?: boolean },
): Promise<WrittenReport | Problem> {
  if (makeFolder) await mkdir(dirname(file), { recursive: true, mode: 0o700 });
  const there = await stat(file).catch(() => null);
  if (there && !there.isFile())
    return { problem: `${file} is no file.`, mend: 'Name a file: --html report.html', exit: 2 };
  if (there && !force && !(await isOwn(file)))
    return {
      problem: `${file} is there already, and Regent did not write it.`,
      mend: 'Choose another name, or write over it with --force.',
    };
  try {
    await writeFileAtomic(file, html);
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    const known = {
      ENOENT: 'its folder is not there',
      EACCES: 'it may not be written',
      EROFS: 'it may not be written',
    };
    const why = known[code as keyof typeof known];
    if (why === undefined) throw error;
    return { problem: `${file} can't be written: ${why}.`, mend: `Choose a place that can be written. (${message})` };
  }
  return { file, bytes: Buffer.byteLength(html) };
}

async function isOwn(file: string): Promise<boolean> {
  let handle: FileHandle | null = null;
  try {
    handle = await open(file, 'r');
    const beginning = Buffer.alloc(Buffer.byteLength(pageMark));
    const { bytesRead } = await handle.read(beginning, 0, beginning.length, 0);
    return beginning.toString('utf8', 0, bytesRead) === pageMark;
  } catch {
    return false;
  } finally {
    await handle?.close();
  }
}
