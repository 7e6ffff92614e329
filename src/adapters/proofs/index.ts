import type { Rule } from '../../core/asset.ts';
import type { Proof, Proofs } from '../../core/build-ports.ts';
import type { FileSet } from '../../core/ports.ts';
import { cleanText, headTail } from '../../core/text.ts';
import { describeRun } from '../workspace/shell.ts';
import { createFreshRuns, type FreshRunOptions } from './fresh-run.ts';
import { startInOrder } from './start-in-order.ts';
import { createSuites, type SuiteOptions, type SuiteRun, type TestWatch } from './suites.ts';

export type { TestWatch } from './suites.ts';

export interface ProofOptions extends FreshRunOptions, SuiteOptions {
  readonly rules: readonly Rule[];
  readonly clock: { now(): number };
  /** Told of an attempt's tests while they run; of nothing else. */
  readonly watch?: TestWatch;
}

/** The checks of the rules in scope, without the tests. */
export interface RuleProofs {
  checks(files: FileSet, signal: AbortSignal): AsyncIterable<Proof>;
}

/** What the agent gets of a check that failed; in characters. */
const detailLimit = 4000;

const secondsOfCheck = 120;

/** Runs tests and checks, each in a fresh folder made of the pristine inputs and the given outputs, and removed after. */
export function createProofs(options: ProofOptions): Proofs & RuleProofs {
  const { spec, visible, rules, clock, watch } = options;
  const runFresh = createFreshRuns(options);
  const suites = createSuites(options, runFresh);

  return {
    tests: (files, seen, signal) => suites.run({ part: 'tests', suite: spec.tests, files, seen, signal }, watch),

    verify(files, seen, signal) {
      const { tests, holdout, contract } = spec;
      const steps = [() => suiteProof({ part: 'tests', suite: tests, files, seen, signal })];
      if (holdout) steps.push(() => suiteProof({ part: 'holdout', suite: holdout, files, seen: [], signal }));
      steps.push(...ruleSteps(files, signal));
      if (contract) steps.push(() => checkProof('contract', contract.check, `${spec.folder}/spec.md`, files, signal));
      return startInOrder(steps);
    },

    checks: (files, signal) => startInOrder(ruleSteps(files, signal)),
  };

  function ruleSteps(files: FileSet, signal: AbortSignal): (() => Promise<Proof>)[] {
    return rules.flatMap(({ name, check, file }) =>
      check ? [() => checkProof(`rule ${name}`, check, file, files, signal)] : [],
    );
  }

  async function suiteProof(run: SuiteRun): Promise<Proof> {
    const startedAt = clock.now();
    const report = await suites.prove(run);
    return { step: run.part, ok: report.green, report, ms: clock.now() - startedAt };
  }

  async function checkProof(
    step: string,
    command: string,
    file: string,
    files: FileSet,
    signal: AbortSignal,
  ): Promise<Proof> {
    const startedAt = clock.now();
    return runFresh({ command, inputs: visible, outputs: files, seconds: secondsOfCheck }, signal, (result) => {
      const { text, isError } = describeRun(result);
      const detail = isError
        ? { detail: `${nameCommand(command, file)}\n${headTail(cleanText(text), detailLimit)}` }
        : {};
      return { step, ok: !isError, ...detail, ms: clock.now() - startedAt };
    });
  }
}

/** A check as whoever has to satisfy it can run it again: as it is, or by the file that has it. */
function nameCommand(command: string, file: string): string {
  const line = cleanText(command).trim();
  return line.includes('\n') || line.length > 300 ? `(the check in ${cleanText(file)})` : `$ ${line}`;
}
