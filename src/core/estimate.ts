import type { Limits } from './asset.ts';
import type { SessionSummary } from './workbench.ts';

/** What sessions of a spec have cost, in US dollars: the median of those that ended; null when none is known. */
export function usualCost(sessions: readonly SessionSummary[], spec: string): number | null {
  const costs = sessions
    .filter((one) => one.spec === spec && one.endedAt !== null)
    .flatMap((one) => (one.usd === null ? [] : [one.usd]))
    .sort((one, other) => one - other);
  return costs[Math.floor(costs.length / 2)] ?? null;
}

/** What a run would cost, as past sessions tell. */
export interface Estimate {
  /** Of the specs whose cost is known. */
  readonly usd: number;
  /** Specs without a session whose cost is known. */
  readonly unknown: readonly string[];
  /** What the limits allow at most; null where one spec has no limit on dollars. */
  readonly most: number | null;
}

/** Returns what a run of these specs would cost, with so many sessions of each. */
export function estimateRun(
  sessions: readonly SessionSummary[],
  specs: readonly { readonly name: string; readonly limits: Pick<Limits, 'usd'> }[],
  candidates: number,
): Estimate {
  const costs = specs.map(({ name }) => usualCost(sessions, name));
  const limits = specs.map((spec) => spec.limits.usd);
  return {
    usd: costs.reduce<number>((sum, usd) => sum + (usd ?? 0), 0) * candidates,
    unknown: specs.filter((_, at) => costs[at] === null).map((spec) => spec.name),
    most: limits.includes(null) ? null : limits.reduce<number>((sum, usd) => sum + (usd ?? 0), 0) * candidates,
  };
}
