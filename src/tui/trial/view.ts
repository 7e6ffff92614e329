import { cleanLine } from '../../core/text.ts';
import type { ComparedRow, Measure } from '../../core/trial/compare.ts';
import { armKeys } from '../../core/trial/events.ts';
import { tokensOf } from '../../core/trial/result.ts';
import { type SlotState, spentBy, type TrialState } from '../../core/trial/state.ts';
import { measureTitle, rowTitle, showArm, showDifference, showValue, tellComparison } from '../../core/trial/words.ts';
import type { RunningTrial, TrialStatus, TrialSummary } from '../../core/trial.ts';
import { moment, money, plural } from '../facts.ts';
import { keyOf } from '../keymap.ts';
import type { Layout } from '../layout.ts';
import {
  accent,
  bad,
  blank,
  bold,
  cell,
  chosen,
  dim,
  exactly,
  fit,
  good,
  type Line,
  line,
  type Span,
  scrollTo,
  warn,
} from '../lines.ts';
import type { Screens } from '../store.ts';
import { wrap } from '../width.ts';
import {
  type FormRow,
  formRows,
  labelOf,
  listedSlots,
  type OpenTrial,
  progressOf,
  subjectTitle,
  type TrialForm,
  tableRows,
} from './state.ts';

/** A row of a page; the cursor can be on those that have a place. */
interface Row {
  readonly line: Line;
  readonly at?: number;
}

/** The page of trials. */
export function trialView(state: Screens, { columns, body }: Layout): Line[] {
  const rows = pageRows(state, columns);
  const { cursor } = state.trial;
  const on = rows.findIndex((row) => row.at === cursor);
  // What stands above the first row that can be chosen is in sight with it.
  const top = scrollTo(Math.max(0, on), rows.length, body, on <= body - 1 ? 0 : on - Math.floor(body / 2));
  const lines = rows.slice(top, top + body).map((row): Line => {
    if (row.at === undefined) return fit(row.line, columns);
    const isChosen = row.at === cursor;
    const text = line(isChosen ? '> ' : '  ', ...row.line);
    return isChosen ? chosen(text, columns) : fit(text, columns);
  });
  if (rows.length > top + body) lines[body - 1] = line(dim(`  … ${rows.length - top - body + 1} more rows (j)`));
  return exactly(lines, body);
}

function pageRows(state: Screens, columns: number): Row[] {
  const { page, list, form, open, spec, running } = state.trial;
  switch (page) {
    case 'list':
      return listRows(state, list);
    case 'form':
      return form ? formPage(form, state) : [];
    case 'table':
      return open ? tablePage(open, running, columns) : [];
    case 'sessions':
      return open ? sessionsPage(open, listedSlots(state.trial), spec, running) : [];
    default:
      return page satisfies never;
  }
}

function listRows(state: Screens, list: readonly TrialSummary[] | null): Row[] {
  if (!list) return [{ line: blank }, { line: line(dim('  reading the trials …')) }];
  if (list.length === 0)
    return [
      { line: blank },
      {
        line: line(
          dim(`  No trial yet. On the Skills or the Rules screen, ${keyOf(state, 'skills.trial')} starts one.`),
        ),
      },
    ];
  return [
    { line: line(bold(`  ${plural(list.length, 'trial')}`)) },
    ...list.map((one, at): Row => {
      const { status, startedAt, labels, verified, finished, sessions, usd } = one;
      const text = `${verified.a} : ${verified.b} verified  ${cleanLine(labels.a)} : ${cleanLine(labels.b)}`;
      const facts = dim(`  ${finished}/${sessions}  ${usd === null ? '$?' : money(usd)}  `);
      return { at, line: line(statusSpan(status), '  ', dim(moment(startedAt)), facts, text) };
    }),
  ];
}

function formPage(form: TrialForm, { specs }: Screens): Row[] {
  const rows = formRows(form).map((row, at): Row => ({ at, line: formLine(row, form, specs.plan?.specs) }));
  const settings = form.specs.length;
  return [
    {
      line: line(
        bold(`  Trial of ${cleanLine(subjectTitle(form.subject))}`),
        dim('  the same specs in two arms, side by side'),
      ),
    },
    { line: blank },
    { line: line(dim('  Which specs?')) },
    ...rows.slice(0, settings),
    { line: blank },
    ...rows.slice(settings),
  ];
}

function formLine(
  row: FormRow,
  form: TrialForm,
  facts: ReadonlyMap<string, { readonly summary: string }> | undefined,
): Line {
  const setting = (title: string, value: string) => line(cell(title, 26), bold(value));
  switch (row.kind) {
    case 'spec':
      return line(
        `[${row.chosen ? 'x' : ' '}] `,
        bold(cell(cleanLine(row.name), 24)),
        dim(cleanLine(facts?.get(row.name)?.summary ?? '')),
      );
    case 'repeats':
      return setting('sessions of each, an arm', String(form.repeats));
    case 'jobs':
      return setting('sessions at a time', String(form.jobs));
    case 'usd':
      return setting('dollars at most, in all', form.usd === null ? 'no limit' : `$${form.usd}`);
    case 'against':
      return setting('compared with', againstWords(form.subject));
    case 'more':
      return setting(form.subject.kind === 'models' ? 'models, limits …' : 'model, limits …', moreWords(form));
    case 'start': {
      const specs = form.specs.filter((one) => one.chosen).length;
      return line(accent('start'), dim(`  ${plural(2 * form.repeats * specs, 'session')}; you are asked once more`));
    }
    default:
      return row satisfies never;
  }
}

function againstWords(subject: TrialForm['subject']): string {
  if (subject.kind === 'models') return '';
  return cleanLine(subject.against ?? `none: without ${subject.name}`);
}

function moreWords({ more, subject }: TrialForm): string {
  const set = Object.entries(more).map(([name, value]) => `${name} ${value}`);
  if (set.length > 0) return cleanLine(set.join(', '));
  return subject.kind === 'models' ? 'to be named' : 'as the settings and the specs say';
}

function tablePage(open: OpenTrial, running: readonly RunningTrial[], columns: number): Row[] {
  const { state, comparison } = open;
  const { started } = state;
  if (!started) return [];
  const told = tellComparison(comparison, started.arms);
  const rows: Row[] = [
    ...headRows(open),
    ...told.flatMap((text) => wrap(cleanLine(text), columns - 4)).map((text): Row => ({ line: line('  ', text) })),
    ...started.notes
      .flatMap((text) => wrap(cleanLine(text), columns - 4))
      .map((text): Row => ({ line: line(dim(`  ${text}`)) })),
    ...liveRows(open, running),
  ];
  const table = tableRows(comparison);
  const titles = table.flatMap((row) => row.measures).map((measure) => cleanLine(measureTitle(measure)).length + 1);
  const widths = tableWidths(columns, Math.max(0, ...titles));
  let at = 0;
  for (const row of table) {
    rows.push({ line: blank }, ...rowHead(row, state, widths));
    for (const measure of row.measures) rows.push({ at: at++, line: measureLine(measure, row, widths) });
  }
  return rows;
}

function headRows({ id, status, state }: OpenTrial): Row[] {
  const { usd } = spentBy(state);
  const cost = usd === null ? 'cost unknown' : showValue('usd', usd);
  const facts = dim(`  ${progressOf(state)} finished, ${cost}`);
  const why = state.ended && state.ended.outcome !== 'done' ? cleanLine(state.ended.reason) : '';
  return [
    { line: line('  ', statusSpan(status), '  ', bold(id), facts) },
    ...(why === '' ? [] : [{ line: line('  ', warn(`partial: ${why}`)) }]),
  ];
}

/** Columns of the measures' names, and of each arm. */
interface Widths {
  readonly title: number;
  readonly arm: number;
}

function rowHead(row: ComparedRow, state: TrialState, { title, arm: wide }: Widths): Row[] {
  const labels = armKeys.map((arm) => cell(cleanLine(labelOf(state, arm)), wide));
  return [
    { line: line('  ', bold(cleanLine(rowTitle(row)))) },
    { line: line(dim(`  ${cell('', title)}${labels.join('  ')}  difference (95 %)`)) },
  ];
}

/** An arm gets what the longest of the measures' names and a long difference leave. */
function tableWidths(columns: number, longest: number): Widths {
  const title = Math.max(10, Math.min(24, longest));
  return { title, arm: Math.max(8, Math.min(28, Math.floor((columns - 2 - title - 4 - 30) / 2))) };
}

function measureLine(measure: Measure, row: ComparedRow, { title, arm: wide }: Widths): Line {
  const text = showDifference(measure);
  const isTold = measure.verdict === 'higher' || measure.verdict === 'lower';
  return line(
    cell(cleanLine(measureTitle(measure)), title),
    ...armKeys.map((arm) => cell(showArm(measure, arm, row), wide + 2)),
    isTold ? bold(text) : dim(text),
  );
}

/** The sessions under way, with where each of them is. */
function liveRows({ id, state }: OpenTrial, running: readonly RunningTrial[]): Row[] {
  const run = running.find((one) => one.id === id);
  return (run?.sessions() ?? []).map((session): Row => {
    const slot = state.slots.find((one) => one.session === session.id);
    const { attempts, usd } = session.state;
    const label = slot ? `${slot.spec} ${slot.repeat}, ${labelOf(state, slot.arm)}` : session.spec;
    return { line: line('  ', warn('▸ '), cleanLine(label), dim(`  attempt ${attempts.length + 1}, ${money(usd)}`)) };
  });
}

function sessionsPage(
  open: OpenTrial,
  slots: readonly SlotState[],
  spec: string | null,
  running: readonly RunningTrial[],
): Row[] {
  const live = new Set((running.find((one) => one.id === open.id)?.sessions() ?? []).map((one) => one.id));
  const of = spec === null ? '' : ` of ${cleanLine(spec)}`;
  const titles = ['result', 'spec', 'arm', 'att.', 'turns', 'tokens', 'cost', 'min'];
  return [
    ...headRows(open),
    { line: line(dim(`  The sessions behind the numbers${of}; enter opens one in Review.`)) },
    { line: line(dim(`  ${slotCells(titles)}  ${slots.some((slot) => slot.result?.used != null) ? 'read' : ''}`)) },
    ...slots.map((slot, at): Row => ({ at, line: slotLine(slot, open.state, live.has(slot.session ?? '')) })),
  ];
}

function slotCells(cells: readonly string[]): string {
  return cells.map((text, at) => cell(text, slotWidths[at] ?? 8)).join(' ');
}

const slotWidths = [10, 12, 18, 4, 5, 6, 6, 4];

function slotLine(slot: SlotState, state: TrialState, isLive: boolean): Line {
  const { spec, arm, repeat, result } = slot;
  const place = [`${cleanLine(spec)} ${repeat}`, cleanLine(labelOf(state, arm))];
  if (!result || isLive) return line(slotCells([isLive ? '▸ running' : '· to come', ...place]));
  const { verified, finished, outcome, attempts, turns, usd, minutes, used } = result;
  const mark = verified ? '✓ verified' : finished ? `✗ ${outcome}` : '! cut off';
  const cost = usd === null ? '$?' : showValue('usd', usd);
  const facts = [String(attempts), String(turns), showValue('tokens', tokensOf(result)), cost, String(minutes)];
  const text = slotCells([mark, ...place, ...facts]);
  const tone = verified ? good : finished ? bad : warn;
  const [first, rest] = [text.slice(0, slotWidths[0]), text.slice(slotWidths[0])];
  return line(tone(first), rest, used === null ? '' : dim(used ? '  yes' : '  no'));
}

function statusSpan(status: TrialStatus): Span {
  switch (status) {
    case 'running':
      return warn('▸ running    ');
    case 'cut-off':
      return bad('✗ cut off    ');
    case 'done':
      return good('✓ done       ');
    case 'limit':
      return warn('! limit      ');
    case 'interrupted':
      return warn('! interrupted');
    case 'failed':
      return bad('✗ failed     ');
    default:
      return status satisfies never;
  }
}
