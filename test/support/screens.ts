import { setTimeout as delay } from 'node:timers/promises';
import { services } from '../../src/services.ts';
import type { Deps } from '../../src/tui/deps.ts';
import { drawFrame } from '../../src/tui/frame.ts';
import { pasteText, pressKey } from '../../src/tui/input.ts';
import { layoutOf } from '../../src/tui/layout.ts';
import { textOf } from '../../src/tui/lines.ts';
import { openProject } from '../../src/tui/project.ts';
import { createScreens } from '../../src/tui/store.ts';

/** The screens without a terminal: keys go in, rows come out. */
export interface OpenScreens {
  readonly deps: Deps;
  /** Presses keys one after the other, each when what the one before began is done. */
  press(...keys: string[]): Promise<void>;
  paste(text: string): void;
  /** Resolves when the screen shows all of these. */
  until(...texts: string[]): Promise<void>;
  rows(): string[];
  cursor(): { readonly x: number; readonly y: number } | null;
}

/** Shorter than the time limit of any test, so that what is wrong is the screen and not the time. */
const patienceMs = Number(process.env.PATIENCE_MS ?? 20_000);

/** Opens the screens in a folder, of which `env` says where a person's settings and caches are. */
export async function openScreens(
  cwd: string,
  env: Readonly<Record<string, string>>,
  size: { readonly columns: number; readonly rows: number } = { columns: 80, rows: 24 },
): Promise<OpenScreens> {
  Object.assign(process.env, env, { EDITOR: 'true', VISUAL: '' });
  const deps: Deps = {
    store: createScreens(),
    context: { cwd, env: process.env, services, signal: new AbortController().signal },
    terminal: { size: () => size, drawn: async () => {}, suspend: (run) => run(), exit: () => {} },
  };
  const draw = () => drawFrame(deps.store.getState(), layoutOf(size.columns, size.rows));
  const rows = () => draw().lines.map((line) => textOf(line).trimEnd());
  await openProject(deps);
  return {
    deps,
    async press(...keys) {
      for (const key of keys) {
        pressKey(deps, key);
        do await delay(10);
        while (deps.store.getState().busy !== null);
      }
    },
    paste: (text) => pasteText(deps, text),
    async until(...texts) {
      const shows = () => texts.every((text) => rows().join('\n').includes(text));
      if (shows()) return;
      await new Promise<void>((resolve, reject) => {
        const timer = setTimeout(
          () => reject(new Error(`It never showed ${texts}:\n${rows().join('\n')}`)),
          patienceMs,
        );
        const stop = deps.store.subscribe(() => {
          if (!shows()) return;
          stop();
          clearTimeout(timer);
          resolve();
        });
      });
    },
    rows,
    cursor: () => draw().cursor,
  };
}
