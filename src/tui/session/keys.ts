import { type Binding, moving } from '../binding.ts';
import { ask, type Deps, patch, say } from '../deps.ts';
import { keyOf } from '../keymap.ts';
import { layoutNow } from '../layout.ts';
import { openReview } from '../review/actions.ts';
import { currentLive, type Screens } from '../store.ts';
import { movePlace } from '../transcript.ts';
import { updateLive, withLive } from './actions.ts';
import { goOn } from './go-on.ts';
import { isOver, newestResumable, newestToReview } from './known.ts';
import { steer } from './steer.ts';
import { editAndTake, takeAssets } from './take-assets.ts';
import { transcriptView } from './view.ts';

export const sessionKeys: readonly Binding[] = [
  {
    keys: ['space'],
    name: 'session.pause',
    where: 'session',
    label: 'pause',
    help: 'Pause before the next step.',
    hint: true,
    disabled: (state) =>
      unlessRunning(state) ?? (currentLive(state)?.state.paused ? 'It is paused; the same key goes on.' : null),
    run: (deps) => withLive(deps, ({ session }) => session.pause()),
  },
  {
    keys: ['space'],
    name: 'session.go-on',
    where: 'session',
    label: 'go on',
    help: 'Go on after a pause; messages that are queued are delivered.',
    hint: true,
    disabled: (state) => unlessRunning(state) ?? (currentLive(state)?.state.paused ? null : 'It is not paused.'),
    run: (deps) => withLive(deps, ({ session }) => session.proceed()),
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
    help: 'Open a session that is over in Review; where none ran here, the candidate that waits or the newest session.',
    hint: true,
    disabled: (state) => {
      const live = currentLive(state);
      if (live) return live.over ? null : 'The session still runs.';
      return newestToReview(state) ? null : 'There is no session.';
    },
    run: async (deps) => {
      const state = deps.store.getState();
      const id = currentLive(state)?.session.id ?? newestToReview(state)?.id;
      if (id !== undefined) await openReview(deps, id);
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
        return last && session.retract(last.id);
      }),
  },
  {
    keys: ['s'],
    name: 'session.step',
    where: 'session',
    label: 'step',
    help: 'Pause after each attempt from here on, or no longer.',
    disabled: unlessRunning,
    run: (deps) =>
      withLive(deps, async ({ session }) => {
        const refused = await session.switchStep(!session.state.step);
        if (refused) return refused;
        const text = session.state.step ? 'It pauses after each attempt.' : 'It pauses no more after each attempt.';
        say(deps, 'plain', text);
        return null;
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
        lines: [
          `What runs is stopped now. All that was recorded stays, and ${keyOf(deps.store.getState(), 'specs.resume')} on the Specs screen goes on with it.`,
        ],
        yes: 'interrupt',
        run: () => live.session.interrupt('user'),
        moot: (state) => (isOver(state, live) ? 'The session is over; nothing is left to interrupt.' : null),
      });
    },
  },
  {
    keys: ['b'],
    name: 'session.roll-back',
    where: 'session',
    label: 'roll back',
    help: 'While paused: put the outputs back to an earlier attempt.',
    hint: true,
    disabled: (state) =>
      whileRunning(state, 'the outputs can be put back') ??
      (currentLive(state)?.state.attempts.length ? null : 'There is no attempt yet.'),
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
        moot: (state) => (isOver(state, live) ? 'The session is over; nothing can be put back any more.' : null),
      });
    },
  },
  {
    keys: ['e'],
    name: 'session.edit',
    where: 'session',
    label: 'edit',
    help: 'While paused, or when the session is over: edit the spec, a test, the contract or a rule in $EDITOR; the session goes on with what changed.',
    hint: true,
    disabled: (state) => {
      const live = currentLive(state);
      if (live?.over) return live.state.ended?.outcome === 'candidate' ? 'It has a candidate: review that.' : null;
      return whileRunning(state, 'an asset can be edited and taken in');
    },
    run: editAndTake,
  },
  {
    keys: ['t'],
    name: 'session.take-assets',
    where: 'session',
    label: 'take in',
    help: 'While paused: take in the spec, tests and rules as they are now, where they were edited elsewhere.',
    disabled: (state) => whileRunning(state, 'what was edited elsewhere can be taken in'),
    run: async (deps) => {
      const live = currentLive(deps.store.getState());
      if (live) await takeAssets(deps, live);
    },
  },
  {
    keys: ['c'],
    name: 'session.resume',
    where: 'session',
    label: 'resume',
    help: 'Go on with a session that is over: interrupted, cut off, at a limit, or objected to.',
    hint: true,
    disabled: (state) => {
      const live = currentLive(state);
      if (!live) return newestResumable(state) ? null : 'There is no session to go on with.';
      if (!live.over) return 'The session still runs.';
      return live.state.ended?.outcome === 'candidate' ? 'It has a candidate: review that.' : null;
    },
    run: async (deps) => {
      const state = deps.store.getState();
      const live = currentLive(state);
      const session = live
        ? { id: live.session.id, outcome: live.state.ended?.outcome ?? null }
        : newestResumable(state);
      if (session) await goOn(deps, session);
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
    keys: ['H'],
    name: 'session.previous',
    where: 'session',
    label: 'session before',
    help: 'Switch to the session that was started before this one.',
    disabled: unlessSeveral,
    run: (deps) => switchSession(deps, -1),
  },
  {
    keys: ['L'],
    name: 'session.next',
    where: 'session',
    label: 'session after',
    help: 'Switch to the session that was started after this one.',
    disabled: unlessSeveral,
    run: (deps) => switchSession(deps, 1),
  },
  ...moving('session', (deps, rows) => {
    const state = deps.store.getState();
    const live = currentLive(state);
    if (!live) return;
    const view = transcriptView(state, layoutNow(deps));
    const place = movePlace(live.transcript, live.place, rows, view);
    updateLive(deps, live.session.id, () => ({ place }));
  }),
];

function unlessRunning(state: Screens): string | null {
  const live = currentLive(state);
  if (!live) return 'There is no session.';
  return live.over ? 'The session is over.' : null;
}

/** Why what needs a pause can't be done; null in a pause. */
function whileRunning(state: Screens, what: string): string | null {
  const key = keyOf(state, 'session.pause');
  return unlessRunning(state) ?? (currentLive(state)?.state.paused ? null : `Pause first (${key}), then ${what}.`);
}

function unlessSeveral({ live }: Screens): string | null {
  return live.sessions.length > 1 ? null : 'There is one session only.';
}

function switchSession(deps: Deps, by: 1 | -1): void {
  const { sessions, current } = deps.store.getState().live;
  const at = sessions.findIndex((one) => one.session.id === current);
  const next = sessions[(at + by + sessions.length) % sessions.length];
  if (next) patch(deps, 'live', { current: next.session.id });
}
