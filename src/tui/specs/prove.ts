import { isProblem } from '../../cli/context.ts';
import { ask, benchOf, type Deps, during, say } from '../deps.ts';
import { refresh } from '../project.ts';

/** Verifies the accepted code against the assets as they are and locks them anew; asks first, for it makes a commit. */
export function lockAnew(deps: Deps, spec: string): void {
  ask(deps, {
    kind: 'confirm',
    title: `Lock ${spec} anew?`,
    lines: [
      'Its accepted code is verified against spec, tests and rules as they are now. No model is asked.',
      'If all of it holds, one commit on the current branch says so; otherwise nothing changes.',
    ],
    yes: 'verify and lock',
    run: async () => {
      const workbench = benchOf(deps);
      const { signal } = deps.context;
      const locked = workbench && (await during(deps, `verifying ${spec}`, () => workbench.refresh(spec, {}, signal)));
      if (!locked) return;
      await refresh(deps);
      say(deps, 'good', `${spec} holds, and is locked anew: commit ${locked.commit.slice(0, 10)}.`);
    },
  });
}

/** Runs all that verifies a build for the accepted code, and says how each part went. */
export async function verifySpec(deps: Deps, spec: string): Promise<void> {
  const workbench = benchOf(deps);
  if (!workbench) return;
  const result = await during(deps, `verifying ${spec}`, async () => {
    const proofs = await workbench.verify(spec, {}, deps.context.signal);
    return isProblem(proofs) ? proofs : { proofs };
  });
  if (!result) return;
  const { proofs } = result;
  const parts = proofs.map(({ step, ok, report }) => {
    const counts = report ? ` ${report.counts.passed}/${report.counts.total}` : '';
    return `${ok ? '✓' : '✗'} ${step}${counts}`;
  });
  const isGood = proofs.every((proof) => proof.ok);
  say(deps, isGood ? 'good' : 'bad', `${spec}: ${parts.join(', ')}`);
}
