import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import type { Sandbox, SandboxEnding, SandboxRequest, SandboxResult } from '../../core/ports.ts';
import { bwrapArguments, HOME, MEMORY_PATHS, nodeFolder, REGENT, REPORTS, TEMP, WORKSPACE } from './bwrap-arguments.ts';
import { explainFailure } from './bwrap-failures.ts';
import { endingOf } from './ending.ts';
import { cleanEnvironment } from './environment.ts';
import { limitedCommand } from './limited-command.ts';
import { readyPipes } from './pipes.ts';
import { type Mount, planMounts } from './protected-paths.ts';
import { type Job, type Outcome, supervise } from './supervise.ts';
import { syscallFilter } from './syscall-filter.ts';
import { type Stage, stageSystemFiles } from './system-files.ts';
import { findToolchains, type Toolchains, virtualenvBase } from './toolchains.ts';
import { withExitGuard } from './tripwire.ts';

/** Returns the Linux sandbox, run by the `bwrap` at `program`. Looks at nothing before its first run. */
export function createBubblewrap(
  program: string,
  hostEnv: Readonly<Record<string, string | undefined>> = process.env,
): Sandbox {
  let machine: Machine | undefined;
  return {
    name: 'bubblewrap',
    inside: () => WORKSPACE,
    async run(request, signal) {
      machine ??= lookAround(program, hostEnv);
      const planned = planMounts(request.folder, request.readOnly, request.links);
      if ('refused' in planned) return notStarted(`Can't protect the workspace: ${planned.refused}.`, REPLACE);
      let outcome = await supervise(makeJob(machine, request, planned.mounts), request.limits, signal);
      if (!machine.hostProc && PROC_IS_MASKED.test(outcome.stderr) && !hasStarted(outcome)) {
        machine = { ...machine, hostProc: true };
        outcome = await supervise(makeJob(machine, request, planned.mounts), request.limits, signal);
      }
      const { stdout, stderr, ms } = outcome;
      return { ending: endingOfBwrap(outcome, request), stdout, stderr, ms };
    },
  };
}

/** What is the same for all runs. */
interface Machine {
  readonly program: string;
  readonly hostEnv: Readonly<Record<string, string | undefined>>;
  readonly tools: Toolchains;
  readonly stage: Stage;
  /** Some containers hide parts of /proc, which forbids a new one; then the old one has to do. */
  readonly hostProc: boolean;
}

function lookAround(program: string, hostEnv: Machine['hostEnv']): Machine {
  // Made while Regent looks; whoever needs them hears of a failure.
  readyPipes().catch(() => {});
  const tools = findToolchains(hostEnv, hostEnv.HOME ?? homedir(), process.execPath);
  return { program, hostEnv, tools, stage: stageSystemFiles(HOME, REGENT), hostProc: false };
}

const PROC_IS_MASKED = /^bwrap: Can't mount proc on/m;
const REPLACE = 'Replace it by a plain file or folder, or take it out of what is protected or linked.';

function makeJob(machine: Machine, request: SandboxRequest, mounts: readonly Mount[]): Job {
  const { linked, tools } = withLinks(machine.tools, request);
  const reportDir = request.reportDir === undefined ? undefined : REPORTS;
  const path = [...linked, ...nodeFolder(tools), ...tools.path, `${WORKSPACE}/node_modules/.bin`];
  const env = cleanEnvironment({ home: HOME, temp: TEMP, reportDir, path }, tools.env, request, machine.hostEnv);
  const args = bwrapArguments(request, mounts, { ...machine, tools });
  return {
    program: machine.program,
    // Descriptor 3 tells Regent what happened; 4 has the arguments, which name host folders and don't belong in `ps`.
    // 5 has the filter.
    args: [
      '--json-status-fd',
      '3',
      '--args',
      '4',
      '--seccomp',
      '5',
      '--',
      ...limitedCommand(request, { ownNamespace: true }),
    ],
    // Only what the command may see: the environment of bubblewrap itself shows in /proc/1/environ.
    env: withExitGuard(env, request.guardExits ?? [], WORKSPACE, REGENT),
    cwd: '/',
    feeds: [args.map((arg) => `${arg}\0`).join(''), syscallFilter()],
    findRoot: (_child, status) => {
      const pid = /"child-pid": (\d+)/.exec(status)?.[1];
      return pid === undefined ? undefined : Number(pid);
    },
    kill: killNamespace,
    folders: [request.folder, ...(request.reportDir === undefined ? [] : [request.reportDir])],
    memoryPaths: MEMORY_PATHS,
    onOutput: request.onOutput,
  };
}

/** Ends all processes of a namespace at once, whatever they ignore: the kernel does it when the first one dies. */
function killNamespace(root: number): void {
  try {
    process.kill(root, 'SIGKILL');
  } catch {
    // It is gone already.
  }
}

/** Adds the programs of linked folders: `node_modules/.bin`, a virtualenv's `bin` and where its Python comes from. */
function withLinks(tools: Toolchains, request: SandboxRequest): { linked: readonly string[]; tools: Toolchains } {
  const linked: string[] = [];
  const shown = [...tools.shown];
  for (const { from, at } of request.links) {
    for (const name of ['.bin', 'bin']) if (existsSync(join(from, name))) linked.push(join(WORKSPACE, at, name));
    const base = virtualenvBase(from);
    if (base?.endsWith('/bin') === true) shown.push(base, join(base, '../lib'));
  }
  return { linked, tools: { ...tools, shown } };
}

/** Bubblewrap reports an exit code only for a command that it could start. */
function hasStarted(outcome: Outcome): boolean {
  return outcome.status.includes('"exit-code"');
}

function endingOfBwrap(outcome: Outcome, request: SandboxRequest): SandboxEnding {
  if (outcome.stop !== undefined || hasStarted(outcome)) return endingOf(outcome, request.limits);
  return explainFailure(outcome.spawnError ?? outcome.stderr.trim());
}

function notStarted(message: string, mend: string): SandboxResult {
  return { ending: { kind: 'failed', message, mend }, stdout: '', stderr: '', ms: 0 };
}
