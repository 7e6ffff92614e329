import { cleanLine } from '../core/text.ts';
import type { Problem } from '../core/workbench.ts';
import { paragraph } from './components/pages.ts';
import { dialogHints, dialogPanel } from './dialogs/view.ts';
import { openDrafts } from './draft/actions.ts';
import { draftView } from './draft/view.ts';
import { historyView } from './history/view.ts';
import { bindingsOf, keyNames, keyOf, titles, workingKeys } from './keymap.ts';
import type { Layout } from './layout.ts';
import {
  accent,
  bad,
  blank,
  bold,
  dim,
  exactly,
  fit,
  good,
  type Line,
  line,
  lineWidth,
  spread,
  textOf,
  warn,
} from './lines.ts';
import { reviewView } from './review/view.ts';
import { rulesView } from './rules/view.ts';
import { sessionView } from './session/view.ts';
import { skillsView } from './skills/view.ts';
import { specsView } from './specs/view.ts';
import { runningSessions, type Screen, type Screens, screens } from './store.ts';
import { trialView } from './trial/view.ts';
import { firstLines, truncate, widthOf, wrap } from './width.ts';

/** A whole screen: exactly as many rows as the terminal has, none wider than it. */
export interface Frame {
  readonly lines: readonly Line[];
  readonly cursor: { readonly x: number; readonly y: number } | null;
}

/** Each screen's body, as rows. */
const views: Record<Screen, (state: Screens, layout: Layout) => Line[]> = {
  specs: specsView,
  session: sessionView,
  review: reviewView,
  skills: skillsView,
  rules: rulesView,
  history: historyView,
  draft: draftView,
  trial: trialView,
};

/** The body of the screen that shows. Without a repository all but one say the same: there is nothing to show. */
export function bodyLines(state: Screens, layout: Layout): Line[] {
  const { bench, screen } = state;
  return bench.kind === 'none' && screen !== 'specs'
    ? noRepository(state, bench.problem, layout)
    : views[screen](state, layout);
}

function noRepository(state: Screens, { problem, mend }: Problem, { columns, body }: Layout): Line[] {
  const way = line('  ', bold(keyOf(state, 'screen.specs')), '  shows what can be done about it');
  const said = paragraph(mend, columns).map((row) => line(dim(textOf(row))));
  return exactly([blank, ...paragraph(problem, columns), ...said, blank, fit(way, columns)], body);
}

/** Draws the state. Pure: the same state and size give the same frame. */
export function drawFrame(state: Screens, layout: Layout): Frame {
  const { columns, rows, body } = layout;
  const panel = state.dialog ? dialogPanel(state, state.dialog, layout) : null;
  const status = statusLines(state, columns);
  const height = Math.max(0, body - (panel?.lines.length ?? 0) - (status.length - 1));
  const above = height === 0 ? [] : bodyLines(state, { ...layout, body: height });
  const lines = [
    headerLine(state, columns),
    line(dim('─'.repeat(columns))),
    ...exactly(above, height),
    ...(panel?.lines ?? []),
    ...status,
    hintLine(state, columns),
  ];
  const cursor = panel?.cursor ? { x: panel.cursor.x, y: 2 + height + panel.cursor.y } : null;
  // In a terminal with less than six rows the last lines matter most: what happened, and the keys.
  const cut = lines.slice(Math.max(0, lines.length - rows)).map((one) => fit(one, columns));
  return { lines: cut, cursor: cursor && lines.length <= rows ? cursor : null };
}

/** With fewer, only the screen that shows is named. */
const narrowColumns = 70;

function headerLine(state: Screens, columns: number): Line {
  const running = runningSessions(state).length;
  const waiting = state.sessions?.filter((one) => one.status === 'waiting').length ?? 0;
  const drafts = openDrafts(state.drafts).length;
  const badges: Partial<Record<Screen, string>> = {
    specs: drafts > 0 ? `●${drafts}` : '',
    session: running > 0 ? `▸${running}` : '',
    review: waiting > 0 ? `●${waiting}` : '',
  };
  const isNarrow = columns < narrowColumns;
  const tabs = screens.flatMap((screen, at) => {
    const name = isNarrow && screen !== state.screen ? String(at + 1) : `${at + 1} ${titles[screen]}`;
    return [
      screen === state.screen ? accent(`[${name}]`) : dim(` ${name} `),
      badges[screen] ? warn(`${badges[screen]} `) : '',
    ];
  });
  const trials = state.trial.running.length;
  if (state.screen === 'trial') tabs.push(accent('[Trials]'));
  if (trials > 0) tabs.push(warn(`${state.screen === 'trial' ? '' : ' Trials '}▸${trials}`));
  const { bench } = state;
  const left = line(isNarrow ? '' : bold(' regent  '), ...tabs);
  const room = columns - lineWidth(left) - 2;
  const whole = bench.kind === 'open' ? (bench.demo ? 'DEMO scratch repository' : nameOf(bench.workbench.root)) : '';
  const text = widthOf(whole) <= room ? whole : whole.startsWith('DEMO') ? 'DEMO' : truncate(whole, room);
  if (room < 4) return fit(left, columns);
  return spread(left, line(bench.kind === 'open' && bench.demo ? warn(text) : dim(text), ' '), columns);
}

function nameOf(root: string): string {
  return cleanLine(root.split('/').at(-1) ?? '');
}

/** What happened last and what to do next; usually one row, more for a problem that needs them. */
function statusLines({ notice, busy }: Screens, columns: number): Line[] {
  if (busy) return [fit(line(accent(` ▸ ${busy} …`)), columns)];
  if (!notice) return [line(' ')];
  const mark = { good: good(' ✓ '), bad: bad(' ✗ '), warn: warn(' ! '), plain: dim(' · ') }[notice.tone];
  const next = notice.next ? dim(`  ${cleanLine(notice.next)}`) : '';
  const text = cleanLine(notice.text);
  const whole = line(mark, text, next);
  if (lineWidth(whole) <= columns) return [whole];
  const indent = '   ';
  const room = columns - 4;
  const rows = firstLines(wrap(text, room), 3, room).map((part, at) => line(at === 0 ? mark : indent, part));
  const advice = firstLines(notice.next ? wrap(cleanLine(notice.next), room) : [], 4, room);
  return [...rows, ...advice.map((part) => line(indent, dim(part)))];
}

/** The keys that do something now and are worth a hint, those of the screen first. */
export function hintsOf(state: Screens): readonly (readonly [key: string, label: string, isCommon: boolean])[] {
  if (state.dialog) return dialogHints(state.dialog).map(([key, label]) => [key, label, false]);
  const can = bindingsOf(state).filter((one) => one.hint && (one.disabled?.(state) ?? null) === null);
  return can.flatMap((one) => {
    // What has no key, or lost it to what the screen does with it just now, is in the palette.
    const [own] = workingKeys(one, state);
    if (own === undefined) return [];
    return [[one.hint === true ? keyNames([own]) : String(one.hint), one.label, one.where === 'everywhere'] as const];
  });
}

/** The hints in one row; where they don't all fit, those of every screen lose their words first. */
function hintLine(state: Screens, columns: number): Line {
  const hints = hintsOf(state);
  const whole = drawHints(hints, Number.POSITIVE_INFINITY);
  if (lineWidth(whole) <= columns) return whole;
  // The keys of every screen lead to all others: they keep their place, without words.
  const short = hints.map(([key, label, isCommon]) => [key, isCommon ? '' : label, isCommon] as const);
  const own = short.filter(([, , isCommon]) => !isCommon);
  const common = short.filter(([, , isCommon]) => isCommon);
  while (own.length > 1 && lineWidth(drawHints([...own, ...common], Number.POSITIVE_INFINITY)) > columns) own.pop();
  return drawHints([...own, ...common], columns);
}

function drawHints(hints: ReturnType<typeof hintsOf>, columns: number): Line {
  const spans = hints.flatMap(([key, label], at) => [
    at === 0 ? '' : '  ',
    bold(key),
    dim(label === '' ? '' : ` ${label}`),
  ]);
  return fit(line(' ', ...spans), columns);
}
