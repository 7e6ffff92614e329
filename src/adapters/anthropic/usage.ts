import type { Usage } from '../../core/ports.ts';

export type WireUsage = Usage;

/**
 * The counts of a `usage` object over those known before. `message_delta` repeats some of them as totals so far; what
 * is missing or not a count stays as it was, so a server without usage gives zeros.
 */
export function readUsage(usage: unknown, before: Usage): Usage {
  if (typeof usage !== 'object' || usage === null) return before;
  const counts: Readonly<Record<string, unknown>> = { ...usage };
  const read = (key: string, known: number): number => {
    const count = counts[key];
    return typeof count === 'number' && Number.isSafeInteger(count) && count >= 0 ? count : known;
  };
  return {
    input: read('input_tokens', before.input),
    cacheRead: read('cache_read_input_tokens', before.cacheRead),
    cacheWrite: read('cache_creation_input_tokens', before.cacheWrite),
    output: read('output_tokens', before.output),
  };
}
