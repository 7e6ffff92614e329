import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { FileSet } from '../../core/ports.ts';
import { writeFiles } from '../workspace/file-set.ts';
import { runGit } from './run-git.ts';

/** What changed between two sets of files, unified as git prints it; uncleaned. Of many, the first megabyte. */
export async function diffFiles(before: FileSet, now: FileSet): Promise<string> {
  const changed = [...new Set([...before.keys(), ...now.keys()])].filter((path) => !isSame(before, now, path));
  if (changed.length === 0) return '';
  const folder = await mkdtemp(join(tmpdir(), 'regent-diff-'));
  try {
    await Promise.all([mkdir(join(folder, 'a')), mkdir(join(folder, 'b'))]);
    await Promise.all([
      writeFiles(join(folder, 'a'), new Map([...before].filter(([path]) => changed.includes(path)))),
      writeFiles(join(folder, 'b'), new Map([...now].filter(([path]) => changed.includes(path)))),
    ]);
    const result = await runGit({ cwd: folder }, args, { maxBytes: 1_000_000 });
    return result.stdout.toString('utf8', 0, result.stdout.lastIndexOf(10) + 1);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** The two folders are named as git names its sides, so that it needs no prefix of its own. */
const args = ['diff', '--no-index', '--no-prefix', '--no-ext-diff', '--no-textconv', '--no-color', '--', 'a', 'b'];

function isSame(before: FileSet, now: FileSet, path: string): boolean {
  const one = before.get(path);
  const other = now.get(path);
  return one?.mode === other?.mode && Buffer.compare(one?.bytes ?? nothing, other?.bytes ?? nothing) === 0;
}

const nothing = new Uint8Array();
