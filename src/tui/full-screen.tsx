import { render } from 'ink';
import { App } from './app.tsx';
import type { Looks } from './components/paint.ts';
import type { Face } from './face.ts';

/**
 * Terminals don't agree on the width of every emoji. A row that comes out wider than it was counted is clipped at the
 * edge, in place of wrapping into the next one.
 */
const clipping = '\x1b[?7l';
const wrapping = '\x1b[?7h';

/** Until the frame that follows is whole, the terminal goes on to show what it has: no flicker. */
const holdStill = '\x1b[?2026h';
const homeAndErase = '\x1b[H\x1b[J';

/** Sizes change many times while a window is dragged. */
const restMs = 60;

/** The screens on the terminal's other buffer, drawn by Ink: only what changed is written. */
export function createFullScreen(looks: Looks): Face {
  const { stdout } = process;
  let exitCode = 0;
  let isLent = false;
  let redraw = (): void => {};
  let drawn = async (): Promise<void> => {};
  let app: { exit: () => void; suspendTerminal: (run: () => Promise<void>) => Promise<void> } | null = null;
  return {
    terminal: {
      size: () => ({ columns: stdout.columns || 80, rows: stdout.rows || 24 }),
      drawn: () => drawn(),
      async suspend(run) {
        await app?.suspendTerminal(async () => {
          isLent = true;
          stdout.write(wrapping);
          try {
            await run();
          } finally {
            stdout.write(clipping);
            isLent = false;
          }
        });
        // A key that was echoed meanwhile has moved the place where Ink began to draw.
        redraw();
      },
      exit(code) {
        exitCode = code;
        const leaving = app;
        // Once: where the terminal is gone, giving it back is what fails, and must not be tried again.
        app = null;
        leaving?.exit();
      },
    },
    async run(deps, onKey) {
      // To the line's beginning, in case a key was echoed before raw mode began.
      stdout.write(`\r${clipping}`);
      const restore = (): void => void stdout.write(wrapping);
      process.once('exit', restore);
      const instance = render(
        <App
          deps={deps}
          looks={looks}
          onKey={onKey}
          connect={(given) => {
            app = given;
          }}
        />,
        // Ink would draw nothing where CI is set; whoever has a terminal on both sides wants to see something.
        { alternateScreen: true, incrementalRendering: true, exitOnCtrlC: false, interactive: true },
      );
      drawn = () => instance.waitUntilRenderFlush();
      // A terminal that was made smaller and larger again in one go has lost what Ink believes is still there.
      let timer: NodeJS.Timeout | undefined;
      redraw = () => {
        if (isLent || !app) return;
        stdout.write(holdStill);
        instance.clear();
        stdout.write(homeAndErase);
        deps.store.setState({});
      };
      const resized = (): void => {
        clearTimeout(timer);
        timer = setTimeout(redraw, restMs);
      };
      process.on('SIGWINCH', resized);
      await instance.waitUntilExit();
      process.off('SIGWINCH', resized);
      clearTimeout(timer);
      process.off('exit', restore);
      restore();
      return exitCode;
    },
  };
}
