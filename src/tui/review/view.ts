import { flips } from '../../core/judge.ts';
import type { Attempt } from '../../core/state.ts';
import { cleanText } from '../../core/text.ts';
import { type RequirementVerdict, verdictOf } from '../../core/verdict.ts';
import type { Diff } from '../../core/workbench.ts';
import { attemptCell, money, plural, statusSpan } from '../facts.ts';
import type { Layout } from '../layout.ts';
import {
  accent,
  bad,
  blank,
  bold,
  cell,
  dim,
  exactly,
  fit,
  good,
  type Line,
  line,
  lineWidth,
  type Span,
  spread,
  warn,
} from '../lines.ts';
import { type ReviewState, reviewPages, type Screens } from '../store.ts';
import { type View, windowOf } from '../transcript.ts';
import { wrap } from '../width.ts';

/** Rows above the page: title, attempts, pages, rule. */
const top = 4;

/** The Review screen: one session, attempt by attempt; a candidate's verdict first. */
export function reviewView({ review }: Screens, layout: Layout): Line[] {
  const { columns, body } = layout;
  if (!review)
    return exactly(
      [blank, line(dim('  Nothing is open. Choose a session on the History screen (4), or enter on a spec.'))],
      body,
    );
  const height = body - top;
  return exactly([...headLines(review, columns), ...pageRows(review, layout, height)], body);
}

/** The part of the screen that the steps have; keys that scroll need it too. */
export function stepsView({ unfolded }: ReviewState, { columns, body }: Layout): View {
  return { width: columns - 2, height: Math.max(1, body - top), unfolded };
}

/** How many rows the page has in all; keys that scroll stop there. */
export function pageLength(review: ReviewState, { columns }: Layout): number {
  return pageLines(review, columns).length;
}

function pageRows(review: ReviewState, layout: Layout, height: number): Line[] {
  if (review.page === 'steps') {
    const lines = windowOf(review.transcript, review.place, stepsView(review, layout));
    return lines.map((one) => [{ text: ' ', tone: 'plain' as const }, ...one]);
  }
  const lines = pageLines(review, layout.columns);
  const scroll = Math.max(0, Math.min(review.scroll, lines.length - height));
  const shown = lines.slice(scroll, scroll + height);
  if (lines.length > scroll + height && shown.length > 0)
    shown[shown.length - 1] = line(dim(` … ${lines.length - scroll - height + 1} more rows (j)`));
  return shown;
}

function headLines(review: ReviewState, columns: number): Line[] {
  const { record, attempt, page, base } = review;
  const { summary, state } = record;
  const recorded = state.started?.modelKind === 'recorded' ? warn('  RECORDING') : '';
  const title = line(
    ' ',
    bold(summary.spec),
    '  ',
    statusSpan(summary.status, summary.outcome),
    recorded,
    state.started?.sandbox === 'none' ? bad('  NO SANDBOX') : '',
  );
  const cost = line(dim(`${money(state.usd)} · ${(state.workedMs / 60_000).toFixed(1)} min · ${state.model} `));
  const pages = reviewPages.map((one) => (one === page ? accent(`[${one}]`) : dim(` ${one} `)));
  const against =
    page === 'diff'
      ? dim(
          `   against ${base === 'base' ? 'where the session began' : base === 'attempt before' ? 'the attempt before' : 'what was accepted last'} (d)`,
        )
      : '';
  return [
    spread(title, cost, columns),
    timeline(state.attempts, attempt, columns),
    fit(line(' ', ...pages, against), columns),
    line(dim('─'.repeat(columns))),
  ];
}

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

function pageLines(review: ReviewState, columns: number): Line[] {
  switch (review.page) {
    case 'verdict':
      return verdictLines(review, columns);
    case 'diff':
      return review.diff ? diffLines(review.diff, columns) : [line(dim(' reading the diff …'))];
    case 'tests':
      return testLines(review, columns);
    case 'steps':
      return [];
    default:
      return review.page satisfies never;
  }
}

function verdictLines({ record, attempt, whole }: ReviewState, columns: number): Line[] {
  const { state, summary } = record;
  const verdict = verdictOf(state, attempt === 0 ? undefined : attempt);
  const lines: Line[] = [];
  if (state.objection) {
    const { requirement, question, evidence } = state.objection;
    lines.push(
      line(warn(` Objection${requirement ? ` to ${requirement}` : ''}`)),
      ...text(question, columns),
      ...text(evidence, columns, 'dim'),
      blank,
    );
  }
  if (state.ended && state.ended.outcome !== 'candidate')
    lines.push(
      ...text(`${state.ended.outcome}: ${state.ended.reason}`, columns),
      ...text(`next: ${state.ended.next}`, columns, 'dim'),
      blank,
    );
  if (!verdict) return [...lines, line(dim(' No attempt was tested.'))];
  const proven = verdict.requirements.filter((one) => one.status === 'proven').length;
  lines.push(line(bold(' Requirements'), dim(`  ${proven} of ${verdict.requirements.length} proven`)));
  for (const one of verdict.requirements) lines.push(...requirementLines(one, columns));
  if (verdict.unnamed.length > 0)
    lines.push(line(dim(`   and ${plural(verdict.unnamed.length, 'test')} that name no requirement`)));
  lines.push(blank, line(bold(' Verification'), dim('  in a fresh folder, with pristine tests')));
  if (verdict.checks.length === 0)
    lines.push(
      line(dim(verdict.attempt.tested?.green ? '   not verified yet' : '   not verified: the tests do not pass')),
    );
  for (const step of verdict.checks) {
    lines.push(
      line(
        '   ',
        step.ok ? good('✓ ') : bad('✗ '),
        step.step,
        dim(step.counts ? `  ${step.counts.passed} of ${step.counts.total}` : ''),
      ),
    );
    if (!step.ok && step.detail)
      lines.push(
        ...cleanText(step.detail)
          .split('\n')
          .slice(0, 8)
          .map((one) => fit(line(dim(`       ${one}`)), columns)),
      );
  }
  if (verdict.disclosures > 0)
    lines.push(
      line(
        '   ',
        warn(`! the agent was told of ${plural(verdict.disclosures, 'requirement')} that hidden tests found failing`),
      ),
    );
  if (verdict.questions.length > 0) {
    lines.push(blank, line(bold(' Open questions'), dim('  the spec is silent, and the agent decided')));
    for (const one of verdict.questions)
      lines.push(...text(`? ${one.question}`, columns), ...text(`  → ${one.choice}`, columns, 'dim'));
  }
  lines.push(blank, line(bold(' Changed'), dim('  since the session began')));
  for (const file of whole?.files ?? [])
    lines.push(
      fit(
        line('   ', cell(file.status, 9), ' ', file.path, '  ', good(`+${file.added}`), ' ', bad(`−${file.removed}`)),
        columns,
      ),
    );
  if (whole?.files.length === 0) lines.push(line(dim('   nothing')));
  for (const decision of record.decisions)
    lines.push(
      blank,
      line(
        bold(` ${decision.type}`),
        dim(
          `  by ${decision.by} ${'note' in decision ? `${decision.cause}: ${decision.note}` : decision.commit.slice(0, 10)}`,
        ),
      ),
    );
  lines.push(blank, line(dim(` session ${summary.id} · ${verdict.attempt.started.commit}`)));
  return lines;
}

function requirementLines(one: RequirementVerdict, columns: number): Line[] {
  const mark = one.status === 'proven' ? good('✓') : one.status === 'failing' ? bad('✗') : warn('!');
  const passed = [...one.tests, ...one.holdout].filter((test) => test.status === 'passed').length;
  const hidden = one.holdout.length > 0 ? ` + ${one.holdout.length} hidden` : '';
  const proof =
    one.status === 'unproven'
      ? warn('no test names it')
      : one.status === 'failing'
        ? bad(`${passed} of ${one.tests.length + one.holdout.length} pass`)
        : dim(`${plural(one.tests.length, 'test')}${hidden}`);
  const [first = '', ...rest] = summarised(one, wrap(one.text, Math.max(12, columns - 32)));
  const lines: Line[] = [spread(line('   ', mark, ` ${cell(one.id, 5)} `, first), line('  ', proof, ' '), columns)];
  for (const part of rest) lines.push(line(`           ${part}`));
  for (const test of one.tests.filter((test) => test.status !== 'passed'))
    lines.push(fit(line(bad(`           ✗ ${test.name}`)), columns));
  return lines;
}

/** A proven requirement needs to be recognised only; what is not proven is read whole. */
function summarised({ status }: RequirementVerdict, rows: readonly string[]): readonly string[] {
  if (status !== 'proven' || rows.length <= 2) return rows;
  return [rows[0] ?? '', `${(rows[1] ?? '').replace(/.$/u, '')}…`];
}

function testLines({ record, attempt }: ReviewState, columns: number): Line[] {
  const { attempts } = record.state;
  const tested = attempts.find((one) => one.number === attempt)?.tested;
  if (!tested) return [line(dim(' This attempt was not tested.'))];
  const lines: Line[] = [];
  const before = attempts.find((one) => one.number === attempt - 1)?.tested;
  if (before) {
    const { fixed, broken } = flips(before.report, tested.report);
    lines.push(line(bold(' Since the attempt before'), dim(`  ${fixed.length} turned green, ${broken.length} broke`)));
    for (const name of broken) lines.push(fit(line('   ', bad(`✗ ${name}`)), columns));
    for (const name of fixed) lines.push(fit(line('   ', good(`✓ ${name}`)), columns));
    lines.push(blank);
  }
  for (const problem of tested.report.problems) lines.push(...text(`! ${problem}`, columns));
  lines.push(line(bold(' Tests'), dim(`  ${tested.counts.passed} of ${tested.counts.total} pass`)));
  const order = ['failed', 'missing', 'skipped', 'passed'];
  const sorted = tested.report.tests.toSorted((a, b) => order.indexOf(a.status) - order.indexOf(b.status));
  for (const test of sorted) {
    const isPassed = test.status === 'passed';
    lines.push(
      fit(
        line(
          '   ',
          isPassed ? good('✓ ') : bad('✗ '),
          test.name,
          isPassed || test.status === 'failed' ? '' : dim(` (${test.status})`),
        ),
        columns,
      ),
    );
    if (test.message)
      lines.push(
        ...cleanText(test.message)
          .split('\n')
          .slice(0, 30)
          .flatMap((one) => wrap(one, columns - 9))
          .map((one) => line(dim(`       ${one}`))),
      );
  }
  return lines;
}

const drawn = new WeakMap<Diff, { columns: number; lines: Line[] }>();

/** A unified diff: `+` and `−` stay before each line, so that colour is not needed. */
function diffLines(diff: Diff, columns: number): Line[] {
  const before = drawn.get(diff);
  if (before?.columns === columns) return before.lines;
  const lines =
    diff.files.length === 0
      ? [line(dim(' No difference.'))]
      : cleanText(diff.text)
          .trimEnd()
          .split('\n')
          .flatMap((text) => diffLine(text, columns));
  drawn.set(diff, { columns, lines });
  return lines;
}

function diffLine(text: string, columns: number): Line[] {
  if (/^(index |--- |\+\+\+ |new file|deleted file|similarity|old mode|new mode)/.test(text)) return [];
  if (text.startsWith('diff ')) return [blank, line(bold(` ${text.replace(/^diff --git a\/(.*) b\/\1$/, '$1')}`))];
  if (text.startsWith('@@')) return [fit(line(accent(` ${text}`)), columns)];
  const tone = text.startsWith('+') ? 'added' : text.startsWith('-') ? 'removed' : 'plain';
  return wrap(text, columns - 2).map((part, at) => line({ text: at === 0 ? ` ${part}` : `   ${part}`, tone }));
}

function text(value: string, columns: number, tone: 'plain' | 'dim' = 'plain'): Line[] {
  return wrap(cleanText(value), columns - 6).map((one) => line({ text: `   ${one}`, tone }));
}
