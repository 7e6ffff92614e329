import { type Deps, patch } from '../deps.ts';
import type { ReviewState } from '../store.ts';

/** Changes the review, unless another session has been opened meanwhile. */
export function changeReview(deps: Deps, id: string, change: Partial<ReviewState>): void {
  if (deps.store.getState().review?.record.summary.id === id) patch(deps, 'review', change);
}
