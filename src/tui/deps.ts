import type { Context } from '../cli/context.ts';
import { isProblem } from '../cli/context.ts';
import type { Problem, Workbench } from '../core/workbench.ts';
import { keyOf } from './keymap.ts';
import type { Dialog, Notice, Screens, Store } from './store.ts';

/** What an action may touch: the store, the services behind the screens, and the terminal. */
export interface Deps {
  readonly store: Store;
  readonly context: Pick<Context, 'cwd' | 'env' | 'services' | 'signal'>;
  readonly terminal: Terminal;
}

export interface Terminal {
  size(): { readonly columns: number; readonly rows: number };
  /** Resolves when what the store holds is on the screen: before work that keeps frames from being drawn for a while. */
  drawn(): Promise<void>;
  /** Hands the terminal to another program, and draws everything anew when that is done. */
  suspend(run: () => Promise<void>): Promise<void>;
  exit(code: number): void;
}

/** Changes one part of the state. */
export function patch<Part extends keyof Screens>({ store }: Deps, part: Part, change: Partial<Screens[Part]>): void {
  const before = store.getState()[part];
  store.setState({ [part]: { ...(before as object), ...(change as object) } } as Partial<Screens>);
}

export function say({ store }: Deps, tone: Notice['tone'], text: string, next?: string): void {
  store.setState({ notice: next === undefined ? { tone, text } : { tone, text, next } });
}

/** Says what went wrong and what to do next. */
export function complain(deps: Deps, { problem, mend, diagnostics, missing }: Problem): void {
  const first = diagnostics?.find((one) => one.severity === 'error') ?? diagnostics?.[0];
  if (first) say(deps, 'bad', `${problem} ${first.file}:${first.line}: ${first.message}`, first.mend);
  else if (missing)
    say(deps, 'bad', problem, `${keyOf(deps.store.getState(), 'set-up')} offers what helps. Or: ${mend}`);
  else say(deps, 'bad', problem, mend);
}

/**
 * Opens a dialog, changes the one that is open, or closes it (null). One that comes up while the person is in another, for
 * it had to look at something first, waits until that is closed: no key that is meant for the one answers the other.
 */
export function ask(deps: Deps, dialog: Dialog | null): void {
  const { store } = deps;
  const { dialog: open } = store.getState();
  if (dialog === null || open === null || isSame(open, dialog)) {
    store.setState({ dialog });
    return;
  }
  const stop = store.subscribe((state) => {
    if (state.dialog !== null) return;
    stop();
    // What the closed one leads to comes first.
    setTimeout(() => ask(deps, dialog));
  });
}

function isSame(one: Dialog, other: Dialog): boolean {
  if (one.kind === 'palette' || other.kind === 'palette') return one.kind === other.kind;
  return one.kind === other.kind && one.title === other.title;
}

/** Waits for something; a throw, which is a bug or an outage, is said and takes nothing else with it. */
export async function guarded(deps: Deps, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    const text = error instanceof Error ? error.message : String(error);
    say(deps, 'bad', text, 'This should not happen; nothing recorded is lost.');
  }
}

/** The workbench, or null while there is none. */
export function benchOf({ store }: Deps): Workbench | null {
  const { bench } = store.getState();
  return bench.kind === 'open' ? bench.workbench : null;
}

/**
 * Does something that takes a moment: says so meanwhile, and afterwards what went wrong, if anything did. Returns null
 * then. A throw is a bug or an outage; it must not take the sessions that run with it.
 */
export async function during<T extends object>(
  deps: Deps,
  what: string,
  work: () => Promise<T | Problem>,
): Promise<T | null> {
  deps.store.setState({ busy: what, notice: null });
  try {
    const result = await work();
    if (!isProblem(result)) return result as T;
    complain(deps, result);
    return null;
  } catch (error) {
    say(
      deps,
      'bad',
      `${what}: ${error instanceof Error ? error.message : String(error)}`,
      'This should not happen; nothing recorded is lost.',
    );
    return null;
  } finally {
    deps.store.setState({ busy: null });
  }
}
