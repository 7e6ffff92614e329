import type { Problem, SessionSummary } from '../../core/workbench.ts';
import { bad, good, type Span, warn } from '../lines.ts';
import type { Screens, SpecsState } from '../store.ts';

/** One entry of the list: a spec of the plan, one that can't be read, or a lock whose spec is gone. */
export interface SpecRow {
  readonly spec: string;
  readonly kind: 'planned' | 'broken' | 'orphan';
  readonly causes: readonly string[];
}

/** The list as the filter leaves it: what needs doing first, in the order of building. */
export function specRows({ plan, filter }: SpecsState): readonly SpecRow[] {
  if (!plan) return [];
  const broken = plan.diagnostics.flatMap((one): SpecRow[] => {
    const [, spec = ''] = /^specs\/([^/]+)\/spec\.md$/.exec(one.file) ?? [];
    return one.severity === 'error' && spec && !plan.specs.has(spec)
      ? [{ spec, kind: 'broken', causes: [one.message] }]
      : [];
  });
  const planned = plan.plan.entries.map(({ spec, causes }): SpecRow => ({ spec, kind: 'planned', causes }));
  const orphans = plan.plan.orphans.map(({ spec, causes }): SpecRow => ({ spec, kind: 'orphan', causes }));
  const rows = [
    ...unique(broken),
    ...planned.filter((row) => row.causes.length > 0),
    ...orphans,
    ...planned.filter((row) => row.causes.length === 0),
  ];
  const words = filter.toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) return rows;
  return rows.filter((row) => {
    const about = `${row.spec} ${row.causes.join(' ')} ${plan.specs.get(row.spec)?.summary ?? ''}`.toLowerCase();
    return words.every((word) => about.includes(word));
  });
}

/** What a spec waits for, in a mark and a word. */
export function rowState(row: SpecRow, state: Screens): Span {
  if (row.kind === 'broken') return bad('✗ has errors');
  const session = newestSession(row.spec, state);
  if (session?.status === 'running') return warn('▸ running');
  if (session?.status === 'waiting') return warn('● waits for you');
  if (session?.status === 'crashed') return bad('✗ cut off');
  if (row.causes.length === 0) return good('✓ as accepted');
  return warn(`● ${row.causes.join(', ')}`);
}

/** A spec's newest session; one that this programme runs counts before what the logs say. */
export function newestSession(spec: string, { sessions }: Screens): SessionSummary | null {
  return sessions?.find((one) => one.spec === spec) ?? null;
}

export function isUnreadable(details: object | undefined): details is Problem {
  return details !== undefined && 'problem' in details;
}

function unique(rows: readonly SpecRow[]): SpecRow[] {
  return rows.filter((row, at) => rows.findIndex((one) => one.spec === row.spec) === at);
}
