import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { State } from '../../core/state.ts';
import { writeBlobRef } from '../git/refs.ts';
import type { SessionFolders } from '../workspace/folders.ts';
import { removeTree } from '../workspace/remove.ts';
import type { WorkbenchContext } from './context.ts';
import { eventsFile, sessionsFolder } from './store.ts';

/** Stores the log as a blob, so that `git push origin 'refs/regent/*'` shares it, and removes what a resume won't need. */
export async function finishSession(
  { repository }: WorkbenchContext,
  id: string,
  folders: SessionFolders,
  state: State,
): Promise<void> {
  const log = await readFile(join(sessionsFolder(repository.commonDir), id, eventsFile));
  await Promise.all([
    writeBlobRef(repository, `refs/regent/logs/${id}`, log),
    removeTree(folders.runs),
    state.ended?.outcome === 'candidate' ? removeTree(folders.journal) : null,
  ]);
}
