import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import envPaths from 'env-paths';
import { removeTree } from './remove.ts';

/**
 * Where a session's files are, outside the repository and private to the user: `visible` and `hidden` hold the pristine
 * inputs (hidden: the holdout), `work` is the agent's, `runs` has a folder for each run of tests, `journal` what the
 * outputs were before the call that runs now.
 */
export interface SessionFolders {
  readonly root: string;
  readonly visible: string;
  readonly hidden: string;
  readonly work: string;
  readonly runs: string;
  readonly journal: string;
}

/** Where what can be made again is kept: `$REGENT_CACHE_DIR`, or the user's cache directory. */
export function cacheFolder(env: NodeJS.ProcessEnv): string {
  return env.REGENT_CACHE_DIR || envPaths('regent', { suffix: '' }).cache;
}

export function sessionFolders(cache: string, session: string): SessionFolders {
  const root = join(cache, 'sessions', session);
  return {
    root,
    visible: join(root, 'visible'),
    hidden: join(root, 'hidden'),
    work: join(root, 'work'),
    runs: join(root, 'runs'),
    journal: join(root, 'journal'),
  };
}

/** Makes the folders, readable by their user alone. */
export async function makeFolders(folders: SessionFolders): Promise<void> {
  await mkdir(folders.root, { recursive: true, mode: 0o700 });
  for (const path of [folders.visible, folders.hidden, folders.work, folders.runs]) {
    await mkdir(path, { recursive: true, mode: 0o700 });
  }
}

export async function removeFolders(folders: SessionFolders): Promise<void> {
  await removeTree(folders.root);
}
