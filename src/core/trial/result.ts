import { allItems } from '../pages.ts';
import { SKILLS_FOLDER } from '../skill-disclosure.ts';
import { type State, totalTokens } from '../state.ts';
import { nextStep } from '../step.ts';
import type { SessionResult, TrialSubject } from './events.ts';

/** Returns what a session came to, for the trial's table; null for one that has not ended. */
export function resultOf(state: State, subject: TrialSubject): SessionResult | null {
  const { ended } = state;
  if (!ended) return null;
  return {
    session: state.session,
    outcome: ended.outcome,
    finished: isFinished(state),
    verified: state.attempts.at(-1)?.verified === true,
    attempts: ended.attempts,
    turns: ended.turns,
    usage: ended.usage,
    usd: ended.usd,
    minutes: ended.minutes,
    used: subject.kind === 'skill' ? subject.name.split(',').some((name) => hasUsed(state, name)) : null,
    reason: ended.reason,
  };
}

/** Whether the end says something about the agent. An interruption and an outage don't, nor does the trial's own limit. */
function isFinished(state: State): boolean {
  switch (state.ended?.outcome) {
    case 'candidate':
    case 'objected':
      return true;
    case 'limit':
      return !state.limit?.limit.startsWith('total-');
    case 'failed':
      // An agent that gave up would give up again; a model that could not be asked may answer next time.
      return state.failure === null && nextStep(state, null).do === 'fail';
    default:
      return false;
  }
}

/** The spec names the skill, so that it was given whole; or the agent has called for it, or gone to its folder. */
function hasUsed(state: State, skill: string): boolean {
  if (state.started?.assets.skills[skill] !== undefined) return true;
  const calls = allItems(state.messages).flatMap(({ role, content }) =>
    role === 'assistant' ? content.filter((block) => block.type === 'tool_use') : [],
  );
  return calls.some(({ name, input }) =>
    name === 'read_skill'
      ? (input as { name?: unknown } | null)?.name === skill
      : JSON.stringify(input ?? '').includes(`${SKILLS_FOLDER}/${skill}/`),
  );
}

/** All tokens that a result counts. */
export function tokensOf({ usage }: Pick<SessionResult, 'usage'>): number {
  return totalTokens(usage);
}
