import { requirementIds } from './expected.ts';
import type { TestReport, TestResult } from './report.ts';
import { headTail } from './text.ts';

export interface DescribeOptions {
  /** The most characters that the text may have; 12,000 unless told. */
  readonly budget?: number;
}

/**
 * Returns the report as text for the agent and for people: failures first, then problems, what passed in one line. The
 * same report always gives the same text, within the budget; a green one is a single line.
 */
export function describeReport(report: TestReport, options: DescribeOptions = {}): string {
  const { passed, total } = report.counts;
  if (report.green) return passed === 1 ? 'Green: the one test passes.' : `Green: all ${passed} tests pass.`;
  const budget = options.budget ?? 12_000;
  const summary = total > 0 ? `${passed} of ${total} tests pass.` : 'No test was reported.';
  const problems = problemText([...report.problems, ...missingText(report)], Math.floor(budget * 0.4));
  const room = budget - summary.length - problems.length - 4;
  return [failureText(worstFirst(report.tests), room), problems, summary].filter(Boolean).join('\n\n');
}

/** Requirement id → the tests whose names have it, in the report's order. */
export function requirementsOf(report: TestReport): Map<string, TestResult[]> {
  const tests = new Map<string, TestResult[]>();
  for (const test of report.tests)
    for (const id of new Set(requirementIds(test.name))) tests.set(id, [...(tests.get(id) ?? []), test]);
  return tests;
}

const order = { failed: 0, missing: 1, skipped: 2, passed: 3 } as const;

function worstFirst(tests: readonly TestResult[]): TestResult[] {
  return tests.filter((test) => test.status !== 'passed').sort((a, b) => order[a.status] - order[b.status]);
}

function missingText({ counts }: TestReport): string[] {
  if (counts.missing === 0) return [];
  return ['A missing test is one that the test files declare, or that ran before, but that is not in this report.'];
}

function problemText(problems: readonly string[], room: number): string {
  if (problems.length === 0) return '';
  const each = Math.max(200, Math.floor(room / problems.length) - 4);
  return headTail(problems.map((problem) => `! ${headTail(problem, each)}`).join('\n'), room);
}

/** As many failures as fit in full, the rest by name, and a count of those whose names don't fit either. */
function failureText(tests: readonly TestResult[], room: number): string {
  const blocks: string[] = [];
  let left = room;
  let shown = 0;
  for (const test of tests) {
    const block = failureBlock(test);
    // A third stays for the names of those that don't fit.
    if (block.length + 2 > left - (shown + 1 < tests.length ? room / 3 : 0)) break;
    blocks.push(block);
    left -= block.length + 2;
    shown++;
  }
  const names: string[] = [];
  for (const test of tests.slice(shown)) {
    const line = headline(test);
    if (line.length + 1 > left - 40) break;
    names.push(line);
    left -= line.length + 1;
  }
  const rest = tests.length - shown - names.length;
  if (names.length > 0) blocks.push(names.join('\n'));
  if (rest > 0) blocks.push(`… and ${rest} more that did not pass.`);
  return blocks.join('\n\n');
}

function failureBlock(test: TestResult): string {
  // Why a test is missing is said once for all.
  if (!test.message || test.status === 'missing') return headline(test);
  return `${headline(test)}\n${indent(headTail(test.message, 2_000))}`;
}

function headline(test: TestResult): string {
  return `✗ ${headTail(test.name, 300)}${test.status === 'failed' ? '' : ` (${test.status})`}`;
}

function indent(text: string): string {
  return text.replace(/^(?=.)/gm, '  ');
}
