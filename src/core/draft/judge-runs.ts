import { seenNames } from '../judge.ts';
import type { TestReport } from '../report.ts';
import type { DraftProof, DraftRun, DraftSource } from './events.ts';

/** A run of the spec's tests with the draft's among them, on some code. */
export interface Ran {
  readonly on: string;
  readonly wanted: DraftRun['wanted'];
  readonly report: TestReport;
  /** Names of the tests that were there without the draft, and whether they passed on that code. */
  readonly before: ReadonlyMap<string, boolean>;
  /** The suite tells nothing of single tests. */
  readonly opaque: boolean;
}

/** Says of a run what a person wants to know: how the drafted tests ended. */
export function describeRun({ on, wanted, report, before, opaque }: Ran): DraftRun {
  const drafted = seenNames(report).filter((name) => !before.has(name));
  const run = { on, wanted, passes: report.green, report, drafted };
  const { passed, total, missing } = report.counts;
  if (report.green) {
    const own = opaque
      ? ''
      : drafted.length === 0
        ? ', none of them new'
        : `, ${count(drafted.length)} of the draft among them`;
    return { ...run, says: `all ${passed} tests pass${own}` };
  }
  const problem = report.problems[0];
  const failing = newFailures(report, before);
  if (wanted === 'fails' && passed === 0 && failing.length === 0) return { ...run, says: 'no test passes' };
  if (problem !== undefined) return { ...run, says: oneLine(problem) };
  if (failing.length > 0) {
    const verb = failing.length === 1 ? 'fails' : 'fail';
    const idle = drafted.filter((name) => !failing.includes(name)).length;
    const rest = idle > 0 ? `; ${idle} of the draft's ${count(drafted.length)} pass there` : '';
    return { ...run, says: `${failing.length} of ${count(total)} ${verb}: ${oneLine(failing[0] ?? '')}${rest}` };
  }
  if (missing > 0) return { ...run, says: `${count(missing)} never ran: ${firstMissing(report)}` };
  return { ...run, says: `${passed} of ${total} tests pass` };
}

/** Returns what the runs prove: a test that can't fail, or that fails for no reason, proves nothing. */
export function judgeRuns(source: DraftSource, ran: readonly Ran[], ms: number): DraftProof {
  const runs = ran.map(describeRun);
  const problem = firstProblem(source, ran, runs);
  return { tells: problem === null, says: problem ?? praise(source, ran, runs), runs, ms };
}

const noneNew = 'No test that is new has run: is it in a file that the test command runs, under a title of its own?';

function firstProblem(source: DraftSource, ran: readonly Ran[], runs: readonly DraftRun[]): string | null {
  const [first] = ran;
  const [said] = runs;
  if (!first || !said) return null;
  if (source.kind === 'rejection') {
    if (said.passes && said.drafted?.length === 0 && !first.opaque) return noneNew;
    if (said.passes) return `The drafted tests pass on ${first.on}, so they don't catch what was wrong with it.`;
    return failsByAssertion(first) ? null : `The tests can't be run as they are drafted: ${said.says}.`;
  }
  if (first.wanted === 'passes' && !said.passes) return `The tests don't pass on ${first.on}: ${said.says}.`;
  if (first.wanted === null && !said.passes && !failsByAssertion(first))
    return `The tests can't be run as they are drafted: ${said.says}.`;
  const drafted = new Set(said.drafted);
  if (source.kind === 'question' && drafted.size === 0 && !first.opaque) return noneNew;
  for (const [at, run] of ran.entries()) {
    if (run.wanted !== 'fails') continue;
    const empty = run.report.tests.filter((test) => test.status === 'passed' && drafted.has(test.name));
    if (source.kind !== 'drift' && empty.length > 0)
      return `A drafted test passes on ${run.on}, so it can't fail: ${oneLine(empty[0]?.name ?? '')}.`;
    if (runs[at]?.passes) return `The drafted tests pass on ${run.on} too, so they don't tell the two apart.`;
  }
  return null;
}

function praise(source: DraftSource, ran: readonly Ran[], runs: readonly DraftRun[]): string {
  const results = runs.map((run) => `${run.passes ? 'pass' : 'fail'} on ${run.on}`).join(' and ');
  const names =
    source.kind === 'rejection' ? newFailures(ran[0]!.report, ran[0]!.before) : [...(runs[0]?.drafted ?? [])];
  const which =
    names.length > 0 && !ran[0]?.opaque ? `: ${names.slice(0, 3).map(oneLine).join('; ').replace(/\.$/, '')}` : '';
  const caveat = ran.some((one) => one.opaque)
    ? ' The suite reports by its exit code, so no single test can be named.'
    : '';
  return `The drafted tests ${results}${which}.${caveat}`;
}

/** Something failed that did not fail before, and nothing is wrong with the run as a whole. */
function failsByAssertion({ report, before }: Ran): boolean {
  return report.problems.length === 0 && report.counts.missing === 0 && newFailures(report, before).length > 0;
}

function newFailures(report: TestReport, before: ReadonlyMap<string, boolean>): string[] {
  // A file that could not be run is no test that failed.
  const names = new Set(seenNames(report));
  return report.tests
    .filter(({ name, status }) => status === 'failed' && names.has(name) && before.get(name) !== false)
    .map(({ name }) => name);
}

function firstMissing(report: TestReport): string {
  return oneLine(report.tests.find((test) => test.status === 'missing')?.name ?? '');
}

function count(number: number): string {
  return `${number} ${number === 1 ? 'test' : 'tests'}`;
}

function oneLine(text: string): string {
  const line = text.replace(/\s+/g, ' ').trim();
  return line.length > 200 ? `${line.slice(0, 199)}…` : line;
}
