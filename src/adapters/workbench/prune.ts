import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { deleteRef } from '../git/refs.ts';
import { removeFolders, sessionFolders } from '../workspace/folders.ts';
import type { WorkbenchContext } from './context.ts';
import { readRecords } from './rules/records.ts';
import { sessionRef } from './session-ports.ts';
import { listSessions, sessionsFolder } from './store.ts';
import { pruneKept } from './trial/keep.ts';
import { listTrials } from './trial/store.ts';

/**
 * Deletes sessions older than so many days: log, refs and working files. What runs, and candidates that wait for a
 * person, are kept whatever their age; accepted commits are on branches, and are never touched.
 */
export async function pruneSessions({ repository, cache }: WorkbenchContext, days: number): Promise<string[]> {
  // What a rule's check has failed is known for as long as the rule is there.
  await readRecords(repository.commonDir);
  const before = new Date(Date.now() - days * 86_400_000).toISOString();
  const sessions = await listSessions(repository.commonDir);
  const old = sessions.filter(
    ({ status, startedAt, endedAt }) => status !== 'running' && status !== 'waiting' && (endedAt ?? startedAt) < before,
  );
  for (const { id } of old) {
    await deleteRef(repository, sessionRef(id));
    await deleteRef(repository, `refs/regent/logs/${id}`);
    await removeFolders(sessionFolders(cache, id));
    await rm(join(sessionsFolder(repository.commonDir), id), { recursive: true, force: true });
  }
  const trials = await listTrials(repository.commonDir);
  await pruneKept(
    repository,
    trials.map((trial) => trial.state),
    before,
  );
  return old.map((session) => session.id);
}
