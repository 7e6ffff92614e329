import { randomInt } from 'node:crypto';
import type { Spec } from '../../core/asset.ts';
import { type Canaries, plantCanaries, readCanaries, silenced, withoutCanaries } from '../../core/canary.ts';
import { isSwitchedOff, switchedOff } from '../../core/expected/skips.ts';
import { type ExpectedTest, expectedTests } from '../../core/expected.ts';
import { filesRunBy } from '../../core/files-run-by.ts';
import { judge, type RawReport } from '../../core/judge.ts';
import type { FileSet, Sandbox, SandboxResult } from '../../core/ports.ts';
import type { Suite, TestReport } from '../../core/report.ts';
import type { LiveTest } from '../../core/workbench.ts';
import { preloadReader, readReport } from '../reports/index.ts';
import { readLiveTap } from '../reports/live-tap.ts';
import type { RunFresh } from './fresh-run.ts';

export interface SuiteOptions {
  readonly spec: Spec;
  readonly sandbox: Sandbox;
  /** The pristine inputs that the agent may see, and those of the holdout, which it may not. */
  readonly visible: FileSet;
  readonly hidden: FileSet;
}

/** A suite, held against outputs. */
export interface SuiteRun {
  readonly part: 'tests' | 'holdout';
  readonly suite: Suite;
  readonly files: FileSet;
  /** Names of tests that must not vanish; perhaps still in the making. */
  readonly seen: readonly string[] | Promise<readonly string[]>;
  readonly signal: AbortSignal;
}

export interface TestWatch {
  /** Another run begins. */
  begin(): void;
  found(test: LiveTest): void;
}

export interface Suites {
  run(run: SuiteRun, watch?: TestWatch): Promise<TestReport>;
  /**
   * Runs a suite with canaries in it. If they fail and nothing else does, that one run proves both: that the tests pass
   * and that they could fail. Otherwise the tests decide, run as they are, and the canaries beside them.
   */
  prove(run: SuiteRun): Promise<TestReport>;
}

/** What the pristine files of a suite say of it. */
interface Pristine {
  readonly inputs: FileSet;
  /** Those that its command runs. */
  readonly tests: readonly { readonly path: string; readonly text: string }[];
  readonly titles: readonly ExpectedTest[];
  /** Names of the tests that are switched off for good. */
  readonly off: ReadonlySet<string>;
}

/** Runs the suites of a spec, and judges what they report by what their pristine files say. */
export function createSuites({ spec, sandbox, visible, hidden }: SuiteOptions, runFresh: RunFresh): Suites {
  const read = new Map<SuiteRun['part'], Pristine>();
  return { run: runSuite, prove };

  async function runSuite(run: SuiteRun, watch?: TestWatch): Promise<TestReport> {
    watch?.begin();
    const { raw, result } = await runOnce(run, new Map(), watch);
    return judgeRun(run, raw, result, await run.seen);
  }

  async function prove(run: SuiteRun): Promise<TestReport> {
    const { command, report: format } = run.suite;
    const canaries = plantCanaries(pristineOf(run).tests, command, format, randomWord());
    if (canaries === null) return runSuite(run);
    const isMerged = canaries.named;
    const [probe, early] = await Promise.all([runOnce(run, canaries.files), isMerged ? null : runSuite(run)]);
    const seen = await run.seen;
    const probed = judgeRun(run, probe.raw, probe.result, seen);
    const said = readCanaries(canaries, probe.raw, probe.result, probed.green, command, seen);
    if (isMerged && said === 'failed') {
      const rest = judgeRun(run, withoutCanaries(canaries, probe.raw), exitedWell(probe.result), seen);
      if (rest.green) return rest;
    }
    const report = early ?? (await runSuite(run));
    if (!report.green || said !== 'silenced') return report;
    return { ...report, problems: [silenced], green: false };
  }

  async function runOnce(
    run: SuiteRun,
    changed: Canaries['files'],
    watch?: TestWatch,
  ): Promise<{ raw: RawReport; result: SandboxResult }> {
    const { command, report, timeout } = run.suite;
    const { inputs: pristine, off } = pristineOf(run);
    const inputs = new Map(pristine);
    for (const [path, text] of changed) {
      inputs.set(path, { mode: pristine.get(path)?.mode ?? '100644', bytes: Buffer.from(text) });
    }
    const isLive = watch && report.format === 'tap' && report.file === undefined;
    const live = isLive ? { onOutput: readLiveTap(watch.found) } : {};
    const loaded = preloadReader(report);
    return runFresh(
      { command, inputs, outputs: run.files, seconds: timeout, ...live },
      run.signal,
      async (result, { folder, reportDir }) => {
        await loaded;
        const root = sandbox.inside(folder);
        const raw = await readReport(report, { ...result, reportDir, command, root, switchedOff: off.size });
        const tests = raw.tests.filter(({ name, status }) => status !== 'skipped' || !isSwitchedOff(name, off));
        return { raw: { ...raw, tests }, result };
      },
    );
  }

  function judgeRun(run: SuiteRun, raw: RawReport, result: SandboxResult, seen: readonly string[]): TestReport {
    const expected = { static: pristineOf(run).titles, seen };
    return judge(raw, result.ending, expected, run.suite.report, result.stderr);
  }

  function pristineOf({ part, suite }: SuiteRun): Pristine {
    const known = read.get(part);
    if (known) return known;
    const inputs = part === 'holdout' ? new Map([...visible, ...hidden]) : visible;
    const folder = `${spec.folder}/${part}/`;
    const paths = [...inputs.keys()].filter((path) => path.startsWith(folder));
    const tests = filesRunBy(suite.command, folder, paths).map((path) => ({
      path,
      text: Buffer.from(inputs.get(path)?.bytes ?? []).toString('utf8'),
    }));
    const titles = suite.report.format === 'exit-code' ? [] : expectedTests(tests, suite.command);
    const pristine = { inputs, tests, titles, off: switchedOff(tests) };
    read.set(part, pristine);
    return pristine;
  }
}

/** The run as it would have ended without the canaries. */
function exitedWell(result: SandboxResult): SandboxResult {
  return result.ending.kind === 'exited' ? { ...result, ending: { kind: 'exited', code: 0 } } : result;
}

function randomWord(): string {
  return Array.from({ length: 7 }, () => String.fromCharCode(97 + randomInt(26))).join('');
}
