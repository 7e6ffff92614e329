import { accessSync, constants, existsSync } from 'node:fs';
import { delimiter, isAbsolute, join } from 'node:path';
import type { Sandbox } from '../../core/ports.ts';

export type FoundSandbox =
  | { readonly sandbox: Sandbox }
  | { readonly missing: { readonly message: string; readonly mend: string } };

/**
 * Finds the sandbox of this machine: bubblewrap on Linux, the system's own on macOS. Starts no process: whether it
 * works shows in the first run, whose ending is `failed` with the mend.
 *
 * With `allowNone`, which only the user's flag or own settings may set, the answer is `none` where there is no sandbox,
 * and with `preferNone` even where there is one.
 */
export async function findSandbox(
  options: { readonly allowNone?: boolean; readonly preferNone?: boolean } = {},
): Promise<FoundSandbox> {
  const none = async (): Promise<FoundSandbox> => ({ sandbox: (await import('./none.ts')).createNoSandbox() });
  if (options.allowNone === true && options.preferNone === true) return none();
  if (process.platform === 'linux') {
    const program = findProgram('bwrap');
    if (program !== undefined) return { sandbox: (await import('./bubblewrap.ts')).createBubblewrap(program) };
  }
  if (process.platform === 'darwin' && existsSync(SEATBELT)) {
    return { sandbox: (await import('./sandbox-runtime.ts')).createSeatbelt(SEATBELT) };
  }
  return options.allowNone === true ? none() : { missing: explainMissing() };
}

const SEATBELT = '/usr/bin/sandbox-exec';

/** Package managers, by the program that shows which one this machine has. */
const INSTALLERS: readonly (readonly [program: string, command: string])[] = [
  ['apt-get', 'sudo apt-get install bubblewrap'],
  ['dnf', 'sudo dnf install bubblewrap'],
  ['pacman', 'sudo pacman -S bubblewrap'],
  ['apk', 'sudo apk add bubblewrap'],
  ['zypper', 'sudo zypper install bubblewrap'],
  ['nix-env', 'nix-env -iA nixpkgs.bubblewrap'],
];

function explainMissing(): { message: string; mend: string } {
  if (process.platform !== 'linux') {
    const mend = 'Run Regent on Linux (on Windows: in WSL 2) or macOS.';
    return { message: `There is no sandbox for ${process.platform} that Regent can use.`, mend };
  }
  const command = INSTALLERS.find(([program]) => findProgram(program) !== undefined)?.[1];
  return {
    message: 'bubblewrap is not installed, and without a sandbox the code that the model writes could do anything.',
    mend: command === undefined ? 'Install the package bubblewrap (program: bwrap).' : `Install it: ${command}`,
  };
}

/** System folders first: AppArmor's profiles know only those. A `bwrap` that a project puts on PATH is never run. */
function findProgram(name: string): string | undefined {
  const entries = (process.env.PATH ?? '').split(delimiter).filter((entry) => isAbsolute(entry));
  const folders = ['/usr/bin', '/usr/local/bin', '/bin', '/usr/sbin', '/sbin', ...entries];
  return folders
    .filter((folder) => !folder.includes('/node_modules/'))
    .map((folder) => join(folder, name))
    .find((file) => isExecutable(file));
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
