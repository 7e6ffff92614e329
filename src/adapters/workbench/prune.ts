import { readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { deleteRef } from '../git/refs.ts';
import { readEnds } from '../log/ends.ts';
import { isLockHeld } from '../log/lock-file.ts';
import { removeFolders, sessionFolders } from '../workspace/folders.ts';
import type { WorkbenchContext } from './context.ts';
import { readRecords } from './rules/records.ts';
import { sessionRef } from './session-ports.ts';
import { eventsFile, listSessions, sessionsFolder } from './store.ts';
import { pruneKept } from './trial/keep.ts';
import { listTrials } from './trial/store.ts';

/**
 * Deletes sessions older than so many days: log, refs and working files; and what is left of those that were killed
 * before their first event. What runs, and candidates that wait for a person, are kept whatever their age; accepted
 * commits are on branches, and are never touched.
 */
export async function pruneSessions({ repository, cache }: WorkbenchContext, days: number): Promise<string[]> {
  // What a rule's check has failed is known for as long as the rule is there.
  await readRecords(repository.commonDir);
  const before = new Date(Date.now() - days * 86_400_000).toISOString();
  const sessions = await listSessions(repository.commonDir);
  const old = sessions.filter(
    ({ status, startedAt, endedAt }) => status !== 'running' && status !== 'waiting' && (endedAt ?? startedAt) < before,
  );
  const begun = new Set(sessions.map((session) => session.id));
  const gone = [...old.map((session) => session.id), ...(await findUnbegun(repository.commonDir, begun, before))];
  for (const id of gone) {
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
  return gone;
}

/** Returns the ids of old sessions whose process died before the first event was whole: nothing is known of them. */
async function findUnbegun(commonDir: string, begun: ReadonlySet<string>, before: string): Promise<string[]> {
  const folder = sessionsFolder(commonDir);
  const unbegun: string[] = [];
  for (const id of await readdir(folder).catch(() => [])) {
    if (begun.has(id)) continue;
    const log = join(folder, id, eventsFile);
    const [, lastWhole = ''] = await readEnds(log);
    const info = await stat(join(folder, id)).catch(() => null);
    const isLeft = info?.isDirectory() === true && info.mtime.toISOString() < before && lastWhole === '';
    if (isLeft && !(await isLockHeld(`${log}.lock`))) unbegun.push(id);
  }
  return unbegun;
}
