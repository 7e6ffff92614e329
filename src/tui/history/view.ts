import { moment, money, plural, statusSpan } from '../facts.ts';
import type { Layout } from '../layout.ts';
import {
  blank,
  bold,
  cell,
  chosen,
  dim,
  exactly,
  fit,
  type Line,
  line,
  lineWidth,
  scrollTo,
  spread,
} from '../lines.ts';
import type { Screens } from '../store.ts';

/** The History screen: all sessions, what became of them, and what they cost. */
export function historyView({ sessions, history }: Screens, { columns, body }: Layout): Line[] {
  if (!sessions) return exactly([blank, line(dim('  reading the sessions …'))], body);
  if (sessions.length === 0)
    return exactly([blank, line(dim('  No session yet. On the Specs screen (1), r starts one.'))], body);
  const room = Math.max(1, body - 1);
  const from = scrollTo(history.cursor, sessions.length, room, Math.max(0, history.cursor - Math.floor(room / 2)));
  const shown = sessions.slice(from, from + room);
  const names = Math.min(24, Math.max(8, ...shown.map((one) => one.spec.length)));
  const rows = shown.map((one, at): Line => {
    const isChosen = from + at === history.cursor;
    const status = statusSpan(one.status, one.outcome);
    const facts = line(
      isChosen ? '> ' : '  ',
      cell(one.spec, names),
      '  ',
      status,
      ' '.repeat(Math.max(2, 19 - lineWidth([status]))),
      cell(plural(one.attempts, 'attempt'), 12),
      cell(money(one.usd), 8),
      moment(one.startedAt),
      dim(`  ${one.by ?? one.model}`),
    );
    return isChosen ? chosen(facts, columns) : fit(facts, columns);
  });
  const known = sessions.flatMap((one) => (one.usd === null ? [] : [one.usd]));
  const total = known.reduce((sum, usd) => sum + usd, 0);
  const unknown = sessions.length - known.length;
  const title = line(bold(`  ${plural(sessions.length, 'session')}`));
  const cost = line(dim(`${money(total)} in all${unknown > 0 ? `, and ${unknown} whose cost is not known` : ''} `));
  return exactly([spread(title, cost, columns), ...rows], body);
}
