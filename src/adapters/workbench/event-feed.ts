import type { Event } from '../../core/events.ts';

/** A session's events for whoever reads them: in memory only those that some reader has yet to see. */
export interface EventFeed {
  add(event: Event): void;
  /** No more will come; readers end, and hear of the bug if there was one. */
  close(end: Promise<void>): void;
  /** Every event from the session's first, or the one behind `after`, then those that come, to the last. */
  read(after?: number): AsyncIterable<Event>;
}

/** How many events are kept that every reader has seen; a session of a hundred thousand takes no more than that. */
const keptAtMost = 512;

/** `past`: how many events the log has already; `readLog` reads it from its beginning, some events at a time. */
export function createFeed(past: number, readLog: () => AsyncIterable<readonly Event[]>): EventFeed {
  let kept: Event[] = [];
  let dropped = past;
  let end: Promise<void> | null = null;
  let wake: () => void = () => {};
  let more = nextWake();
  const places = new Set<{ at: number }>();

  function nextWake(): Promise<void> {
    return new Promise((resolve) => {
      wake = resolve;
    });
  }

  function notify(): void {
    wake();
    more = nextWake();
  }

  function forget(): void {
    if (kept.length < keptAtMost) return;
    const seen = Math.min(dropped + kept.length, ...[...places].map((place) => place.at));
    if (seen <= dropped) return;
    kept = kept.slice(seen - dropped);
    dropped = seen;
  }

  return {
    add(event) {
      forget();
      kept.push(event);
      notify();
    },
    close(ended) {
      end = ended;
      notify();
    },
    async *read(after = 0) {
      const place = { at: after };
      places.add(place);
      try {
        // What nobody keeps any more is in the log; from here on nothing is dropped that this reader has not seen.
        const inLog = dropped;
        for await (const events of inLog > place.at ? readLog() : []) {
          for (const event of events) {
            if (event.seq <= place.at || event.seq > inLog) continue;
            yield event;
            place.at += 1;
          }
          if (place.at === inLog) break;
        }
        for (;;) {
          while (place.at >= dropped + kept.length) {
            if (end) return await end;
            await more;
          }
          yield kept[place.at - dropped] as Event;
          place.at += 1;
        }
      } finally {
        places.delete(place);
      }
    },
  };
}
