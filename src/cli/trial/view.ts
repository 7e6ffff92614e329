import { cleanLine } from '../../core/text.ts';
import type { ComparedRow, Comparison } from '../../core/trial/compare.ts';
import { type Arm, type ArmKey, armKeys, type TrialEvent } from '../../core/trial/events.ts';
import { tokensOf } from '../../core/trial/result.ts';
import { finishedSlots, spentBy, type TrialState } from '../../core/trial/state.ts';
import { measureTitle, rowTitle, showArm, showDifference, showValue, tellComparison } from '../../core/trial/words.ts';
import { plural } from '../event-lines.ts';
import type { Style } from '../style.ts';

/** One line for each thing that happens; `state` is that after the event. */
export function trialLines(event: TrialEvent, state: TrialState, style: Style): string[] {
  switch (event.type) {
    case 'trial-started':
      return [`${style.bold('trial')}  ${event.trial}`];
    case 'trial-resumed': {
      const finished = finishedSlots(state).length;
      return [
        `${style.bold('trial goes on')}  ${event.trial}  ${finished} of ${state.slots.length} sessions are finished`,
      ];
    }
    case 'trial-session-started':
      return [style.dim(`  ${event.again ? 'goes on' : 'begins'}: ${slotLabel(event, state)}  ${event.session}`)];
    case 'trial-session-ended': {
      const { finished, verified, outcome, attempts, turns, usd, minutes } = event;
      const mark = verified
        ? style.green(`${style.pass} verified`)
        : finished
          ? style.red(`${style.fail} ${outcome}`)
          : style.yellow(`${style.warn} cut off`);
      const cost = usd === null ? 'cost unknown' : showValue('usd', usd);
      const facts = `${plural(attempts, 'attempt')}, ${plural(turns, 'turn')}, ${showValue('tokens', tokensOf(event))} tokens, ${cost}, ${minutes} min`;
      const count = `[${finishedSlots(state).length}/${state.slots.length}]`;
      const why = finished && !verified ? style.dim(`  ${cleanLine(event.reason).slice(0, 120)}`) : '';
      return [`${count} ${slotLabel(event, state)}  ${mark}  ${facts}  ${style.dim(event.session)}${why}`];
    }
    case 'trial-limit-reached':
      return [];
    case 'trial-ended': {
      const paint = event.outcome === 'done' ? style.green : event.outcome === 'failed' ? style.red : style.yellow;
      return [`${style.bold(paint(event.outcome))}  ${cleanLine(event.reason)}`, `  next: ${cleanLine(event.next)}`];
    }
    default:
      return event satisfies never;
  }
}

/** The table, side by side, with the sessions behind each row; and what it tells in sentences. */
export function comparisonLines(comparison: Comparison, state: TrialState, style: Style): string[] {
  const { started } = state;
  if (!started) return [];
  const isPartial = finishedSlots(state).length < state.slots.length;
  const { rows, total } = comparison;
  const shown = rows.length === 1 ? rows : [...rows, total];
  return [
    '',
    ...(isPartial
      ? [
          style.yellow(
            `${style.warn} PARTIAL: ${finishedSlots(state).length} of ${state.slots.length} sessions are finished.`,
          ),
        ]
      : []),
    ...shown.flatMap((row) => rowLines(row, started.arms, style)),
    ...tellComparison(comparison, started.arms).map((sentence) => cleanLine(sentence)),
    ...(comparison.unpaired.length > 0 ? [style.dim(`Not counted: ${comparison.unpaired.join(' ')}`)] : []),
    ...started.notes.map((note) => style.dim(cleanLine(note))),
    spentLine(state),
  ];
}

function rowLines(row: ComparedRow, arms: Readonly<Record<ArmKey, Arm>>, style: Style): string[] {
  const labels = armKeys.map((arm) => cleanLine(arms[arm].label).slice(0, 28));
  const wide = labels.map((label) => Math.max(12, label.length));
  const columns = (cells: readonly string[]) =>
    cells
      .map((text, at) => (at < 2 ? text.padEnd(wide[at] ?? 0) : text))
      .join('  ')
      .trimEnd();
  const title = style.bold(cleanLine(rowTitle(row)));
  if (row.pairs === 0) return [title, ''];
  const titles = row.measures.map((measure) => cleanLine(measureTitle(measure)).slice(0, 28));
  const first = Math.max(9, ...titles.map((one) => one.length));
  const lines = [title, `  ${''.padEnd(first)} ${style.dim(columns([...labels, 'difference (95 %)']))}`];
  for (const [at, measure] of row.measures.entries()) {
    const cells = armKeys.map((arm) => showArm(measure, arm, row));
    lines.push(`  ${titles[at]?.padEnd(first)} ${columns([...cells, showDifference(measure)])}`);
  }
  if (row.spec !== null) {
    for (const [at, arm] of armKeys.entries())
      lines.push(style.dim(`  sessions ${labels[at]}: ${row.sessions[arm].join(' ') || 'none'}`));
  }
  return [...lines, ''];
}

function spentLine(state: TrialState): string {
  const { usd, tokens } = spentBy(state);
  const cost = usd === null ? 'cost unknown' : showValue('usd', usd);
  return `All sessions together: ${cost}, ${showValue('tokens', tokens)} tokens.`;
}

function slotLabel(
  { spec, arm, repeat }: { spec: string; arm: ArmKey; repeat: number },
  { started }: TrialState,
): string {
  return `${cleanLine(spec)} ${repeat}, ${cleanLine(started?.arms[arm].label ?? arm)}`;
}

/** The whole trial as one object: every number, and the sessions behind it. */
export function trialSummary(id: string, state: TrialState, comparison: Comparison): object {
  const { started, ended } = state;
  return {
    type: 'trial-summary',
    trial: id,
    subject: started?.subject,
    arms: started?.arms,
    specs: started?.specs,
    repeats: started?.repeats,
    outcome: ended?.outcome ?? null,
    reason: ended?.reason ?? null,
    complete: finishedSlots(state).length === state.slots.length,
    spent: spentBy(state),
    ...comparison,
    conclusions: started ? tellComparison(comparison, started.arms) : [],
    notes: started?.notes,
    sessions: state.slots.map(({ spec, arm, repeat, session, result }) => ({
      spec,
      arm,
      repeat,
      session,
      finished: result?.finished ?? false,
      ...(result
        ? {
            outcome: result.outcome,
            verified: result.verified,
            attempts: result.attempts,
            turns: result.turns,
            tokens: tokensOf(result),
            usd: result.usd,
            minutes: result.minutes,
            used: result.used,
            ...(result.kept ? { kept: result.kept } : {}),
          }
        : {}),
    })),
  };
}
