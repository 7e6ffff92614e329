import { randomInt } from 'node:crypto';
import { mkdir, mkdtemp } from 'node:fs/promises';
import { join } from 'node:path';
import type { Rule, Spec } from '../../core/asset.ts';
import type { Proof, Proofs, Verification } from '../../core/build-ports.ts';
import { type Canaries, plantCanaries, readCanaries, silenced, withoutCanaries } from '../../core/canary.ts';
import { isSwitchedOff, switchedOff } from '../../core/expected/skips.ts';
import { type ExpectedTest, expectedTests } from '../../core/expected.ts';
import { filesRunBy } from '../../core/files-run-by.ts';
import { staticFolder } from '../../core/glob.ts';
import { judge, type RawReport } from '../../core/judge.ts';
import type { FileSet, Sandbox, SandboxLimits, SandboxResult } from '../../core/ports.ts';
import type { Suite, TestReport } from '../../core/report.ts';
import { cleanText, headTail } from '../../core/text.ts';
import type { LiveTest } from '../../core/workbench.ts';
import { preloadReader, readReport } from '../reports/index.ts';
import { readLiveTap } from '../reports/live-tap.ts';
import { writeFiles } from '../workspace/file-set.ts';
import type { SessionFolders } from '../workspace/folders.ts';
import { protectedPaths } from '../workspace/paths.ts';
import { removeTree } from '../workspace/remove.ts';
import { describeRun } from '../workspace/shell.ts';

export interface ProofOptions {
  readonly spec: Spec;
  readonly folders: SessionFolders;
  readonly sandbox: Sandbox;
  /** The pristine inputs that the agent may see, and those of the holdout, which it may not. */
  readonly visible: FileSet;
  readonly hidden: FileSet;
  readonly rules: readonly Rule[];
  readonly links: readonly { readonly from: string; readonly at: string }[];
  readonly clock: { now(): number };
  /** Told of an attempt's tests while they run; of nothing else. */
  readonly watch?: TestWatch;
}

export interface TestWatch {
  /** Another run begins. */
  begin(): void;
  found(test: LiveTest): void;
}

/** Names of tests that must not vanish; perhaps still in the making. */
type Seen = readonly string[] | Promise<readonly string[]>;

/** Two runs at a time: a suite is mostly one process, and more would only make time limits tight. */
const atOnce = 2;

/** What the agent gets of a check that failed; in characters. */
const detailLimit = 4000;

/** The checks of the rules in scope, without the tests. */
export interface RuleProofs {
  checks(files: FileSet, signal: AbortSignal): AsyncIterable<Proof>;
}

/** Runs tests and checks, each in a fresh folder made of the pristine inputs and the given outputs, and removed after. */
export function createProofs(options: ProofOptions): Proofs & RuleProofs {
  const { spec } = options;
  const expected = new Map<string, readonly ExpectedTest[]>();

  return {
    tests: (files, seen, signal) => runSuite('tests', spec.tests, files, seen, signal, options.watch),

    verify(files, seen, signal) {
      const steps: (() => Promise<Proof>)[] = [() => suiteProof('tests', spec.tests, files, seen, signal)];
      const { holdout, contract } = spec;
      if (holdout) steps.push(() => suiteProof('holdout', holdout, files, [], signal));
      steps.push(...ruleSteps(files, signal));
      if (contract) steps.push(() => checkProof('contract', contract.check, `${spec.folder}/spec.md`, files, signal));
      return startInOrder(steps);
    },

    checks: (files, signal) => startInOrder(ruleSteps(files, signal)),
  };

  function ruleSteps(files: FileSet, signal: AbortSignal): (() => Promise<Proof>)[] {
    return options.rules.flatMap(({ name, check, file }) =>
      check ? [() => checkProof(`rule ${name}`, check, file, files, signal)] : [],
    );
  }

  async function suiteProof(
    step: 'tests' | 'holdout',
    suite: Suite,
    files: FileSet,
    seen: Seen,
    signal: AbortSignal,
  ): Promise<Proof> {
    const startedAt = options.clock.now();
    const report = await proveSuite(step, suite, files, seen, signal);
    return { step, ok: report.green, report, ms: options.clock.now() - startedAt };
  }

  async function runSuite(
    part: 'tests' | 'holdout',
    suite: Suite,
    files: FileSet,
    seen: Seen,
    signal: AbortSignal,
    watch?: TestWatch,
  ): Promise<TestReport> {
    watch?.begin();
    const { raw, run } = await runOnce(part, suite, files, new Map(), signal, watch);
    return judgeRun(part, suite, raw, run, await seen);
  }

  /**
   * Runs a suite with canaries in it. If they fail and nothing else does, that one run proves both: that the tests pass
   * and that they could fail. Otherwise the tests decide, run as they are, and the canaries beside them.
   */
  async function proveSuite(
    part: 'tests' | 'holdout',
    suite: Suite,
    files: FileSet,
    seen: Seen,
    signal: AbortSignal,
  ): Promise<TestReport> {
    const canaries = plantCanaries(testFiles(part, suite), suite.command, suite.report, randomWord());
    if (canaries === null) return runSuite(part, suite, files, seen, signal);
    const isMerged = canaries.named;
    const [probe, early] = await Promise.all([
      runOnce(part, suite, files, canaries.files, signal),
      isMerged ? null : runSuite(part, suite, files, seen, signal),
    ]);
    const known = await seen;
    const probed = judgeRun(part, suite, probe.raw, probe.run, known);
    const said = readCanaries(canaries, probe.raw, probe.run, probed.green, suite.command, known);
    if (isMerged && said === 'failed') {
      const rest = judgeRun(part, suite, withoutCanaries(canaries, probe.raw), exitedWell(probe.run), known);
      if (rest.green) return rest;
    }
    const report = early ?? (await runSuite(part, suite, files, seen, signal));
    if (!report.green || said !== 'silenced') return report;
    return { ...report, problems: [silenced], green: false };
  }

  async function runOnce(
    part: 'tests' | 'holdout',
    suite: Suite,
    files: FileSet,
    changed: Canaries['files'],
    signal: AbortSignal,
    watch?: TestWatch,
  ): Promise<{ raw: RawReport; run: SandboxResult }> {
    const inputs = new Map(inputsOf(part));
    for (const [path, text] of changed) {
      const mode = inputs.get(path)?.mode ?? '100644';
      inputs.set(path, { mode, bytes: Buffer.from(text) });
    }
    return inFreshFolder(inputs, files, async (folder, reportDir) => {
      const isLive = watch && suite.report.format === 'tap' && suite.report.file === undefined;
      const onOutput = isLive ? readLiveTap(watch.found) : undefined;
      const [run] = await Promise.all([
        execute(suite.command, folder, reportDir, inputs, files, suite.timeout, signal, onOutput),
        preloadReader(suite.report),
      ]);
      const { command, report } = suite;
      const root = options.sandbox.inside(folder);
      const off = switchedOff(testFiles(part, suite));
      const raw = await readReport(report, { ...run, reportDir, command, root, switchedOff: off.size });
      const tests = raw.tests.filter(({ name, status }) => status !== 'skipped' || !isSwitchedOff(name, off));
      return { raw: { ...raw, tests }, run };
    });
  }

  function judgeRun(
    part: 'tests' | 'holdout',
    suite: Suite,
    raw: RawReport,
    run: SandboxResult,
    seen: readonly string[],
  ): TestReport {
    return judge(raw, run.ending, { static: expectedOf(part, suite), seen }, suite.report, run.stderr);
  }

  function inputsOf(part: 'tests' | 'holdout'): FileSet {
    return part === 'holdout' ? new Map([...options.visible, ...options.hidden]) : options.visible;
  }

  async function checkProof(
    step: string,
    command: string,
    file: string,
    files: FileSet,
    signal: AbortSignal,
  ): Promise<Proof> {
    const startedAt = options.clock.now();
    return inFreshFolder(options.visible, files, async (folder, reportDir) => {
      const run = await execute(command, folder, reportDir, options.visible, files, 120, signal);
      const { text, isError } = describeRun(run);
      const detail = isError
        ? { detail: `${nameCommand(command, file)}\n${headTail(cleanText(text), detailLimit)}` }
        : {};
      return { step, ok: !isError, ...detail, ms: options.clock.now() - startedAt };
    });
  }

  function execute(
    command: string,
    folder: string,
    reportDir: string,
    inputs: FileSet,
    outputs: FileSet,
    seconds: number,
    signal: AbortSignal,
    onOutput?: (piece: string) => void,
  ): Promise<SandboxResult> {
    return options.sandbox.run(
      {
        command,
        folder,
        readOnly: protectedPaths(inputs.keys(), spec.outputs),
        links: options.links,
        reportDir,
        guardExits: guardedPaths(spec.outputs, outputs),
        env: { REGENT_TESTS: testStems(spec, inputs, outputs).join('\n'), REGENT_OUTPUTS: spec.outputs.join('\n') },
        ...(onOutput ? { onOutput } : {}),
        limits: { ...suiteLimits, seconds },
      },
      signal,
    );
  }

  async function inFreshFolder<T>(
    inputs: FileSet,
    outputs: FileSet,
    run: (folder: string, reportDir: string) => Promise<T>,
  ): Promise<T> {
    await mkdir(options.folders.runs, { recursive: true, mode: 0o700 });
    const root = await mkdtemp(join(options.folders.runs, 'run-'));
    const folder = join(root, 'workspace');
    const reportDir = join(root, 'report');
    try {
      await mkdir(folder);
      await mkdir(reportDir);
      // The outputs first: an input of the same path, which validation refuses, would win.
      await writeFiles(folder, outputs);
      await writeFiles(folder, inputs);
      return await run(folder, reportDir);
    } finally {
      await removeTree(root).catch(() => {});
    }
  }

  /** The titles that stand in the pristine test files which the command runs. */
  function expectedOf(part: 'tests' | 'holdout', suite: Suite): readonly ExpectedTest[] {
    const known = expected.get(part);
    if (known) return known;
    const found = suite.report.format === 'exit-code' ? [] : expectedTests(testFiles(part, suite), suite.command);
    expected.set(part, found);
    return found;
  }

  function testFiles(part: 'tests' | 'holdout', suite: Suite): { path: string; text: string }[] {
    const inputs = inputsOf(part);
    const folder = `${spec.folder}/${part}/`;
    const paths = [...inputs.keys()].filter((path) => path.startsWith(folder));
    return filesRunBy(suite.command, folder, paths).map((path) => ({
      path,
      text: Buffer.from(inputs.get(path)?.bytes ?? []).toString('utf8'),
    }));
  }
}

/** Folders that hold outputs alone, and single files where there is none. */
function guardedPaths(globs: readonly string[], outputs: FileSet): string[] {
  const bases = globs.map(staticFolder);
  return bases.includes('') ? [...outputs.keys()] : bases;
}

/** Names without extension of the test files: under them a copy of one is known where it stands among the code. */
function testStems(spec: Spec, inputs: FileSet, outputs: FileSet): string[] {
  const own = new Set([...outputs.keys()].map(stem));
  const tests = [...inputs.keys()].filter((path) => /^(?:tests|holdout)\//.test(path.slice(spec.folder.length + 1)));
  return [...new Set(tests.map(stem))].filter((name) => !own.has(name)).slice(0, 1000);
}

function stem(path: string): string {
  return (path.split('/').at(-1) ?? path).replace(/\.\w+$/, '');
}

/** A check as whoever has to satisfy it can run it again: as it is, or by the file that has it. */
function nameCommand(command: string, file: string): string {
  const line = cleanText(command).trim();
  return line.includes('\n') || line.length > 300 ? `(the check in ${cleanText(file)})` : `$ ${line}`;
}

/** The run as it would have ended without the canaries. */
function exitedWell(run: SandboxResult): SandboxResult {
  return run.ending.kind === 'exited' ? { ...run, ending: { kind: 'exited', code: 0 } } : run;
}

function randomWord(): string {
  return Array.from({ length: 7 }, () => String.fromCharCode(97 + randomInt(26))).join('');
}

const suiteLimits: Omit<SandboxLimits, 'seconds'> = {
  memoryMb: 4096,
  processes: 512,
  fileMb: 512,
  outputKb: 32_768,
};

/** Starts the steps a few at a time, and gives their results in the order of the steps. */
function startInOrder(steps: readonly (() => Promise<Proof>)[]): Verification {
  const running: Promise<Proof>[] = [];
  const start = (): void => {
    const step = steps[running.length];
    if (!step) return;
    const result = step();
    // Awaited in order below; until then a rejection is not unhandled.
    result.catch(() => {});
    running.push(result);
  };
  for (let count = 0; count < atOnce; count++) start();
  return {
    async *[Symbol.asyncIterator]() {
      for (let at = 0; at < steps.length; at++) {
        const result = running[at];
        if (!result) return;
        const proof = await result;
        start();
        yield proof;
      }
    },
    async settled() {
      await Promise.allSettled(running);
    },
  };
}
