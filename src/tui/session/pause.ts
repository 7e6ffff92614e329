import { isAtRest, latestAttempt } from '../../core/state.ts';
import { keyOf } from '../keymap.ts';
import { bold, fit, type Line, line, warn } from '../lines.ts';
import type { Live, Screens } from '../store.ts';

/** While the session is paused: where it stands, and what can be done now. */
export function pauseLines(state: Screens, live: Live, columns: number): Line[] {
  if (!isPaused(live)) return [];
  const now = live.state;
  const attempt = latestAttempt(now);
  const counts = attempt?.tested?.counts;
  const after = attempt
    ? ` after attempt ${attempt.number}${counts ? `, ${counts.passed}/${counts.total} tests pass` : ''}`
    : '';
  const where = isAtRest(now) ? ` ● paused${after}` : ' ● pausing: the step under way ends first';
  const choices = (
    [
      ['session.go-on', now.steering.length > 0 ? 'send and go on' : 'go on'],
      ['session.steer', 'guide'],
      ['session.roll-back', 'roll back'],
      ['session.edit', 'edit an asset'],
      ['session.interrupt', 'stop'],
    ] as const
  ).flatMap(([name, label]) => [bold(`  ${keyOf(state, name)}`), ` ${label}`]);
  return [fit(line(warn(where)), columns), fit(line(...choices), columns)];
}

/** How many rows that takes. */
export function pauseHeight(live: Live): number {
  return isPaused(live) ? 2 : 0;
}

function isPaused({ state, over }: Live): boolean {
  return state.paused && !over && state.ended === null;
}
