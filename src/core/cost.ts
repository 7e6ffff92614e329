import { type State, totalTokens } from './state.ts';

/** What a session cost, in the figures that people ask for. */
export interface Cost {
  /** US dollars; null when a price is not known. */
  readonly usd: number | null;
  readonly tokens: number;
  readonly output: number;
  /** Of what was sent, the part that came from the cache: 0 to 1. */
  readonly cached: number;
  readonly minutes: number;
  readonly attempts: number;
  readonly turns: number;
}

export function costOf(state: State): Cost {
  const { input, cacheRead, cacheWrite, output } = state.usage;
  const sent = input + cacheRead + cacheWrite;
  return {
    usd: state.usd,
    tokens: totalTokens(state.usage),
    output,
    cached: sent === 0 ? 0 : cacheRead / sent,
    minutes: state.workedMs / 60_000,
    attempts: state.attempts.length,
    turns: state.replied,
  };
}
