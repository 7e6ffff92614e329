import type { TestReport, TestResult } from './report.ts';
import type { Attempt, State } from './state.ts';

/** What became of the tests from one run to the next, by name. */
export interface TestChanges {
  /** Passed now, and did not before. */
  readonly green: readonly string[];
  /** Passed before, and were run now without passing. */
  readonly red: readonly string[];
  /** Were reported before, and are not any more, or did not run. */
  readonly vanished: readonly string[];
  /** Were not reported before; whether they pass, the report says. */
  readonly appeared: readonly string[];
}

/** Compares two reports. A name that occurs more than once passes only if all of its tests do. */
export function compareTests(before: TestReport, after: TestReport): TestChanges {
  const was = byName(before.tests);
  const is = byName(after.tests);
  const names = [...new Set([...is.keys(), ...was.keys()])];
  const ran = (status: Status | undefined) => status === 'passed' || status === 'failed' || status === 'skipped';
  return {
    green: names.filter((name) => is.get(name) === 'passed' && ran(was.get(name)) && was.get(name) !== 'passed'),
    red: names.filter((name) => was.get(name) === 'passed' && ran(is.get(name)) && is.get(name) !== 'passed'),
    vanished: names.filter((name) => ran(was.get(name)) && !ran(is.get(name))),
    appeared: names.filter((name) => ran(is.get(name)) && !ran(was.get(name))),
  };
}

/** What became of the tests since the attempt before; null where there is none to compare with. */
export function testChanges({ attempts }: Pick<State, 'attempts'>, attempt: Attempt): TestChanges | null {
  const before = attempts.findLast((one) => one.number < attempt.number)?.tested;
  return before && attempt.tested ? compareTests(before.report, attempt.tested.report) : null;
}

type Status = TestResult['status'];

const worse: readonly Status[] = ['missing', 'failed', 'skipped', 'passed'];

function byName(tests: readonly TestResult[]): Map<string, Status> {
  const statuses = new Map<string, Status>();
  for (const { name, status } of tests) {
    const other = statuses.get(name);
    statuses.set(name, other && worse.indexOf(other) < worse.indexOf(status) ? other : status);
  }
  return statuses;
}
