import { setTimeout as delay } from 'node:timers/promises';
import { type Deps, guarded } from '../deps.ts';
import { createTranscript } from '../transcript.ts';
import { changeReview } from './change.ts';

/** What a key changes is followed by such a rest before more is read. */
const restMs = 100;

/**
 * Reads what the agent said and did in the attempt that shows, once its page shows: a log can be long. While keys are
 * pressed little of it is read at a time: what shows is there already, and a key should not wait.
 */
export function loadSteps(deps: Deps): Promise<void> {
  return guarded(deps, async () => {
    const { store } = deps;
    const { review } = store.getState();
    if (review?.page !== 'steps' || review.transcript) return;
    const { record, attempt } = review;
    const { id } = record.summary;
    const transcript = createTranscript();
    // From here on it is read by nobody else, and what there is of it shows.
    changeReview(deps, id, { transcript, readsSteps: true });
    let isBusy = false;
    const stop = store.subscribe((now, before) => {
      if (now.review !== before.review || now.dialog !== before.dialog || now.screen !== before.screen) isBusy = true;
    });
    try {
      for await (const events of record.events(record.state.attempts.length > 0 ? attempt : undefined)) {
        if (store.getState().review?.transcript !== transcript) return;
        const isFirst = transcript.length === 0;
        for (const event of events) transcript.add(event);
        if (isFirst) changeReview(deps, id, {});
        else if (isBusy) {
          isBusy = false;
          await delay(restMs, undefined, { ref: false });
        }
      }
    } finally {
      stop();
    }
    if (store.getState().review?.transcript === transcript) changeReview(deps, id, { readsSteps: false });
  });
}
