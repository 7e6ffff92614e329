import type { Attempt } from '../../core/state.ts';
import { cleanLine } from '../../core/text.ts';
import type { SessionSummary } from '../../core/workbench.ts';
import { attemptCell, money, statusSpan } from '../facts.ts';
import { keyOf } from '../keymap.ts';
import type { Layout } from '../layout.ts';
import {
  accent,
  bad,
  blank,
  bold,
  dim,
  exactly,
  fit,
  type Line,
  line,
  lineWidth,
  type Span,
  spread,
  warn,
} from '../lines.ts';
import type { ReviewState, Screens } from '../store.ts';
import { wrap } from '../width.ts';
import { isDiffList } from './diff-page.ts';
import { currentItem, firstSpot, type ItemList, type Spot, settle, showList, type Window } from './list.ts';
import { itemsOf, pagesOf, windowOf } from './pages.ts';

/** The Review screen: one session, attempt by attempt; a candidate's verdict first. */
export function reviewView(state: Screens, layout: Layout): Line[] {
  const { review } = state;
  const { columns, body } = layout;
  if (!review) return exactly(emptyLines(state, columns), body);
  const window = windowOf(layout);
  const list = itemsOf(review, window);
  const spot = settle(list, review.spots[review.page] ?? firstSpot, window);
  return exactly([...headLines(state, review, list, spot, window), ...showList(list, spot, window)], body);
}

/** The candidate that was made last, of those that wait for a decision. */
export function newestWaiting({ sessions }: Screens): SessionSummary | undefined {
  return sessions?.find((one) => one.status === 'waiting');
}

function emptyLines(state: Screens, columns: number): Line[] {
  const waiting = state.sessions?.filter((one) => one.status === 'waiting') ?? [];
  const newest = newestWaiting(state);
  const rows = newest
    ? wrap(
        `${waiting.length > 1 ? `${waiting.length} candidates wait` : 'A candidate waits'}: ${keyOf(state, 'review.open-waiting')} opens that of ${cleanLine(newest.spec)}, the newest.`,
        columns - 4,
      )
    : wrap(
        `Nothing is open. Choose a session on the History screen (${keyOf(state, 'screen.history')}), or ${keyOf(state, 'specs.open')} on a spec.`,
        columns - 4,
      );
  return [blank, ...rows.map((row) => line(newest ? warn(`  ${row}`) : dim(`  ${row}`)))];
}

function headLines(screens: Screens, review: ReviewState, list: ItemList, spot: Spot, window: Window): Line[] {
  const columns = window.width;
  const { record, attempt, page, base } = review;
  const { summary, state } = record;
  const recorded = state.started?.modelKind === 'recorded' ? warn('  RECORDING') : '';
  const { candidate } = summary;
  const title = line(
    ' ',
    bold(summary.spec),
    '  ',
    statusSpan(summary.status, summary.outcome),
    recorded,
    state.started?.sandbox === 'none' ? bad('  NO SANDBOX') : '',
    candidate ? `  candidate ${candidate.number} of ${candidate.of}` : '',
  );
  const spent = `${money(state.usd)} · ${(state.workedMs / 60_000).toFixed(1)} min`;
  const whole = line(dim(`${spent} · ${state.model} `));
  // The verdict page tells the model too; what a session is must not be cut off for it.
  const cost = lineWidth(title) + lineWidth(whole) < columns ? whole : line(dim(`${spent} `));
  const pages = pagesOf(review).map((one) => (one === page ? accent(`[${one}]`) : dim(` ${one} `)));
  const against = page === 'diff' ? dim(`  against ${baseNames[base]} (${keyOf(screens, 'review.base')})`) : '';
  const where = dim(whereText(list, spot, window));
  return [
    spread(title, cost, columns),
    timeline(state.attempts, attempt, columns),
    spread(line(' ', ...pages, against), line(where), columns),
    line(dim('─'.repeat(columns))),
  ];
}

/** How far down the page; in a diff also in which file. */
function whereText(list: ItemList, spot: Spot, window: Window): string {
  const { top } = spot;
  const part = top === 0 || list.length === 0 ? '' : `${Math.round((100 * top) / list.length)}% `;
  if (!isDiffList(list) || list.files.length < 2) return part;
  const at = list.fileAt(currentItem(list, spot, window));
  return `${Math.max(1, at + 1)} of ${list.files.length} files ${part}`;
}

const baseNames = {
  base: 'the beginning',
  before: 'the attempt before',
  accepted: 'the accepted',
} as const;

/** The attempts in a row; the one that shows in brackets. */
function timeline(attempts: readonly Attempt[], current: number, columns: number): Line {
  if (attempts.length === 0) return line(dim(' no attempt was made'));
  const cells = attempts.map((attempt): Span[] => {
    const isShown = attempt.number === current;
    const { text, tone } = attemptCell(attempt);
    return isShown
      ? [bold('['), { text: `${attempt.number} ${text}`, tone }, bold(']')]
      : [dim(` ${attempt.number} `), { text: text.split(' · ')[0] ?? '', tone }, dim(' ')];
  });
  const at = attempts.findIndex((attempt) => attempt.number === current);
  let from = 0;
  while (from < at && lineWidth(cells.slice(from, at + 1).flat()) > columns - 4) from++;
  return fit(line(' ', from > 0 ? dim('… ') : '', ...cells.slice(from).flat()), columns);
}
