import { lastMoment, totalCost } from '../session-filter.ts';
import type { SessionSummary } from '../workbench.ts';

/** What sessions cost, all together and by what people ask for. Drafts are not among them. */
export interface Costs {
  readonly total: CostRow;
  readonly bySpec: readonly CostRow[];
  readonly byModel: readonly CostRow[];
  /** `2026-11`, in UTC; newest first. */
  readonly byMonth: readonly CostRow[];
}

export interface CostRow {
  readonly name: string;
  readonly sessions: number;
  readonly accepted: number;
  readonly attempts: number;
  /** US dollars of those whose cost is known. */
  readonly usd: number;
  /** Sessions whose cost is not known. */
  readonly unknown: number;
}

export function costsOf(sessions: readonly SessionSummary[]): Costs {
  return {
    total: rowOf('', sessions),
    bySpec: rowsOf(sessions, (one) => one.spec),
    byModel: rowsOf(sessions, (one) => one.model),
    byMonth: rowsOf(sessions, (one) => lastMoment(one).slice(0, 7)).sort((a, b) => (a.name < b.name ? 1 : -1)),
  };
}

/** The dearest first. */
function rowsOf(sessions: readonly SessionSummary[], nameOf: (session: SessionSummary) => string): CostRow[] {
  const rows = [...Map.groupBy(sessions, nameOf)].map(([name, of]) => rowOf(name, of));
  return rows.sort((a, b) => b.usd - a.usd || b.sessions - a.sessions || (a.name < b.name ? -1 : 1));
}

function rowOf(name: string, sessions: readonly SessionSummary[]): CostRow {
  return {
    name,
    sessions: sessions.length,
    accepted: sessions.filter((one) => one.status === 'accepted').length,
    attempts: sessions.reduce((sum, one) => sum + one.attempts, 0),
    ...totalCost(sessions),
  };
}
