import { lstat, mkdir, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isLockHeld, takeLock } from '../log/lock-file.ts';
import { cacheFolder, removeFolders, sessionFolders } from '../workspace/folders.ts';

/** How the names of scratch repositories begin, in the folder for temporary files. */
export const prefix = 'regent-demo-';

/** Says in the folder that this process uses it; what is released is left to the person. */
export async function claimScratch(folder: string): Promise<{ release(): Promise<void> }> {
  await mkdir(join(folder, '.git', 'regent'), { recursive: true, mode: 0o700 });
  const claim = await takeLock(claimOf(folder));
  if ('inUseBy' in claim) throw new Error(`process ${claim.inUseBy} uses ${folder}, which was only just made`);
  return claim;
}

/** Deletes a scratch repository, and what its sessions left in the cache. */
export async function removeScratch(folder: string, env: NodeJS.ProcessEnv): Promise<void> {
  const sessions = await readdir(join(folder, '.git', 'regent', 'sessions')).catch(() => []);
  for (const session of sessions) await removeFolders(sessionFolders(cacheFolder(env), session));
  await rm(folder, { recursive: true, force: true });
}

/** Deletes the scratch repositories whose process is gone. Those of others, and those that were kept, stay. */
export async function sweepScratch(env: NodeJS.ProcessEnv): Promise<void> {
  const names = await readdir(tmpdir()).catch(() => []);
  for (const folder of names.filter((name) => name.startsWith(prefix)).map((name) => join(tmpdir(), name))) {
    if (await isLeftBehind(folder)) await removeScratch(folder, env).catch(() => {});
  }
}

/** Only a real folder of this user's: others can write into the folder for temporary files too. */
async function isLeftBehind(folder: string): Promise<boolean> {
  const found = await Promise.all([folder, join(folder, '.git'), claimOf(folder)].map((path) => lstat(path))).catch(
    () => null,
  );
  const [top, git, claim] = found ?? [];
  if (!top?.isDirectory() || !git?.isDirectory() || !claim?.isFile()) return false;
  return top.uid === process.getuid?.() && !(await isLockHeld(claimOf(folder)));
}

function claimOf(folder: string): string {
  return join(folder, '.git', 'regent', 'demo.lock');
}
