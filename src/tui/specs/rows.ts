import { causeInWords } from '../../core/cause-words.ts';
import { rejection } from '../../core/session-filter.ts';
import type { PlanResult, Problem, SessionSummary } from '../../core/workbench.ts';
import { bad, good, type Span, warn } from '../lines.ts';
import type { Screens, SpecsState } from '../store.ts';

/** One entry of the list: a spec of the plan, one that can't be read, or a lock whose spec is gone. */
export interface SpecRow {
  readonly spec: string;
  readonly kind: 'planned' | 'broken' | 'orphan';
  readonly causes: readonly string[];
}

/** The list as the filter leaves it: what needs doing first, in the order of building. Made once a plan and filter. */
export function specRows({ plan, filter }: SpecsState): readonly SpecRow[] {
  if (!plan) return [];
  const list = listOf(plan);
  if (filter.trim() === '') return list.rows;
  if (list.filtered?.by !== filter) list.filtered = { by: filter, rows: matching(list, filter) };
  return list.filtered.rows;
}

/** Length of the longest name of all, filtered or not. */
export function longestName({ plan }: SpecsState): number {
  return plan ? listOf(plan).longest : 0;
}

/** How many rows ask for something. */
export function needing(rows: readonly SpecRow[]): number {
  const known = counts.get(rows) ?? rows.filter((row) => row.causes.length > 0).length;
  counts.set(rows, known);
  return known;
}

const counts = new WeakMap<readonly SpecRow[], number>();

/** What a spec waits for, in a mark and a word. */
export function rowState(row: SpecRow, state: Screens): Span {
  if (row.kind === 'broken') return bad('✗ has errors');
  const session = newestSession(row.spec, state);
  if (session?.status === 'running') return warn('▸ running');
  if (session?.status === 'waiting') return warn('● waits for you');
  if (session?.status === 'crashed') return bad('✗ cut off');
  if (row.causes.length === 0) return good('✓ as accepted');
  const ended = session?.status === 'ended' ? endWords[session.outcome ?? ''] : endWords[session?.status ?? ''];
  return warn(`● ${row.causes.join(', ')}${ended ? ` · ${ended}` : ''}`);
}

/** The same in a sentence: what asks for it, and what the last session came to. */
export function whyInWords(row: SpecRow, state: Screens): string {
  const causes = row.causes.map(causeInWords).join('; ');
  const session = newestSession(row.spec, state);
  switch (session?.status) {
    case 'running':
      return state.live.sessions.some((one) => one.session.id === session.id)
        ? 'A session of it runs.'
        : 'A session of it runs in another window or work tree.';
    case 'waiting':
      return 'A verified candidate waits for your review.';
    case 'crashed':
      return 'Its session was cut off: the program died. It can go on from there.';
    case 'rejected':
      return row.causes.length > 0 ? `To do: ${causes}. Its last candidate was rejected${rejectedFor(session)}.` : '';
    case 'ended':
      return row.causes.length > 0 ? `To do: ${causes}. Its last session ended: ${session.reason}` : '';
    default:
      return row.causes.length > 0 ? `To do: ${causes}.` : '';
  }
}

/** What a person said was at fault. */
function rejectedFor(session: SessionSummary): string {
  const rejected = rejection(session);
  return rejected ? `, for ${rejected.cause}` : '';
}

/** A spec's newest session. */
export function newestSession(spec: string, { sessions }: Screens): SessionSummary | null {
  return sessions ? (sessionsBySpec(sessions).get(spec)?.[0] ?? null) : null;
}

/** A spec's sessions, newest first. */
export function sessionsOf(spec: string, { sessions }: Screens): readonly SessionSummary[] {
  return sessions ? (sessionsBySpec(sessions).get(spec) ?? []) : [];
}

export function isUnreadable(details: object | undefined): details is Problem {
  return details !== undefined && 'problem' in details;
}

const endWords: Readonly<Record<string, string>> = {
  interrupted: 'interrupted',
  limit: 'limit reached',
  objected: 'objects',
  failed: 'failed',
  rejected: 'rejected',
};

interface SpecList {
  readonly rows: readonly SpecRow[];
  /** Length of the longest name: the column stays where it is while the list is scrolled. */
  readonly longest: number;
  /** What a filter looks at, row by row. */
  readonly texts: readonly string[];
  filtered: { readonly by: string; readonly rows: readonly SpecRow[] } | null;
}

const lists = new WeakMap<PlanResult, SpecList>();
const indexes = new WeakMap<readonly SessionSummary[], Map<string, SessionSummary[]>>();

function listOf(plan: PlanResult): SpecList {
  const known = lists.get(plan);
  if (known) return known;
  const broken = new Map(
    plan.diagnostics.flatMap((one): [string, SpecRow][] => {
      const [, spec = ''] = /^specs\/([^/]+)\/spec\.md$/.exec(one.file) ?? [];
      return one.severity === 'error' && spec && !plan.specs.has(spec)
        ? [[spec, { spec, kind: 'broken', causes: [one.message] }]]
        : [];
    }),
  );
  const planned = plan.plan.entries.map(({ spec, causes }): SpecRow => ({ spec, kind: 'planned', causes }));
  const orphans = plan.plan.orphans.map(({ spec, causes }): SpecRow => ({ spec, kind: 'orphan', causes }));
  const rows = [
    ...broken.values(),
    ...planned.filter((row) => row.causes.length > 0),
    ...orphans,
    ...planned.filter((row) => row.causes.length === 0),
  ];
  const texts = rows.map((row) =>
    `${row.spec} ${row.causes.join(' ')} ${plan.specs.get(row.spec)?.summary ?? ''}`.toLowerCase(),
  );
  const longest = rows.reduce((most, row) => Math.max(most, row.spec.length), 0);
  const list: SpecList = { rows, longest, texts, filtered: null };
  lists.set(plan, list);
  return list;
}

function matching({ rows, texts }: SpecList, filter: string): readonly SpecRow[] {
  const words = filter.toLowerCase().split(/\s+/).filter(Boolean);
  return rows.filter((_, at) => words.every((word) => texts[at]?.includes(word)));
}

function sessionsBySpec(sessions: readonly SessionSummary[]): Map<string, SessionSummary[]> {
  const known = indexes.get(sessions);
  if (known) return known;
  const index = new Map<string, SessionSummary[]>();
  for (const session of sessions) {
    const list = index.get(session.spec);
    if (list) list.push(session);
    else index.set(session.spec, [session]);
  }
  indexes.set(sessions, index);
  return index;
}
