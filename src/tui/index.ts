import type { Context } from '../cli/context.ts';
import { exitCodes } from '../cli/context.ts';
import type { UserSettings } from '../core/user-settings.ts';
import { readEarly } from './early.ts';
import type { Face } from './face.ts';
import type { Store } from './store.ts';

export interface ScreenOptions {
  /** Speak line by line, as `INK_SCREEN_READER` and the setting ask for. */
  readonly screenReader?: boolean;
}

/** Opens the workbench on the terminal, and returns the exit code when the person leaves. */
export async function openScreen(context: Context, { screenReader = false }: ScreenOptions = {}): Promise<number> {
  const { env, services, signal } = context;
  const { stdin, stdout } = process;
  // No echo from here on: a key that is typed while the parts load must not shift the first frame.
  stdin.setRawMode(true);
  const early = readEarly(context);
  const asked = screenReader || env.INK_SCREEN_READER === 'true' || env.TERM === 'dumb';
  const [settings, parts] = await Promise.all([services.readSettings(), import('./parts.ts')]);
  await hear();
  const { createScreens, openProject, leaveNow, applySettings, callPerson, closeMoot, watchProject } = parts;
  const store = createScreens();
  const isLinear = asked || settings.settings.screenReader === true;
  const face = isLinear ? await linear(context, store) : await fullScreen(context, settings.settings.theme);
  const deps = { store, context, terminal: face.terminal };
  const stopClosing = closeMoot(deps);
  const watch = watchProject(deps, () => Date.now());
  const complainOfSettings = applySettings(deps, settings);
  let lastKey = Date.now();
  const stopCalling = callPerson(store, {
    how: settings.settings.notify,
    env,
    lastKey: () => lastKey,
    now: () => Date.now(),
    write: (bytes) => stdout.write(bytes),
  });
  // The terminal went away, or somebody ends the process: stop what runs, so that it can be resumed.
  const stop = (): void => void leaveNow(deps, exitCodes.interrupted);
  signal.addEventListener('abort', stop, { once: true });
  stdin.once('end', stop);
  stdin.on('error', stop);
  try {
    const left = face.run(deps, () => {
      lastKey = Date.now();
      watch.keyPressed();
    });
    await openProject(deps, early);
    complainOfSettings();
    return await left;
  } finally {
    stopCalling();
    stopClosing();
    watch.stop();
    signal.removeEventListener('abort', stop);
    stdin.removeListener('end', stop);
    if (!stdin.destroyed) stdin.setRawMode(false);
  }
}

async function linear({ style }: Context, store: Store): Promise<Face> {
  const { createLinear } = await import('./linear/index.ts');
  return createLinear(store, style.ascii);
}

async function fullScreen({ style, env }: Context, theme: UserSettings['theme'] = 'auto'): Promise<Face> {
  const { createFullScreen } = await import('./full-screen.tsx');
  await hear();
  const colour = style.bold('x') !== 'x';
  // Who asks for no colours asks for no plain text: https://no-color.org
  const attributes = Boolean(env.NO_COLOR) && env.FORCE_COLOR !== '0';
  const light = theme === 'auto' ? style.light : theme === 'light';
  return createFullScreen({ ascii: style.ascii, colour, attributes, light });
}

/** Lets git's answers in between two loads, each of which takes a while and lets nothing else happen. */
async function hear(): Promise<void> {
  // What a process says, that it ended, and that its pipes did come one after the other.
  for (let turn = 0; turn < 3; turn++) await new Promise((resolve) => setImmediate(resolve));
}
