import type { Rule, Spec } from '../../core/asset.ts';
import type { Proof } from '../../core/build-ports.ts';
import type { DraftFile, DraftProof, DraftRun } from '../../core/draft/events.ts';
import { judgeRuns, type Ran } from '../../core/draft/judge-runs.ts';
import { type ExpectedTest, expectedTests } from '../../core/expected.ts';
import { seenNames } from '../../core/judge.ts';
import type { FileSet, Sandbox } from '../../core/ports.ts';
import type { TestReport } from '../../core/report.ts';
import { parseRule } from '../../core/rule.ts';
import type { Problem } from '../../core/workbench.ts';
import { createProofs } from '../proofs/index.ts';
import type { WorkbenchContext } from '../workbench/context.ts';
import { findDependencies } from '../workbench/links.ts';
import { type Prepared, prepare } from '../workbench/prepare.ts';
import { clock } from '../workbench/session-ports.ts';
import { removeFolders, sessionFolders } from '../workspace/folders.ts';
import type { DraftAim } from './check.ts';
import { type Code, readCode } from './code.ts';

/** Runs what a draft holds that can be run, with the code that it is about, in fresh folders and the sandbox. */
export async function proveDraft(
  context: WorkbenchContext,
  id: string,
  aim: DraftAim,
  files: readonly DraftFile[],
  sandbox: Sandbox | null,
  signal: AbortSignal,
): Promise<DraftProof> {
  const { scope, source } = aim;
  const startedAt = clock.now();
  if (scope.asset === 'skill') return nothingRun('Nothing was run: whether a skill helps, a trial tells.');
  if (sandbox === null || scope.spec === null) return nothingRun('Nothing was run.');
  const rule = scope.asset === 'rule' ? ruleOf(files) : null;
  if (scope.asset === 'rule' && !rule?.check) return nothingRun('Nothing was run: the rule has no check.');
  const hasTests = files.some((file) => file.path.startsWith(`specs/${scope.spec}/tests/`));
  if (scope.asset !== 'rule' && !hasTests) return nothingRun('Nothing was run: the draft has no test.');
  const prepared = await prepare(context.repository, scope.spec);
  if ('problem' in prepared) return failed(prepared);
  const codes = await readCode(context, prepared, aim);
  if ('problem' in codes) return failed(codes);
  const suite = await openSuite(context, id, prepared, files, sandbox);
  if ('problem' in suite) return failed(suite);
  try {
    if (rule) {
      const [made, none] = await Promise.all([
        suite.check(rule, codes[0]?.files ?? new Map(), signal),
        suite.check(rule, new Map(), signal),
      ]);
      return proveRule(rule, made, none, clock.now() - startedAt);
    }
    const there = declaredBefore(prepared);
    const ran: Ran[] = [];
    for (const code of codes) {
      const report = await suite.run(code, signal);
      if (signal.aborted) break;
      ran.push({
        ...code,
        before: withDeclared(code.before, report, there),
        report,
        opaque: prepared.spec.tests.report.format === 'exit-code',
      });
    }
    return judgeRuns(source, ran, clock.now() - startedAt);
  } finally {
    await suite.close();
  }
}

/** The tests that the spec's files declare without the draft. */
function declaredBefore({ spec, inputs }: Prepared): ExpectedTest[] {
  const files = [...inputs.visible].filter(([path]) => path.startsWith(`${spec.folder}/tests/`));
  return expectedTests(files.map(([path, { bytes }]) => ({ path, text: bytes.toString() })));
}

/** Not only what was run before was there before: the suite may have grown since. Such a test tells nothing of the draft. */
function withDeclared(
  before: Ran['before'],
  report: TestReport,
  there: readonly ExpectedTest[],
): ReadonlyMap<string, boolean> {
  const more = seenNames(report).filter((name) => !before.has(name) && there.some((test) => test.match(name) !== null));
  return new Map([...before, ...more.map((name) => [name, false] as const)]);
}

/** The spec's suite with the draft's files among its inputs. No holdout test is read. */
async function openSuite(
  context: WorkbenchContext,
  id: string,
  prepared: Prepared,
  files: readonly DraftFile[],
  sandbox: Sandbox,
) {
  const { inputs, project } = prepared;
  const links = await findDependencies(context.repository.root, project.config.workspace, {
    inputs: inputs.visible,
    sandbox,
    cache: context.cache,
    network: false,
  });
  if ('problem' in links) return links;
  const drafted = files.map(({ path, after }) => [path, { mode: '100644', bytes: Buffer.from(after) }] as const);
  const visible: FileSet = new Map([...inputs.visible, ...drafted]);
  const folders = sessionFolders(context.cache, id);
  const spec: Spec = { ...prepared.spec, holdout: null, contract: null };
  const proofsFor = (rules: readonly Rule[]) =>
    createProofs({ spec, folders, sandbox, visible, hidden: new Map(), rules, links, clock });
  return {
    async run({ files: outputs, wanted }: Code, signal: AbortSignal): Promise<TestReport> {
      const proofs = proofsFor([]);
      if (wanted === 'passes') {
        // Tests that are to pass are run as at verification: with canaries, so that a suite that can't fail is seen.
        for await (const proof of proofs.verify(outputs, [], signal)) if (proof.report) return proof.report;
      }
      return proofs.tests(outputs, [], signal);
    },
    async check(rule: Rule, outputs: FileSet, signal: AbortSignal): Promise<Proof | null> {
      for await (const proof of proofsFor([rule]).verify(outputs, [], signal))
        if (proof.step === `rule ${rule.name}`) return proof;
      return null;
    },
    close: () => removeFolders(folders),
  };
}

/** A check has to fail on what was rejected, and not on everything: a command that isn't there fails too. */
function proveRule({ name }: Rule, made: Proof | null, none: Proof | null, ms: number): DraftProof {
  if (!made || !none) return nothingRun('Nothing was run.');
  const runs = [checkRun('the rejected candidate', 'fails', made), checkRun('missing code', 'passes', none)];
  if (made.ok) {
    const says = `The check of ${name} passes on the rejected candidate, so it doesn't catch what was wrong with it.`;
    return { tells: false, says, runs, ms };
  }
  if (!none.ok) {
    const says = `The check of ${name} fails without any code too, so that it fails on the rejected candidate tells nothing.`;
    return { tells: false, says, runs, ms };
  }
  return { tells: true, says: `The check of ${name} fails on the rejected candidate, as it should.`, runs, ms };
}

function checkRun(on: string, wanted: 'passes' | 'fails', { ok, detail }: Proof): DraftRun {
  const says = ok ? 'the check passes' : 'the check fails';
  return { on, wanted, passes: ok, says, ...(detail === undefined ? {} : { detail }) };
}

function ruleOf(files: readonly DraftFile[]): Rule | null {
  const [file] = files;
  return file ? parseRule('rules', file.path, file.after).rule : null;
}

function nothingRun(says: string): DraftProof {
  return { tells: true, says, runs: [], ms: 0 };
}

function failed({ problem }: Problem): DraftProof {
  return { tells: false, says: `The tests could not be run: ${problem}`, runs: [], ms: 0 };
}
