import { existsSync, readFileSync, statSync } from 'node:fs';
import { chmod, copyFile, mkdir, mkdtemp, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Problem } from '../../core/workbench.ts';
import { listFiles } from '../assets/list-files.ts';

const mostFiles = 1000;

/**
 * Copies a skill's regular files into a folder; links that leave the skill are not followed. What is there already, to
 * the byte, is left alone; anything else there is refused, or replaced whole with `force`.
 */
export async function copySkill(
  from: string,
  to: string,
  { force = false, shown }: { readonly force?: boolean; readonly shown: string },
): Promise<'written' | 'same' | Problem> {
  const { paths } = listFiles(from, '.', { maxFiles: mostFiles, maxDepth: 8 });
  const files = paths.map((path) => path.slice(2));
  if (existsSync(to)) {
    if (isSame(from, to, files)) return 'same';
    if (!force)
      return {
        problem: `${shown} is there already, and is another.`,
        mend: 'Write over it with --force, or rename one of the two.',
      };
    if (!existsSync(join(to, 'SKILL.md')))
      return { problem: `${shown} is there already, and is no skill.`, mend: 'Name another place.' };
  }
  await mkdir(dirname(to), { recursive: true });
  const staging = await mkdtemp(join(dirname(to), '.regent-'));
  try {
    const copy = join(staging, 'new');
    await copyFiles(from, copy, files);
    // What is in the way goes once the copy is whole: the skill may lie below it.
    if (existsSync(to)) await rename(to, join(staging, 'old'));
    await rename(copy, to);
  } finally {
    await rm(staging, { recursive: true, force: true });
  }
  return 'written';
}

async function copyFiles(from: string, to: string, files: readonly string[]): Promise<void> {
  for (const file of files) {
    const target = join(to, file);
    await mkdir(dirname(target), { recursive: true });
    await copyFile(join(from, file), target);
    // Files of a package may be read-only, and a copy is there to be edited.
    await chmod(target, isExecutable(join(from, file)) ? 0o755 : 0o644);
  }
}

function isSame(from: string, to: string, files: readonly string[]): boolean {
  const there = listFiles(to, '.', { maxFiles: mostFiles, maxDepth: 8 }).paths.map((path) => path.slice(2));
  if (there.join('\0') !== [...files].sort().join('\0')) return false;
  try {
    return files.every((file) => readFileSync(join(from, file)).equals(readFileSync(join(to, file))));
  } catch {
    return false;
  }
}

function isExecutable(path: string): boolean {
  return (statSync(path).mode & 0o100) !== 0;
}
