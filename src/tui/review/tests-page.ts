import type { TestReport, TestResult } from '../../core/report.ts';
import { cleanLine } from '../../core/text.ts';
import { bad, bold, dim, fit, good, line, type Span, warn } from '../lines.ts';
import type { ReviewState } from '../store.ts';
import { testChangesFor } from './facts.ts';
import { heading, isOpen, type ReviewItem, textRows } from './items.ts';
import { gap, plainItem } from './list.ts';

/** The tests of an attempt: those that changed since the one before first, then all, failures before passes. */
export function testItems(review: ReviewState): readonly ReviewItem[] {
  const { attempts } = review.record.state;
  const tested = attempts.find((one) => one.number === review.attempt)?.tested;
  if (!tested) return [plainItem('none', [line(dim(' This attempt was not tested.'))])];
  const { report, counts } = tested;
  return [
    ...changeItems(review),
    ...report.problems.map((problem, at) =>
      plainItem(`problem ${at}`, (width) => textRows(`! ${problem}`, width, 1, 'warn')),
    ),
    plainItem('h-tests', [heading(bold('Tests'), `${counts.passed} of ${counts.total} pass`)]),
    ...worstFirst(report).map((test, at) => testItem(review, test, at)),
  ];
}

function changeItems(review: ReviewState): ReviewItem[] {
  const changes = testChangesFor(review);
  if (!changes) return [];
  const { green, red, vanished, appeared } = changes;
  const counts = [
    [red.length, 'turned red'],
    [vanished.length, 'vanished'],
    [green.length, 'turned green'],
    [appeared.length, 'new'],
  ] as const;
  const said = counts.flatMap(([count, what]) => (count > 0 ? [`${count} ${what}`] : []));
  const rows = (names: readonly string[], mark: Span, what: string): ReviewItem[] =>
    names.map((name) => ({
      key: `${what} ${name}`,
      stop: true,
      rows: (width) => [fit(line('   ', mark, cleanLine(name), dim(`  ${what}`)), width)],
    }));
  return [
    plainItem('h-changes', [heading(bold('Since the attempt before'), said.join(', ') || 'no test changed')]),
    ...rows(red, bad('✗ '), 'turned red'),
    ...rows(vanished, bad('✗ '), 'vanished'),
    ...rows(green, good('✓ '), 'turned green'),
    ...rows(appeared, warn('+ '), 'new'),
    gap('g-changes'),
  ];
}

function testItem(review: ReviewState, test: TestResult, at: number): ReviewItem {
  const isPassed = test.status === 'passed';
  const key = `test ${at}`;
  const { message } = test;
  return {
    key,
    stop: true,
    folds: message !== undefined,
    rows: (width) => [
      fit(
        line(
          '   ',
          isPassed ? good('✓ ') : bad('✗ '),
          cleanLine(test.name),
          isPassed || test.status === 'failed' ? '' : dim(` (${test.status})`),
        ),
        width,
      ),
      ...(message !== undefined && isOpen(review, 'tests', key, !isPassed) ? textRows(message, width, 7, 'dim') : []),
    ],
  };
}

const order = ['failed', 'missing', 'skipped', 'passed'];
const sorted = new WeakMap<TestReport, readonly TestResult[]>();

function worstFirst(report: TestReport): readonly TestResult[] {
  const known = sorted.get(report);
  if (known) return known;
  const tests = report.tests.toSorted((a, b) => order.indexOf(a.status) - order.indexOf(b.status));
  sorted.set(report, tests);
  return tests;
}
