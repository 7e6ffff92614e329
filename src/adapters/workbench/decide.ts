import type { Accepted, RejectCause } from '../../core/events.ts';
import type { Problem, SessionRecord, SessionSummary } from '../../core/workbench.ts';
import { undoAccept } from '../git/accept.ts';
import { readIdentity } from '../git/identity.ts';
import { narrowedTo } from '../git/narrow.ts';
import type { Refusal } from '../git/refusal.ts';
import type { Repository } from '../git/repository.ts';
import type { WorkbenchContext } from './context.ts';
import { findUndo } from './cut-off.ts';
import { matchOutputs } from './prepare.ts';
import { decide } from './store.ts';

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
  return decide(repository.commonDir, summary.id, async (recordDecision) => {
    await recordDecision({
      type: 'rejected',
      spec: summary.spec,
      attempt: attempt.number,
      candidate: attempt.started.commit,
      cause,
      note,
      by: nameOf(repository),
    });
    return { rejected: summary.id };
  });
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
  return decide(repository.commonDir, summary.id, async (recordDecision) => {
    const result = await undoAccept(repository, {
      accept: accept.commit,
      outputs: matchOutputs({ outputs }),
      ...narrowedTo(outputs),
      lockPath: `specs/${accept.spec}/spec.lock`,
      message: `Undo the regeneration of ${accept.spec}\n\nReverts ${accept.commit}.\n\nRegent-Spec: ${accept.spec}\nRegent-Session: ${summary.id}\nRegent-Undoes: ${accept.commit}\n`,
    });
    const made = result.kind === 'done' ? result : await orCutOff(repository, accept, result);
    if ('problem' in made) return made;
    const { commit } = made;
    await recordDecision({
      type: 'undone',
      spec: accept.spec,
      accept: accept.commit,
      commit,
      by: nameOf(repository),
    });
    return { commit, undone: accept.commit, spec: accept.spec };
  });
}

/** The commit of an undo that was cut off before it was recorded, where there is one: it may be what stands in the way. */
async function orCutOff(
  repository: Repository,
  { spec, commit: accept }: Accepted,
  { message, mend }: Refusal,
): Promise<{ readonly commit: string } | Problem> {
  const commit = await findUndo(repository, spec, accept);
  return commit === null ? { problem: message, mend } : { commit };
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
