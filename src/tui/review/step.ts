import { reviewOrder } from '../../core/candidates.ts';
import type { SessionSummary } from '../../core/workbench.ts';
import { type Deps, say } from '../deps.ts';
import type { Screens } from '../store.ts';
import { goTo, openReview, showAttempt } from './actions.ts';
import { firstSpot, moveSpot } from './list.ts';
import { itemsOf, windowNow } from './pages.ts';

/** Shows the attempt so many further, of the same session. */
export async function stepAttempt(deps: Deps, by: number): Promise<void> {
  const { review } = deps.store.getState();
  const { attempts } = review?.record.state ?? { attempts: [] };
  const at = attempts.findIndex((one) => one.number === review?.attempt);
  const next = attempts[at + by];
  if (next) await showAttempt(deps, next.number);
  else say(deps, 'plain', by < 0 ? 'It is the first attempt.' : 'It is the last attempt.');
}

/** The session a step further: among the candidates of a run first. */
export function nextSession({ review, sessions }: Screens, by: number): SessionSummary | undefined {
  const ordered = reviewOrder(sessions ?? []);
  const at = ordered.findIndex((one) => one.id === review?.record.summary.id);
  return at < 0 ? undefined : ordered[at + by];
}

/** Opens the session so many further, on the same page. */
export async function stepSession(deps: Deps, by: number): Promise<void> {
  const next = nextSession(deps.store.getState(), by);
  const page = deps.store.getState().review?.page;
  if (next) await openReview(deps, next.id, page);
}

/** Moves on the page that shows. */
export function move(deps: Deps, rows: number): void {
  const { review } = deps.store.getState();
  if (!review) return;
  const window = windowNow(deps);
  goTo(deps, moveSpot(itemsOf(review, window), review.spots[review.page] ?? firstSpot, rows, window));
}
