import { type Binding, moving } from '../binding.ts';
import { keyOf } from '../keymap.ts';
import { reportKeys, reviewed } from '../report.ts';
import { resumeSession } from '../session/actions.ts';
import type { Screens } from '../store.ts';
import { nextBase, openReview, turnPage } from './actions.ts';
import { foldAll, foldItem, itemAt, onAnother, openItem } from './at-cursor.ts';
import { askAccept, askAgain, askReject, askUndo } from './decide.ts';
import { diffKeys, withoutDiff } from './diff/keys.ts';
import { answerQuestion, improve, improveAny, questionsOf, whyNotImprove, whyNotImproveAny } from './drafts.ts';
import { lookAgain } from './obstacle.ts';
import { move, nextSession, stepAttempt, stepSession } from './step.ts';
import { newestWaiting } from './view.ts';

const ownKeys: readonly Binding[] = [
  {
    keys: ['a'],
    name: 'review.accept',
    where: 'review',
    label: 'accept',
    help: 'Make the candidate one commit on the current branch, after a confirmation.',
    hint: true,
    disabled: (state) => {
      const { review } = state;
      if (!review) return 'Nothing is open.';
      const elsewhere = onAnother(state);
      if (elsewhere) return elsewhere;
      const { summary, state: session } = review.record;
      if (summary.trial) return `It belongs to the trial ${summary.trial.id}: it compares, and is no candidate.`;
      if (summary.status === 'accepted') return `It is accepted already; ${keyOf(state, 'review.undo')} undoes that.`;
      if (!session.ended) return `The session is ${summary.status}.`;
      // A limit or an interruption after it has not made a verified attempt worse.
      if (!session.attempts.at(-1)?.verified) return 'It has no verified attempt, so there is nothing to accept.';
      const last = session.attempts.at(-1)?.number;
      if (last !== review.attempt)
        return `Only the candidate can be accepted: attempt ${last} (${keyOf(state, 'review.attempt-after')}).`;
      return review.obstacle?.problem ?? null;
    },
    run: askAccept,
  },
  {
    keys: ['a'],
    name: 'review.look-again',
    where: 'review',
    label: 'look again',
    help: 'Where something stands in the way of an accept: look whether it still does.',
    hint: true,
    disabled: (state) =>
      onAnother(state) ?? (state.review?.obstacle ? null : 'Nothing stands in the way of an accept.'),
    run: lookAgain,
  },
  {
    keys: ['x'],
    name: 'review.reject',
    where: 'review',
    label: 'reject',
    help: 'Reject the candidate, and say what was at fault.',
    hint: true,
    disabled: (state) =>
      onAnother(state) ?? (state.review?.record.summary.status === 'waiting' ? null : 'No candidate waits here.'),
    run: askReject,
  },
  {
    keys: ['i'],
    name: 'review.improve',
    where: 'review',
    label: 'improve the asset',
    help: 'After a rejection or an objection: draft the change to the asset that was at fault.',
    hint: true,
    disabled: whyNotImprove,
    run: improve,
  },
  {
    keys: ['I'],
    name: 'review.improve-other',
    where: 'review',
    label: 'improve another asset',
    help: 'After a rejection: draft a change to the spec, the tests, a rule or a skill, whatever was said to be at fault.',
    disabled: whyNotImproveAny,
    run: improveAny,
  },
  {
    keys: ['q'],
    name: 'review.question',
    where: 'review',
    label: 'make it a requirement',
    help: 'On the verdict page: draft a requirement and a test from an open question.',
    hint: true,
    disabled: (state) => (questionsOf(state).length > 0 ? null : 'The agent left no open question here.'),
    run: answerQuestion,
  },
  ...diffKeys,
  {
    keys: ['t'],
    name: 'review.again',
    where: 'review',
    label: 'again',
    help: 'Tell the agent what to do better, and let it go on.',
    hint: true,
    disabled: (state) => {
      const status = state.review?.record.summary.status;
      if (!status) return 'Nothing is open.';
      if (state.review?.record.summary.trial) return 'It belongs to a trial.';
      return status === 'running' || status === 'accepted' ? `The session is ${status}.` : null;
    },
    run: askAgain,
  },
  {
    keys: ['u'],
    name: 'review.undo',
    where: 'review',
    label: 'undo',
    help: 'Revert an accept with a commit of its own.',
    disabled: (state) => (state.review?.record.summary.status === 'accepted' ? null : 'It is not accepted.'),
    run: askUndo,
  },
  {
    keys: ['c'],
    name: 'review.resume',
    where: 'review',
    label: 'go on',
    help: 'Go on with a session that was cut off, interrupted, or reached a limit, or whose assets changed.',
    hint: true,
    disabled: (state) => {
      const status = state.review?.record.summary.status;
      if (state.review?.obstacle?.changedAssets) return null;
      if (state.review?.record.summary.trial) return 'It belongs to a trial, which goes on with it.';
      return status === 'crashed' || status === 'ended'
        ? null
        : 'Only a session that ended without a candidate goes on.';
    },
    run: async (deps) => {
      const { review } = deps.store.getState();
      if (review) await resumeSession(deps, review.record.summary.id);
    },
  },
  ...reportKeys('review', 'the session', false, reviewed),
  {
    keys: ['tab'],
    name: 'review.page',
    where: 'review',
    label: 'page',
    help: 'Turn the page: verdict, diff, steps, tests, and candidates where there are several.',
    hint: true,
    disabled: withoutReview,
    run: (deps) => turnPage(deps),
  },
  {
    keys: ['h', 'left'],
    name: 'review.attempt-before',
    where: 'review',
    label: 'attempt',
    help: 'The attempt before.',
    hint: 'h l',
    disabled: withoutAttempts,
    run: (deps) => stepAttempt(deps, -1),
  },
  {
    keys: ['l', 'right'],
    name: 'review.attempt-after',
    where: 'review',
    label: 'next attempt',
    help: 'The attempt after.',
    disabled: withoutAttempts,
    run: (deps) => stepAttempt(deps, 1),
  },
  {
    keys: ['C'],
    name: 'review.candidates',
    where: 'review',
    label: 'compare',
    help: 'The candidates side by side: those of this run, and others of the spec that wait.',
    hint: true,
    disabled: (state) => ((state.review?.rivals?.length ?? 0) > 1 ? null : 'There is no other candidate.'),
    run: (deps) => turnPage(deps, 'candidates'),
  },
  {
    keys: ['d'],
    name: 'review.base',
    where: 'review',
    label: 'diff',
    help: 'Show the diff, and hold it against another base: the beginning, the attempt before, what was accepted last.',
    hint: true,
    disabled: withoutReview,
    run: (deps) => (deps.store.getState().review?.page === 'diff' ? nextBase(deps) : turnPage(deps, 'diff')),
  },
  {
    keys: ['enter'],
    name: 'review.open',
    where: 'review',
    label: 'open',
    help: 'Open what the cursor is on: its place in the diff, a candidate, or the rest of it.',
    hint: true,
    disabled: (state) => {
      if (state.review?.page === 'diff') return `In a diff, ${keyOf(state, 'review.fold')} folds and unfolds the file.`;
      const item = itemAt(state);
      return item && (item.opens || item.session || item.folds) ? null : 'Nothing here can be opened.';
    },
    run: openItem,
  },
  {
    keys: ['enter'],
    name: 'review.open-waiting',
    where: 'review',
    label: 'open the newest candidate',
    help: 'While nothing is open: open the candidate that was made last and waits.',
    hint: true,
    disabled: (state) => (state.review || !newestWaiting(state) ? 'Nothing waits.' : null),
    run: async (deps) => {
      const waiting = newestWaiting(deps.store.getState());
      if (waiting) await openReview(deps, waiting.id);
    },
  },
  {
    keys: ['o'],
    name: 'review.fold',
    where: 'review',
    label: 'fold',
    help: 'Unfold what the cursor is on, or fold it: a result, a message, the tests of a requirement, the file of a diff.',
    disabled: (state) => (itemAt(state)?.folds || withoutDiff(state) === null ? null : 'There is nothing folded here.'),
    run: foldItem,
  },
  {
    keys: ['O'],
    name: 'review.fold-all',
    where: 'review',
    label: 'fold all',
    help: 'Unfold all of the page, or fold it.',
    disabled: withoutReview,
    run: foldAll,
  },
  {
    keys: ['H'],
    name: 'review.newer',
    where: 'review',
    label: 'session',
    help: 'The candidate before, or the session that began after this one.',
    hint: 'H L',
    disabled: (state) => (nextSession(state, -1) ? null : 'There is none before.'),
    run: (deps) => stepSession(deps, -1),
  },
  {
    keys: ['L'],
    name: 'review.older',
    where: 'review',
    label: 'next session',
    help: 'The next candidate, or the session that began before this one.',
    disabled: (state) => (nextSession(state, 1) ? null : 'There is none after.'),
    run: (deps) => stepSession(deps, 1),
  },
  {
    keys: ['esc'],
    name: 'review.back',
    where: 'review',
    label: 'back',
    help: 'Back to the list that the session was opened from: the specs, the history, a trial.',
    run: ({ store }) => store.setState({ screen: store.getState().review?.from ?? 'specs' }),
  },
  ...moving('review', move),
];

/** What somebody else's session is not for. */
const deciding = new Set([
  'review.accept',
  'review.look-again',
  'review.reject',
  'review.improve',
  'review.improve-other',
  'review.question',
  'review.again',
  'review.undo',
  'review.resume',
]);

export const reviewKeys: readonly Binding[] = ownKeys.map((one) =>
  deciding.has(one.name) ? { ...one, disabled: (state) => onlyToRead(state) ?? one.disabled?.(state) ?? null } : one,
);

function onlyToRead({ review }: Screens): string | null {
  return review?.record.summary.shared ? 'It was made elsewhere: it can be read here, and no more.' : null;
}

function withoutReview(state: Screens): string | null {
  return state.review ? null : 'Nothing is open.';
}

function withoutAttempts({ review }: Screens): string | null {
  if (!review) return 'Nothing is open.';
  return review.record.state.attempts.length > 1 ? null : 'There is no other attempt.';
}
