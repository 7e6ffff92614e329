import { staticFolder } from '../core/glob.ts';
import type { Deps } from './deps.ts';
import { createFolderWatch } from './folder-watch.ts';
import { refresh } from './project.ts';
import { findObstacle } from './review/obstacle.ts';
import type { Screen, Screens, Store } from './store.ts';

/** An editor, or git, writes several files; the plan is made once they all rest. */
const quietMs = 300;

/** Up to so many specs all are watched, above that the one that the cursor is on: watches are the system's, and few. */
const fewSpecs = 100;

/** So long without a key, and the person may have been elsewhere and changed something there. */
const awayMs = { few: 3000, many: 15_000 };

/** Where what changes elsewhere shows. */
const concerned: readonly Screen[] = ['specs', 'review', 'history'];

/**
 * Keeps what is shown as new as what is on disk: reads it anew when an asset or an output is saved, and, for what is not
 * watched (many specs, sessions of other windows), at the first key after a rest. Nothing is done while nothing happens.
 */
export function watchProject(deps: Deps, now: () => number): { keyPressed(): void; stop(): void } {
  const watch = createFolderWatch(() => void readAnew(deps), quietMs);
  let last = now();
  const unsubscribe = deps.store.subscribe((state, before) => {
    const { plan, cursor } = state.specs;
    const isMoved = cursor !== before.specs.cursor && (plan?.specs.size ?? 0) > fewSpecs;
    // With each plan, for folders come and go.
    if (plan !== before.specs.plan || state.bench !== before.bench || isMoved) void watch.set(foldersOf(state));
  });
  return {
    keyPressed() {
      const rested = now() - last;
      last = now();
      const { plan } = deps.store.getState().specs;
      if (rested < (plan && plan.specs.size > fewSpecs ? awayMs.many : awayMs.few)) return;
      // After the key has been answered: it should not wait for this, and may have led to another screen.
      setTimeout(() => {
        if (concerned.includes(deps.store.getState().screen)) void readAnew(deps);
      }, 50).unref();
    },
    stop() {
      unsubscribe();
      watch.close();
    },
  };
}

/** Reads the plan and the sessions anew, and whether the candidate that is reviewed can still be accepted. */
async function readAnew(deps: Deps): Promise<void> {
  const { store } = deps;
  if (store.getState().leaving || !store.getState().specs.plan) return;
  if (reading.has(store) || store.getState().busy !== null) {
    // What is under way may have read already what changed since.
    clearTimeout(later.get(store));
    later.set(store, setTimeout(() => void readAnew(deps), quietMs).unref());
    return;
  }
  reading.add(store);
  await refresh(deps);
  await findObstacle(deps);
  reading.delete(store);
}

const reading = new WeakSet<Store>();
const later = new WeakMap<Store, NodeJS.Timeout>();

function foldersOf({ bench, specs }: Pick<Screens, 'bench' | 'specs'>): readonly string[] {
  if (bench.kind !== 'open' || !specs.plan) return [];
  const { root } = bench.workbench;
  const all = [...specs.plan.specs.values()];
  const few = all.length <= fewSpecs ? all : all.filter((spec) => spec.name === specs.cursor);
  const below = few.flatMap(({ folder, outputs }) => [
    ...['', '/contract', '/tests', '/holdout', '/probe'].map((part) => folder + part),
    ...outputs.map(staticFolder),
  ]);
  const wanted = ['specs', 'rules', 'skills', ...below].filter((folder) => folder !== '');
  return [...new Set(wanted)].map((folder) => `${root}/${folder}`);
}
