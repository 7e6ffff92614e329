import { setTimeout as delay } from 'node:timers/promises';
import type { Trouble } from './trouble.ts';

/** Resolves after so many milliseconds, or as soon as the signal aborts; never rejects. */
export type Sleep = (ms: number, signal: AbortSignal) => Promise<void>;

export const pause: Sleep = (ms, signal) => delay(ms, undefined, { signal }).catch(() => {});

/** A server that asks for more is left alone: the session can be resumed, and nobody should watch it wait. */
const longestWaitMs = 10 * 60 * 1000;

/**
 * Milliseconds to wait before the next try; undefined when there is none. What the server asks for, else one second,
 * doubled with each try up to 30, less up to a quarter so that many sessions do not come back as one.
 */
export function waitBefore(tries: number, trouble: Trouble, maxRetries: number): number | undefined {
  if (!trouble.retry || tries > maxRetries) return undefined;
  if (trouble.waitMs !== undefined) return trouble.waitMs <= longestWaitMs ? Math.ceil(trouble.waitMs) : undefined;
  return Math.round(Math.min(1000 * 2 ** (tries - 1), 30_000) * (1 - Math.random() * 0.25));
}
