import { isProblem } from '../../cli/context.ts';
import type { RejectCause } from '../../core/events.ts';
import type { SessionRecord, SessionStatus } from '../../core/workbench.ts';
import { ask, benchOf, complain, type Deps, during, guarded, say } from '../deps.ts';
import { plural } from '../facts.ts';
import { keyOf } from '../keymap.ts';
import { refresh } from '../project.ts';
import { resumeSession } from '../session/actions.ts';
import type { Dialog, ReviewState, Screens } from '../store.ts';
import { emptyEdit } from '../text-edit.ts';
import { changeReview } from './change.ts';
import { findObstacle } from './obstacle.ts';

/** Accepts the candidate, once the person has read what that does. */
export function askAccept(deps: Deps): void {
  const { review } = deps.store.getState();
  if (review && benchOf(deps)) ask(deps, acceptDialog(deps, review));
}

function acceptDialog(deps: Deps, { record, attempt, whole }: ReviewState): Extract<Dialog, { kind: 'confirm' }> {
  const { id, spec } = record.summary;
  const files = whole?.files ?? [];
  const added = files.reduce((sum, file) => sum + file.added, 0);
  const removed = files.reduce((sum, file) => sum + file.removed, 0);
  const size = whole ? `${plural(files.length, 'file')} (+${added} −${removed})` : 'its outputs';
  return {
    kind: 'confirm',
    title: `Accept attempt ${attempt} of ${spec}?`,
    lines: [
      `Makes one commit on the current branch: ${size} and specs/${spec}/spec.lock.`,
      `Nothing else in the work tree or the index changes. ${keyOf(deps.store.getState(), 'review.undo')} undoes it.`,
    ],
    yes: 'accept',
    run: () => void accept(deps, id),
    moot: ({ review, sessions }) =>
      review?.record.summary.id === id && review.obstacle
        ? review.obstacle.problem
        : decided(sessions, id, ['accepted', 'running']),
  };
}

/** Who was quick with the key is told the size as soon as it is known. */
export function completeAcceptDialog(deps: Deps): void {
  const { review, dialog } = deps.store.getState();
  if (!review || dialog?.kind !== 'confirm') return;
  const whole = acceptDialog(deps, review);
  if (dialog.title === whole.title) ask(deps, whole);
}

async function accept(deps: Deps, id: string): Promise<void> {
  const workbench = benchOf(deps);
  const result = workbench && (await during(deps, 'accepting', () => workbench.accept(id, {})));
  if (!result) return findObstacle(deps);
  await reload(deps, id);
  const where = result.branch ? ` on ${result.branch}` : '';
  const notes = result.notes.length > 0 ? ` ${result.notes.join(' ')}` : '';
  say(
    deps,
    'good',
    `Accepted ${result.spec}: commit ${result.commit.slice(0, 10)}${where}, ${plural(result.files, 'file')} +${result.added} −${result.removed}.${notes}`,
    `${keyOf(deps.store.getState(), 'review.undo')} undoes it`,
  );
}

export function askReject(deps: Deps): void {
  const { review } = deps.store.getState();
  if (!review) return;
  const { id, spec } = review.record.summary;
  ask(deps, {
    kind: 'choose',
    title: `Reject the candidate of ${spec}: what was at fault?`,
    options: rejectCauses,
    at: 0,
    run: (cause) =>
      ask(deps, {
        kind: 'text',
        title: 'why (may be empty)',
        edit: emptyEdit,
        run: (note) => void reject(deps, id, cause as RejectCause, note),
      }),
    moot: ({ sessions }) => decided(sessions, id, ['accepted', 'rejected', 'running']),
  });
}

const rejectCauses: readonly (readonly [RejectCause, string])[] = [
  ['spec', 'the spec: it asks for the wrong thing, or is unclear'],
  ['missing-test', 'a missing test: it passes, and is wrong'],
  ['missing-rule', 'a missing rule: it works, but not like this'],
  ['skill', 'a skill: it taught the wrong thing'],
  ['bad-luck', 'bad luck: try again'],
];

async function reject(deps: Deps, id: string, cause: RejectCause, note: string): Promise<void> {
  const workbench = benchOf(deps);
  const result = workbench && (await during(deps, 'rejecting', () => workbench.reject(id, { cause, note })));
  if (!result) return;
  await reload(deps, id);
  say(deps, 'plain', `Rejected: ${cause}.`, nextStep(deps, cause));
}

function nextStep({ store }: Deps, cause: RejectCause): string {
  const key = (name: string): string => keyOf(store.getState(), name);
  const drafts = `${key('review.improve')} drafts`;
  switch (cause) {
    case 'spec':
      return `${drafts} a better requirement; or mend spec.md (${key('screen.specs')}, then ${key('specs.edit')})`;
    case 'missing-test':
      return `${drafts} the test; or add it to the spec's tests folder`;
    case 'missing-rule':
      return `${drafts} the rule; or add it to rules/`;
    case 'skill':
      return `${drafts} the better skill; or mend it`;
    case 'bad-luck':
      return `${key('specs.run')} on the Specs screen runs it again, ${key('review.again')} goes on with this one`;
    default:
      return cause satisfies never;
  }
}

export function askAgain(deps: Deps): void {
  const { review } = deps.store.getState();
  if (!review) return;
  const { id } = review.record.summary;
  ask(deps, {
    kind: 'text',
    title: 'try again; tell the agent',
    edit: { before: noteOf(review.record), after: '' },
    run: (message) => {
      if (message.trim() !== '') void resumeSession(deps, id, { message });
      else say(deps, 'plain', 'Nothing was said, so nothing was tried again.');
    },
  });
}

/** What a person said when they turned it down is what the next attempt should know. */
function noteOf({ decisions }: SessionRecord): string {
  const last = decisions.at(-1);
  return last?.type === 'rejected' ? last.note : '';
}

export function askUndo(deps: Deps): void {
  const { review } = deps.store.getState();
  if (!review) return;
  const { id, spec } = review.record.summary;
  ask(deps, {
    kind: 'confirm',
    title: `Undo the accept of ${spec}?`,
    lines: ['Makes one commit that puts its outputs and its lock back to what they were. Nothing else changes.'],
    yes: 'undo',
    run: () => void undo(deps, id),
    moot: ({ sessions }) => decided(sessions, id, ['undone', 'running']),
  });
}

/** What became of the session meanwhile, in another window or by a command. */
function decided(sessions: Screens['sessions'], id: string, when: readonly SessionStatus[]): string | null {
  const status = sessions?.find((one) => one.id === id)?.status;
  return status && when.includes(status) ? `The session is ${status} meanwhile.` : null;
}

async function undo(deps: Deps, id: string): Promise<void> {
  const workbench = benchOf(deps);
  const result = workbench && (await during(deps, 'undoing', () => workbench.undo(id)));
  if (!result) return;
  await reload(deps, id);
  say(deps, 'good', `Undone: ${result.undone.slice(0, 10)} is reverted by ${result.commit.slice(0, 10)}.`);
}

/** Reads the session anew after a decision; where the person is stays. */
async function reload(deps: Deps, id: string): Promise<void> {
  await guarded(deps, async () => {
    const record = await benchOf(deps)?.read(id);
    if (record && isProblem(record)) complain(deps, record);
    else if (record) changeReview(deps, id, { record });
  });
  await refresh(deps);
}
