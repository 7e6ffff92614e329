import { isProblem } from '../../cli/context.ts';
import { rivalsOf } from '../../core/candidates.ts';
import { diffBases } from '../../core/diff-base.ts';
import type { RejectCause } from '../../core/events.ts';
import type { SessionRecord, Workbench } from '../../core/workbench.ts';
import { ask, benchOf, complain, type Deps, during, guarded, patch, say } from '../deps.ts';
import { plural } from '../facts.ts';
import { refresh } from '../project.ts';
import { resumeSession } from '../session/actions.ts';
import type { Dialog, ReviewPage, ReviewState, Rival, Screens } from '../store.ts';
import { emptyEdit } from '../text-edit.ts';
import { createTranscript } from '../transcript.ts';
import { candidateItems } from './candidates-page.ts';
import { inkDiff } from './diff/actions.ts';
import { firstSpot, type Spot, settle } from './list.ts';
import { itemsOf, pagesOf, windowNow } from './pages.ts';
import { eventsOf } from './steps-page.ts';
import { verdictItems } from './verdict-page.ts';

/** Opens a session at its last attempt: on its verdict page, or another that is asked for. */
export async function openReview(deps: Deps, id: string, page: ReviewPage = 'verdict'): Promise<void> {
  const workbench = benchOf(deps);
  if (!workbench) return;
  const record = await during(deps, 'reading the session', () => workbench.read(id));
  if (!record) return;
  const attempt = record.state.attempts.at(-1)?.number ?? 0;
  const review: ReviewState = {
    record,
    attempt,
    page: attempt === 0 && !record.state.objection ? 'steps' : page,
    base: 'base',
    bases: ['base'],
    diff: null,
    whole: null,
    inspection: null,
    transcript: createTranscript(),
    spots: {},
    folds: {},
    layout: deps.store.getState().review?.layout ?? 'auto',
    ink: null,
    choice: null,
    rivals: null,
  };
  deps.store.setState({ review, screen: 'review' });
  await Promise.all([showAttempt(deps, attempt), loadRivals(deps, record)]);
}

/** Shows an attempt of the session that is reviewed, on the same page and against the same base if it has that. */
export async function showAttempt(deps: Deps, number: number): Promise<void> {
  const { review, sessions } = deps.store.getState();
  if (!review) return;
  const { record } = review;
  const attempts = record.state.attempts;
  const bases = [...diffBases(record, number, sessions ?? []).keys()];
  change(deps, record.summary.id, {
    attempt: number,
    bases,
    base: bases.includes(review.base) ? review.base : 'base',
    diff: null,
    whole: null,
    inspection: null,
    transcript: createTranscript(attempts.length > 0 ? eventsOf(record.events, number) : record.events),
    spots: review.spots.candidates ? { candidates: review.spots.candidates } : {},
    folds: {},
    ink: null,
    choice: null,
  });
  placeChoice(deps);
  await Promise.all([loadDiff(deps), inspect(deps)]);
}

export function turnPage(deps: Deps, page?: ReviewPage): void {
  const { review } = deps.store.getState();
  if (!review) return;
  const pages = pagesOf(review);
  const next = page ?? pages[(pages.indexOf(review.page) + 1) % pages.length] ?? 'verdict';
  change(deps, review.record.summary.id, { page: next });
  placeChoice(deps);
  void ink(deps);
}

export async function nextBase(deps: Deps): Promise<void> {
  const { review } = deps.store.getState();
  if (!review) return;
  const base = review.bases[(review.bases.indexOf(review.base) + 1) % review.bases.length] ?? 'base';
  const { diff: _spot, ...spots } = review.spots;
  const { diff: _folds, ...folds } = review.folds;
  change(deps, review.record.summary.id, { base, diff: null, ink: null, page: 'diff', spots, folds });
  await loadDiff(deps);
}

/** Puts the person at another place of the page that shows. */
export function goTo(deps: Deps, spot: Spot): void {
  const { review } = deps.store.getState();
  if (!review) return;
  change(deps, review.record.summary.id, { spots: { ...review.spots, [review.page]: spot } });
  placeChoice(deps);
}

/** Says in the store which open question the cursor is on: keys that are about one are there only then. */
function placeChoice(deps: Deps): void {
  const { review } = deps.store.getState();
  if (!review) return;
  // Other pages have no questions, and may be long.
  if (review.page !== 'verdict') {
    if (review.choice) change(deps, review.record.summary.id, { choice: null });
    return;
  }
  const window = windowNow(deps);
  const list = itemsOf(review, window);
  const { cursor } = settle(list, review.spots.verdict ?? firstSpot, window);
  const choice = (list.length > 0 && list.at(cursor).choice) || null;
  if (choice !== review.choice) change(deps, review.record.summary.id, { choice });
}

/** Reads the diffs of the attempt that shows. */
async function loadDiff(deps: Deps): Promise<void> {
  const workbench = benchOf(deps);
  const { review, sessions } = deps.store.getState();
  const ends = review && diffEnds(review, sessions);
  if (!workbench || !ends) return;
  const { record, attempt, base } = review;
  // The base has moved since something else was accepted: only the outputs are the attempt's.
  const { outputs, base: start = null } = record.state.started ?? {};
  try {
    const read = workbench.diff(ends.from, ends.to, outputs);
    const [diff, whole] = await Promise.all([
      read,
      ends.from === start ? read : workbench.diff(start, ends.to, outputs),
    ]);
    const now = deps.store.getState().review;
    if (now?.attempt === attempt && now.base === base) change(deps, record.summary.id, { diff, whole });
    completeAcceptDialog(deps);
  } catch (error) {
    say(deps, 'bad', `The diff can't be read: ${error instanceof Error ? error.message : String(error)}`);
    return;
  }
  await ink(deps);
}

async function ink(deps: Deps): Promise<void> {
  const { review, sessions } = deps.store.getState();
  const ends = review && diffEnds(review, sessions);
  if (ends) await inkDiff(deps, ends.from, ends.to);
}

/** The commits that the attempt's diff is between; null where there is no attempt. */
function diffEnds(review: ReviewState, sessions: Screens['sessions']): { from: string | null; to: string } | null {
  const { record, attempt, base } = review;
  const to = commitOf(record, attempt);
  return to ? { from: diffBases(record, attempt, sessions ?? []).get(base) ?? null, to } : null;
}

/** Looks at what the attempt's outputs do and offer, against those that were there when the session began. */
async function inspect(deps: Deps): Promise<void> {
  const workbench = benchOf(deps);
  const { review } = deps.store.getState();
  if (!workbench || !review) return;
  const { record, attempt } = review;
  const to = commitOf(record, attempt);
  if (!to) return;
  const { started } = record.state;
  await guarded(deps, async () => {
    const outputs = started?.outputs ?? [];
    const [before, after] = await Promise.all([
      workbench.outputs(started?.base ?? null, outputs),
      workbench.outputs(to, outputs),
    ]);
    // Only who reviews needs it.
    const { compareOutputs } = await import('../../core/inspect/index.ts');
    const inspection = compareOutputs(before, after);
    const now = deps.store.getState().review;
    if (now?.record.summary.id !== record.summary.id || now.attempt !== attempt) return;
    change(deps, record.summary.id, {
      inspection,
      spots: { ...now.spots, verdict: sameItem(now, { ...now, inspection }) },
    });
  });
}

/** The spot on the verdict page with the cursor on the item that it was on, though others have come. */
function sameItem(before: ReviewState, after: ReviewState): Spot {
  const spot = before.spots.verdict ?? firstSpot;
  const key = verdictItems(before)[spot.cursor]?.key;
  const cursor = verdictItems(after).findIndex((one) => one.key === key);
  return cursor < 0 ? spot : { ...spot, cursor };
}

/** Reads the sessions that this one is compared with. */
async function loadRivals(deps: Deps, record: SessionRecord): Promise<void> {
  const workbench = benchOf(deps);
  const { sessions } = deps.store.getState();
  if (!workbench) return;
  await guarded(deps, async () => {
    const rivals = rivalsOf(sessions ?? (await workbench.sessions()), record.summary);
    const read = rivals.length < 2 ? [] : await Promise.all(rivals.map((one) => readRival(workbench, one.id)));
    const known = read.filter((one) => one !== null);
    const now = deps.store.getState().review;
    if (now?.record.summary.id !== record.summary.id) return;
    // The cursor starts on the candidate that is open.
    const cursor = candidateItems({ ...now, rivals: known }).findIndex((one) => one.session === record.summary.id);
    const spots = { ...now.spots, candidates: { ...firstSpot, cursor: Math.max(0, cursor) } };
    change(deps, record.summary.id, { rivals: known, spots });
  });
}

async function readRival(workbench: Workbench, id: string): Promise<Rival | null> {
  const record = await workbench.read(id);
  if (isProblem(record)) return null;
  const { started, attempts } = record.state;
  const to = attempts.at(-1)?.started.commit;
  const diff = to ? await workbench.diff(started?.base ?? null, to, started?.outputs) : null;
  return { record, files: diff?.files ?? [] };
}

function commitOf(record: SessionRecord, attempt: number): string | undefined {
  return record.state.attempts.find((one) => one.number === attempt)?.started.commit;
}

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
      'Nothing else in the work tree or the index changes. u undoes it.',
    ],
    yes: 'accept',
    run: () => void accept(deps, id),
  };
}

/** Who was quick with the key is told the size as soon as it is known. */
function completeAcceptDialog(deps: Deps): void {
  const { review, dialog } = deps.store.getState();
  if (!review || dialog?.kind !== 'confirm') return;
  const whole = acceptDialog(deps, review);
  if (dialog.title === whole.title) ask(deps, whole);
}

async function accept(deps: Deps, id: string): Promise<void> {
  const workbench = benchOf(deps);
  const result = workbench && (await during(deps, 'accepting', () => workbench.accept(id, {})));
  if (!result) return;
  await reload(deps, id);
  const where = result.branch ? ` on ${result.branch}` : '';
  const notes = result.notes.length > 0 ? ` ${result.notes.join(' ')}` : '';
  say(
    deps,
    'good',
    `Accepted ${result.spec}: commit ${result.commit.slice(0, 10)}${where}, ${plural(result.files, 'file')} +${result.added} −${result.removed}.${notes}`,
    'u undoes it',
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
  say(deps, 'plain', `Rejected: ${cause}.`, nextSteps[cause]);
}

const nextSteps: Record<RejectCause, string> = {
  spec: 'i drafts a better requirement; or mend spec.md (1, then e)',
  'missing-test': "i drafts the test; or add it to the spec's tests folder",
  'missing-rule': 'i drafts the rule; or add it to rules/',
  skill: 'i drafts the better skill; or mend it',
  'bad-luck': 'r on the Specs screen runs it again, t goes on with this one',
};

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
  });
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
    else if (record) change(deps, id, { record });
  });
  await refresh(deps);
}

/** Changes the review, unless another session has been opened meanwhile. */
export function change(deps: Deps, id: string, change: Partial<ReviewState>): void {
  if (deps.store.getState().review?.record.summary.id === id) patch(deps, 'review', change);
}
