import type { LimitName, TotalLimit } from './events.ts';
import { isEmpty } from './pages.ts';
import type { ToolUseBlock } from './ports.ts';
import { latestAttempt, nextCall, openCalls, type State, totalTokens } from './state.ts';

/** What the loop does next. */
export type Step =
  | { readonly do: 'open' }
  | { readonly do: 'wait' }
  | { readonly do: 'pause' }
  | { readonly do: 'use'; readonly call: ToolUseBlock }
  /** Test the outputs although the agent did not ask, or go on with that after a crash. */
  | { readonly do: 'attempt' }
  | { readonly do: 'deliver'; readonly id: string }
  | { readonly do: 'tell'; readonly text: string }
  | { readonly do: 'ask' }
  | { readonly do: 'limit'; readonly limit: LimitName; readonly used: number; readonly allowed: number | null }
  | { readonly do: 'end'; readonly outcome: 'candidate' | 'objected' | 'limit' }
  | { readonly do: 'fail'; readonly reason: string; readonly next: string };

/** What all sessions of a run or trial have spent, of what they may: dollars unless `limit` says another. */
export interface Spending {
  readonly spent: number;
  readonly allowed: number;
  readonly limit?: TotalLimit | undefined;
}

/** How often in a row a turn may end with nothing done. */
const patience = 3;

/**
 * Returns the next step: a function of the log alone, but for the run's shared budget, so that a session goes on after
 * a crash just where it stopped.
 */
export function nextStep(state: State, budget: Spending | null): Step {
  if (state.opened === null) return { do: 'open' };
  if (state.limit !== null) return { do: 'end', outcome: 'limit' };
  const attempt = latestAttempt(state);
  const call = nextCall(state);

  const isGuided = attempt !== null && (state.steering.length > 0 || attempt.number <= state.guidedAfter);
  if (attempt?.verified && attempt.number <= state.toldAttempt && !isGuided) {
    // What the agent decided is worth keeping even after the build is verified; anything else would change the build.
    const choice = openCalls(state).find((one) => one.name === 'choose');
    return choice ? { do: 'use', call: choice } : { do: 'end', outcome: 'candidate' };
  }
  if (attempt && attempt.number > state.toldAttempt && attempt.started.call === null) return { do: 'attempt' };
  if (state.paused) return { do: 'wait' };
  if (state.step && attempt && attempt.number <= state.toldAttempt && attempt.number > state.pausedAfter) {
    return { do: 'pause' };
  }
  if (state.objection && call === undefined && state.steering.length === 0) return { do: 'end', outcome: 'objected' };
  if (call) return { do: 'use', call };

  // Between turns. A request that was in flight when the process died is sent again before anything is added to it.
  if (state.asked > state.replied) return limitStep(state, budget) ?? { do: 'ask' };
  // Other assets may make green what was red, or red what was green: seen before the agent is asked for anything.
  if (state.retest) return attemptsLimit(state) ?? { do: 'attempt' };
  const [message] = state.steering;
  if (message) return { do: 'deliver', id: message.id };
  if (isEmpty(state.pending) && state.replied > 0 && state.answered) {
    switch (state.lastStop) {
      case 'refusal':
        return {
          do: 'fail',
          reason: 'The model refused to go on.',
          next: 'read its last message, then reword the spec or resume with another --model',
        };
      case 'context_full':
        return { do: 'limit', limit: 'context', used: totalTokens(state.usage), allowed: null };
      case 'pause_turn':
        break;
      case 'max_tokens':
        if (state.idleTurns >= patience) {
          return {
            do: 'fail',
            reason: `The model's reply was cut off ${patience} times, each time before it did anything.`,
            next: `regent resume ${state.session} --max-tokens N, with more than ${state.maxTokens}`,
          };
        }
        return {
          do: 'tell',
          text: 'Your reply was cut off because it reached the limit on tokens. Go on; write a long file in several pieces (write, then edit).',
        };
      default:
        return endOfTurn(state);
    }
  }
  return limitStep(state, budget) ?? { do: 'ask' };
}

function endOfTurn(state: State): Step {
  const attempt = latestAttempt(state);
  // It was told something about a verified attempt, and sees nothing to change: the attempt stands.
  if (attempt?.verified && attempt.number > state.offered && !state.touched) return { do: 'end', outcome: 'candidate' };
  if (state.idleTurns >= patience) {
    return {
      do: 'fail',
      reason: `The model ended its turn ${patience} times without writing or testing anything.`,
      next: 'resume with a --message that says what to do, or with another --model',
    };
  }
  if (state.touched) return attemptsLimit(state) ?? { do: 'attempt' };
  return {
    do: 'tell',
    text: attempt
      ? `Your turn ended, but attempt ${attempt.number} is not accepted and nothing has changed since. Go on, or call object if no honest code can pass.`
      : 'Your turn ended, but the outputs are empty. Write them and call run_tests, or call object if that is impossible.',
  };
}

function limitStep(state: State, budget: Spending | null): Step | null {
  const { limits } = state;
  const minutes = state.workedMs / 60_000;
  const tokens = totalTokens(state.usage);
  const attempts = attemptsLimit(state);
  if (attempts) return attempts;
  if (minutes >= limits.minutes) return { do: 'limit', limit: 'minutes', used: minutes, allowed: limits.minutes };
  if (limits.usd !== null && state.usd !== null && state.usd >= limits.usd) {
    return { do: 'limit', limit: 'usd', used: state.usd, allowed: limits.usd };
  }
  if (limits.tokens !== null && tokens >= limits.tokens) {
    return { do: 'limit', limit: 'tokens', used: tokens, allowed: limits.tokens };
  }
  if (budget && budget.spent >= budget.allowed) {
    return { do: 'limit', limit: budget.limit ?? 'total-usd', used: budget.spent, allowed: budget.allowed };
  }
  return null;
}

function attemptsLimit({ attempts, limits }: State): Step | null {
  if (attempts.length < limits.attempts) return null;
  return { do: 'limit', limit: 'attempts', used: attempts.length, allowed: limits.attempts };
}
