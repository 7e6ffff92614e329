import { rmSync } from 'node:fs';
import { chmod, lstat, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { listFolder } from './file-set.ts';

/** Removes everything below the folder but the paths to keep, which are relative. Links are removed, never followed. */
export async function removeAllBut(folder: string, kept: readonly string[]): Promise<void> {
  const leaves = new Set(kept);
  const folders = new Set(kept.flatMap(ancestors));
  const visit = async (relative: string): Promise<void> => {
    for (const entry of (await listFolder(join(folder, relative))) ?? []) {
      const path = relative === '' ? entry.name : `${relative}/${entry.name}`;
      if (entry.isDirectory() && folders.has(path)) await visit(path);
      else if (!leaves.has(path) || entry.isSymbolicLink()) await removeTree(join(folder, path));
    }
  };
  await visit('');
}

/** Removes a file or a whole folder, also one that a command has closed to its own user, or nested without end. */
export async function removeTree(path: string): Promise<void> {
  try {
    await rm(path, { recursive: true, force: true });
  } catch {
    await openFolders(path).catch(() => {});
    // The other one names each file by its whole path, which may be longer than the system takes.
    rmSync(path, { recursive: true, force: true });
  }
}

async function openFolders(path: string): Promise<void> {
  const stat = await lstat(path).catch(() => null);
  if (!stat?.isDirectory()) return;
  await chmod(path, 0o700);
  for (const name of await readdir(path)) await openFolders(join(path, name));
}

function ancestors(path: string): string[] {
  const parts = path.split('/').slice(0, -1);
  return parts.map((_, index) => parts.slice(0, index + 1).join('/'));
}
