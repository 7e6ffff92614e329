import { keyOf } from '../keymap.ts';
import type { Screens } from '../store.ts';
import { type SpecRow, specRows } from './rows.ts';

/** The row that the cursor is on. */
export function currentRow({ specs }: Screens): SpecRow | null {
  return specRows(specs).find((row) => row.spec === specs.cursor) ?? null;
}

/** Reasons for keys of the screen not to be there just now; null where they are. */
export function notInDemo({ bench }: Screens): string | null {
  return bench.kind === 'open' && bench.demo ? 'The demo has one recording to play.' : null;
}

export function whyNotAccepted(state: Screens): string | null {
  const row = currentRow(state);
  if (!row) return notThere(state);
  if (row.kind !== 'planned') return `${row.spec} can't be read.`;
  return row.causes.includes('new') ? 'Nothing of it was accepted yet.' : null;
}

export function withoutSpec(state: Screens): string | null {
  return currentRow(state) ? null : notThere(state);
}

export function notThere({ specs, bench }: Screens): string {
  return specs.plan || bench.kind === 'none' ? 'There is no spec to choose.' : 'The specs are still being read.';
}

export function whyNotRun(state: Screens): string | null {
  const row = currentRow(state);
  if (!row) return notThere(state);
  if (row.kind === 'broken') return `${row.spec} has errors: mend them first (${keyOf(state, 'specs.edit')}).`;
  if (row.kind === 'orphan') return `${row.spec} has no spec any more.`;
  return null;
}
