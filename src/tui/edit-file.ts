import { type Deps, say } from './deps.ts';

/** Opens a file in the person's editor, at a line where the editor can be told, and waits for it. */
export async function editFile(deps: Deps, path: string, line?: number): Promise<void> {
  const { env } = deps.context;
  const editor = env.VISUAL || env.EDITOR || 'vi';
  const at = line !== undefined && takesLine.test(editor) ? ` +${line}` : '';
  const { spawn } = await import('node:child_process');
  let failure = '';
  await deps.terminal.suspend(
    () =>
      new Promise((resolve) => {
        // As git does: the variable may hold arguments, the path is never part of the shell's text.
        const child = spawn('sh', ['-c', `${editor}${at} "$1"`, 'sh', path], { stdio: 'inherit' });
        child.on('error', (error) => {
          failure = error.message;
          resolve();
        });
        child.on('exit', (code) => {
          if (code !== 0) failure = `${editor} ended with ${code ?? 'a signal'}`;
          resolve();
        });
      }),
  );
  if (failure !== '') say(deps, 'warn', failure, 'set EDITOR to the editor you use');
}

/** Editors that are told a line as `+12`. */
const takesLine = /^(?:\S*\/)?(?:n?vim?|nano|emacs|emacsclient|micro|kak|joe|mcedit)(?:\s|$)/;
