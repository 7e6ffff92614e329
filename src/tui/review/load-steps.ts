import { type Deps, guarded } from '../deps.ts';
import { createTranscript } from '../transcript.ts';
import { changeReview } from './change.ts';

/** Reads what the agent said and did in the attempt that shows, once its page shows: a log can be long. */
export function loadSteps(deps: Deps): Promise<void> {
  return guarded(deps, async () => {
    const { review } = deps.store.getState();
    if (review?.page !== 'steps' || review.transcript) return;
    const { record, attempt } = review;
    const { id } = record.summary;
    const transcript = createTranscript();
    // From here on it is read by nobody else, and what there is of it shows.
    changeReview(deps, id, { transcript, readsSteps: true });
    for await (const events of record.events(record.state.attempts.length > 0 ? attempt : undefined)) {
      if (deps.store.getState().review?.transcript !== transcript) return;
      const isFirst = transcript.length === 0;
      for (const event of events) transcript.add(event);
      if (isFirst) changeReview(deps, id, {});
    }
    if (deps.store.getState().review?.transcript === transcript) changeReview(deps, id, { readsSteps: false });
  });
}
