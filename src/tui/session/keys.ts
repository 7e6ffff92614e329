import { type Binding, moving } from '../binding.ts';
import { ask, type Deps, patch } from '../deps.ts';
import { layoutOf } from '../layout.ts';
import { openReview } from '../review/actions.ts';
import { currentLive, type Screens } from '../store.ts';
import { emptyEdit } from '../text-edit.ts';
import { movePlace } from '../transcript.ts';
import { updateLive, withLive } from './actions.ts';
import { transcriptView } from './view.ts';

export const sessionKeys: readonly Binding[] = [
  {
    keys: ['space'],
    name: 'session.pause',
    where: 'session',
    label: 'pause',
    help: 'Pause before the next step, or go on.',
    hint: true,
    disabled: unlessRunning,
    run: (deps) => withLive(deps, ({ session }) => (session.state.paused ? session.proceed() : session.pause())),
  },
  {
    keys: ['enter'],
    name: 'session.steer',
    where: 'session',
    label: 'steer',
    help: 'Say something to the agent; it is delivered at the next tool boundary.',
    hint: true,
    disabled: unlessRunning,
    run: steer,
  },
  {
    keys: ['enter'],
    name: 'session.review',
    where: 'session',
    label: 'review',
    help: 'Open a session that is over in Review.',
    hint: true,
    disabled: (state) => {
      const live = currentLive(state);
      if (!live) return 'There is no session.';
      return live.over ? null : 'The session still runs.';
    },
    run: async (deps) => {
      const live = currentLive(deps.store.getState());
      if (live) await openReview(deps, live.session.id);
    },
  },
  {
    keys: ['x', 'backspace'],
    name: 'session.retract',
    where: 'session',
    label: 'take back',
    help: 'Take back the last message that was not delivered yet.',
    disabled: (state) => (currentLive(state)?.state.steering.length ? null : 'No message is queued.'),
    run: (deps) =>
      withLive(deps, async ({ session }) => {
        const last = session.state.steering.at(-1);
        if (last) await session.retract(last.id);
      }),
  },
  {
    keys: ['esc'],
    name: 'session.interrupt',
    where: 'session',
    label: 'interrupt',
    help: 'End the session at once; it can be resumed.',
    hint: true,
    disabled: unlessRunning,
    run: (deps) => {
      const live = currentLive(deps.store.getState());
      if (!live) return;
      ask(deps, {
        kind: 'confirm',
        title: `Interrupt the session of ${live.session.spec}?`,
        lines: ['What runs is stopped now. All that was recorded stays, and c on the Specs screen goes on with it.'],
        yes: 'interrupt',
        run: () => live.session.interrupt('user'),
      });
    },
  },
  {
    keys: ['b'],
    name: 'session.roll-back',
    where: 'session',
    label: 'roll back',
    help: 'While paused: put the outputs back to an earlier attempt.',
    disabled: (state) =>
      currentLive(state)?.state.paused ? null : 'Pause first (space), then the outputs can be put back.',
    run: (deps) => {
      const live = currentLive(deps.store.getState());
      if (!live) return;
      ask(deps, {
        kind: 'choose',
        title: 'Put the outputs back to',
        options: live.state.attempts.map(
          ({ number, tested }) =>
            [
              String(number),
              `attempt ${number}${tested ? `, ${tested.counts.passed}/${tested.counts.total} tests pass` : ''}`,
            ] as const,
        ),
        at: 0,
        run: (value) => void withLive(deps, ({ session }) => session.rollBack(Number(value))),
      });
    },
  },
  {
    keys: ['o'],
    name: 'session.unfold',
    where: 'session',
    label: 'results',
    help: 'Show or hide what the tools returned.',
    hint: true,
    run: (deps) => patch(deps, 'live', { unfolded: !deps.store.getState().live.unfolded }),
  },
  {
    keys: ['H', 'L'],
    name: 'session.next',
    where: 'session',
    label: 'other session',
    help: 'Switch between the sessions.',
    disabled: (state) => (state.live.sessions.length > 1 ? null : 'There is one session only.'),
    run: (deps) => {
      const { live } = deps.store.getState();
      const at = live.sessions.findIndex((one) => one.session.id === live.current);
      const next = live.sessions[(at + 1) % live.sessions.length];
      if (next) patch(deps, 'live', { current: next.session.id });
    },
  },
  ...moving('session', (deps, rows) => {
    const state = deps.store.getState();
    const live = currentLive(state);
    if (!live) return;
    const { columns, rows: height } = deps.terminal.size();
    const view = transcriptView(state, layoutOf(columns, height));
    const place = movePlace(live.transcript, live.place, rows, view);
    updateLive(deps, live.session.id, () => ({ place }));
  }),
];

function unlessRunning(state: Screens): string | null {
  const live = currentLive(state);
  if (!live) return 'There is no session.';
  return live.over ? 'The session is over.' : null;
}

function steer(deps: Deps): void {
  ask(deps, {
    kind: 'text',
    title: 'to the agent',
    edit: emptyEdit,
    run: (text) => {
      if (text.trim() !== '') void withLive(deps, ({ session }) => session.steer(text));
    },
  });
}
