import { randomUUID } from 'node:crypto';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { homedir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import type { Sandbox, SandboxRequest } from '../../core/ports.ts';
import { endingOf } from './ending.ts';
import { cleanEnvironment } from './environment.ts';
import { temporaryPrefix } from './leftovers.ts';
import { limitedCommand } from './limited-command.ts';
import { linkFolders } from './linked-folders.ts';
import { readTree } from './process-tree.ts';
import { privateFolder, writeInto } from './stage.ts';
import { supervise } from './supervise.ts';
import { GUARD_FILES, withExitGuard } from './tripwire.ts';

/**
 * Returns the sandbox that is none: for users who override the refusal to run without one, and nobody else. The
 * environment is clean and the limits hold as far as they can, but a command can read and write whatever the user can,
 * reach the network, and change what is `readOnly`. `links` become symbolic links. A process that wipes its environment and
 * leaves its session can outlive the run.
 */
export function createNoSandbox(hostEnv: Readonly<Record<string, string | undefined>> = process.env): Sandbox {
  return {
    name: 'none',
    inside: (folder) => folder,
    async run(request, signal) {
      const temp = mkdtempSync(temporaryPrefix('run'));
      linkFolders(request);
      const marker = `${MARKER}=${randomUUID()}`;
      try {
        const outcome = await supervise(
          {
            program: '/bin/sh',
            args: limitedCommand(request, { ownNamespace: false }).slice(1),
            env: { ...environment(request, temp, hostEnv), [MARKER]: marker.slice(MARKER.length + 1) },
            cwd: request.folder,
            feeds: [],
            findRoot: (child) => child.pid,
            kill: (root) => killMarked(root, marker),
            folders: [request.folder, temp, ...(request.reportDir === undefined ? [] : [request.reportDir])],
            memoryPaths: [],
            onOutput: request.onOutput,
          },
          request.limits,
          signal,
        );
        const { stdout, stderr, ms, spawnError } = outcome;
        if (spawnError !== undefined) {
          const mend = 'Check that /bin/sh and the workspace are there.';
          return {
            ending: { kind: 'failed', message: `The command could not be started: ${spawnError}`, mend },
            stdout,
            stderr,
            ms,
          };
        }
        return { ending: endingOf(outcome, request.limits), stdout, stderr, ms };
      } finally {
        rmSync(temp, { recursive: true, force: true });
      }
    },
  };
}

/** In the environment of every process of a run, by which those are found that left the tree. */
const MARKER = 'REGENT_RUN';

function environment(
  request: SandboxRequest,
  temp: string,
  hostEnv: Readonly<Record<string, string | undefined>>,
): Record<string, string> {
  const home = join(temp, 'home');
  mkdirSync(home);
  const own = privateFolder('regent');
  writeInto(own, GUARD_FILES);
  const linked = request.links.flatMap(({ from }) => [join(from, '.bin'), join(from, 'bin')]);
  const path = [
    ...linked,
    ...(hostEnv.PATH ?? '/usr/bin:/bin').split(delimiter),
    dirname(process.execPath),
    join(request.folder, 'node_modules/.bin'),
  ];
  const real = hostEnv.HOME ?? homedir();
  // Programs are found where they are, since nothing is hidden; only the home folder is a fresh one.
  const tools = { CARGO_HOME: join(real, '.cargo'), RUSTUP_HOME: join(real, '.rustup'), ...kept(hostEnv) };
  const env = cleanEnvironment({ home, temp, reportDir: request.reportDir, path }, tools, request, hostEnv);
  return withExitGuard(env, request.guardExits ?? [], request.folder, own);
}

function kept(hostEnv: Readonly<Record<string, string | undefined>>): Record<string, string> {
  const names = ['CARGO_HOME', 'RUSTUP_HOME', 'PYENV_ROOT', 'VOLTA_HOME', 'ASDF_DATA_DIR', 'JAVA_HOME', 'GOROOT'];
  return Object.fromEntries(names.flatMap((name) => (hostEnv[name] === undefined ? [] : [[name, hostEnv[name]]])));
}

/** Kills the group, the tree, and whatever else carries the marker, again and again until nothing is found. */
function killMarked(root: number, marker: string): void {
  kill(-root);
  for (let pass = 0; pass < 20; pass++) {
    const found = [...new Set([...readTree(root, 10_000).pids.slice(1), ...marked(marker)])];
    if (found.length === 0) return;
    for (const pid of found) kill(pid);
  }
}

function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It is gone already.
  }
}

/** Processes with the marker in their environment. Linux only: elsewhere there is just the group and nothing more. */
function marked(marker: string): number[] {
  try {
    return readdirSync('/proc')
      .filter((name) => /^\d+$/.test(name))
      .map(Number)
      .filter((pid) => environmentOf(pid).includes(marker));
  } catch {
    return [];
  }
}

function environmentOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/environ`, 'latin1');
  } catch {
    return '';
  }
}
