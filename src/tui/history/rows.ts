import { isMeant, lastMoment, parseFilter } from '../../core/session-filter.ts';
import type { SessionSummary } from '../../core/workbench.ts';
import type { Screens } from '../store.ts';

/** One entry of the history. */
export type HistoryRow =
  | { readonly kind: 'session'; readonly session: SessionSummary }
  /** Outputs that were changed by hand since they were accepted. */
  | { readonly kind: 'drift'; readonly spec: string; readonly paths: readonly string[] };

export interface HistoryRows {
  readonly rows: readonly HistoryRow[];
  readonly sessions: readonly SessionSummary[];
  /** What of the filter can't be read. */
  readonly problems: readonly string[];
}

const none: HistoryRows = { rows: [], sessions: [], problems: [] };
const known = new WeakMap<readonly SessionSummary[], { plan: unknown; history: unknown; found: HistoryRows }>();

/** What the filter leaves: what drifted first, then sessions, newest first. Made once for what it is made of. */
export function historyRows({ sessions, history, specs }: Screens): HistoryRows {
  if (!sessions) return none;
  const { filter } = history;
  const before = known.get(sessions);
  const place = `${history.elsewhere.length} ${filter}`;
  if (before?.plan === specs.plan && before.history === place) return before.found;
  const read = parseFilter(filter, Date.now());
  const all = history.elsewhere.length === 0 ? sessions : newestFirst([...sessions, ...history.elsewhere]);
  const kept = all.filter((session) => isMeant(session, read.filter));
  const drifted = (specs.plan?.plan.entries ?? []).flatMap(({ spec, drift }): HistoryRow[] =>
    drift.length > 0 && isDriftMeant(spec, read.filter) ? [{ kind: 'drift', spec, paths: drift }] : [],
  );
  const rows = [...drifted, ...kept.map((session): HistoryRow => ({ kind: 'session', session }))];
  const found = { rows, sessions: kept, problems: read.problems };
  known.set(sessions, { plan: specs.plan, history: place, found });
  return found;
}

function newestFirst(sessions: readonly SessionSummary[]): SessionSummary[] {
  return sessions.toSorted((one, other) => (lastMoment(one) < lastMoment(other) ? 1 : -1));
}

/** Drift has no person and no time: it is there now. */
function isDriftMeant(spec: string, filter: ReturnType<typeof parseFilter>['filter']): boolean {
  const { words, by, since, until, status, cause } = filter;
  if (by !== undefined || since !== undefined || until !== undefined || cause !== undefined) return false;
  if (status !== undefined && status !== 'drifted') return false;
  if (filter.spec !== undefined && filter.spec !== spec) return false;
  return words.every((word) => `${spec} drifted`.toLowerCase().includes(word));
}

export function chosenRow(state: Screens): HistoryRow | null {
  return historyRows(state).rows[state.history.cursor] ?? null;
}
