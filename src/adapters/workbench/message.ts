import type { Lock } from '../../core/lock.ts';
import type { State } from '../../core/state.ts';
import { verdictOf } from '../../core/verdict.ts';

/** Returns the accept's commit message: what was built, what proves it, and the trailers that tools read. */
export function acceptMessage(
  state: State,
  attempt: number,
  lock: Lock,
  accepted: { by: string; policy: string | null },
): string {
  const { started } = state;
  const verdict = verdictOf(state, attempt);
  const counts = verdict?.attempt.tested?.counts;
  const checks = (verdict?.checks ?? []).map((step) => {
    const number = step.counts ? ` ${step.counts.passed}/${step.counts.total}` : '';
    return `${step.step}${number}`;
  });
  const open = verdict?.questions.length ?? 0;
  const lines = [
    `Regenerate ${started?.spec ?? ''}`,
    '',
    `Attempt ${attempt} of session ${state.session} passes ${counts?.passed ?? 0} of ${counts?.total ?? 0} tests.`,
    `Verified in a fresh folder: ${checks.join(', ')}.`,
  ];
  if (open > 0) lines.push(`The agent left ${open} open question${open === 1 ? '' : 's'} for the spec's author.`);
  lines.push(
    '',
    `Regent-Spec: ${lock.spec}`,
    `Regent-Session: ${state.session}`,
    `Regent-Attempt: ${attempt}`,
    `Regent-Assets: ${started?.assetsDigest ?? ''}`,
    `Regent-Model: ${state.model}`,
    `Regent-Verified: ${checks.join(', ')}`,
    `Regent-Cost: ${state.usd === null ? 'unknown' : `$${state.usd.toFixed(4)}`}`,
  );
  if (state.isUnconfined) lines.push('Regent-Sandbox: none');
  // Nobody has looked at what a policy accepts.
  lines.push(accepted.policy === null ? `Reviewed-by: ${accepted.by}` : `Regent-Policy: ${accepted.policy}`, '');
  return lines.join('\n');
}
