import type { Context } from '../cli/context.ts';
import { exitCodes } from '../cli/context.ts';
import { readEarly } from './early.ts';

/** Opens the workbench on the terminal, and returns the exit code when the person leaves. */
export async function openScreen(context: Context): Promise<number> {
  // No echo from here on: a key that is typed while the parts load must not shift the first frame.
  process.stdin.setRawMode(true);
  const early = readEarly(context);
  const ink = await withoutFetch(() => import('ink'));
  const [{ render }, { App }, { createScreens }, { openProject }, { leaveNow }, { applySettings }, settings] =
    await Promise.all([
      ink,
      import('./app.tsx'),
      import('./store.ts'),
      import('./project.ts'),
      import('./leave.ts'),
      import('./settings.ts'),
      context.services.readSettings(),
    ]);
  const { stdout } = process;
  let exitCode: number = exitCodes.done;
  let app: { exit: () => void; suspendTerminal: (run: () => Promise<void>) => Promise<void> } | null = null;
  const deps = {
    store: createScreens(),
    context,
    terminal: {
      size: () => ({ columns: stdout.columns || 80, rows: stdout.rows || 24 }),
      suspend: async (run: () => Promise<void>) => app?.suspendTerminal(run),
      exit: (code: number) => {
        exitCode = code;
        const leaving = app;
        // Once: where the terminal is gone, giving it back is what fails, and must not be tried again.
        app = null;
        leaving?.exit();
      },
    },
  };
  const complainOfSettings = applySettings(deps, settings);
  const connect = (given: NonNullable<typeof app>): void => {
    app = given;
  };
  const { style } = context;
  const looks = { ascii: !style.pass.startsWith('✓'), colour: style.bold('x') !== 'x' };
  stdout.write('\r');
  const instance = render(<App deps={deps} looks={looks} connect={connect} />, {
    alternateScreen: true,
    incrementalRendering: true,
    exitOnCtrlC: false,
  });
  // The terminal went away, or somebody ends the process: stop what runs, so that it can be resumed.
  const stop = (): void => void leaveNow(deps, exitCodes.interrupted);
  context.signal.addEventListener('abort', stop, { once: true });
  process.stdin.once('end', stop);
  process.stdin.on('error', stop);
  try {
    await openProject(deps, early);
    complainOfSettings();
    await instance.waitUntilExit();
  } finally {
    context.signal.removeEventListener('abort', stop);
    process.stdin.removeListener('end', stop);
    if (!process.stdin.destroyed) process.stdin.setRawMode(false);
  }
  return exitCode;
}

/**
 * Ink's layout engine carries its WebAssembly in itself, but reads it with `fetch` where there is one, and that loads an
 * HTTP client first: a sixth of the time to the first frame. Without, it decodes what it has.
 */
async function withoutFetch<T>(load: () => Promise<T>): Promise<T> {
  const { fetch } = globalThis;
  Reflect.set(globalThis, 'fetch', undefined);
  try {
    return await load();
  } finally {
    globalThis.fetch = fetch;
  }
}
