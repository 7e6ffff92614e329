import { cleanLine } from '../../core/text.ts';
import type { SessionSummary } from '../../core/workbench.ts';
import { moment, plural, statusSpan } from '../facts.ts';
import { keyOf } from '../keymap.ts';
import { blank, bold, dim, fit, type Line, line } from '../lines.ts';
import type { Screens } from '../store.ts';
import { cutOff, newestResumable, newestToReview } from './known.ts';

const listed = 6;

/** What stands where no session runs in this program: the sessions that there are, and the keys that lead to them. */
export function noSessionLines(state: Screens, columns: number): Line[] {
  const { sessions } = state;
  const key = (...names: string[]): string => names.map((name) => keyOf(state, name)).join(' ');
  const start = line(dim(`  On the Specs screen (${key('screen.specs')}), ${key('specs.run')} starts one.`));
  if (!sessions) return [blank, line(dim('  The sessions are still being read.'))];
  const shown = newestToReview(state);
  if (!shown) return [blank, line('  No session has run here yet.'), start];
  const next = newestResumable(state);
  const crashed = cutOff(state).length;
  const way = (keys: string, text: string): Line => line('  ', bold(keys.padEnd(7)), text);
  const lines = [
    blank,
    line(
      `  No session runs in this window; ${plural(sessions.length, 'session')} ${sessions.length === 1 ? 'is' : 'are'} kept.`,
    ),
    blank,
    ...sessions.slice(0, listed).map(sessionLine),
    ...(sessions.length > listed ? [line(dim(`    … and ${sessions.length - listed} more`))] : []),
    blank,
    ...(next ? [way(key('session.resume'), `goes on with that of ${cleanLine(next.spec)}`)] : []),
    ...(crashed > 1
      ? [way(key('screen.specs', 'specs.resume-all'), `goes on with all ${crashed} that were cut off`)]
      : []),
    way(key('session.review'), `opens that of ${cleanLine(shown.spec)} in Review`),
    way(key('screen.history'), 'lists all; there any can be opened or gone on with'),
    start,
  ];
  return lines.map((one) => fit(one, columns));
}

function sessionLine({ spec, status, outcome, startedAt, reason }: SessionSummary): Line {
  const why = status === 'ended' ? `  ${cleanLine(reason)}` : '';
  return line('    ', statusSpan(status, outcome), `  ${cleanLine(spec)}`, dim(`  ${moment(startedAt)}${why}`));
}
