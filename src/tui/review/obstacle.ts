import { benchOf, type Deps, guarded } from '../deps.ts';
import { changeReview } from './change.ts';

/** Finds out whether the assets have changed under a waiting candidate, before a person decides about it. */
export async function findObstacle(deps: Deps): Promise<void> {
  const summary = deps.store.getState().review?.record.summary;
  if (summary?.status !== 'waiting') return;
  await guarded(deps, async () => {
    const obstacle = (await benchOf(deps)?.whyNotAccept(summary.id)) ?? null;
    changeReview(deps, summary.id, { obstacle });
  });
}
