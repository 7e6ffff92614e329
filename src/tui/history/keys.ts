import { type Binding, moving } from '../binding.ts';
import { type Deps, patch } from '../deps.ts';
import { refresh } from '../project.ts';
import { openReview } from '../review/actions.ts';
import { goOn, goOnWith } from '../session/go-on.ts';
import type { Screens } from '../store.ts';

export const historyKeys: readonly Binding[] = [
  {
    keys: ['enter', 'l', 'right'],
    name: 'history.open',
    where: 'history',
    label: 'review',
    help: 'Open the session in Review.',
    hint: true,
    disabled: withoutSession,
    run: async (deps) => {
      const session = chosenSession(deps.store.getState());
      if (session) await openReview(deps, session.id);
    },
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
  {
    keys: ['ctrl-r'],
    name: 'history.refresh',
    where: 'history',
    label: 'refresh',
    help: 'Read specs and sessions anew.',
    run: (deps: Deps) => refresh(deps),
  },
  ...moving('history', (deps, rows) => {
    const { history, sessions } = deps.store.getState();
    const last = Math.max(0, (sessions?.length ?? 0) - 1);
    patch(deps, 'history', { cursor: Math.max(0, Math.min(last, history.cursor + rows)) });
  }),
];

function chosenSession({ sessions, history }: Screens) {
  return sessions?.[history.cursor] ?? null;
}

function whyNotGoneOn(state: Screens): string | null {
  const session = chosenSession(state);
  if (!session) return 'There is no session.';
  const isOver = session.status !== 'running' && session.status !== 'waiting' && session.status !== 'accepted';
  return isOver ? null : `The session is ${session.status}.`;
}

function withoutSession(state: Screens): string | null {
  return chosenSession(state) ? null : 'There is no session.';
}
