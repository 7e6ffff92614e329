import { isProblem } from '../../cli/context.ts';
import type { RejectCause } from '../../core/events.ts';
import { ask, benchOf, complain, type Deps, during, guarded, patch, say } from '../deps.ts';
import { plural } from '../facts.ts';
import { refresh } from '../project.ts';
import { resumeSession } from '../session/actions.ts';
import { type DiffBase, type ReviewPage, type ReviewState, reviewPages } from '../store.ts';
import { emptyEdit } from '../text-edit.ts';
import { beginning, createTranscript } from '../transcript.ts';

/** Opens a session on its verdict page; with an attempt, on that. */
export async function openReview(deps: Deps, id: string): Promise<void> {
  const workbench = benchOf(deps);
  if (!workbench) return;
  const record = await during(deps, 'reading the session', () => workbench.read(id));
  if (!record) return;
  const attempt = record.state.attempts.at(-1)?.number ?? 0;
  const review: ReviewState = {
    record,
    attempt,
    page: attempt === 0 ? 'steps' : 'verdict',
    base: 'base',
    bases: ['base'],
    diff: null,
    whole: null,
    transcript: createTranscript(),
    place: beginning,
    scroll: 0,
    unfolded: false,
  };
  deps.store.setState({ review, screen: 'review' });
  await showAttempt(deps, attempt);
}

/** Shows an attempt of the session that is reviewed, on the same page and against the same base if it has that. */
export async function showAttempt(deps: Deps, number: number): Promise<void> {
  const { review, sessions } = deps.store.getState();
  if (!review) return;
  const { record } = review;
  const attempts = record.state.attempts;
  const accepted = sessions?.find(
    (one) => one.spec === record.summary.spec && one.status === 'accepted' && one.id !== record.summary.id,
  );
  const bases: DiffBase[] = ['base'];
  if (attempts.some((one) => one.number === number - 1)) bases.push('attempt before');
  if (accepted?.commit) bases.push('last accepted');
  change(deps, record.summary.id, {
    attempt: number,
    bases,
    base: bases.includes(review.base) ? review.base : 'base',
    diff: null,
    whole: null,
    transcript: createTranscript(record.events, attempts.length > 0 ? number : undefined),
    place: beginning,
    scroll: 0,
  });
  await loadDiff(deps);
}

export async function turnPage(deps: Deps, page?: ReviewPage): Promise<void> {
  const { review } = deps.store.getState();
  if (!review) return;
  const next = page ?? reviewPages[(reviewPages.indexOf(review.page) + 1) % reviewPages.length] ?? 'verdict';
  change(deps, review.record.summary.id, { page: next, scroll: 0 });
}

export async function nextBase(deps: Deps): Promise<void> {
  const { review } = deps.store.getState();
  if (!review) return;
  const base = review.bases[(review.bases.indexOf(review.base) + 1) % review.bases.length] ?? 'base';
  change(deps, review.record.summary.id, { base, diff: null, page: 'diff', scroll: 0 });
  await loadDiff(deps);
}

/** Reads the diffs of the attempt that shows. */
async function loadDiff(deps: Deps): Promise<void> {
  const workbench = benchOf(deps);
  const { review, sessions } = deps.store.getState();
  if (!workbench || !review) return;
  const { record, attempt, base } = review;
  const to = record.state.attempts.find((one) => one.number === attempt)?.started.commit;
  const start = record.state.started?.base ?? null;
  if (!to) return;
  const before = record.state.attempts.find((one) => one.number === attempt - 1)?.started.commit ?? start;
  const accepted = sessions?.find(
    (one) => one.spec === record.summary.spec && one.status === 'accepted' && one.id !== record.summary.id,
  )?.commit;
  const from = base === 'base' ? start : base === 'attempt before' ? before : (accepted ?? start);
  try {
    const [diff, whole] = await Promise.all([workbench.diff(from, to), workbench.diff(start, to)]);
    const now = deps.store.getState().review;
    if (now?.attempt === attempt && now.base === base) change(deps, record.summary.id, { diff, whole });
  } catch (error) {
    say(deps, 'bad', `The diff can't be read: ${error instanceof Error ? error.message : String(error)}`);
  }
}

/** Accepts the candidate, once the person has read what that does. */
export function askAccept(deps: Deps): void {
  const { review } = deps.store.getState();
  const workbench = benchOf(deps);
  if (!review || !workbench) return;
  const { summary } = review.record;
  const files = review.whole?.files ?? [];
  const added = files.reduce((sum, file) => sum + file.added, 0);
  const removed = files.reduce((sum, file) => sum + file.removed, 0);
  const size = review.whole ? `${plural(files.length, 'file')} (+${added} −${removed})` : 'its outputs';
  ask(deps, {
    kind: 'confirm',
    title: `Accept attempt ${review.attempt} of ${summary.spec}?`,
    lines: [
      `Makes one commit on the current branch: ${size} and specs/${summary.spec}/spec.lock.`,
      'Nothing else in the work tree or the index changes. u undoes it.',
    ],
    yes: 'accept',
    run: () => void accept(deps, summary.id),
  });
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
    edit: emptyEdit,
    run: (message) => {
      if (message.trim() !== '') void resumeSession(deps, id, { message });
      else say(deps, 'plain', 'Nothing was said, so nothing was tried again.');
    },
  });
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
