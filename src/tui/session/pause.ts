import { isAtRest, latestAttempt } from '../../core/state.ts';
import { keyOf } from '../keymap.ts';
import { fit, type Line, line, warn } from '../lines.ts';
import type { Live, Screens } from '../store.ts';

/** While the session is paused: where it stands. What can be done now is among the keys at the bottom. */
export function pauseLines(state: Screens, live: Live, columns: number): Line[] {
  if (!isPaused(live)) return [];
  const now = live.state;
  const attempt = latestAttempt(now);
  const counts = attempt?.tested?.counts;
  const after = attempt
    ? ` after attempt ${attempt.number}${counts ? `, ${counts.passed}/${counts.total} tests pass` : ''}`
    : '';
  const where = isAtRest(now) ? ` ● paused${after}` : ' ● pausing: the step under way ends first';
  const queued = now.steering.length > 0 ? `; ${keyOf(state, 'session.go-on')} sends what is queued` : '';
  return [fit(line(warn(where + queued)), columns)];
}

/** How many rows that takes. */
export function pauseHeight(live: Live): number {
  return isPaused(live) ? 1 : 0;
}

function isPaused({ state, over }: Live): boolean {
  return state.paused && !over && state.ended === null;
}
