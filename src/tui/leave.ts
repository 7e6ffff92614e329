import type { Demo } from '../core/services.ts';
import { ask, type Deps } from './deps.ts';
import { stopDrafts } from './draft/run.ts';
import { plural } from './facts.ts';
import { stopAll } from './session/actions.ts';
import { isAnythingUnderWay, runningSessions } from './store.ts';
import { stopTrials } from './trial/actions.ts';

/** Leaves, after a confirmation if sessions run. */
export function leave(deps: Deps): void {
  const state = deps.store.getState();
  const running = runningSessions(state);
  const trials = state.trial.running;
  const demo = state.bench.kind === 'open' ? state.bench.demo : null;
  const drafts = state.drafting;
  if (!isAnythingUnderWay(state) && !demo) return void leaveNow(deps, 0);
  ask(deps, {
    kind: 'confirm',
    title: 'Leave Regent?',
    lines: [
      ...(running.length > 0
        ? [
            `${plural(running.length, 'session')} will be interrupted: ${running.map(({ session }) => session.spec).join(', ')}.${demo ? '' : ' Each can be resumed.'}`,
          ]
        : []),
      ...(trials.length > 0 ? [`${plural(trials.length, 'trial')} will be interrupted, and can go on.`] : []),
      ...(drafts.length > 0
        ? [`${plural(drafts.length, 'draft')} will be cut off${demo ? '' : ', and can go on'}.`]
        : []),
      ...(demo ? demoGoes(demo) : []),
    ],
    yes: 'leave',
    run: () => void leaveNow(deps, 0),
    moot: (now) => (demo || isAnythingUnderWay(now) ? null : 'Nothing runs any more; the same key leaves.'),
  });
}

/** What becomes of a demo that is left: whatever was done in it was done in its scratch repository. */
export function demoGoes({ folder }: Demo): string[] {
  return [
    `The demo is deleted, with its sessions and commits: ${folder}`,
    'Your own folders are as they were. To keep a demo, play it with: regent demo --keep',
  ];
}

/** Interrupts what runs, removes the demo, and gives the terminal back. */
export async function leaveNow(deps: Deps, code: number): Promise<void> {
  const { store, terminal } = deps;
  if (store.getState().leaving) return terminal.exit(code);
  store.setState({
    leaving: true,
    dialog: null,
    busy:
      runningSessions(store.getState()).length + store.getState().trial.running.length > 0
        ? 'stopping the sessions'
        : null,
  });
  await Promise.all([stopAll(deps), stopDrafts(deps), stopTrials(deps)]);
  const { bench } = store.getState();
  if (bench.kind === 'open') await bench.demo?.remove().catch(() => {});
  terminal.exit(code);
}
