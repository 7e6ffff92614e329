import { isProblem } from '../../cli/context.ts';
import type { DraftRecord, RunningDraft } from '../../core/draft/port.ts';
import { benchOf, complain, type Deps, during, guarded, patch } from '../deps.ts';
import { loadInk } from '../review/diff/ink.ts';
import type { DraftState } from '../store.ts';

/** Shows a draft; `esc` leads back to the screen it was opened from. */
export async function openDraft(deps: Deps, id: string): Promise<void> {
  const workbench = benchOf(deps);
  const record = workbench && (await during(deps, 'reading the draft', () => workbench.drafts.read(id)));
  if (!record) return;
  const running = runningDraft(deps, id);
  show(deps, { id, state: record.state, record: null, running, ink: null, from: cameFrom(deps), scroll: 0 });
  showRecord(deps, record);
}

/** Back to where the draft was opened from. A draft that is being made goes on. */
export function leaveDraft(deps: Deps): void {
  const { draft } = deps.store.getState();
  deps.store.setState({ screen: draft?.from ?? 'specs' });
}

export async function reload(deps: Deps, id: string): Promise<void> {
  const record = await benchOf(deps)?.drafts.read(id);
  if (record && isProblem(record)) complain(deps, record);
  else if (record) showRecord(deps, record);
}

/** Shows what a draft is now, at once; what makes its diff easier to read follows. */
export function showRecord(deps: Deps, record: DraftRecord): void {
  const { id } = record.summary;
  change(deps, id, { record, state: record.state, ink: null });
  const files = record.state.proposal?.files ?? [];
  const texts = {
    old: new Map(files.flatMap(({ path, before }) => (before === null ? [] : [[path, before] as const]))),
    new: new Map(files.map(({ path, after }) => [path, after] as const)),
  };
  void guarded(deps, () =>
    loadInk(
      texts,
      files.map((file) => file.path),
      (ink) => {
        const isShown = deps.store.getState().draft?.record === record;
        if (isShown) change(deps, id, { ink });
        return isShown;
      },
    ),
  );
}

export function show(deps: Deps, draft: DraftState): void {
  deps.store.setState({ draft, screen: 'draft' });
}

export function change(deps: Deps, id: string, change: Partial<DraftState>): void {
  if (deps.store.getState().draft?.id === id) patch(deps, 'draft', change);
}

function runningDraft({ store }: Deps, id: string): RunningDraft | null {
  return store.getState().drafting.find((one) => one.id === id) ?? null;
}

export function cameFrom({ store }: Deps): DraftState['from'] {
  const { screen, draft } = store.getState();
  return screen === 'draft' ? (draft?.from ?? 'specs') : screen;
}
