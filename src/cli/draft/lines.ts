import { type DraftRecord, type DraftSummary, describeDraft } from '../../core/draft/port.ts';
import { cleanLine, cleanText } from '../../core/text.ts';
import { diffLine } from '../change-lines.ts';
import type { Context } from '../context.ts';

/** A draft as a person judges it: why, what its tests did, the diff, what can be done. */
export function recordLines(context: Context, { summary, state, diff }: DraftRecord): string[] {
  const { style } = context;
  const { proposal } = state;
  const cost = summary.usd === null ? 'cost unknown' : `$${summary.usd.toFixed(2)}`;
  const lines = [
    `${style.bold(cleanLine(describeDraft(summary)))}  draft ${summary.id}, ${summary.status}`,
    `  model ${summary.model}, ${cost}`,
  ];
  if (!proposal) return [...lines, `  ${cleanText(summary.reason || 'nothing was proposed yet')}`];
  lines.push('', style.bold('Why'), ...indented(proposal.reason));
  for (const note of proposal.notes) lines.push(`  ${style.yellow(style.warn)} ${cleanLine(note)}`);
  if (proposal.edited) lines.push(`  ${style.dot} edited by hand since`);
  if (proposal.proof) {
    const { tells, says, runs } = proposal.proof;
    lines.push('', style.bold('What its tests did'), `  ${proofMark(context, tells, runs.length)} ${cleanLine(says)}`);
    for (const run of runs) lines.push(`    on ${run.on}: ${cleanLine(run.says)}`, ...failures(context, run));
  }
  lines.push('');
  for (const line of cleanText(diff.text).trimEnd().split('\n')) lines.push(diffLine(line, style));
  if (summary.status === 'waiting')
    lines.push(
      '',
      `  accept: regent draft accept ${summary.id}`,
      `  edit: regent draft edit ${summary.id}`,
      `  discard: regent draft discard ${summary.id}`,
    );
  return lines;
}

/** One line of a list. */
export function summaryLine({ style }: Context, draft: DraftSummary, width: number): string {
  const paint = draft.status === 'accepted' ? style.green : draft.status === 'waiting' ? style.yellow : style.dim;
  const weak = draft.status === 'waiting' && draft.tells === false ? `  ${style.warn} its tests prove nothing` : '';
  const when = draft.startedAt.replace('T', ' ').slice(0, 16);
  return `${when}  ${draft.id.padEnd(width)}  ${paint(draft.status.padEnd(9))}  ${cleanLine(describeDraft(draft))}${weak}`;
}

function failures(
  { style }: Context,
  run: NonNullable<NonNullable<DraftRecord['state']['proposal']>['proof']>['runs'][number],
): string[] {
  const drafted = new Set(run.drafted);
  const failed = (run.report?.tests ?? []).filter((test) => test.status === 'failed' && test.message);
  const shown = [
    ...failed.filter((test) => drafted.has(test.name)),
    ...failed.filter((test) => !drafted.has(test.name)),
  ];
  // Without any code every test fails alike, which tells nothing.
  const told = run.on === 'missing code' ? [] : shown.slice(0, 2);
  const lines = told.flatMap((test) => [
    `      ${style.fail} ${cleanLine(test.name)}`,
    ...cleanText(test.message ?? '')
      .trim()
      .split('\n')
      .slice(0, 12)
      .map((line) => `        ${line.slice(0, 200)}`),
  ]);
  const detail = run.detail
    ? cleanText(run.detail)
        .trim()
        .split('\n')
        .slice(0, 12)
        .map((line) => `      ${line.slice(0, 200)}`)
    : [];
  return [...lines, ...detail];
}

/** Where nothing was run, nothing is proven, and nothing is wrong. */
function proofMark({ style }: Context, tells: boolean, runs: number): string {
  if (!tells) return style.yellow(style.warn);
  return runs === 0 ? style.dot : style.green(style.pass);
}

function indented(text: string): string[] {
  return cleanText(text)
    .trim()
    .split('\n')
    .map((line) => `  ${line}`);
}
