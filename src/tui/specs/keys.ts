import { type Binding, moving } from '../binding.ts';
import { ask, benchOf, type Deps, patch } from '../deps.ts';
import { editFile } from '../edit-file.ts';
import { describeCurrent, openDemo, refresh, scaffoldProject } from '../project.ts';
import { openReview } from '../review/actions.ts';
import { resumeSession, showLive, startSession } from '../session/actions.ts';
import { runningSessions, type Screens } from '../store.ts';
import { emptyEdit } from '../text-edit.ts';
import { newestSession, type SpecRow, specRows } from './rows.ts';

export const specsKeys: readonly Binding[] = [
  {
    keys: ['enter'],
    name: 'specs.open',
    where: 'specs',
    label: 'open',
    help: 'Go where the spec needs you: to its waiting candidate, its running session, or its details.',
    hint: true,
    disabled: withoutSpec,
    run: openSpec,
  },
  {
    keys: ['r'],
    name: 'specs.run',
    where: 'specs',
    label: 'run',
    help: 'Regenerate the spec: start a session.',
    hint: true,
    disabled: whyNotRun,
    run: (deps) => runSpec(deps, false),
  },
  {
    keys: ['s'],
    name: 'specs.step',
    where: 'specs',
    label: 'step',
    help: 'Start a session that pauses after each attempt.',
    disabled: whyNotRun,
    run: (deps) => runSpec(deps, true),
  },
  {
    keys: ['c'],
    name: 'specs.resume',
    where: 'specs',
    label: 'go on',
    help: "Go on with the spec's last session: one that was cut off, interrupted, or reached a limit.",
    disabled: (state) => {
      const session = newestSession(state.specs.cursor ?? '', state);
      if (!session) return 'The spec has no session yet; r starts one.';
      return session.status === 'crashed' || session.status === 'ended'
        ? null
        : `Its last session is ${session.status}.`;
    },
    run: async (deps) => {
      const session = newestSession(deps.store.getState().specs.cursor ?? '', deps.store.getState());
      if (session) await resumeSession(deps, session.id);
    },
  },
  {
    keys: ['p'],
    name: 'specs.plan',
    where: 'specs',
    label: 'plan',
    help: 'Show which specs would be regenerated, in which order, and why.',
    hint: true,
    disabled: (state) => (state.specs.plan ? null : 'There is no plan yet.'),
    run: (deps) => ask(deps, { kind: 'page', title: 'The plan', page: 'plan', scroll: 0 }),
  },
  {
    keys: ['e'],
    name: 'specs.edit',
    where: 'specs',
    label: 'edit',
    help: 'Open spec.md in $EDITOR; afterwards the plan is made anew.',
    hint: true,
    disabled: withoutSpec,
    run: async (deps) => {
      const row = currentRow(deps.store.getState());
      const workbench = benchOf(deps);
      if (!row || !workbench) return;
      await editFile(deps, `${workbench.root}/specs/${row.spec}/spec.md`);
      await refresh(deps);
    },
  },
  {
    keys: ['/'],
    name: 'specs.filter',
    where: 'specs',
    label: 'filter',
    help: 'Show the specs whose name, cause or summary has these words.',
    hint: true,
    run: (deps) => {
      const filter = (value: string) => setFilter(deps, value);
      const { specs } = deps.store.getState();
      ask(deps, {
        kind: 'text',
        title: 'filter',
        edit: { ...emptyEdit, before: specs.filter },
        run: filter,
        change: filter,
      });
    },
  },
  {
    keys: ['tab', 'l', 'right'],
    name: 'specs.details',
    where: 'specs',
    label: 'details',
    help: 'Move the keys to the details at the right, or back.',
    disabled: withoutSpec,
    run: (deps) => patch(deps, 'specs', { open: !deps.store.getState().specs.open, scroll: 0 }),
  },
  {
    keys: ['h', 'left', 'esc'],
    name: 'specs.back',
    where: 'specs',
    label: 'back',
    help: 'Back to the list; clear the filter.',
    run: (deps) => {
      const { specs } = deps.store.getState();
      if (specs.open) patch(deps, 'specs', { open: false, scroll: 0 });
      else if (specs.filter !== '') setFilter(deps, '');
    },
  },
  {
    keys: ['D'],
    name: 'specs.demo',
    where: 'specs',
    label: 'demo',
    help: 'Watch a recorded session in a scratch repository; needs no key and costs nothing.',
    disabled: (state) => (runningSessions(state).length > 0 ? 'A session runs; the demo is another repository.' : null),
    run: (deps) =>
      ask(deps, {
        kind: 'choose',
        title: 'Which recording? It is made anew in a scratch repository',
        options: demos,
        at: 0,
        run: (example) => void runDemo(deps, example),
      }),
  },
  {
    keys: ['i'],
    name: 'specs.init',
    where: 'specs',
    label: 'new project',
    help: 'Write a small first spec with tests, where there are no specs yet.',
    disabled: (state) =>
      state.specs.plan && specRows({ ...state.specs, filter: '' }).length > 0 ? 'There are specs here already.' : null,
    run: scaffoldProject,
  },
  {
    keys: ['ctrl-r'],
    name: 'specs.refresh',
    where: 'specs',
    label: 'refresh',
    help: 'Read specs and sessions anew.',
    run: refresh,
  },
  ...moving('specs', (deps, rows) => {
    const { specs } = deps.store.getState();
    if (specs.open) {
      patch(deps, 'specs', { scroll: Math.min(10_000, Math.max(0, specs.scroll + rows)) });
      return;
    }
    const list = specRows(specs);
    const at = Math.max(
      0,
      list.findIndex((row) => row.spec === specs.cursor),
    );
    const next = list[Math.max(0, Math.min(list.length - 1, at + rows))];
    patch(deps, 'specs', { cursor: next?.spec ?? null, scroll: 0 });
    void describeCurrent(deps);
  }),
];

/** The pause before each streamed piece of a recording, so that a person can follow it. */
const demoPaceMs = 25;

const demos: readonly (readonly [example: string, label: string])[] = [
  ['daily-revenue', 'daily-revenue: a data job in Python; takes seconds'],
  ['wordfreq-js', 'wordfreq-js: a command in JavaScript; takes a minute'],
  ['slugify', 'slugify: a library in TypeScript, takes a few minutes'],
];

async function runDemo(deps: Deps, example: string): Promise<void> {
  const demo = await openDemo(deps, example);
  if (!demo) return;
  const model = { kind: 'recorded', file: demo.recording, paceMs: demoPaceMs } as const;
  await startSession(deps, demo.spec, { model, causes: ['demo'] });
}

function currentRow({ specs }: Screens): SpecRow | null {
  return specRows(specs).find((row) => row.spec === specs.cursor) ?? null;
}

function withoutSpec(state: Screens): string | null {
  return currentRow(state) ? null : notThere(state);
}

function notThere({ specs, bench }: Screens): string {
  return specs.plan || bench.kind === 'none' ? 'There is no spec to choose.' : 'The specs are still being read.';
}

function whyNotRun(state: Screens): string | null {
  const row = currentRow(state);
  if (!row) return notThere(state);
  if (row.kind === 'broken') return `${row.spec} has errors: mend them first (e).`;
  if (row.kind === 'orphan') return `${row.spec} has no spec any more.`;
  return null;
}

async function openSpec(deps: Deps): Promise<void> {
  const state = deps.store.getState();
  const row = currentRow(state);
  if (!row) return;
  const session = newestSession(row.spec, state);
  if (session?.status === 'waiting') await openReview(deps, session.id);
  else if (session?.status === 'running' && state.live.sessions.some((one) => one.session.id === session.id))
    showLive(deps, session.id);
  else patch(deps, 'specs', { open: !state.specs.open, scroll: 0 });
}

async function runSpec(deps: Deps, step: boolean): Promise<void> {
  const { store } = deps;
  const row = currentRow(store.getState());
  if (!row) return;
  const { bench } = store.getState();
  const demo = bench.kind === 'open' ? bench.demo : null;
  const model = demo
    ? ({ kind: 'recorded', file: demo.recording, paceMs: demoPaceMs } as const)
    : ({ kind: 'live' } as const);
  const start = () =>
    void startSession(deps, row.spec, { model, step, causes: row.causes.length > 0 ? row.causes : ['requested'] });
  const waiting = newestSession(row.spec, store.getState())?.status === 'waiting';
  if (row.causes.length > 0 && !waiting) return start();
  ask(deps, {
    kind: 'confirm',
    title: `Regenerate ${row.spec}?`,
    lines: [
      waiting
        ? 'A candidate of it waits for your review already; it stays.'
        : 'It is as it was accepted; nothing asks for it.',
      'A new session starts, and costs what its limits allow.',
    ],
    yes: 'start',
    run: start,
  });
}

function setFilter(deps: Deps, filter: string): void {
  patch(deps, 'specs', { filter });
  const { specs } = deps.store.getState();
  const rows = specRows(specs);
  if (rows.some((row) => row.spec === specs.cursor)) return;
  patch(deps, 'specs', { cursor: rows[0]?.spec ?? null, scroll: 0 });
  void describeCurrent(deps);
}
