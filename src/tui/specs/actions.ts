import { benchOf, type Deps, during, patch } from '../deps.ts';
import { editFile } from '../edit-file.ts';
import { describeSoon, refresh } from '../project.ts';
import { openReview } from '../review/actions.ts';
import { showLive } from '../session/actions.ts';
import { newestSession, type SpecRow, specRows } from './rows.ts';
import { currentRow } from './why-not.ts';

/** Does something with the spec that the cursor is on. */
export function withRow(deps: Deps, act: (row: SpecRow) => void | Promise<void>): void | Promise<void> {
  const row = currentRow(deps.store.getState());
  return row ? act(row) : undefined;
}

/** Goes where the spec needs the person: to its candidate, its session, or its details. */
export async function openSpec(deps: Deps): Promise<void> {
  const state = deps.store.getState();
  const row = currentRow(state);
  if (!row) return;
  const session = newestSession(row.spec, state);
  if (session?.status === 'waiting') await openReview(deps, session.id);
  else if (session?.status === 'running' && state.live.sessions.some((one) => one.session.id === session.id))
    showLive(deps, session.id);
  else patch(deps, 'specs', { open: !state.specs.open, scroll: 0 });
}

/** Writes a further spec and opens it in the person's editor. */
export async function newSpec(deps: Deps, name: string): Promise<void> {
  const workbench = benchOf(deps);
  if (!workbench || name === '') return;
  const made = await during(deps, `writing ${name}`, () => workbench.newSpec(name));
  if (!made) return;
  patch(deps, 'specs', { cursor: name, filter: '' });
  await editFile(deps, `${workbench.root}/specs/${name}/spec.md`);
  await refresh(deps);
}

/** Filters the list; the cursor stays on its spec as long as that shows. */
export function setFilter(deps: Deps, filter: string): void {
  patch(deps, 'specs', { filter });
  const { specs } = deps.store.getState();
  const rows = specRows(specs);
  if (rows.some((row) => row.spec === specs.cursor)) return;
  patch(deps, 'specs', { cursor: rows[0]?.spec ?? null, scroll: 0 });
  describeSoon(deps);
}
