import { isAbsolute, join } from 'node:path';
import { NODE_TRIPWIRE } from './tripwire-node.ts';
import { PYTHON_TRIPWIRE } from './tripwire-python.ts';

/** The exit code of a test process that the code under test tried to end. */
export const GUARDED_EXIT_CODE = 86;

/** Preloads, below Regent's own folder inside. */
export const GUARD_FILES: Readonly<Record<string, string>> = {
  'guard/exit.cjs': NODE_TRIPWIRE,
  'guard/sitecustomize.py': PYTHON_TRIPWIRE,
};

/**
 * Returns the environment with which Node and Python processes notice that code under test ends them: a test run cut
 * short by `process.exit(0)` would else look like one that passed. Paths are relative to `workspace`, or absolute.
 * `regent` is the folder, as seen inside, that holds {@link GUARD_FILES}.
 */
export function withExitGuard(
  env: Readonly<Record<string, string>>,
  guarded: readonly string[],
  workspace: string,
  regent: string,
): Record<string, string> {
  if (guarded.length === 0) return { ...env };
  const paths = guarded.map((path) => (isAbsolute(path) ? join(path, '.') : join(workspace, path)));
  const before = (name: string, value: string, separator: string): string =>
    env[name] === undefined || env[name] === '' ? value : value + separator + env[name];
  return {
    ...env,
    REGENT_GUARD: `${regent}/guard`,
    REGENT_GUARDED: paths.map((path) => path.replace(/\/+$/, '')).join('\n'),
    NODE_OPTIONS: before('NODE_OPTIONS', `--require=${quoteOption(`${regent}/guard/exit.cjs`)}`, ' '),
    PYTHONPATH: before('PYTHONPATH', `${regent}/guard`, ':'),
  };
}

/** Returns the command with the guard kept where it sets the variables anew that load it. */
export function keepGuard(command: string): string {
  return command
    .replace(/(?<![\w$])PYTHONPATH=/g, 'PYTHONPATH="$REGENT_GUARD":')
    .replace(/(?<![\w$])NODE_OPTIONS=/g, 'NODE_OPTIONS="--require=$REGENT_GUARD/exit.cjs "');
}

/** NODE_OPTIONS is split at spaces, except in double quotes. */
function quoteOption(path: string): string {
  return /[\s"\\]/.test(path) ? `"${path.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"` : path;
}
