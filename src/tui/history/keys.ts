import { number } from '../../core/run-options.ts';
import { type Binding, moving } from '../binding.ts';
import { ask, benchOf, type Deps, during, patch, say } from '../deps.ts';
import { numberField } from '../dialogs/form.ts';
import { plural } from '../facts.ts';
import { keyOf } from '../keymap.ts';
import { describeCurrent, refresh } from '../project.ts';
import { audited, reportKeys } from '../report.ts';
import { openReview } from '../review/actions.ts';
import { goOn, goOnWith } from '../session/go-on.ts';
import { type Screens, withoutRepository } from '../store.ts';
import { emptyEdit } from '../text-edit.ts';
import { chosenRow, historyRows } from './rows.ts';

export const historyKeys: readonly Binding[] = [
  {
    keys: ['enter', 'l', 'right'],
    name: 'history.open',
    where: 'history',
    label: 'review',
    help: 'Open the session in Review; of what drifted, the spec.',
    hint: true,
    disabled: (state) => {
      const row = chosenRow(state);
      if (row?.kind !== 'session' || !row.session.elsewhere || row.session.shared)
        return row ? null : 'There is no session.';
      return `Its session is not on this machine; the commit is: git show ${row.session.commit?.slice(0, 10)}`;
    },
    run: async (deps) => {
      const row = chosenRow(deps.store.getState());
      if (row?.kind === 'session') await openReview(deps, row.session.id);
      else if (row) showSpec(deps, row.spec);
    },
  },
  {
    keys: ['/'],
    name: 'history.filter',
    where: 'history',
    label: 'filter',
    help: 'Show the sessions with these words; by:ada, since:2026-11-01, until:7d, status:rejected, cause:missing-test and spec:slugify narrow it.',
    hint: true,
    disabled: withoutRepository,
    run: (deps) => {
      const filter = (value: string) => patch(deps, 'history', { filter: value, cursor: 0 });
      ask(deps, {
        kind: 'text',
        title: 'filter: words, by:ada since:7d until:2026-11-30 status:rejected',
        edit: { ...emptyEdit, before: deps.store.getState().history.filter },
        run: filter,
        change: filter,
      });
    },
  },
  {
    keys: ['esc'],
    name: 'history.clear',
    where: 'history',
    label: 'all',
    help: 'Clear the filter.',
    disabled: ({ history }) => (history.filter === '' ? 'There is no filter.' : null),
    run: (deps) => patch(deps, 'history', { filter: '', cursor: 0 }),
  },
  {
    keys: ['c'],
    name: 'history.resume',
    where: 'history',
    label: 'go on',
    help: 'Go on with a session that was cut off, interrupted, or reached a limit.',
    hint: true,
    disabled: whyNotGoneOn,
    run: async (deps) => {
      const session = chosenSession(deps.store.getState());
      if (session) await goOn(deps, session);
    },
  },
  {
    keys: ['C'],
    name: 'history.resume-with',
    where: 'history',
    label: 'go on with …',
    help: 'Go on with other limits, a message, or from an earlier attempt.',
    disabled: whyNotGoneOn,
    run: async (deps) => {
      const session = chosenSession(deps.store.getState());
      if (session) await goOnWith(deps, session.id);
    },
  },
  ...reportKeys('history', 'the audit, as far as the filter leaves it,', true, audited),
  {
    keys: ['P'],
    name: 'history.prune',
    where: 'history',
    label: 'prune',
    help: 'Delete old sessions, their refs and workspaces; never an accepted commit, nor what waits or runs.',
    disabled: (state) => ((state.sessions?.length ?? 0) > 0 ? null : 'There is no session.'),
    run: askToPrune,
  },
  {
    keys: ['ctrl-r'],
    name: 'history.refresh',
    where: 'history',
    label: 'refresh',
    help: 'Read specs and sessions anew.',
    disabled: withoutRepository,
    run: refresh,
  },
  ...moving('history', (deps, rows) => {
    const state = deps.store.getState();
    const last = Math.max(0, historyRows(state).rows.length - 1);
    patch(deps, 'history', { cursor: Math.max(0, Math.min(last, state.history.cursor + rows)) });
  }),
];

function chosenSession(state: Screens) {
  const row = chosenRow(state);
  return row?.kind === 'session' ? row.session : null;
}

function askToPrune(deps: Deps): void {
  ask(deps, {
    kind: 'form',
    title: 'Delete old sessions?',
    about: ({ days = '30' }) => [
      `Sessions of more than ${days} days are deleted for good: log, attempts and workspace. Accepted commits stay, and so does what waits or runs.`,
    ],
    fields: [numberField('days', 'days to keep', '30')],
    at: 0,
    yes: 'delete',
    run(values) {
      const days = number('days', values.days) ?? 30;
      if (typeof days === 'object') return `${days.problem} ${days.mend}`;
      void prune(deps, days);
      return null;
    },
  });
}

async function prune(deps: Deps, days: number): Promise<void> {
  const workbench = benchOf(deps);
  const done = workbench && (await during(deps, 'deleting', async () => ({ ids: await workbench.prune(days) })));
  if (!done) return;
  await refresh(deps);
  say(deps, 'good', `${plural(done.ids.length, 'session')} deleted.`);
}

function showSpec(deps: Deps, spec: string): void {
  patch(deps, 'specs', { cursor: spec, filter: '', open: true, scroll: 0 });
  deps.store.setState({ screen: 'specs' });
  void describeCurrent(deps);
}

function whyNotGoneOn(state: Screens): string | null {
  const session = chosenSession(state);
  if (!session) return 'There is no session.';
  if (session.elsewhere) return 'Its session is not on this machine.';
  if (session.status === 'waiting') return `Its candidate waits: ${keyOf(state, 'history.open')} opens it.`;
  const isOver = session.status !== 'running' && session.status !== 'accepted';
  return isOver ? null : `The session is ${session.status}.`;
}
