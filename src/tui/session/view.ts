import { isAtRest, type State, totalTokens } from '../../core/state.ts';
import { attemptCell, compact, money } from '../facts.ts';
import { keyOf } from '../keymap.ts';
import { isNarrow, type Layout } from '../layout.ts';
import {
  accent,
  bad,
  beside,
  bold,
  dim,
  exactly,
  fit,
  good,
  type Line,
  line,
  lineWidth,
  spread,
  warn,
} from '../lines.ts';
import { currentLive, type Live, type Screens } from '../store.ts';
import { type View, windowOf } from '../transcript.ts';
import { noSessionLines } from './none.ts';
import { pauseHeight, pauseLines } from './pause.ts';
import { testLines } from './tests.ts';

/** Rows above the transcript: title, verdict strip, limits, rule. */
const top = 4;

/** The Session screen: what is happening, live. */
export function sessionView(state: Screens, layout: Layout): Line[] {
  const live = currentLive(state);
  if (!live) return exactly(noSessionLines(state, layout.columns), layout.body);
  const { columns, body } = layout;
  const view = transcriptView(state, layout);
  const lines = windowOf(live.transcript, live.place, view);
  const queued = queuedLines(state, live, columns);
  const height = view.height;
  const right = testLines(live, height, columns - view.width - 3);
  return exactly(
    [
      ...headLines(state, live, columns),
      ...(isNarrow(columns)
        ? exactly(lines, height)
        : beside(exactly(lines, height), right, view.width, height, columns)),
      ...pauseLines(state, live, columns),
      ...queued,
    ],
    body,
  );
}

/** The part of the screen that the transcript has; keys that scroll need it too. */
export function transcriptView(state: Screens, { columns, body }: Layout): View {
  const live = currentLive(state);
  const below = live ? Math.min(3, live.state.steering.length) + pauseHeight(live) : 0;
  const right = Math.max(20, Math.min(60, Math.floor(columns * 0.36)));
  return {
    width: isNarrow(columns) ? columns : Math.max(10, columns - right - 3),
    height: Math.max(1, body - top - below),
    unfolded: state.live.unfolded,
  };
}

function headLines(state: Screens, live: Live, columns: number): Line[] {
  const { session, state: now, recorded } = live;
  const all = state.live.sessions;
  const at = all.findIndex((one) => one.session.id === session.id);
  const which =
    all.length > 1
      ? dim(`session ${at + 1} of ${all.length} (${keyOf(state, 'session.previous')} ${keyOf(state, 'session.next')}) `)
      : dim('');
  const paused = all.filter((one) => one !== live && !one.over && one.state.paused).map((one) => one.session.spec);
  const others = paused.length > 0 ? warn(`● paused: ${paused.slice(0, 3).join(', ')}  `) : '';
  const title = line(
    ' ',
    bold(session.spec),
    '  ',
    stateSpan(live),
    now.step && !now.ended ? warn('  step mode') : '',
    dim(`  ${now.model}`),
    recorded ? warn('  RECORDING') : '',
    now.started?.sandbox === 'none' ? bad('  NO SANDBOX') : '',
  );
  return [
    spread(title, line(others, which), columns),
    strip(now, columns),
    limitLine(now, columns),
    line(dim('─'.repeat(columns))),
  ];
}

function stateSpan({ state, doing, over }: Live) {
  if (state.ended) return state.ended.outcome === 'candidate' ? good('✓ candidate') : warn(`● ${state.ended.outcome}`);
  if (over) return bad('✗ broke off');
  if (state.paused) return isAtRest(state) ? warn('● paused') : warn('● pausing');
  return accent(`▸ ${doing}`);
}

/** One cell an attempt, the newest always in sight. */
function strip(state: State, columns: number): Line {
  if (state.attempts.length === 0) return line(dim(' no attempt yet'));
  // More never fit on any terminal.
  const cells = state.attempts.slice(-30).map((attempt) => attemptCell(attempt));
  const shown: (typeof cells)[number][] = [];
  let room = columns - 6;
  for (const cell of cells.toReversed()) {
    room -= lineWidth([cell]) + 3;
    if (room < 0 && shown.length > 0) break;
    shown.unshift(cell);
  }
  const hidden = state.attempts.length - shown.length;
  return fit(
    line(
      ' ',
      hidden > 0 ? dim(`${hidden}… `) : '',
      ...shown.flatMap((cell, at) => (at === 0 ? [cell] : [dim(' │ '), cell])),
    ),
    columns,
  );
}

/** What is used up, and what is allowed. */
export function limitLine({ attempts, limits, workedMs, usd, usage }: State, columns: number): Line {
  const tokens = totalTokens(usage);
  const parts = [
    `attempts ${attempts.length}/${limits.attempts}`,
    `${(workedMs / 60_000).toFixed(1)}/${limits.minutes} min`,
    `${money(usd)}${limits.usd === null ? '' : `/${money(limits.usd)}`}`,
    `${compact(tokens)}${limits.tokens === null ? '' : `/${compact(limits.tokens)}`} tokens`,
  ];
  return fit(line(dim(` ${parts.join(' · ')}`)), columns);
}

function queuedLines(state: Screens, { state: now }: Live, columns: number): Line[] {
  const way = line(dim(`  (${keyOf(state, 'session.retract')} takes it back) `));
  return now.steering.slice(-3).map(({ text }) => spread(line(warn(' queued: '), oneLine(text)), way, columns));
}

/** As much of a text as a row can hold, with its line breaks to be seen. */
function oneLine(text: string): string {
  return text.slice(0, 1000).replaceAll('\n', ' ⏎ ');
}
