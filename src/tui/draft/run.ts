import type { DraftOptions, DraftRequest, RunningDraft } from '../../core/draft/port.ts';
import type { Problem, Workbench } from '../../core/workbench.ts';
import { benchOf, type Deps, during, guarded, say } from '../deps.ts';
import { keyOf } from '../keymap.ts';
import { refreshDrafts } from '../project.ts';
import { cameFrom, change, reload, show } from './show.ts';

/** The model that the settings name, and the usual limits. */
const asSet: DraftOptions = { model: { kind: 'live' } };

/** Has a change drafted, and shows how it goes. */
export async function startDraft(deps: Deps, request: DraftRequest, options: DraftOptions = asSet): Promise<void> {
  await launch(deps, (workbench) => workbench.drafts.start(request, options));
}

/** Goes on with a draft that was cut off or reached a limit. */
export async function resumeDraft(deps: Deps, options: DraftOptions = asSet): Promise<void> {
  const { draft } = deps.store.getState();
  if (draft) await launch(deps, (workbench) => workbench.drafts.resume(draft.id, options));
}

/** Stops what is being drafted, and waits until the logs are closed. */
export async function stopDrafts({ store }: Deps): Promise<void> {
  const { drafting } = store.getState();
  for (const draft of drafting) draft.interrupt();
  await Promise.allSettled(drafting.map((draft) => draft.done));
}

async function launch(deps: Deps, begin: (workbench: Workbench) => Promise<RunningDraft | Problem>): Promise<void> {
  const workbench = benchOf(deps);
  const running = workbench && (await during(deps, 'beginning the draft', () => begin(workbench)));
  if (!running) return;
  const { drafting } = deps.store.getState();
  deps.store.setState({ drafting: [...drafting, running] });
  show(deps, {
    id: running.id,
    state: running.state,
    record: null,
    running,
    ink: null,
    from: cameFrom(deps),
    scroll: 0,
  });
  void guarded(deps, () => follow(deps, running));
}

async function follow(deps: Deps, running: RunningDraft): Promise<void> {
  try {
    for await (const _ of running.events()) change(deps, running.id, { state: running.state });
  } finally {
    const { drafting } = deps.store.getState();
    deps.store.setState({ drafting: drafting.filter((one) => one !== running) });
    change(deps, running.id, { running: null });
  }
  await reload(deps, running.id);
  await refreshDrafts(deps);
  const { ended } = running.state;
  if (!ended) return;
  const isHere = deps.store.getState().screen === 'draft' && deps.store.getState().draft?.id === running.id;
  if (ended.outcome !== 'ready') say(deps, 'warn', ended.reason, isHere ? undefined : ended.next);
  else if (!isHere) say(deps, 'good', 'A draft waits for you.', `${keyOf(deps.store.getState(), 'drafts')} shows it`);
}
