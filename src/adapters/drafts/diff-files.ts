import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { DraftFile } from '../../core/draft/events.ts';
import type { Diff } from '../../core/workbench.ts';
import { GitError, runGit } from '../git/run-git.ts';

/** Returns what changes between two texts of each file, as git would show it. Their paths are relative and plain. */
export async function diffFiles(files: readonly DraftFile[]): Promise<Diff> {
  if (files.length === 0) return { text: '', files: [] };
  const folder = await mkdtemp(join(tmpdir(), 'regent-diff-'));
  try {
    for (const side of ['a', 'b']) await mkdir(join(folder, side));
    for (const { path, before, after } of files) {
      if (before !== null) await writeBelow(folder, join('a', path), before);
      await writeBelow(folder, join('b', path), after);
    }
    const args = [...diffFolders, 'a', 'b'];
    const result = await runGit({ cwd: folder }, args);
    // As diff(1) does, it ends with 1 when there is something to show.
    if (result.code !== 0 && result.code !== 1) throw new GitError(args, result);
    const text = result.stdout.toString().replace(/^diff --git b\//gm, 'diff --git a/');
    const place = ({ path }: DraftFile) => text.indexOf(`diff --git a/${path} b/`);
    const inOrder = files.filter((file) => place(file) >= 0).sort((one, other) => place(one) - place(other));
    return { text, files: inOrder.map((file) => ({ ...countLines(text, file.path), status: statusOf(file) })) };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

const diffFolders = ['diff', '--no-index', '--no-prefix', '--no-renames', '--no-ext-diff', '--no-textconv', '--'];

async function writeBelow(folder: string, path: string, text: string): Promise<void> {
  await mkdir(dirname(join(folder, path)), { recursive: true });
  await writeFile(join(folder, path), text);
}

function statusOf({ before }: DraftFile): string {
  return before === null ? 'added' : 'changed';
}

function countLines(text: string, path: string): { path: string; added: number; removed: number } {
  const parts = text.split(/^diff --git /m).slice(1);
  const body = parts.find((part) => part.startsWith(`a/${path} `))?.replace(/^[\s\S]*?^@@/m, '@@') ?? '';
  const lines = body.split('\n');
  const count = (sign: string) => lines.filter((line) => line.startsWith(sign)).length;
  return { path, added: count('+'), removed: count('-') };
}
