import { type Binding, moving } from '../binding.ts';
import { type Deps, patch } from '../deps.ts';
import { layoutOf } from '../layout.ts';
import { resumeSession } from '../session/actions.ts';
import type { Screens } from '../store.ts';
import { movePlace } from '../transcript.ts';
import { askAccept, askAgain, askReject, askUndo, nextBase, openReview, showAttempt, turnPage } from './actions.ts';
import { answerQuestion, improve, questionsOf, whyNotImprove } from './drafts.ts';
import { pageLength, stepsView } from './view.ts';

export const reviewKeys: readonly Binding[] = [
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
      const { summary, state: session } = review.record;
      if (summary.trial) return `It belongs to the trial ${summary.trial.id}: it compares, and is no candidate.`;
      if (summary.status === 'accepted') return 'It is accepted already; u undoes that.';
      if (session.ended?.outcome !== 'candidate') return 'It has no verified attempt, so there is nothing to accept.';
      const last = session.attempts.at(-1)?.number;
      return last === review.attempt ? null : `Only the candidate can be accepted: attempt ${last} (l).`;
    },
    run: askAccept,
  },
  {
    keys: ['x'],
    name: 'review.reject',
    where: 'review',
    label: 'reject',
    help: 'Reject the candidate, and say what was at fault.',
    hint: true,
    disabled: (state) => (state.review?.record.summary.status === 'waiting' ? null : 'No candidate waits here.'),
    run: askReject,
  },
  {
    keys: ['i'],
    name: 'review.improve',
    where: 'review',
    label: 'improve the asset',
    help: 'After a rejection: draft the change to the asset that was at fault.',
    hint: true,
    disabled: whyNotImprove,
    run: improve,
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
    help: 'Go on with a session that was cut off, interrupted, or reached a limit.',
    disabled: (state) => {
      const status = state.review?.record.summary.status;
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
  {
    keys: ['tab'],
    name: 'review.page',
    where: 'review',
    label: 'page',
    help: 'Turn the page: verdict, diff, steps, tests.',
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
    disabled: withoutReview,
    run: (deps) => stepAttempt(deps, -1),
  },
  {
    keys: ['l', 'right'],
    name: 'review.attempt-after',
    where: 'review',
    label: 'next attempt',
    help: 'The attempt after.',
    disabled: withoutReview,
    run: (deps) => stepAttempt(deps, 1),
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
    keys: ['o'],
    name: 'review.unfold',
    where: 'review',
    label: 'results',
    help: 'Among the steps: show or hide what the tools returned.',
    disabled: (state) => (state.review?.page === 'steps' ? null : 'Results are among the steps (tab).'),
    run: (deps) => patch(deps, 'review', { unfolded: !deps.store.getState().review?.unfolded }),
  },
  {
    keys: ['H'],
    name: 'review.newer',
    where: 'review',
    label: 'newer session',
    help: 'The session that began after this one.',
    disabled: withoutReview,
    run: (deps) => stepSession(deps, -1),
  },
  {
    keys: ['L'],
    name: 'review.older',
    where: 'review',
    label: 'older session',
    help: 'The session that began before this one.',
    disabled: withoutReview,
    run: (deps) => stepSession(deps, 1),
  },
  {
    keys: ['esc'],
    name: 'review.back',
    where: 'review',
    label: 'back',
    help: 'Back to the specs.',
    run: (deps) => deps.store.setState({ screen: 'specs' }),
  },
  ...moving('review', scroll),
];

function withoutReview(state: Screens): string | null {
  return state.review ? null : 'Nothing is open.';
}

async function stepAttempt(deps: Deps, by: number): Promise<void> {
  const { review } = deps.store.getState();
  const next = review?.record.state.attempts.find((one) => one.number === review.attempt + by);
  if (next) await showAttempt(deps, next.number);
}

async function stepSession(deps: Deps, by: number): Promise<void> {
  const { review, sessions } = deps.store.getState();
  const at = sessions?.findIndex((one) => one.id === review?.record.summary.id) ?? -1;
  const next = at < 0 ? undefined : sessions?.[at + by];
  if (next) await openReview(deps, next.id);
}

function scroll(deps: Deps, rows: number): void {
  const { review } = deps.store.getState();
  if (!review) return;
  const size = deps.terminal.size();
  const layout = layoutOf(size.columns, size.rows);
  const view = stepsView(review, layout);
  if (review.page === 'steps') {
    const place = movePlace(review.transcript, review.place, rows, view);
    patch(deps, 'review', { place });
    return;
  }
  const most = Math.max(0, pageLength(review, layout) - view.height);
  patch(deps, 'review', { scroll: Math.max(0, Math.min(most, Math.min(review.scroll, most) + rows)) });
}
