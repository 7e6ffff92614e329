import type { CheckedRule, CheckOptions, UncheckedSpec } from '../../../core/rule-work.ts';
import type { Problem } from '../../../core/workbench.ts';
import { listSpecs } from '../../assets/load-project.ts';
import { readHead } from '../../git/head.ts';
import type { WorkbenchContext } from '../context.ts';
import { readAcceptedLock } from '../locks.ts';
import { type Prepared, prepare } from '../prepare.ts';
import { withProofs } from '../with-proofs.ts';
import { recordRuns, recordSample, runOf } from './records.ts';
import { readSamples, samplesFolder } from './samples.ts';

/**
 * Runs the checks of rules in scope, spec by spec, in the sandbox and in fresh folders as a verification does, and
 * records what they say.
 */
export async function* checkRules(
  context: WorkbenchContext,
  options: CheckOptions,
  signal: AbortSignal,
): AsyncGenerator<CheckedRule | UncheckedSpec> {
  const specs = options.specs.length > 0 ? options.specs : listSpecs(context.repository.root);
  const sampled = new Set<string>();
  for (const spec of specs) {
    if (signal.aborted) return;
    const prepared = await prepare(context.repository, spec);
    if ('problem' in prepared) {
      yield { spec, problem: prepared, because: prepared.problem };
      continue;
    }
    if (!options.worktree) yield* checkSamples(context, prepared, options, sampled, signal);
    if (signal.aborted) return;
    const because = whyNothing(context, prepared, options);
    if (because !== null) {
      yield { spec, problem: null, because };
      continue;
    }
    const runs = await runChecks(context, prepared, options, signal);
    if ('problem' in runs) yield { spec, problem: runs, because: runs.problem };
    else yield* runs;
  }
}

/** Holds the checks in scope against what their rules say breaks them, each rule once: a check that passes is useless. */
async function* checkSamples(
  context: WorkbenchContext,
  prepared: Prepared,
  options: CheckOptions,
  sampled: Set<string>,
  signal: AbortSignal,
): AsyncGenerator<CheckedRule | UncheckedSpec> {
  for (const rule of prepared.rules) {
    if (rule.check === null || sampled.has(rule.name) || (options.rule ?? rule.name) !== rule.name) continue;
    sampled.add(rule.name);
    const files = readSamples(context.repository.root, rule);
    if (files.size === 0) continue;
    const spec = { ...prepared.spec, outputs: [...files.keys()] };
    const allowNoSandbox = options.allowNoSandbox === true;
    const found = await withProofs(
      context,
      { ...prepared, spec, rules: [rule] },
      files,
      allowNoSandbox,
      async (proofs) => {
        for await (const proof of proofs.checks(files, signal)) return proof;
        return { step: '', ok: true, ms: 0 };
      },
    );
    if (signal.aborted) return;
    if ('problem' in found) {
      yield { spec: prepared.spec.name, problem: found, because: found.problem };
      return;
    }
    const run = runOf(prepared, found);
    if (run === null) continue;
    const sample = { ...run, spec: `${samplesFolder}${rule.name}` };
    if (!run.ok) await recordSample(context.repository.commonDir, rule.name, sample);
    yield { ...sample, ok: !run.ok, ms: found.ms, sample: true };
  }
}

/** Null when there is something to check. */
function whyNothing({ repository }: WorkbenchContext, prepared: Prepared, options: CheckOptions): string | null {
  const { rules, spec, inputs } = prepared;
  const checked = rules.filter((rule) => rule.check !== null && (options.rule ?? rule.name) === rule.name);
  if (checked.length === 0)
    return options.rule === undefined ? 'no rule in its scope has a check' : `${options.rule} is not in its scope`;
  if (options.worktree) return inputs.outputs.size === 0 ? 'it has no outputs in the work tree' : null;
  return readAcceptedLock(repository.root, spec) === null ? 'it has no accepted build' : null;
}

async function runChecks(
  context: WorkbenchContext,
  prepared: Prepared,
  options: CheckOptions,
  signal: AbortSignal,
): Promise<CheckedRule[] | Problem> {
  const head = await readHead(context.repository);
  if ('unborn' in head) return { problem: 'There is no commit yet.', mend: 'Commit your specs first.' };
  const outputs = options.worktree ? 'work tree' : { commit: head.commit };
  const narrowed = { ...prepared, rules: prepared.rules.filter((one) => (options.rule ?? one.name) === one.name) };
  return withProofs(context, narrowed, outputs, options.allowNoSandbox === true, async (proofs, files) => {
    const found: CheckedRule[] = [];
    for await (const proof of proofs.checks(files, signal)) {
      const run = runOf(prepared, proof);
      if (run && !signal.aborted) found.push({ ...run, ms: proof.ms });
    }
    await recordRuns(context.repository.commonDir, found);
    return found;
  });
}
