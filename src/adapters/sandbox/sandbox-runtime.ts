import { mkdirSync, mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import type { Sandbox, SandboxRequest } from '../../core/ports.ts';
import { endingOf } from './ending.ts';
import { cleanEnvironment } from './environment.ts';
import { temporaryPrefix } from './leftovers.ts';
import { limitedCommand } from './limited-command.ts';
import { linkFolders } from './linked-folders.ts';
import { planMounts } from './protected-paths.ts';
import { seatbeltProfile } from './seatbelt-profile.ts';
import { privateFolder, writeInto } from './stage.ts';
import { supervise } from './supervise.ts';
import { findToolchains, type Toolchains } from './toolchains.ts';
import { GUARD_FILES, withExitGuard } from './tripwire.ts';

/**
 * Returns the macOS sandbox, run by the system's `sandbox-exec`. **Untested on macOS**: written from the documentation
 * of its profiles. `links` become symbolic links, which the profile protects. Memory, process and disk limits do not
 * hold there, since they are read from Linux' /proc; time, output and file size do.
 */
export function createSeatbelt(
  program: string,
  hostEnv: Readonly<Record<string, string | undefined>> = process.env,
): Sandbox {
  let tools: Toolchains | undefined;
  return {
    name: 'sandbox-runtime',
    inside: (folder) => folder,
    async run(request, signal) {
      tools ??= findToolchains(hostEnv, hostEnv.HOME ?? homedir(), process.execPath);
      const planned = planMounts(request.folder, request.readOnly, []);
      const unlinked = linkFolders(request);
      if ('refused' in planned || unlinked.length > 0) {
        const cause = 'refused' in planned ? planned.refused : `"${unlinked[0]}" is in the way of a link`;
        const message = `Can't protect the workspace: ${cause}.`;
        const mend = 'Replace it by a plain file or folder, or take it out of what is protected or linked.';
        return { ending: { kind: 'failed', message, mend }, stdout: '', stderr: '', ms: 0 };
      }
      // The kernel compares real paths, and /tmp is a link on macOS.
      const temp = realpathSync(mkdtempSync(temporaryPrefix('run')));
      const own = privateFolder('regent');
      writeInto(own, GUARD_FILES);
      const profile = seatbeltProfile(request, planned.mounts, tools, { temp, own: realpathSync(own) });
      try {
        const outcome = await supervise(
          {
            program,
            args: ['-p', profile, ...limitedCommand(request, { ownNamespace: false })],
            env: environment(request, temp, own, tools, hostEnv),
            cwd: request.folder,
            feeds: [],
            findRoot: (child) => child.pid,
            kill: killGroup,
            folders: [],
            memoryPaths: [],
            onOutput: request.onOutput,
          },
          request.limits,
          signal,
        );
        const { stdout, stderr, ms } = outcome;
        if (outcome.stop === undefined && /^sandbox-exec: /m.test(stderr) && outcome.code === 65) {
          const message = `The sandbox could not be set up: ${stderr.split('\n')[0] ?? ''}`;
          return {
            ending: { kind: 'failed', message, mend: 'Please report this with your version of macOS.' },
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

function environment(
  request: SandboxRequest,
  temp: string,
  own: string,
  tools: Toolchains,
  hostEnv: Readonly<Record<string, string | undefined>>,
): Record<string, string> {
  const home = join(temp, 'home');
  mkdirSync(home);
  const linked = request.links.flatMap(({ from }) => [join(from, '.bin'), join(from, 'bin')]);
  const node = tools.node === undefined ? [] : [join(tools.node, '..')];
  const path = [...linked, ...node, ...tools.path, join(request.folder, 'node_modules/.bin')];
  const env = cleanEnvironment({ home, temp, reportDir: request.reportDir, path }, tools.env, request, hostEnv);
  return withExitGuard(env, request.guardExits ?? [], request.folder, own);
}

/** All of the command's session; a process that made its own is not found. */
function killGroup(root: number): void {
  try {
    process.kill(-root, 'SIGKILL');
  } catch {
    // It is gone already.
  }
}
