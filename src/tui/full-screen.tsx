import { render } from 'ink';
import { App } from './app.tsx';
import type { Looks } from './components/row.tsx';
import type { Face } from './face.ts';

/** The screens on the terminal's other buffer, drawn by Ink: only what changed is written. */
export function createFullScreen(looks: Looks): Face {
  const { stdout } = process;
  let exitCode = 0;
  let app: { exit: () => void; suspendTerminal: (run: () => Promise<void>) => Promise<void> } | null = null;
  return {
    terminal: {
      size: () => ({ columns: stdout.columns || 80, rows: stdout.rows || 24 }),
      suspend: async (run) => app?.suspendTerminal(run),
      exit(code) {
        exitCode = code;
        const leaving = app;
        // Once: where the terminal is gone, giving it back is what fails, and must not be tried again.
        app = null;
        leaving?.exit();
      },
    },
    async run(deps, onKey) {
      // Where a key was echoed before raw mode began.
      stdout.write('\r');
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
      await instance.waitUntilExit();
      return exitCode;
    },
  };
}
