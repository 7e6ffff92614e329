import type { TestReport, TestResult } from '../../core/report.ts';
import { currentAttempts, latestAttempt, type State } from '../../core/state.ts';
import type { LiveTest } from '../../core/workbench.ts';
import { bad, bold, dim, fit, good, type Line, line, warn } from '../lines.ts';
import type { Live } from '../store.ts';

type Tested = Pick<Live, 'state' | 'tests'>;

/** The tests by name: each stays in its row from the first report on, so that one that turns green does so in place. */
export function testLines({ state, tests: ended }: Tested, height: number, width: number): Line[] {
  const latest = latestAttempt(state);
  const tested = currentAttempts(state).filter((attempt) => attempt.tested !== null);
  const now = tested.at(-1)?.tested?.report;
  const isBusy = latest !== null && latest.tested === null;
  const isLive = isBusy && ended.length > 0;
  if (!now && !isLive) return requirementLines(state, height, width);
  const last = now ? inOrder(tested[0]?.tested?.report ?? now, now) : [];
  const tests = isLive ? soFar(last, ended) : last;
  const passed = tests.filter((test) => test.status === 'passed').length;
  const title = line(bold('Tests'), dim(` ${passed}/${tests.length}`), isBusy ? warn(' ▸ running') : '');
  const verify = verifyLines(state, width);
  const room = Math.max(2, height - 1 - verify.length);
  const shown = tests.length <= room ? tests : tests.slice(0, room - 1);
  const hidden = tests.slice(shown.length);
  const failing = hidden.filter((one) => one.status !== 'passed' && one.status !== 'running').length;
  const open = hidden.some((one) => one.status === 'running');
  return [
    title,
    ...shown.map((test) => fit(testLine(test), width)),
    ...(hidden.length === 0
      ? []
      : [
          line(
            dim(`… ${hidden.length} more`),
            failing > 0 ? bad(`, ${failing} of them ✗`) : open ? '' : good(', all ✓'),
          ),
        ]),
    ...verify,
  ];
}

/** A test's row; `running` where its result in the run that is under way is still to come. */
interface Row {
  readonly name: string;
  readonly status: TestResult['status'] | 'running';
}

/** The tests of the run that is under way, in the rows that they have; those that are new to it come last. */
function soFar(last: readonly Row[], ended: readonly LiveTest[]): readonly Row[] {
  const known = new Map(ended.map((test) => [test.name, test]));
  const before = new Set(last.map((test) => test.name));
  return [
    ...last.map(({ name }): Row => known.get(name) ?? { name, status: 'running' }),
    ...ended.filter((test) => !before.has(test.name)),
  ];
}

function testLine({ name, status }: Row): Line {
  if (status === 'running') return line(dim(`· ${name}`));
  const isPlain = status === 'passed' || status === 'failed';
  return line(status === 'passed' ? good('✓') : bad('✗'), ` ${name}`, isPlain ? '' : dim(` (${status})`));
}

function verifyLines(state: State, width: number): Line[] {
  const steps = latestAttempt(state)?.steps ?? [];
  if (steps.length === 0) return [];
  return [
    line(bold('Verified in a fresh folder')),
    ...steps.slice(0, 8).map((step) => fit(line(step.ok ? good('✓') : bad('✗'), dim(` ${step.step}`)), width)),
  ];
}

function requirementLines(state: State, height: number, width: number): Line[] {
  const requirements = state.started?.requirements ?? [];
  const room = Math.max(1, height - 1);
  const shown = requirements.length <= room ? requirements : requirements.slice(0, room - 1);
  const hidden = requirements.length - shown.length;
  return [
    line(bold('Requirements')),
    ...shown.map(({ id, text }) => fit(line(dim(`· ${id} ${text}`)), width)),
    ...(hidden > 0 ? [line(dim(`… ${hidden} more`))] : []),
  ];
}

const known = new WeakMap<TestReport, { first: TestReport; tests: readonly TestResult[] }>();

/** What failed in the first report comes first, and whatever came later last. Made once a report, not once a frame. */
function inOrder(first: TestReport, now: TestReport): readonly TestResult[] {
  const before = known.get(now);
  if (before?.first === first) return before.tests;
  const failed = first.tests.filter((test) => test.status !== 'passed');
  const passed = first.tests.filter((test) => test.status === 'passed');
  const places = new Map([...failed, ...passed].map((test, at) => [test.name, at]));
  const placeOf = (test: TestResult): number => places.get(test.name) ?? places.size;
  const tests = now.tests.toSorted((one, other) => placeOf(one) - placeOf(other));
  known.set(now, { first, tests });
  return tests;
}
