import { ask, type Deps } from '../deps.ts';
import { currentLive, type Live } from '../store.ts';
import { emptyEdit } from '../text-edit.ts';
import { resumeSession, withLive } from './actions.ts';
import { isOver } from './known.ts';

/** Asks for a message to the agent that works, and queues it. */
export function steer(deps: Deps): void {
  const live = currentLive(deps.store.getState());
  if (!live) return;
  ask(deps, {
    kind: 'text',
    title: 'to the agent',
    edit: emptyEdit,
    run: (text) => {
      if (text.trim() === '') return;
      if (isOver(deps.store.getState(), live)) askToSayAfterAll(deps, live, text);
      else
        void withLive(deps, async ({ session }) => {
          if (typeof (await session.steer(text)) !== 'string') askToSayAfterAll(deps, live, text);
        });
    },
  });
}

/** Who was still writing when the session ended loses no word. */
function askToSayAfterAll(deps: Deps, { session }: Live, message: string): void {
  ask(deps, {
    kind: 'confirm',
    title: `The session of ${session.spec} is over: say it all the same?`,
    lines: ['It ended while you wrote. It goes on with your message, within the limits that it has.', `> ${message}`],
    yes: 'go on with it',
    run: () => void resumeSession(deps, session.id, { message }),
  });
}
