import type { RejectCause } from '../../core/events.ts';
import type { Problem, SessionRecord, SessionSummary } from '../../core/workbench.ts';
import { undoAccept } from '../git/accept.ts';
import { readIdentity } from '../git/identity.ts';
import type { WorkbenchContext } from './context.ts';
import { staticBaseOrFile } from './inputs.ts';
import { matchOutputs } from './prepare.ts';
import { recordDecision } from './store.ts';

/** Turns a candidate down. Its attempts stay, to be looked at and gone on from. */
export async function rejectSession(
  { repository }: WorkbenchContext,
  record: SessionRecord,
  { cause, note }: { cause: RejectCause; note: string },
): Promise<{ rejected: string } | Problem> {
  const { summary, state } = record;
  const attempt = state.attempts.at(-1);
  if (summary.trial) return ofTrial(summary, 'rejected');
  if (summary.status === 'accepted') {
    return { problem: `Session ${summary.id} is accepted.`, mend: `Undo that first: regent undo ${summary.id}` };
  }
  if (!attempt || !state.ended) {
    return {
      problem: `Session ${summary.id} has no attempt to reject.`,
      mend: `See what it did: regent show ${summary.id}`,
    };
  }
  await recordDecision(repository.commonDir, summary.id, {
    type: 'rejected',
    spec: summary.spec,
    attempt: attempt.number,
    candidate: attempt.started.commit,
    cause,
    note,
    by: nameOf(repository),
  });
  return { rejected: summary.id };
}

/** Reverts the commit that accepted a session's candidate. */
export async function undoSession(
  { repository }: WorkbenchContext,
  record: SessionRecord,
): Promise<{ commit: string; undone: string; spec: string } | Problem> {
  const { summary, state, decisions } = record;
  const accept = decisions.findLast((decision) => decision.type === 'accepted');
  if (summary.status !== 'accepted' || accept?.type !== 'accepted') {
    return {
      problem: `Session ${summary.id} is ${summary.status}, not accepted, so there is nothing to undo.`,
      mend: 'See which are accepted: regent log',
    };
  }
  const outputs = state.started?.outputs ?? [];
  const under = outputs.map(staticBaseOrFile);
  const result = await undoAccept(repository, {
    accept: accept.commit,
    outputs: matchOutputs({ outputs }),
    ...(under.includes('') ? {} : { under }),
    lockPath: `specs/${accept.spec}/spec.lock`,
    message: `Undo the regeneration of ${accept.spec}\n\nReverts ${accept.commit}.\n\nRegent-Spec: ${accept.spec}\nRegent-Session: ${summary.id}\nRegent-Undoes: ${accept.commit}\n`,
  });
  if (result.kind === 'refused') return { problem: result.message, mend: result.mend };
  await recordDecision(repository.commonDir, summary.id, {
    type: 'undone',
    spec: accept.spec,
    accept: accept.commit,
    commit: result.commit,
    by: nameOf(repository),
  });
  return { commit: result.commit, undone: accept.commit, spec: accept.spec };
}

/** A trial compares; what its sessions built, with or without the very thing on trial, is no candidate. */
export function ofTrial({ id, spec, trial }: SessionSummary, what: 'accepted' | 'rejected'): Problem {
  return {
    problem: `Session ${id} belongs to the trial ${trial?.id} and ran ${trial?.label}: it is no candidate, and can't be ${what}.`,
    mend: `Make a candidate: regent run ${spec}`,
  };
}

function nameOf(repository: WorkbenchContext['repository']): string {
  const { author } = readIdentity(repository);
  return `${author.name} <${author.email}>`;
}
