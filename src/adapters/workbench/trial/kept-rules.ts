import type { State } from '../../../core/state.ts';
import type { TrialStarted } from '../../../core/trial/events.ts';
import type { WorkbenchContext } from '../context.ts';
import { prepare } from '../prepare.ts';
import { runOf } from '../rules/records.ts';
import { withProofs } from '../with-proofs.ts';

/**
 * Runs the checks of the rules on trial on the last attempt of a session, whichever arm it is: whether code keeps a rule
 * that its agent was not given says what the rule is worth. Empty where there is nothing to check, or no way to.
 */
export async function checkKeptRules(
  context: WorkbenchContext,
  { subject, arms }: Pick<TrialStarted, 'subject' | 'arms'>,
  { started, attempts }: State,
  allowNoSandbox: boolean,
): Promise<Readonly<Record<string, boolean>>> {
  const commit = attempts.at(-1)?.tested?.commit;
  if (subject.kind !== 'rule' || !started || commit === undefined) return {};
  const names = [subject.name, ...subject.name.split(',').map((one) => one.trim())];
  const prepared = await prepare(context.repository, started.spec, arms.a.variant);
  if ('problem' in prepared) return {};
  const rules = prepared.rules.filter((rule) => rule.check !== null && names.includes(rule.name));
  if (rules.length === 0) return {};
  const kept: Record<string, boolean> = {};
  const narrowed = { ...prepared, rules };
  await withProofs(context, narrowed, { commit }, allowNoSandbox, async (proofs, files) => {
    for await (const proof of proofs.checks(files, new AbortController().signal)) {
      const run = runOf(prepared, proof);
      if (run) kept[run.rule] = run.ok;
    }
    return {};
  });
  return kept;
}
