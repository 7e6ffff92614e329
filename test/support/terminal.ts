import { createRequire } from 'node:module';
import { join } from 'node:path';
import { spawn } from '@lydell/node-pty';
import type { Terminal as Emulator } from '@xterm/headless';

const { Terminal } = createRequire(import.meta.url)('@xterm/headless') as { Terminal: typeof Emulator };

/** Regent in a terminal of its own, as a person has it before them. */
export interface TerminalRun {
  /** The screen's rows as text, without the spaces at their ends. */
  rows(): string[];
  /** Resolves when the screen shows all of these; after a while it fails with what shows instead. */
  until(...texts: string[]): Promise<void>;
  press(keys: string): void;
  resize(columns: number, rows: number): void;
  cursor(): { readonly x: number; readonly y: number };
  /** What the bytes did that no screen should do: set the title, ring, make a link, write the clipboard. */
  readonly mischief: readonly string[];
  /** All bytes that were written so far. */
  readonly written: string;
  readonly pid: number;
  readonly exited: Promise<number>;
  /** The terminal goes away, as when its window is closed: nobody reads or writes its other end any more. */
  hangUp(): void;
  close(): void;
}

export const enter = '\r';

/** Shorter than the time limit of any test, so that what is wrong is the screen and not the time. */
const patienceMs = Number(process.env.PATIENCE_MS ?? 50_000);

/** Starts `regent`, without a command, on a terminal of this size. */
export function openTerminal(
  cwd: string,
  env: Readonly<Record<string, string>>,
  size: { readonly columns: number; readonly rows: number },
  args: readonly string[] = [],
): TerminalRun {
  const emulator = new Terminal({ cols: size.columns, rows: size.rows, allowProposedApi: true });
  let written = '';
  const mischief: string[] = [];
  emulator.onTitleChange((title) => mischief.push(`title: ${title}`));
  emulator.onBell(() => mischief.push('bell'));
  for (const code of [0, 1, 2, 4, 7, 8, 9, 10, 11, 12, 52, 133, 777, 1337])
    emulator.parser.registerOscHandler(code, (data) => {
      mischief.push(`OSC ${code}: ${data}`);
      return false;
    });
  const watchers = new Set<() => void>();
  const child = spawn(process.execPath, [join(process.cwd(), 'dist/regent.js'), ...args], {
    cols: size.columns,
    rows: size.rows,
    cwd,
    env: { TERM: 'xterm-256color', LANG: 'C.UTF-8', ...env },
  });
  child.onData((data) => {
    written += data;
    emulator.write(data, () => {
      for (const watcher of watchers) watcher();
    });
  });
  const exited = new Promise<number>((resolve) => child.onExit(({ exitCode }) => resolve(exitCode)));
  const rows = (): string[] =>
    Array.from({ length: emulator.rows }, (_, at) => {
      const { active } = emulator.buffer;
      return (
        active
          .getLine(active.viewportY + at)
          ?.translateToString(true)
          .trimEnd() ?? ''
      );
    });
  // A frame comes in several pieces: before its last one the screen is no screen.
  const shows = (texts: readonly string[]): boolean =>
    !emulator.modes.synchronizedOutputMode && texts.every((text) => rows().join('\n').includes(text));
  const shown = (texts: readonly string[]): Promise<void> =>
    new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        watchers.delete(watcher);
        const missing = texts.filter((text) => !rows().join('\n').includes(text));
        reject(new Error(`The screen never showed ${JSON.stringify(missing)}:\n${rows().join('\n')}`));
      }, patienceMs);
      const watcher = (): void => {
        if (!shows(texts)) return;
        clearTimeout(timer);
        watchers.delete(watcher);
        resolve();
      };
      watchers.add(watcher);
    });
  return {
    rows,
    async until(...texts) {
      // Pieces that came together are taken in one go: what one of them showed, the next may have changed.
      while (!shows(texts)) await shown(texts);
    },
    press: (keys) => child.write(keys),
    resize(columns, height) {
      emulator.resize(columns, height);
      child.resize(columns, height);
    },
    cursor: () => ({ x: emulator.buffer.active.cursorX, y: emulator.buffer.active.cursorY }),
    get written() {
      return written;
    },
    mischief,
    pid: child.pid,
    exited,
    hangUp: () => (child as unknown as { destroy(): void }).destroy(),
    close: () => child.kill('SIGKILL'),
  };
}
