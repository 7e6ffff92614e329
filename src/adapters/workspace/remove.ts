import { chmod, lstat, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';

/** Removes everything below the folder but the paths to keep, which are relative. Links are removed, never followed. */
export async function removeAllBut(folder: string, kept: readonly string[]): Promise<void> {
  const leaves = new Set(kept);
  const folders = new Set(kept.flatMap(ancestors));
  const visit = async (relative: string): Promise<void> => {
    for (const entry of await readdir(join(folder, relative), { withFileTypes: true })) {
      const path = relative === '' ? entry.name : `${relative}/${entry.name}`;
      if (entry.isDirectory() && folders.has(path)) await visit(path);
      else if (!leaves.has(path) || entry.isSymbolicLink()) await removeTree(join(folder, path));
    }
  };
  await visit('');
}

/** Removes a file or a whole folder, also one that a command has closed to its own user. */
export async function removeTree(path: string): Promise<void> {
  try {
    await rm(path, { recursive: true, force: true });
  } catch {
    await openFolders(path);
    await rm(path, { recursive: true, force: true });
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
