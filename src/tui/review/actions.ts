import { diffBases } from '../../core/diff-base.ts';
import { benchOf, type Deps, during } from '../deps.ts';
import type { ReviewPage, ReviewState } from '../store.ts';
import { changeReview } from './change.ts';
import { firstSpot, type Spot, settle } from './list.ts';
import { ink, loadDiff, loadRivals, loadShown } from './load.ts';
import { loadSteps } from './load-steps.ts';
import { findObstacle } from './obstacle.ts';
import { itemsOf, pagesOf, windowNow } from './pages.ts';

/** Opens a session at its last attempt: on its verdict page, or another that is asked for. */
export async function openReview(deps: Deps, id: string, page: ReviewPage = 'verdict'): Promise<void> {
  const workbench = benchOf(deps);
  if (!workbench) return;
  const record = await during(deps, 'reading the session', () => workbench.read(id));
  if (!record) return;
  const attempt = record.state.attempts.at(-1)?.number ?? 0;
  const review: ReviewState = {
    record,
    from: cameFrom(deps),
    attempt,
    page: attempt === 0 && !record.state.objection ? 'steps' : page,
    base: 'base',
    bases: ['base'],
    diff: null,
    whole: null,
    inspection: null,
    transcript: null,
    spots: {},
    folds: {},
    layout: deps.store.getState().review?.layout ?? 'auto',
    ink: null,
    choice: null,
    rivals: null,
  };
  deps.store.setState({ review, screen: 'review' });
  await Promise.all([showAttempt(deps, attempt), loadRivals(deps, record), findObstacle(deps)]);
}

/** The list that a session is opened from; from one session to the next it stays. */
function cameFrom({ store }: Deps): ReviewState['from'] {
  const { screen, review } = store.getState();
  if (screen === 'review') return review?.from ?? 'specs';
  return screen === 'history' || screen === 'trial' ? screen : 'specs';
}

/** Shows an attempt of the session that is reviewed, on the same page and against the same base if it has that. */
export async function showAttempt(deps: Deps, number: number): Promise<void> {
  const { review, sessions } = deps.store.getState();
  if (!review) return;
  const { record } = review;
  const bases = [...diffBases(record, number, sessions ?? []).keys()];
  changeReview(deps, record.summary.id, {
    attempt: number,
    bases,
    base: bases.includes(review.base) ? review.base : 'base',
    diff: null,
    whole: null,
    inspection: null,
    transcript: null,
    spots: review.spots.candidates ? { candidates: review.spots.candidates } : {},
    folds: {},
    ink: null,
    choice: null,
  });
  placeChoice(deps);
  await loadShown(deps);
}

export function turnPage(deps: Deps, page?: ReviewPage): void {
  const { review } = deps.store.getState();
  if (!review) return;
  const pages = pagesOf(review);
  const next = page ?? pages[(pages.indexOf(review.page) + 1) % pages.length] ?? 'verdict';
  changeReview(deps, review.record.summary.id, { page: next });
  placeChoice(deps);
  void ink(deps);
  void loadSteps(deps);
}

export async function nextBase(deps: Deps): Promise<void> {
  const { review } = deps.store.getState();
  if (!review) return;
  const base = review.bases[(review.bases.indexOf(review.base) + 1) % review.bases.length] ?? 'base';
  const { diff: _spot, ...spots } = review.spots;
  const { diff: _folds, ...folds } = review.folds;
  changeReview(deps, review.record.summary.id, { base, diff: null, ink: null, page: 'diff', spots, folds });
  await loadDiff(deps);
}

/** Puts the person at another place of the page that shows. */
export function goTo(deps: Deps, spot: Spot): void {
  const { review } = deps.store.getState();
  if (!review) return;
  changeReview(deps, review.record.summary.id, { spots: { ...review.spots, [review.page]: spot } });
  placeChoice(deps);
}

/** Says in the store which open question the cursor is on: keys that are about one are there only then. */
function placeChoice(deps: Deps): void {
  const { review } = deps.store.getState();
  if (!review) return;
  // Other pages have no questions, and may be long.
  if (review.page !== 'verdict') {
    if (review.choice) changeReview(deps, review.record.summary.id, { choice: null });
    return;
  }
  const window = windowNow(deps);
  const list = itemsOf(review, window);
  const { cursor } = settle(list, review.spots.verdict ?? firstSpot, window);
  const choice = (list.length > 0 && list.at(cursor).choice) || null;
  if (choice !== review.choice) changeReview(deps, review.record.summary.id, { choice });
}
