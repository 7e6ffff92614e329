import { changedAssets } from '../../core/changed-assets.ts';
import type { SessionStarted } from '../../core/events.ts';
import { seenNames } from '../../core/judge.ts';
import { formatLock, type Lock, type LockBuild } from '../../core/lock.ts';
import type { Attempt } from '../../core/state.ts';
import type { AcceptResult, Problem, SessionRecord } from '../../core/workbench.ts';
import { version } from '../../version.ts';
import { acceptCandidate } from '../git/accept.ts';
import { digestFile } from '../git/catalog.ts';
import { readDiffStat } from '../git/diff.ts';
import { readHead } from '../git/head.ts';
import { readIdentity } from '../git/identity.ts';
import { listTree } from '../git/list-tree.ts';
import type { WorkbenchContext } from './context.ts';
import { ofTrial } from './decide.ts';
import { assetsDigestOf } from './digest-text.ts';
import { staticBaseOrFile } from './inputs.ts';
import { lockPath } from './locks.ts';
import { acceptMessage } from './message.ts';
import { type Prepared, prepare } from './prepare.ts';
import { recordDecision } from './store.ts';

/** Makes a verified attempt one commit on the current branch. Refused when an asset changed since the session began. */
export async function acceptSession(
  context: WorkbenchContext,
  record: SessionRecord,
  policy: 'verified' | 'demo' | null,
): Promise<AcceptResult | Problem> {
  const { repository } = context;
  const { state, summary } = record;
  const acceptable = await findAcceptable(context, record);
  if ('problem' in acceptable) return acceptable;
  const { prepared, attempt, started } = acceptable;
  const tests = attempt.tested ? seenNames(attempt.tested.report) : [];
  const build = { session: summary.id, attempt: attempt.number, model: state.model };
  const lock = await lockFor(context, prepared, attempt.started.commit, tests, build);
  const { author, configured } = readIdentity(repository);
  const by = `${author.name} <${author.email}>`;
  const accepted = await commitLock(context, prepared, {
    candidate: attempt.started.commit,
    base: started.base,
    lock,
    message: acceptMessage(state, attempt.number, lock, { by, policy }),
    notes: [
      ...(configured ? [] : ['Git does not know who you are (user.name, user.email), so the commit names Regent.']),
      ...uncommitted(prepared),
    ],
  });
  if ('problem' in accepted) return accepted;
  await recordDecision(repository.commonDir, summary.id, {
    type: 'accepted',
    spec: started.spec,
    attempt: attempt.number,
    candidate: attempt.started.commit,
    commit: accepted.commit,
    by,
  });
  return accepted;
}

/** What an accept needs to know of the candidate and of the assets as they are, or why there can be none. */
export async function findAcceptable(
  { repository }: WorkbenchContext,
  { state, summary }: SessionRecord,
): Promise<{ prepared: Prepared; attempt: Attempt; started: SessionStarted } | Problem> {
  const attempt = state.attempts.at(-1);
  const { started } = state;
  if (summary.trial) return ofTrial(summary, 'accepted');
  if (summary.status === 'accepted')
    return { problem: `Session ${summary.id} is accepted already.`, mend: `Undo it with: regent undo ${summary.id}` };
  // Whatever ended the session: an attempt that is verified was not made worse by a limit or an interruption after it.
  if (!started || !attempt?.verified || !state.ended) {
    return {
      problem: `Session ${summary.id} has no verified attempt, so there is nothing to accept.`,
      mend: `See what it needs: regent show ${summary.id}`,
    };
  }
  const prepared = await prepare(repository, started.spec);
  if ('problem' in prepared) return prepared;
  if (assetsDigestOf(prepared.digests) !== started.assetsDigest) return staleCandidate(summary.id, started, prepared);
  return { prepared, attempt, started };
}

/** A lock in history should not be of a spec that is not there yet. */
function uncommitted({ spec, inputs }: Prepared): string[] {
  const isOpen = [...inputs.inventory.files].some(
    ([path, file]) => file.state !== 'clean' && path.startsWith(`${spec.folder}/`),
  );
  return isOpen ? [`${spec.folder} has changes that are not committed; commit them too: git add ${spec.folder}`] : [];
}

/** Commits outputs and lock on the current branch, and says what that changed. */
export async function commitLock(
  { repository }: WorkbenchContext,
  { spec, isOutput }: Prepared,
  accept: { candidate: string; base: string; lock: Lock; message: string; notes: readonly string[] },
): Promise<AcceptResult | Problem> {
  const under = spec.outputs.map(staticBaseOrFile);
  const result = await acceptCandidate(repository, {
    candidate: accept.candidate,
    base: accept.base,
    outputs: isOutput,
    ...(under.includes('') ? {} : { under }),
    lock: { path: lockPath(spec), bytes: Buffer.from(formatLock(accept.lock)) },
    message: accept.message,
  });
  if (result.kind === 'refused') return { problem: result.message, mend: result.mend };
  const [head, stat] = await Promise.all([
    readHead(repository),
    readDiffStat(repository, `${result.commit}^`, result.commit),
  ]);
  const outputs = stat.files.filter((file) => file.path !== lockPath(spec));
  return {
    commit: result.commit,
    spec: spec.name,
    branch: 'branch' in head ? head.branch : null,
    files: outputs.length,
    added: outputs.reduce((sum, file) => sum + file.added, 0),
    removed: outputs.reduce((sum, file) => sum + file.removed, 0),
    notes: accept.notes,
  };
}

/** The lock that goes with an accepted build: what it came from, and what it is. */
export async function lockFor(
  { repository }: WorkbenchContext,
  prepared: Prepared,
  commit: string,
  tests: readonly string[],
  build: Omit<LockBuild, 'regent'>,
): Promise<Lock> {
  const { spec, isOutput, digests, environment } = prepared;
  const under = spec.outputs.map(staticBaseOrFile);
  const entries = await listTree(repository, commit, under.includes('') ? {} : { under });
  const outputs = entries.flatMap(({ path, id, mode }) =>
    isOutput(path) && (mode === '100644' || mode === '100755') ? [[path, digestFile({ id, mode })] as const] : [],
  );
  return {
    version: 1,
    spec: spec.name,
    assets: digests,
    environment,
    outputs: Object.fromEntries(outputs),
    tests,
    build: { ...build, regent: version },
  };
}

function staleCandidate(session: string, { spec, assets }: SessionStarted, prepared: Prepared): Problem {
  const changed = changedAssets(prepared.spec.folder, assets, prepared.digests);
  return {
    problem: `The candidate is stale: ${changed.slice(0, 10).join(', ')} changed since the session began.`,
    mend: `Prove it against what is there now: regent resume ${session} --take-assets. Or put the change back, or build anew: regent run ${spec}`,
  };
}
