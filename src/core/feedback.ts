import { describeReport } from './judge.ts';
import type { Attempt, State } from './state.ts';
import { totalTokens } from './state.ts';
import { plural } from './words.ts';

/**
 * Returns what the agent is told about an attempt. Of holdout tests it names requirements only: neither titles nor
 * values, so that they stay a proof.
 */
export function describeAttempt(attempt: Attempt, state: State): string {
  const { started, tested } = attempt;
  const lines: string[] = [];
  const title = `Attempt ${attempt.number} of ${state.limits.attempts}`;
  if (tested && !tested.green) lines.push(`${title}: red.`, describeReport(tested.report));
  else if (attempt.verified) lines.push(`${title}: green and verified. ${whatFollows(state)}`);
  else lines.push(`${title}: ${tested ? describeReport(tested.report) : ''}`, ...describeVerification(attempt));
  if (started.undone.length > 0) lines.push(describeUndone(started.undone));
  lines.push(...started.findings);
  if (!attempt.verified) lines.push(`Left: ${whatIsLeft(state)}.`);
  return lines.join('\n');
}

/** Returns what the agent is told about files that were taken away. */
export function describeUndone(paths: readonly string[]): string {
  return `Taken away, because it lies outside the outputs: ${listPaths(paths)}. Scratch lasts until an attempt closes.`;
}

/** Returns what is left of the session's limits, in words. */
export function whatIsLeft(state: State): string {
  const { limits } = state;
  const parts = [
    plural(Math.max(0, limits.attempts - state.attempts.length), 'attempt'),
    plural(Math.max(0, Math.round(limits.minutes - state.workedMs / 60_000)), 'minute'),
  ];
  if (limits.usd !== null && state.usd !== null) parts.push(`$${Math.max(0, limits.usd - state.usd).toFixed(2)}`);
  if (limits.tokens !== null) parts.push(plural(Math.max(0, limits.tokens - totalTokens(state.usage)), 'token'));
  return parts.join(', ');
}

/** A message that waits is heard first: the end that would be announced here does not come. */
function whatFollows({ steering }: State): string {
  return steering.length > 0
    ? 'The person you work for has something to say about it.'
    : 'The session ends here; a person reviews it.';
}

function describeVerification(attempt: Attempt): string[] {
  const lines = ['But it is not verified:'];
  for (const step of attempt.steps) {
    if (step.ok) continue;
    if (step.step === 'holdout') lines.push(`- ${describeHoldout(attempt.disclosed)}`);
    else if (step.report) lines.push(`- ${step.step}, run again in a fresh folder:\n${describeReport(step.report)}`);
    else lines.push(`- ${step.step} failed:\n${step.detail ?? ''}`);
  }
  return lines;
}

function describeHoldout(ids: readonly string[]): string {
  if (ids.length === 0)
    return 'Holdout tests, which you cannot see, fail; they name no requirement. Read every requirement again, for inputs that the tests do not have.';
  return `Holdout tests, which you cannot see, fail for ${ids.join(', ')}. Read ${ids.length === 1 ? 'it' : 'them'} again, for inputs that the tests do not have.`;
}

function listPaths(paths: readonly string[]): string {
  const shown = paths.slice(0, 10).join(', ');
  return paths.length > 10 ? `${shown} and ${paths.length - 10} more` : shown;
}
