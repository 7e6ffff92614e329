import type { ChoiceRecorded } from '../../core/events.ts';
import { cleanLine } from '../../core/text.ts';
import { ask, type Deps } from '../deps.ts';
import { askImprove, askQuestion } from '../draft/asks.ts';
import { startDraft } from '../draft/run.ts';
import { keyOf } from '../keymap.ts';
import type { Screens } from '../store.ts';

/** The open questions that the verdict page shows; on other pages none. */
export function questionsOf({ review }: Screens): readonly ChoiceRecorded[] {
  if (review?.page !== 'verdict') return [];
  return review.record.state.choices.filter((choice) => choice.attempt <= review.attempt);
}

/** Drafts a requirement from the open question that the cursor is on; else from the one that the person chooses. */
export function answerQuestion(deps: Deps): void {
  const state = deps.store.getState();
  const { review } = state;
  const questions = questionsOf(state);
  if (!review) return;
  const answer = (at: number): void => {
    const question = questions[at];
    const number = question ? review.record.state.choices.indexOf(question) + 1 : 0;
    if (question) askQuestion(deps, review.record.summary.id, number, question.choice);
  };
  const at = review.choice ? questions.indexOf(review.choice) : questions.length - 1;
  if (at === 0 || review.choice) {
    answer(at);
    return;
  }
  ask(deps, {
    kind: 'choose',
    title: 'Which question?',
    options: questions.map((one, at) => [String(at), cleanLine(one.question)]),
    at: 0,
    run: (at) => answer(Number(at)),
  });
}

export function whyNotImprove(state: Screens): string | null {
  if (state.review?.record.state.objection && whyNotImproveAny(state) !== null) return null;
  const reason = whyNotImproveAny(state);
  if (reason !== null) return reason;
  const rejected = state.review?.record.decisions.findLast((one) => one.type === 'rejected');
  return rejected?.type === 'rejected' && rejected.cause === 'bad-luck' ? 'Bad luck was at fault, and no asset.' : null;
}

export function whyNotImproveAny(state: Screens): string | null {
  const isRejected = state.review?.record.decisions.some((one) => one.type === 'rejected');
  return isRejected
    ? null
    : `Nothing is rejected here: ${keyOf(state, 'review.reject')} rejects, and says what was at fault.`;
}

/** Drafts the change to an asset that the person names. */
export function improveAny(deps: Deps): void {
  const id = deps.store.getState().review?.record.summary.id;
  if (id !== undefined) askImprove(deps, id);
}

/** Drafts the change to the asset that the rejection blames. */
export async function improve(deps: Deps): Promise<void> {
  const id = deps.store.getState().review?.record.summary.id;
  if (id !== undefined) await startDraft(deps, { kind: 'improve', session: id, asset: null, name: null });
}
