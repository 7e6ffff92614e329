import type { Deps } from './deps.ts';
import type { Screen, Screens } from './store.ts';

/** One thing that a key does. The tables of these draw the hints, the help and the documentation. */
export interface Binding {
  /** Names as `input.ts` gives them: `j`, `down`, `ctrl-d`, `space`. */
  readonly keys: readonly string[];
  /** Stable, for settings: `specs.run`. */
  readonly name: string;
  readonly where: Screen | 'everywhere';
  /** A word or two, for the hints. */
  readonly label: string;
  /** One sentence, for the help. */
  readonly help: string;
  /** Among the hints at the bottom: with its first key, or with these words for its keys. */
  readonly hint?: boolean | string;
  /** Why it can't be done right now; null when it can. */
  readonly disabled?: (state: Screens) => string | null;
  readonly run: (deps: Deps) => void | Promise<void>;
}

/** Moving in a list or a text, the same on every screen. `by` gets rows; ±Infinity is an end. */
export function moving(where: Screen, by: (deps: Deps, rows: number) => void): Binding[] {
  const half = (deps: Deps) => Math.max(1, Math.floor((deps.terminal.size().rows - 4) / 2));
  const move = (keys: string[], name: string, label: string, rows: (deps: Deps) => number): Binding => ({
    keys,
    name: `${where}.${name}`,
    where,
    label,
    help: `${label[0]?.toUpperCase()}${label.slice(1)}.`,
    run: (deps) => by(deps, rows(deps)),
  });
  return [
    move(['j', 'down'], 'down', 'down', () => 1),
    move(['k', 'up'], 'up', 'up', () => -1),
    move(['ctrl-d', 'pagedown'], 'page-down', 'half a page down', half),
    move(['ctrl-u', 'pageup'], 'page-up', 'half a page up', (deps) => -half(deps)),
    move(['g', 'home'], 'first', 'to the beginning', () => Number.NEGATIVE_INFINITY),
    move(['G', 'end'], 'last', 'to the end', () => Number.POSITIVE_INFINITY),
  ];
}
