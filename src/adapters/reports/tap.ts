import { isTestFileName } from '../../core/expected.ts';
import { type RawReport, wholeFile } from '../../core/judge.ts';
import type { ReportFormat, TestResult } from '../../core/report.ts';
import { cleanLine, cleanText } from '../../core/text.ts';
import type { FinishedRun } from './index.ts';
import { endingWords, lastWords, testResult } from './message.ts';
import { readReportFiles } from './report-file.ts';
import { diagnosticText } from './tap-diagnostic.ts';
import { perlDiagnostics } from './tap-perl.ts';
import { proveSections } from './tap-prove.ts';
import { parseTap, type TapGroup, type TapPoint } from './tap-tree.ts';

/**
 * Reads the Test Anything Protocol, versions 12 to 14, from stdout or from a file in the report folder, as node, bats,
 * prove, Test::More, tape, vitest and others write it.
 */
export async function readTap(format: Extract<ReportFormat, { format: 'tap' }>, run: FinishedRun): Promise<RawReport> {
  const files = format.file === undefined ? [{ text: run.stdout }] : await readReportFiles(format.file, run);
  const read: RawReport[] = [];
  for (const file of files)
    read.push('text' in file ? await readStream(file.text, run) : { tests: [], problems: [file.problem] });
  return { tests: read.flatMap((report) => report.tests), problems: read.flatMap((report) => report.problems) };
}

async function readStream(text: string, run: FinishedRun): Promise<RawReport> {
  const context: Context = {
    run,
    perl: perlDiagnostics(run.stderr ?? ''),
    problems: [],
    tests: [],
    failed: 0,
    silent: [],
  };
  for (const section of proveSections(tapText(text))) {
    const root = await parseTap(section);
    if (typeof root === 'string') context.problems.push(root);
    else readRoot(root, context);
  }
  if (context.tests.length === 0 && context.silent.length > 0)
    context.problems.push(
      `No test was reported by ${context.silent.slice(0, 20).join(', ')}: the file declares none, or its process ended before they did.`,
    );
  return { tests: context.tests, problems: [...new Set(context.problems)].slice(0, mostProblems) };
}

const mostProblems = 50;

interface Context {
  readonly run: FinishedRun;
  readonly perl: Map<string, string>;
  readonly problems: string[];
  readonly tests: TestResult[];
  failed: number;
  /** Files that ran to their end without reporting a test. */
  readonly silent: string[];
}

/** A bare CR must not start a line of its own: runners quote what the code prints line by line. */
function tapText(text: string): string {
  return cleanText(text.replace(/\r(?!\n)/g, ' '));
}

function readRoot(root: TapGroup, context: Context): void {
  const { run, problems } = context;
  if (root.points.length === 0 && !root.plan && root.bailout === null) {
    const what = root.version ? 'stops after its header' : 'is not there: stdout holds no line of TAP';
    problems.push(`The TAP report ${what}; ${endingWords(run)}. ${lastWords(run)}`);
    return;
  }
  if (root.plan?.end === 0 && root.points.length === 0)
    problems.push(
      `The TAP report plans no test (1..0${root.plan.comment ? ` # ${root.plan.comment}` : ''}): nothing was tested.`,
    );
  readGroup(root, [], context);
}

function readGroup(group: TapGroup, path: readonly string[], context: Context): void {
  context.problems.push(...planProblems(group, path));
  for (const point of group.points) readPoint(point, path, context);
}

function readPoint(point: TapPoint, path: readonly string[], context: Context): void {
  const name = [...path, point.title, point.name].filter(Boolean);
  if (point.subtests) {
    const before = { tests: context.tests.length, failed: context.failed };
    readGroup(point.subtests, name, context);
    // What its subtests say needs no saying twice; a hook of its own that failed does.
    const own = point.diag?.failureType !== undefined && point.diag.failureType !== 'subtestsFailed';
    const said = point.ok ? context.tests.length > before.tests || !point.skipped : context.failed > before.failed;
    if (said && !own) return;
  } else if (isFilePoint(point, path)) {
    if (point.ok) context.silent.push(cleanLine(point.name));
    else add(fileFailure(point, context.run), context);
    return;
  } else if (point.ok && point.diag?.type === 'suite' && !point.skipped) return;
  const status = point.skipped ? 'skipped' : point.ok ? 'passed' : 'failed';
  add(testResult(name, status, message(point, context), context.run), context);
}

function add(test: TestResult, context: Context): void {
  context.tests.push(test);
  if (test.status === 'failed') context.failed++;
}

function message(point: TapPoint, { perl, run }: Context): string {
  if (typeof point.skipped === 'string') return point.skipped;
  return (point.diag && diagnosticText(point.diag, run)) || point.comments.join('\n') || (perl.get(point.name) ?? '');
}

/** Node reports a file that has no tests, or that crashed, as a test with the file's name. */
function isFilePoint(point: TapPoint, path: readonly string[]): boolean {
  return path.length === 0 && !point.subtests && isTestFileName(point.name) && point.diag?.type === 'test';
}

function fileFailure(point: TapPoint, run: FinishedRun): TestResult {
  const code = point.diag?.exitCode;
  const ending = typeof code === 'number' ? `The file's process exited with code ${code}.` : '';
  const said = point.commentsBefore.join('\n');
  const text = [said, ending || (point.diag ? diagnosticText(point.diag, run) : '')].filter(Boolean).join('\n');
  return testResult([`${point.name}${wholeFile}`], 'failed', text, run);
}

function planProblems(group: TapGroup, path: readonly string[]): string[] {
  const where = path.length > 0 ? `the subtests of "${path.join(' > ')}"` : 'the TAP report';
  const problems: string[] = [];
  if (group.bailout !== null) problems.push(`The tests bailed out: ${group.bailout || 'no reason given'}.`);
  if (!group.closed) problems.push(`${capital(where)} have no line that closes them: the run broke off there.`);
  if (!group.plan)
    problems.push(`${capital(where)} has no plan (1..N): the run broke off after ${group.points.length} tests.`);
  else problems.push(...countProblems(group, group.plan, where).slice(0, mostProblems));
  for (const line of group.stray)
    problems.push(
      `After its end, or beside its tests, ${where} goes on with "${line}": a report has one plan, and all its tests are in it.`,
    );
  return problems;
}

function countProblems(group: TapGroup, plan: { start: number; end: number }, where: string): string[] {
  const planned = Math.max(0, plan.end - plan.start + 1);
  const problems: string[] = [];
  const { length } = group.points;
  if (length !== planned) problems.push(`${capital(where)} plans ${planned} tests and holds ${length}.`);
  const ids = new Set<number>();
  for (const point of group.points) {
    // Node numbers the entries of files apart from the tests inside them.
    if (point.id === null || isTestFileName(point.name)) continue;
    if (ids.has(point.id)) problems.push(`${capital(where)} has two tests with the number ${point.id}.`);
    else if (planned > 0 && (point.id < plan.start || point.id > plan.end))
      problems.push(`${capital(where)} has a test with the number ${point.id}, which is not in its plan.`);
    ids.add(point.id);
  }
  return problems;
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
