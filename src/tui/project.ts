import { isProblem } from '../cli/context.ts';
import type { PlanResult, Problem } from '../core/workbench.ts';
import { benchOf, complain, type Deps, during, guarded, patch, say } from './deps.ts';
import { type Early, readEarly } from './early.ts';
import { plural } from './facts.ts';
import { keyOf } from './keymap.ts';
import { examine } from './set-up/index.ts';
import { specRows } from './specs/rows.ts';
import { nothingRead } from './store.ts';

/** Opens the repository that Regent was started in, and reads what needs doing there. */
export async function openProject(deps: Deps, early: Early = readEarly(deps.context)): Promise<void> {
  const { store } = deps;
  const opened = await during(deps, 'opening the repository', () => early.workbench);
  if (!opened) {
    const { notice } = store.getState();
    const problem = { problem: notice?.text ?? 'The repository could not be opened.', mend: notice?.next ?? '' };
    store.setState({ bench: { kind: 'none', problem }, notice: null });
    await examine(deps);
    return;
  }
  store.setState({ bench: { kind: 'open', workbench: opened, demo: null } });
  await guarded(deps, () => readProject(deps, early.plan));
  if (store.getState().specs.plan && specRows(store.getState().specs).length === 0) await examine(deps);
  // A refusal because the specs were not there yet has had its time.
  if (store.getState().notice?.tone === 'warn') store.setState({ notice: null });
  const cut = (store.getState().sessions ?? []).filter((one) => one.status === 'crashed');
  if (cut.length === 0) return;
  const names = [...new Set(cut.map((one) => one.spec))].slice(0, 5).join(', ');
  const text = `${plural(cut.length, 'session')} ${cut.length === 1 ? 'was' : 'were'} cut off when the program died: ${names}.`;
  say(deps, 'warn', text, `${keyOf(store.getState(), 'specs.resume-all')} goes on`);
}

/** Makes the plan anew and lists the sessions; the cursor stays on its spec. */
export function refresh(deps: Deps): Promise<void> {
  return guarded(deps, async () => {
    const workbench = benchOf(deps);
    if (workbench) await readProject(deps, workbench.plan());
  });
}

/** The same, and where there was no repository, looks whether there is one now. */
export function readAnew(deps: Deps): Promise<void> {
  return deps.store.getState().bench.kind === 'none' ? openProject(deps) : refresh(deps);
}

async function readProject(deps: Deps, planning: Promise<PlanResult | Problem | null>): Promise<void> {
  const [plan] = await Promise.all([planning, refreshSessions(deps), refreshDrafts(deps)]);
  if (!plan) return;
  if (isProblem(plan)) {
    patch(deps, 'specs', { problem: plan });
    return;
  }
  // What was described already is described anew first: nothing that shows goes away and comes back.
  const { cursor: shown, details: before } = deps.store.getState().specs;
  const described = shown !== null && before.has(shown) ? await benchOf(deps)?.describe(shown) : undefined;
  const { specs } = deps.store.getState();
  const rows = specRows({ ...specs, plan });
  const cursor = rows.some((row) => row.spec === specs.cursor) ? specs.cursor : (rows[0]?.spec ?? null);
  const details = new Map(shown !== null && described ? [[shown, described]] : []);
  patch(deps, 'specs', { plan, problem: null, details, cursor });
  // Before more is loaded and read.
  await deps.terminal.drawn();
  await describeCurrent(deps);
}

export function refreshSessions(deps: Deps): Promise<void> {
  return guarded(deps, async () => {
    const sessions = await benchOf(deps)?.sessions();
    if (sessions) deps.store.setState({ sessions });
  });
}

export function refreshDrafts(deps: Deps): Promise<void> {
  return guarded(deps, async () => {
    const drafts = await benchOf(deps)?.drafts.list();
    if (drafts) deps.store.setState({ drafts });
  });
}

/** Reads the spec that the cursor is on, if that was not done yet, and the one it moved to meanwhile. */
export function describeCurrent(deps: Deps): Promise<void> {
  if (reading.has(deps.store)) return Promise.resolve();
  reading.add(deps.store);
  return guarded(deps, async () => {
    for (;;) {
      const name = undescribed(deps);
      const workbench = benchOf(deps);
      if (name === null || !workbench) return;
      const details = await workbench.describe(name);
      const now = deps.store.getState().specs;
      patch(deps, 'specs', { details: new Map([...now.details, [name, details]]) });
    }
  }).finally(() => reading.delete(deps.store));
}

const restMs = 60;

/** As describeCurrent, once the cursor has come to rest: a key that is held down reads nothing. */
export function describeSoon(deps: Deps): void {
  if (undescribed(deps) === null) return;
  clearTimeout(soon.get(deps.store));
  soon.set(
    deps.store,
    setTimeout(() => void describeCurrent(deps), restMs),
  );
}

const reading = new WeakSet<Deps['store']>();
const soon = new WeakMap<Deps['store'], NodeJS.Timeout>();

function undescribed({ store }: Deps): string | null {
  const { cursor, details } = store.getState().specs;
  return cursor === null || details.has(cursor) ? null : cursor;
}

/** Moves the screens to a scratch repository with an example and its recording. */
export async function openDemo(deps: Deps, example: string): Promise<{ spec: string; recording: string } | null> {
  const { store, context } = deps;
  const demo = await during(deps, 'making the demo', () => context.services.makeDemo(example));
  if (!demo) return null;
  const workbench = await context.services.openWorkbench(demo.folder);
  if (isProblem(workbench)) {
    complain(deps, workbench);
    await demo.remove();
    return null;
  }
  const { bench } = store.getState();
  if (bench.kind === 'open') await bench.demo?.remove();
  store.setState({
    ...nothingRead,
    bench: { kind: 'open', workbench, demo },
    specs: { ...nothingRead.specs, cursor: demo.spec },
  });
  await refresh(deps);
  return { spec: demo.spec, recording: demo.recording };
}
