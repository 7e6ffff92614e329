import { costOf } from '../../core/cost.ts';
import { verdictOf } from '../../core/verdict.ts';
import { money, plural, statusSpan } from '../facts.ts';
import { bad, bold, cell, dim, fit, good, type Line, line, lineWidth, type Span, warn } from '../lines.ts';
import type { ReviewState, Rival } from '../store.ts';
import { heading, type ReviewItem } from './items.ts';
import { gap, plainItem } from './list.ts';

/** The candidates that a person chooses among, in order: outcome, tests, size and cost in columns. */
export function candidateItems({ record, rivals }: ReviewState): readonly ReviewItem[] {
  if (!rivals) return [plainItem('reading', [line(dim(' reading the other candidates …'))])];
  const { id } = record.summary;
  return [
    plainItem('h', [
      heading(bold(`${plural(rivals.length, 'candidate')}`), 'enter opens one; H and L step from one to the next'),
    ]),
    gap('g'),
    plainItem('columns', (width) => [fit(line(dim(columnTitles)), width)]),
    ...rivals.map(
      (rival, at): ReviewItem => ({
        key: rival.record.summary.id,
        stop: true,
        session: rival.record.summary.id,
        rows: (width) => rivalRows(rival, at, rival.record.summary.id === id, width),
      }),
    ),
  ];
}

const widths = { name: 9, outcome: 17, tests: 10, hidden: 9, size: 13, cost: 8 };
const columnTitles = `   ${cell('', widths.name)}${cell('outcome', widths.outcome)}${cell('tests', widths.tests)}${cell('hidden', widths.hidden)}${cell('size', widths.size)}${cell('cost', widths.cost)}min`;

function rivalRows({ record, files }: Rival, at: number, isShown: boolean, width: number): Line[] {
  const { summary, state } = record;
  const verdict = verdictOf(state);
  const counts = verdict?.attempt.tested?.counts;
  const hidden = verdict?.checks.find((step) => step.step === 'holdout')?.counts;
  const cost = costOf(state);
  const added = files.reduce((sum, file) => sum + file.added, 0);
  const removed = files.reduce((sum, file) => sum + file.removed, 0);
  const name = summary.candidate ? `${summary.candidate.number} of ${summary.candidate.of}` : `${at + 1}`;
  const unproven = verdict?.requirements.filter((one) => one.status !== 'proven').length ?? 0;
  const questions = verdict?.questions.length ?? 0;
  const facts = [
    plural(cost.attempts, 'attempt'),
    plural(files.length, 'file'),
    ...(unproven > 0 ? [`${unproven} not proven`] : []),
    ...(questions > 0 ? [plural(questions, 'open question')] : []),
    state.model,
    summary.id,
  ];
  return [
    fit(
      line(
        '   ',
        isShown ? bold(cell(`[${name}]`, widths.name)) : cell(` ${name} `, widths.name),
        ...padded([statusSpan(summary.status, summary.outcome)], widths.outcome),
        ...padded([ratio(counts)], widths.tests),
        ...padded([hidden ? ratio(hidden) : dim('–')], widths.hidden),
        ...padded([good(`+${added}`), bad(` −${removed}`)], widths.size),
        cell(money(cost.usd), widths.cost),
        cost.minutes.toFixed(1),
      ),
      width,
    ),
    fit(line(dim(`   ${cell('', widths.name)}${facts.join(' · ')}`)), width),
  ];
}

function ratio(counts: { readonly passed: number; readonly total: number } | undefined): Span {
  if (!counts) return warn('none');
  const isAll = counts.passed === counts.total && counts.total > 0;
  return isAll ? good(`✓ ${counts.passed}/${counts.total}`) : bad(`✗ ${counts.passed}/${counts.total}`);
}

function padded(spans: readonly Span[], width: number): Line {
  return [...spans, { text: ' '.repeat(Math.max(1, width - lineWidth(spans))), tone: 'plain' }];
}
