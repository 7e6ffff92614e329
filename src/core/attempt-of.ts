import type { Event } from './events.ts';

/** The attempt that an event is part of: the one that it names, or the one that was under way. The first is under way at the start. */
export function attemptOf(event: Event, underWay: number): number {
  return 'attempt' in event && event.attempt !== undefined ? event.attempt : underWay;
}
