import { changedAssets } from '../../core/changed-assets.ts';
import type { SessionStarted } from '../../core/events.ts';
import { seenNames } from '../../core/judge.ts';
import { formatLock, type Lock, type LockBuild } from '../../core/lock.ts';
import type { Attempt, State } from '../../core/state.ts';
import type { AcceptResult, Problem, SessionRecord } from '../../core/workbench.ts';
import { version } from '../../version.ts';
import { type AcceptRequest, acceptCandidate, whyNotAccepted } from '../git/accept.ts';
import { digestFile } from '../git/catalog.ts';
import { readDiffStat } from '../git/diff.ts';
import { readHead } from '../git/head.ts';
import { readIdentity } from '../git/identity.ts';
import { listTree } from '../git/list-tree.ts';
import { narrowedTo } from '../git/narrow.ts';
import type { Refusal } from '../git/refusal.ts';
import type { Repository } from '../git/repository.ts';
import { explainRefusal } from './accept-refusal.ts';
import type { WorkbenchContext } from './context.ts';
import { findAccept } from './cut-off.ts';
import { ofTrial } from './decide.ts';
import { assetsDigestOf } from './digest-text.ts';
import { lockPath } from './locks.ts';
import { acceptMessage } from './message.ts';
import { type Prepared, prepare } from './prepare.ts';
import type { SessionLog } from './session-log.ts';
import { decide } from './store.ts';
import { findUncommitted } from './uncommitted.ts';

/** Makes a verified attempt one commit on the current branch. Refused when an asset changed since the session began. */
export async function acceptSession(
  context: WorkbenchContext,
  record: SessionRecord & SessionLog,
  policy: 'verified' | 'demo' | null,
): Promise<AcceptResult | Problem> {
  const { repository } = context;
  const { state, summary } = record;
  const acceptable = await findAcceptable(context, record);
  if ('problem' in acceptable) return acceptable;
  const { prepared, attempt, started } = acceptable;
  const { author, configured } = readIdentity(repository);
  const by = `${author.name} <${author.email}>`;
  const lock = await lockOf(context, state, acceptable);
  const message = acceptMessage(state, attempt.number, lock, { by, policy });
  const open = await findUncommitted(repository, prepared, record.skillsRead);
  const notes = [
    ...(configured ? [] : ['Git does not know who you are (user.name, user.email), so the commit names Regent.']),
    ...(open.length > 0 ? [notCommitted(open)] : []),
  ];
  return decide(repository.commonDir, summary.id, async (recordDecision, before) => {
    const made = await commitCandidate(context, acceptable, summary.id, acceptRequest(acceptable, lock, message));
    if ('problem' in made) return made;
    const { commit } = made;
    const isRecorded = before.some((one) => one.type === 'accepted' && one.commit === commit);
    const accepted = { attempt: attempt.number, candidate: attempt.started.commit, commit, by };
    if (!isRecorded) await recordDecision({ type: 'accepted', spec: started.spec, ...accepted });
    return describeCommit(context, prepared, commit, notes);
  });
}

/** Commits a candidate. The commit may be there already: of an accept that was cut off before it was recorded. */
async function commitCandidate(
  { repository }: WorkbenchContext,
  acceptable: Acceptable,
  session: string,
  request: AcceptRequest,
): Promise<{ readonly commit: string } | Problem> {
  const result = await acceptCandidate(repository, request);
  if (result.kind === 'done') return result;
  const commit = await findCutOff(repository, acceptable, session, result);
  return commit === null ? explainRefusal(repository, acceptable, session, result) : { commit };
}

async function findCutOff(
  repository: Repository,
  { prepared, attempt }: Acceptable,
  session: string,
  { reason }: Refusal,
): Promise<string | null> {
  if (reason !== 'nothing-to-change') return null;
  return findAccept(repository, prepared.spec.name, { session, attempt: attempt.number });
}

/** Why a candidate can't be accepted as assets, branch and work tree are now; null when nothing is in the way. */
export async function findObstacle(context: WorkbenchContext, record: SessionRecord): Promise<Problem | null> {
  const acceptable = await findAcceptable(context, record);
  if ('problem' in acceptable) return acceptable;
  const lock = await lockOf(context, record.state, acceptable);
  const refusal = await whyNotAccepted(context.repository, acceptRequest(acceptable, lock, ''));
  // Another git process is done in a moment: nothing that a person has to be told of before they accept.
  if (!refusal || refusal.reason === 'index-locked') return null;
  const { id } = record.summary;
  if ((await findCutOff(context.repository, acceptable, id, refusal)) !== null) return null;
  return explainRefusal(context.repository, acceptable, id, refusal);
}

interface Acceptable {
  readonly prepared: Prepared;
  readonly attempt: Attempt;
  readonly started: SessionStarted;
}

/** What an accept needs to know of the candidate and of the assets as they are, or why there can be none. */
async function findAcceptable(
  { repository }: WorkbenchContext,
  { state, summary }: SessionRecord,
): Promise<Acceptable | Problem> {
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

function lockOf(
  context: WorkbenchContext,
  { session, model }: State,
  { prepared, attempt }: Acceptable,
): Promise<Lock> {
  const tests = attempt.tested ? seenNames(attempt.tested.report) : [];
  return lockFor(context, prepared, attempt.started.commit, tests, { session, attempt: attempt.number, model });
}

function acceptRequest({ prepared, attempt, started }: Acceptable, lock: Lock, message: string): AcceptRequest {
  return requestFor(prepared, { candidate: attempt.started.commit, base: started.base, lock, message });
}

function notCommitted(names: readonly string[]): string {
  const shown = names.slice(0, 5).join(', ');
  const which = names.length > 5 ? `${shown} and ${names.length - 5} more` : shown;
  return `It was built from what is not committed: ${which}. Commit that too: git add ${names.slice(0, 5).join(' ')}`;
}

/** Commits outputs and lock on the current branch, and says what that changed. */
export async function commitLock(
  context: WorkbenchContext,
  prepared: Prepared,
  accept: AcceptedLock,
): Promise<AcceptResult | Problem> {
  const result = await acceptCandidate(context.repository, requestFor(prepared, accept));
  if (result.kind === 'refused') return { problem: result.message, mend: result.mend };
  return describeCommit(context, prepared, result.commit, []);
}

interface AcceptedLock {
  readonly candidate: string;
  readonly base: string;
  readonly lock: Lock;
  readonly message: string;
}

function requestFor({ spec, isOutput }: Prepared, { lock, ...accept }: AcceptedLock): AcceptRequest {
  return {
    ...accept,
    outputs: isOutput,
    ...narrowedTo(spec.outputs),
    lock: { path: lockPath(spec), bytes: Buffer.from(formatLock(lock)) },
  };
}

async function describeCommit(
  { repository }: WorkbenchContext,
  { spec }: Prepared,
  commit: string,
  notes: readonly string[],
): Promise<AcceptResult> {
  const [head, stat] = await Promise.all([readHead(repository), readDiffStat(repository, `${commit}^`, commit)]);
  const outputs = stat.files.filter((file) => file.path !== lockPath(spec));
  return {
    commit,
    spec: spec.name,
    branch: 'branch' in head ? head.branch : null,
    files: outputs.length,
    added: outputs.reduce((sum, file) => sum + file.added, 0),
    removed: outputs.reduce((sum, file) => sum + file.removed, 0),
    notes,
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
  const entries = await listTree(repository, commit, narrowedTo(spec.outputs));
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
    changedAssets: changed,
  };
}
