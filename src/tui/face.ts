import type { Deps, Terminal } from './deps.ts';

/** How the store gets before the person, and their keys to the keymap. */
export interface Face {
  readonly terminal: Terminal;
  /** Shows the store until the person leaves; returns the exit code. `onKey` is told of every key. */
  run(deps: Deps, onKey: () => void): Promise<number>;
}
