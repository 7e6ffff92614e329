import { type Deps, patch } from '../deps.ts';
import { keyOf } from '../keymap.ts';
import type { Screens } from '../store.ts';
import { openReview, turnPage } from './actions.ts';
import { foldFile, showPlace } from './diff/actions.ts';
import { noFolds, type ReviewItem } from './items.ts';
import { firstSpot, nearestStop } from './list.ts';
import { itemsOf } from './pages.ts';

/** What the cursor is on; a diff has none. */
export function itemAt({ review }: Screens): ReviewItem | null {
  if (!review || review.page === 'diff') return null;
  const list = itemsOf(review, anyWindow);
  const { cursor } = review.spots[review.page] ?? firstSpot;
  return list.length === 0 ? null : list.at(nearestStop(list, Math.min(cursor, list.length - 1)));
}

/** The same things are on a page whatever its size. */
const anyWindow = { width: 80, height: 20 };

export function openItem(deps: Deps): void | Promise<void> {
  const item = itemAt(deps.store.getState());
  if (item?.session) return openReview(deps, item.session);
  if (!item?.opens) return foldItem(deps);
  turnPage(deps, 'diff');
  showPlace(deps, item.opens.file, item.opens.line);
}

export function foldItem(deps: Deps): void {
  const { review } = deps.store.getState();
  if (review?.page === 'diff') foldFile(deps);
  const item = itemAt(deps.store.getState());
  if (!review || !item) return;
  const { all, one } = review.folds[review.page] ?? noFolds;
  const flipped = new Set(one);
  if (!flipped.delete(item.key)) flipped.add(item.key);
  patch(deps, 'review', { folds: { ...review.folds, [review.page]: { all, one: flipped } } });
}

export function foldAll(deps: Deps): void {
  const { review } = deps.store.getState();
  if (!review) return;
  const { page } = review;
  // A diff's files are open at first.
  const all = !(review.folds[page]?.all ?? page === 'diff');
  const { [page]: _, ...spots } = review.spots;
  patch(deps, 'review', { folds: { ...review.folds, [page]: { all, one: new Set<string>() } }, spots });
}

/** On the page of candidates the cursor may be on another than the one that is open: which one is meant must be sure. */
export function onAnother(state: Screens): string | null {
  const { review } = state;
  if (review?.page !== 'candidates') return null;
  const session = itemAt(state)?.session;
  return session === review.record.summary.id ? null : `Open this candidate first (${keyOf(state, 'review.open')}).`;
}
