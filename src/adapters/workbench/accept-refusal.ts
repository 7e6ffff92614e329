import type { SessionStarted } from '../../core/events.ts';
import type { Problem, SessionSummary } from '../../core/workbench.ts';
import type { Refusal } from '../git/refusal.ts';
import type { Repository } from '../git/repository.ts';
import { runGit } from '../git/run-git.ts';
import { readAcceptedLock } from './locks.ts';
import type { Prepared } from './prepare.ts';
import { listSessions } from './store.ts';

/** A refusal with what this spec and its sessions tell of it: who was first, and what keeps work that was done by hand. */
export async function explainRefusal(
  repository: Repository,
  { prepared, started }: { readonly prepared: Prepared; readonly started: SessionStarted },
  session: string,
  refusal: Refusal,
): Promise<Problem> {
  const { spec } = prepared;
  const again = `regent run ${spec.name}`;
  if (refusal.reason === 'moved' && refusal.paths.length > 0) {
    const first = await findOvertaker(repository, session, started);
    if (!first)
      return {
        problem: `${refusal.message} An accept would undo that.`,
        mend: `Build anew on what is there: ${again}. Or take that change back first.`,
      };
    return {
      problem: `Overtaken: session ${first} of ${spec.name} was accepted since this one began.`,
      mend: `Build anew on what is there: ${again}. Or take that accept back: regent undo ${first}`,
    };
  }
  if (refusal.reason === 'dirty-outputs') {
    const isDrift = readAcceptedLock(repository.root, spec) !== null;
    const absorb = isDrift ? ` Or make it a requirement and a test: regent absorb ${spec.name}` : '';
    // Once it is committed the candidate is overtaken by it.
    return {
      problem: refusal.message,
      mend: `Put it aside: git stash -u -- ${refusal.paths.length === 1 ? refusal.paths[0] : '<path>'}.${absorb}`,
    };
  }
  return { problem: refusal.message, mend: refusal.mend };
}

/** The session of the same spec whose accept is in HEAD and came after this one's beginning. */
async function findOvertaker(
  repository: Repository,
  session: string,
  { spec, base }: SessionStarted,
): Promise<string | null> {
  const accepted = (await listSessions(repository.commonDir)).filter(
    (one) => one.spec === spec && one.id !== session && one.status === 'accepted',
  );
  if (accepted.length === 0) return null;
  const since = await runGit(repository, ['rev-list', '--max-count=1000', `${base}..HEAD`]);
  const commits = new Set(since.stdout.toString().split('\n'));
  const isSince = (one: SessionSummary) =>
    one.decisions.some((decision) => decision.type === 'accepted' && commits.has(decision.commit));
  return accepted.find(isSince)?.id ?? null;
}
