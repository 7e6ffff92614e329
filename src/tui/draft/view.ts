import type { DraftRun } from '../../core/draft/events.ts';
import { describeDraft } from '../../core/draft/port.ts';
import { cleanLine, cleanText } from '../../core/text.ts';
import { mostScroll, scrolled } from '../components/pages.ts';
import { money } from '../facts.ts';
import type { Layout } from '../layout.ts';
import { accent, bad, blank, bold, dim, exactly, fit, good, type Line, line, type Span, warn } from '../lines.ts';
import type { DraftState, Screens } from '../store.ts';
import { wrap } from '../width.ts';
import { diffRows } from './diff.ts';

/** A draft: why, what its tests did, the diff. */
export function draftView({ draft }: Screens, layout: Layout): Line[] {
  const { columns, body } = layout;
  if (!draft) return exactly([blank, line(dim('  No draft is open.'))], body);
  const head = headLines(draft, columns);
  const room = Math.max(0, body - head.length);
  const lines = draftLines(draft, columns);
  return exactly([...head, ...scrolled(lines, draft.scroll, room)], body);
}

/** How far what is below a draft's head can be scrolled. */
export function mostDraftScroll({ draft }: Screens, { columns, body }: Layout): number {
  if (!draft) return 0;
  return mostScroll(draftLines(draft, columns).length, Math.max(0, body - headLines(draft, columns).length));
}

function headLines(draft: DraftState, columns: number): Line[] {
  const { state } = draft;
  const { started } = state;
  const files = state.proposal?.files.map((file) => file.path) ?? [];
  const about = started ? cleanLine(describeDraft({ ...started, files })) : 'a draft';
  const recorded = started?.modelKind === 'recorded' ? warn('  a recording') : '';
  return [
    fit(line(' ', bold(about), '  ', statusOf(draft)), columns),
    fit(line(dim(` ${draft.id} · ${state.model} · ${money(state.usd)}`), recorded), columns),
    blank,
  ];
}

function statusOf({ state, running, record }: DraftState): Span {
  if (running) return warn('▸ being made');
  if (state.decision) return state.decision.kind === 'accepted' ? good('✓ accepted') : bad('✗ discarded');
  if (state.ended && (state.proposal?.files.length ?? 0) > 0) return warn('● waits for you');
  if (record?.summary.status === 'running') return warn('▸ being made elsewhere');
  return state.ended ? warn(`✗ ${state.ended.outcome}`) : bad('✗ cut off');
}

function draftLines(draft: DraftState, columns: number): Line[] {
  const { state, record, running } = draft;
  const { proposal } = state;
  const lines: Line[] = running ? progressLines(draft, columns) : [];
  if (!running && state.ended && state.ended.outcome !== 'ready' && !state.decision)
    lines.push(...text(`${state.ended.reason}`, columns, warn), blank);
  if (!proposal) return lines;
  lines.push(line(bold(' Why'), proposal.edited ? dim('  edited by hand since') : ''));
  lines.push(...text(proposal.reason, columns));
  for (const note of proposal.notes) lines.push(...text(`! ${note}`, columns, warn));
  if (proposal.proof) {
    const { tells, says, runs } = proposal.proof;
    // Where nothing was run, nothing is proven, and nothing is wrong.
    const tone = !tells ? warn : runs.length === 0 ? dim : good;
    const mark = !tells ? '!' : runs.length === 0 ? '·' : '✓';
    lines.push(blank, line(bold(' What its tests did')));
    lines.push(...text(`${mark} ${says}`, columns, tone));
    for (const run of runs) lines.push(...runLines(run, columns));
  }
  lines.push(blank);
  if (record && proposal.files.length > 0) lines.push(...diffRows(record.diff, draft.ink, columns));
  return lines;
}

/** What happens while the model and the tests are at work. */
function progressLines({ state }: DraftState, columns: number): Line[] {
  const { proposals, refused, proposal, asked, replied } = state;
  const doing = asked > replied ? 'the model writes' : 'its proposal is checked, and its tests run';
  const lines = [
    line(accent(` ▸ ${doing} …`), dim(proposals > 0 ? `  proposal ${proposals + 1} of ${state.limits.attempts}` : '')),
  ];
  const why = refused && refused.call !== proposal?.call ? refused.problems : [];
  for (const problem of why.slice(0, 5)) lines.push(...text(`! not valid: ${problem}`, columns, warn));
  return [...lines, blank];
}

function runLines(run: DraftRun, columns: number): Line[] {
  const lines = text(`on ${run.on}: ${run.says}`, columns, dim);
  const drafted = new Set(run.drafted);
  const failed = (run.report?.tests ?? []).filter((test) => test.status === 'failed' && test.message);
  // Without any code every test fails alike, which tells nothing.
  const told = run.wanted === null || run.on === 'missing code' ? [] : failed.filter((test) => drafted.has(test.name));
  for (const test of told.slice(0, 3)) {
    lines.push(fit(line('     ', bad(`✗ ${cleanLine(test.name)}`)), columns));
    for (const part of cleanText(test.message ?? '')
      .trim()
      .split('\n')
      .slice(0, 12))
      lines.push(fit(line(dim(`       ${part}`)), columns));
  }
  if (run.detail && !run.passes)
    for (const part of cleanText(run.detail).trim().split('\n').slice(0, 12))
      lines.push(fit(line(dim(`     ${part}`)), columns));
  return lines;
}

function text(value: string, columns: number, tone: (text: string) => Span | string = (plain) => plain): Line[] {
  return cleanText(value)
    .trim()
    .split('\n')
    .flatMap((part) => wrap(part, Math.max(8, columns - 5)))
    .map((part) => line('   ', tone(part)));
}
