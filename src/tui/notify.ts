import { cleanLine } from '../core/text.ts';
import type { UserSettings } from '../core/user-settings.ts';
import type { Live, Store } from './store.ts';

export interface Caller {
  readonly how: UserSettings['notify'];
  readonly env: Readonly<Record<string, string | undefined>>;
  /** When a key was pressed last; milliseconds, as `now`. */
  lastKey(): number;
  now(): number;
  write(bytes: string): void;
}

/** Calls the person when a session comes to need them, a draft is made or a trial ends, unless they pressed a key just now. Returns a way to stop. */
export function callPerson(store: Store, caller: Caller): () => void {
  if (caller.how === 'off') return () => {};
  const known = new Set<string>();
  const call = (text: string): void => {
    if (caller.now() - caller.lastKey() >= awayMs) caller.write(signal(text, caller));
  };
  return store.subscribe(({ live, drafting, trial }, before) => {
    for (const { state } of before.drafting.filter((one) => !drafting.includes(one))) {
      if (state.ended && state.ended.outcome !== 'interrupted') call(`a draft: ${state.ended.outcome}`);
    }
    for (const { state } of before.trial.running.filter((one) => !trial.running.includes(one))) {
      if (state.ended?.outcome !== 'interrupted') call(`a trial: ${state.ended?.outcome ?? 'failed'}`);
    }
    if (live.sessions === before.live.sessions) return;
    for (const one of live.sessions) {
      const need = needOf(one);
      const key = `${one.session.id} ${one.state.attempts.length} ${need}`;
      if (need === null || known.has(key)) continue;
      known.add(key);
      call(`${one.session.spec}: ${need}`);
    }
  });
}

/** Whoever pressed a key within this time sees the screen. */
const awayMs = 10_000;

/** What a session needs a person for, in Regent's own words: nothing that a model or a test said gets into a signal. */
function needOf({ state, over }: Live): string | null {
  if (!over) return state.paused ? 'it is paused' : null;
  const outcome = state.ended?.outcome ?? 'failed';
  switch (outcome) {
    case 'candidate':
      return 'a candidate waits for you';
    case 'objected':
      return 'the agent objects to the spec';
    case 'limit':
      return 'a limit is reached';
    case 'failed':
      return 'it failed';
    case 'interrupted':
      return null;
    default:
      return outcome satisfies never;
  }
}

/** A bell, and a notification (OSC 9) where the terminal is known to take one or the person says that it does. */
function signal(text: string, { how, env }: Caller): string {
  const isPlain = env.TERM === 'dumb' || env.TERM === 'linux' || /^vt\d/.test(env.TERM ?? '');
  if (isPlain || how === 'bell' || (how !== 'osc9' && !takesNotifications(env))) return '\x07';
  const osc = `\x1b]9;${cleanLine(`Regent: ${text}`).slice(0, 120)}\x07`;
  // tmux passes on what is wrapped like this, where its allow-passthrough is on; the bell it handles itself.
  return env.TMUX ? `\x07\x1bPtmux;${osc.replaceAll('\x1b', '\x1b\x1b')}\x1b\\` : `\x07${osc}`;
}

function takesNotifications({ TERM_PROGRAM, WT_SESSION, KITTY_WINDOW_ID, TMUX }: Caller['env']): boolean {
  if (TMUX) return false;
  return Boolean(WT_SESSION || KITTY_WINDOW_ID) || ['iTerm.app', 'WezTerm', 'ghostty'].includes(TERM_PROGRAM ?? '');
}
