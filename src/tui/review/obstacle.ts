import { benchOf, type Deps, guarded, say } from '../deps.ts';
import { keyOf } from '../keymap.ts';
import { changeReview } from './change.ts';

/** Finds out whether anything stands in the way of a waiting candidate, before a person decides about it. */
export async function findObstacle(deps: Deps): Promise<void> {
  const summary = deps.store.getState().review?.record.summary;
  if (summary?.status !== 'waiting') return;
  await guarded(deps, async () => {
    const obstacle = (await benchOf(deps)?.whyNotAccept(summary.id)) ?? null;
    changeReview(deps, summary.id, { obstacle });
  });
}

/** Looks once more, after the person did something about it outside. */
export async function lookAgain(deps: Deps): Promise<void> {
  await findObstacle(deps);
  const state = deps.store.getState();
  if (!state.review) return;
  const { obstacle } = state.review;
  if (obstacle) say(deps, 'bad', `It is still so: ${obstacle.problem}`, obstacle.mend);
  else
    say(deps, 'good', 'Nothing stands in the way of an accept any more.', `${keyOf(state, 'review.accept')} accepts`);
}
