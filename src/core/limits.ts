import { z } from 'zod';
import type { Limits } from './asset.ts';
import { lazy } from './lazy.ts';

/** What a session may use up where neither the spec nor regent.json says otherwise. */
export const DEFAULT_LIMITS: Limits = { attempts: 6, minutes: 20, usd: 2, tokens: null };

/** The `limits` key of `spec.md` and regent.json; each key is optional. Null: no limit on dollars or tokens. */
export const limitsSchema = lazy(() =>
  z.strictObject({
    attempts: z.int().min(1).max(1000).optional(),
    minutes: z.number().positive().max(10_080).optional(),
    usd: z.number().positive().nullish(),
    tokens: z.int().min(1).nullish(),
  }),
);

export type PartialLimits = z.infer<ReturnType<typeof limitsSchema>>;

/** Lays limits over each other; the last that names one wins. */
export function mergeLimits(base: Limits, ...over: readonly (PartialLimits | undefined)[]): Limits {
  let merged = base;
  for (const layer of over) {
    if (layer === undefined) continue;
    merged = {
      attempts: layer.attempts ?? merged.attempts,
      minutes: layer.minutes ?? merged.minutes,
      usd: layer.usd === undefined ? merged.usd : layer.usd,
      tokens: layer.tokens === undefined ? merged.tokens : layer.tokens,
    };
  }
  return merged;
}
