import { isProblem } from '../../cli/context.ts';
import { type DraftRequest, type DraftSummary, describeDraft, type RunningDraft } from '../../core/draft/port.ts';
import { cleanLine } from '../../core/text.ts';
import type { Problem, Workbench } from '../../core/workbench.ts';
import { readAssets } from '../assets.ts';
import { ask, benchOf, complain, type Deps, during, guarded, patch, say } from '../deps.ts';
import { plural } from '../facts.ts';
import { keyOf } from '../keymap.ts';
import { refresh, refreshDrafts } from '../project.ts';
import type { DraftState } from '../store.ts';
import { editFiles } from './edit.ts';

/** Has a change drafted, and shows how it goes. */
export async function startDraft(deps: Deps, request: DraftRequest): Promise<void> {
  await launch(deps, (workbench) => workbench.drafts.start(request, { model: { kind: 'live' } }));
}

/** Shows a draft; `esc` leads back to the screen it was opened from. */
export async function openDraft(deps: Deps, id: string): Promise<void> {
  const workbench = benchOf(deps);
  const record = workbench && (await during(deps, 'reading the draft', () => workbench.drafts.read(id)));
  if (!record) return;
  const { state, running } = { state: record.state, running: runningDraft(deps, id) };
  show(deps, { id, state, record, running, from: cameFrom(deps), scroll: 0 });
}

/** Opens the draft that waits; of several, the one that the person chooses. */
export async function chooseDraft(deps: Deps): Promise<void> {
  await refreshDrafts(deps);
  const open = openDrafts(deps.store.getState().drafts);
  const [only] = open;
  if (!only) return;
  if (open.length === 1) return openDraft(deps, only.id);
  ask(deps, {
    kind: 'choose',
    title: 'Which draft?',
    options: open.map((one) => [one.id, `${cleanLine(describeDraft(one))}, ${one.status}`]),
    at: 0,
    run: (id) => void openDraft(deps, id),
  });
}

/** Drafts that a person has something to do with: those that wait, are made, or can go on. */
export function openDrafts(drafts: readonly DraftSummary[] | null): readonly DraftSummary[] {
  return (drafts ?? []).filter(({ status }) => status === 'waiting' || status === 'running' || status === 'crashed');
}

/** Goes on with a draft that was cut off or reached a limit. */
export async function resumeDraft(deps: Deps): Promise<void> {
  const { draft } = deps.store.getState();
  if (draft) await launch(deps, (workbench) => workbench.drafts.resume(draft.id, { model: { kind: 'live' } }));
}

export function askAccept(deps: Deps): void {
  const { draft } = deps.store.getState();
  const files = draft?.state.proposal?.files ?? [];
  if (!draft) return;
  const weak = draft.state.proposal?.proof?.tells === false ? ['Its tests prove nothing, as said above.'] : [];
  ask(deps, {
    kind: 'confirm',
    title: 'Accept the draft?',
    lines: [
      `Writes ${files.map((file) => file.path).join(', ')} into the work tree.`,
      ...weak,
      'Nothing else changes, and nothing is committed: that is yours to do.',
    ],
    yes: 'accept',
    run: () => void accept(deps, draft.id),
  });
}

async function accept(deps: Deps, id: string): Promise<void> {
  const workbench = benchOf(deps);
  const accepted = workbench && (await during(deps, 'accepting', () => workbench.drafts.accept(id)));
  if (!accepted) return;
  await reload(deps, id);
  await Promise.all([refresh(deps), deps.store.getState().assets === null ? null : readAssets(deps)]);
  const errors = accepted.diagnostics.filter((one) => one.severity === 'error').length;
  const plan = accepted.plan.map(({ spec, causes }) => `${spec}: ${causes.map(cleanLine).join(', ')}`).join('; ');
  const after = plan === '' ? 'The plan is as it was.' : `The plan would regenerate ${plan}.`;
  const flaws = errors > 0 ? ` ${plural(errors, 'error')}: regent validate.` : '';
  say(
    deps,
    'good',
    `Wrote ${plural(accepted.files.length, 'file')}. ${after}${flaws}`,
    'commit them when you are content',
  );
}

export function askDiscard(deps: Deps): void {
  const { draft } = deps.store.getState();
  if (!draft) return;
  const { running } = draft;
  ask(deps, {
    kind: 'confirm',
    title: running ? 'Stop drafting?' : 'Discard the draft?',
    lines: [
      running ? 'What was paid for is kept, and the draft can go on (c).' : 'Nothing was written, and nothing will be.',
    ],
    yes: running ? 'stop' : 'discard',
    run: () => (running ? running.interrupt() : void discard(deps, draft.id)),
  });
}

async function discard(deps: Deps, id: string): Promise<void> {
  const workbench = benchOf(deps);
  const discarded = workbench && (await during(deps, 'discarding', () => workbench.drafts.discard(id)));
  if (!discarded) return;
  await refreshDrafts(deps);
  leaveDraft(deps);
  say(deps, 'plain', 'The draft is discarded; nothing was written.');
}

/** Opens the draft's texts in the person's editor, one after the other; what they made of it is checked and tested. */
export async function editDraft(deps: Deps): Promise<void> {
  const { draft } = deps.store.getState();
  const workbench = benchOf(deps);
  if (!draft || !workbench) return;
  await guarded(deps, async () => {
    const edited = await editFiles(deps, draft.state.proposal?.files ?? []);
    if (!edited || edited.texts.size === 0) return say(deps, 'plain', 'Nothing was changed.');
    const record = await during(deps, 'checking and testing your text', () =>
      workbench.drafts.edit(draft.id, edited.texts, {}, deps.context.signal),
    );
    if (record) return change(deps, draft.id, { record, state: record.state });
    const { notice } = deps.store.getState();
    if (notice) say(deps, 'bad', notice.text, `your text is in ${edited.folder}; ${notice.next ?? ''}`);
  });
}

/** Back to where the draft was opened from. A draft that is being made goes on. */
export function leaveDraft(deps: Deps): void {
  const { draft } = deps.store.getState();
  deps.store.setState({ screen: draft?.from ?? 'specs' });
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
  show(deps, { id: running.id, state: running.state, record: null, running, from: cameFrom(deps), scroll: 0 });
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

async function reload(deps: Deps, id: string): Promise<void> {
  const record = await benchOf(deps)?.drafts.read(id);
  if (record && isProblem(record)) complain(deps, record);
  else if (record) change(deps, id, { record, state: record.state });
}

function show(deps: Deps, draft: DraftState): void {
  deps.store.setState({ draft, screen: 'draft' });
}

function change(deps: Deps, id: string, change: Partial<DraftState>): void {
  if (deps.store.getState().draft?.id === id) patch(deps, 'draft', change);
}

function runningDraft({ store }: Deps, id: string): RunningDraft | null {
  return store.getState().drafting.find((one) => one.id === id) ?? null;
}

function cameFrom({ store }: Deps): DraftState['from'] {
  const { screen, draft } = store.getState();
  return screen === 'draft' ? (draft?.from ?? 'specs') : screen;
}
