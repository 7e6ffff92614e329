import { join } from 'node:path';
import type { EventBody } from '../../../core/events.ts';
import { attemptsWithDiffs } from '../../../core/html/session/attempts.ts';
import { compareOutputs } from '../../../core/inspect/index.ts';
import { type Telling, tell } from '../../../core/telling/fold.ts';
import {
  type SessionFacts,
  type SessionTexts,
  sessionFacts,
  verdictAttempt,
} from '../../../core/telling/session-facts.ts';
import type { Diff, Problem, SessionSummary } from '../../../core/workbench.ts';
import { readHistory } from '../../git/history.ts';
import type { Repository } from '../../git/repository.ts';
import { GitError } from '../../git/run-git.ts';
import { streamLog } from '../../log/stream.ts';
import { compareCommits, readOutputs } from '../compare.ts';
import { eventsFile, findSession, sessionsFolder } from '../store.ts';

/** Bytes of diff that are read; a page shows less. */
const longest = { whole: 2_000_000, attempt: 500_000 };

/** A session as its report tells it. */
export interface ToldSession {
  readonly facts: SessionFacts;
  readonly telling: Telling;
  /** From the base to the attempt of the verdict. */
  readonly diff: Diff | null;
}

/** Reads what a report says of a session. Its log is read once, event by event. */
export async function tellSession(repository: Repository, id: string): Promise<ToldSession | Problem> {
  const { commonDir } = repository;
  const session = await findSession(commonDir, id, 'any');
  if ('problem' in session) return session;
  const telling = await tell(streamLog<EventBody>(join(sessionsFolder(commonDir), session.id, eventsFile)));
  const { started } = telling.state;
  const attempt = verdictAttempt(telling);
  const outputs = started?.outputs ?? [];
  const base = started?.base ?? null;
  const commit = attempt?.started.commit;
  const read = commit
    ? await ifThere(() =>
        Promise.all([
          compareCommits(repository, base, commit, outputs, longest.whole),
          readOutputs(repository, base, outputs),
          readOutputs(repository, commit, outputs),
        ]),
      )
    : null;
  const [diff, before, after] = read ?? [null];
  const changes = before && after ? compareOutputs(before, after) : null;
  const policy = await readPolicy(repository, session);
  return { facts: sessionFacts(session, telling, { changes, files: diff?.files ?? [], policy }), telling, diff };
}

/** Reads what the page shows beside the facts: the diffs of attempts. */
export async function readTexts(repository: Repository, { telling, diff }: ToldSession): Promise<SessionTexts> {
  const { started, attempts } = telling.state;
  const diffs = new Map<number, Diff>();
  for (const number of attemptsWithDiffs(attempts.map((one) => one.number))) {
    const at = attempts.findIndex((one) => one.number === number);
    const from = at > 0 ? (attempts[at - 1]?.started.commit ?? null) : (started?.base ?? null);
    const to = attempts[at]?.started.commit;
    const read = to
      ? await ifThere(() => compareCommits(repository, from, to, started?.outputs, longest.attempt))
      : null;
    if (read) diffs.set(number, read);
  }
  return { steps: telling.steps, diff, diffs };
}

/** What accepted the session in a person's place, as the accept's commit says. */
async function readPolicy(repository: Repository, { spec, decisions }: SessionSummary): Promise<string | null> {
  const accepted = decisions.findLast((one) => one.type === 'accepted');
  if (!accepted) return null;
  const [entry] = await readHistory(repository, { spec, from: accepted.commit, limit: 1 }).catch(() => []);
  return entry?.commit === accepted.commit ? (entry.trailers.get('Regent-Policy') ?? null) : null;
}

/** What git can't find (a session's commits can be gone) is left out; the log tells the rest. */
async function ifThere<T>(read: () => Promise<T>): Promise<T | null> {
  try {
    return await read();
  } catch (error) {
    if (error instanceof GitError) return null;
    throw error;
  }
}
