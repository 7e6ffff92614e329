import { type ExpectedTest, indexNames } from './expected.ts';
import type { SandboxEnding } from './ports.ts';
import type { ReportFormat, TestCounts, TestReport, TestResult } from './report.ts';
import { cleanText, headTail } from './text.ts';

export { describeReport, requirementsOf } from './describe-report.ts';

/** What a suite itself reported, before anybody judged it. */
export interface RawReport {
  readonly tests: readonly TestResult[];
  /** Why the report can't be taken at its word, in sentences for the agent. */
  readonly problems: readonly string[];
}

/** The tests that have to be in a report. */
export interface Expectation {
  /** What the pristine test files declare. */
  readonly static: readonly ExpectedTest[];
  /** What an earlier run of the same pristine tests reported: see `seenNames`. */
  readonly seen: readonly string[];
}

/** Ends the name of an entry that stands for a file that could not run, not for a test. */
export const wholeFile = ' (whole file)';

/**
 * Returns the report as it counts: green only if the command exited with 0 and in time, the report is complete, every
 * expected test is there, at least one passed, and none failed, was skipped or is missing.
 */
export function judge(
  raw: RawReport,
  ending: SandboxEnding,
  expected: Expectation,
  format: ReportFormat,
  stderr = '',
): TestReport {
  const missing = format.format === 'exit-code' ? [] : missingTests(raw.tests, expected);
  const tests = [...withoutOvertaken(raw.tests), ...missing];
  const counts = countTests(tests);
  const problems = [
    ...raw.problems,
    ...endingProblems(ending, { counts, missing, stderr, known: raw.problems.length > 0 }),
  ];
  if (counts.total === 0 && problems.length === 0) problems.push('The report holds no test at all.');
  const clean = counts.failed + counts.skipped + counts.missing + problems.length === 0;
  return { tests, counts, problems, green: clean && counts.passed > 0 };
}

export function countTests(tests: readonly TestResult[]): TestCounts {
  const counts = { passed: 0, failed: 0, skipped: 0, missing: 0, total: tests.length };
  for (const test of tests) counts[test.status]++;
  return counts;
}

/**
 * Returns the names that a later run of the same tests has to report again. Keep those of the latest report only:
 * what it missed is among them. Entries for files that could not run are not.
 */
export function seenNames(report: TestReport): string[] {
  return report.tests
    .filter((test) => !test.name.endsWith(wholeFile) && test.message !== declaredButMissing)
    .map((test) => test.name);
}

const declaredButMissing = 'A test file declares this test, but the report does not name it: it never ran.';
const seenButMissing = 'An earlier run of the same tests reported this test, and this run does not: it never ran.';

function missingTests(tests: readonly TestResult[], expected: Expectation): TestResult[] {
  const names = tests.filter((test) => !test.name.endsWith(wholeFile)).map((test) => test.name);
  const vanished = vanishedNames(names, expected.seen);
  const missing = vanished.map((name): TestResult => ({ name, status: 'missing', message: seenButMissing }));
  const known = [...names, ...vanished];
  const namesFor = indexNames(expected.static, known);
  const exact = new Set<string>();
  const short: { readonly test: ExpectedTest; readonly lacks: number }[] = [];
  for (const group of Map.groupBy(expected.static, (test) => test.title).values()) {
    const test = group[0]!;
    const lacks = group.length - occurrences(namesFor(test), test, exact);
    if (lacks > 0) short.push({ test, lacks });
  }
  for (const { test, lacks } of short) {
    // Only a name that is no other test's in full may stand for one that merely ends like it.
    const alike = namesFor(test).filter((name) => !exact.has(name) && test.match(name) === 'loosely').length;
    for (let i = alike; i < lacks; i++)
      missing.push({ name: test.title, status: 'missing', message: declaredButMissing });
  }
  return missing;
}

/**
 * How many tests of the report an expected test may stand for; their names are added to `exact`. Where it has subtests,
 * each different path that leads to them counts once.
 */
function occurrences(names: readonly string[], expected: ExpectedTest, exact: Set<string>): number {
  let leaves = 0;
  const parents = new Set<string>();
  for (const name of names) {
    const match = expected.match(name);
    if (match === null || match === 'loosely') continue;
    exact.add(name);
    if (match === 'itself') leaves++;
    else parents.add(match.parent);
  }
  return leaves + parents.size;
}

/**
 * Names are compared by shape, as a multiset, because some hold what changes from run to run. One that vanished while a
 * new one appeared beside it in the same suite was renamed by what the code returned (`ok($x, "result was $x")`).
 */
function vanishedNames(names: readonly string[], seen: readonly string[]): string[] {
  const reported = countBy(names, shapeOf);
  const suites = new Set(names.flatMap(suitesOf).map(shapeOf));
  // A suite whose body threw was reported as a test itself; now it has tests.
  const gone = seen.filter((name) => !take(reported, shapeOf(name)) && !suites.has(shapeOf(name)));
  if (gone.length === 0) return [];
  const before = countBy(seen, shapeOf);
  const fresh = countBy(
    names.filter((name) => !take(before, shapeOf(name))),
    (name) => shapeOf(suiteOf(name)),
  );
  return gone.filter((name) => !take(fresh, shapeOf(suiteOf(name))));
}

/** A name without what differs between two runs of the same test: paths, numbers, hexadecimal and random ids. */
function shapeOf(name: string): string {
  return name
    .replace(/(?:[A-Za-z]:)?(?:[\\/][\w.@+~-]+){2,}/g, '/')
    .replace(/\b(?=[0-9a-f]*\d)[0-9a-f]{6,}\b/gi, '#')
    .replace(/\d+(?:[.,:]\d+)*/g, '#')
    .replace(/\s+/g, ' ')
    .trim();
}

/** All the suites that a test is in. */
function suitesOf(name: string): string[] {
  const parts = name.split(' > ');
  return parts.slice(1).map((_, at) => parts.slice(0, at + 1).join(' > '));
}

function suiteOf(name: string): string {
  return name.slice(0, Math.max(0, name.lastIndexOf(' > ')));
}

/** Drops a pass that a failure of the same name overtakes; the failure stands for both. */
function withoutOvertaken(tests: readonly TestResult[]): TestResult[] {
  const failed = new Set(tests.filter((test) => test.status === 'failed').map((test) => test.name));
  return tests.filter((test) => test.status === 'failed' || !failed.has(test.name));
}

interface Outcome {
  readonly counts: TestCounts;
  readonly missing: readonly TestResult[];
  readonly stderr: string;
  /** The report's own problems tell already how the command ended and what it wrote. */
  readonly known: boolean;
}

function endingProblems(ending: SandboxEnding, outcome: Outcome): string[] {
  switch (ending.kind) {
    case 'exited':
      return exitProblems(ending.code, outcome);
    case 'timed-out':
      return [`The tests did not end within ${ending.seconds} seconds and were stopped. ${hanging(outcome)}`];
    case 'over-limit':
      return [
        `The tests were stopped because they went over the limit of ${limitNames[ending.limit]}: ${ending.allowed}.`,
      ];
    case 'killed':
      return [`The test command was killed by the signal ${ending.signal}.`];
    case 'interrupted':
      return ['The test run was interrupted before it ended.'];
    case 'failed':
      return [`The tests could not be run: ${ending.message} ${ending.mend}`.trim()];
    default:
      return ending satisfies never;
  }
}

const limitNames = {
  memory: 'memory',
  processes: 'processes',
  output: 'output',
  disk: 'the size of files',
} as const;

function exitProblems(code: number, { counts, stderr, known }: Outcome): string[] {
  if (code === 0) return [];
  const ended = code === 86 ? /^.*regent: .*ended the test process.*$/m.exec(cleanText(stderr)) : null;
  if (ended) return [`The code under test ended the test process, which no code may do: ${ended[0].trim()}`];
  if (counts.failed > 0 || (known && counts.passed + counts.skipped === 0)) return [];
  const tail = cleanText(stderr).trim();
  const said = tail && !known ? ` The last it wrote to stderr:\n${headTail(tail, 1_500)}` : '';
  const claim = counts.passed > 0 ? ', though no test in the report failed' : '';
  return [`The test command exited with code ${code}${claim}.${said}`];
}

function hanging({ counts, missing }: Outcome): string {
  const done = counts.passed + counts.failed + counts.skipped;
  const first = missing[0];
  if (first) return `${done} ended before that; the first that did not is "${first.name}": something in it hangs.`;
  return done > 0 ? `${done} ended before that; what came next hangs.` : 'Not one test ended: something hangs.';
}

function countBy(names: readonly string[], key: (name: string) => string): Map<string, number> {
  const counts = new Map<string, number>();
  for (const name of names) counts.set(key(name), (counts.get(key(name)) ?? 0) + 1);
  return counts;
}

function take(counts: Map<string, number>, key: string): boolean {
  const left = counts.get(key) ?? 0;
  if (left > 0) counts.set(key, left - 1);
  return left > 0;
}
