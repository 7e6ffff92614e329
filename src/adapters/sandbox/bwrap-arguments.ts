import { existsSync, readlinkSync, realpathSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { SandboxRequest } from '../../core/ports.ts';
import type { Mount } from './protected-paths.ts';
import type { Stage } from './system-files.ts';
import { SYSTEM_FOLDERS, type Toolchains } from './toolchains.ts';

export const WORKSPACE = '/workspace';
export const REPORTS = '/reports';
export const TEMP = '/tmp';
export const HOME = '/tmp/home';
/** Regent's own things inside: the Node that `node` means, and preloads. */
export const REGENT = '/run/regent';

/** File systems in memory that a command can write to; they count as its memory. */
export const MEMORY_PATHS = [TEMP, '/dev/shm'];

/**
 * The arguments that make bubblewrap a sandbox. Each closes a hole that was measured: `--cap-drop` (remounting
 * read-only binds as root), `--disable-userns` (new capabilities in a nested namespace), `--new-session` (typing into
 * the user's terminal with TIOCSTI), `--remount-ro` (files beside the mounts, and /proc/sys, where root's
 * `kernel.core_pattern` would run a program outside).
 */
export function bwrapArguments(
  request: SandboxRequest,
  mounts: readonly Mount[],
  machine: { readonly tools: Toolchains; readonly stage: Stage; readonly hostProc: boolean },
): string[] {
  const { tools, stage } = machine;
  const size = String(request.limits.memoryMb * 1024 * 1024);
  const inMemory = (path: string): string[] => ['--size', size, '--tmpfs', path];
  const shown = tools.shown.flatMap((path) => ['--ro-bind-try', path, path]);
  return [
    ...['--unshare-all', '--unshare-user', '--disable-userns', '--cap-drop', 'ALL'],
    ...['--die-with-parent', '--new-session', '--hostname', 'regent'],
    ...(request.network === true ? ['--share-net'] : []),
    ...SYSTEM_FOLDERS.flatMap(systemFolder),
    ...stage.mounts.flatMap(({ from, at }) => ['--ro-bind', from, at]),
    ...(request.network === true ? resolver() : []),
    ...['--symlink', TEMP, '/var/tmp'],
    ...inMemory(TEMP),
    ...['--dir', HOME],
    ...['--dev', '/dev', ...inMemory('/dev/shm'), '--remount-ro', '/dev'],
    ...(machine.hostProc ? ['--ro-bind', '/proc', '/proc'] : ['--proc', '/proc', '--remount-ro', '/proc']),
    ...shown,
    ...tools.masked.flatMap((path) => ['--ro-bind', '/dev/null', path]),
    ...tools.inHome.flatMap(({ from, at }) => ['--ro-bind', from, join(HOME, at)]),
    ...(tools.node === undefined ? [] : ['--ro-bind', tools.node, `${REGENT}/bin/node`]),
    ...['--bind', request.folder, WORKSPACE],
    ...mounts.flatMap(({ at, kind, from }) => [kind === 'pin' ? '--bind' : '--ro-bind', from, join(WORKSPACE, at)]),
    ...(request.reportDir === undefined ? [] : ['--bind', request.reportDir, REPORTS]),
    ...['--remount-ro', '/', '--chdir', WORKSPACE],
  ];
}

/** `/bin` and its like are links into /usr on most systems, and stay so. */
function systemFolder(path: string): string[] {
  try {
    return ['--symlink', readlinkSync(path), path];
  } catch {
    return existsSync(path) ? ['--ro-bind', path, path] : [];
  }
}

/** `/etc/resolv.conf` often links into /run, which is not the host's inside. */
function resolver(): string[] {
  const path = '/etc/resolv.conf';
  return existsSync(path) ? ['--ro-bind', realpathSync(path), path] : [];
}

/** The folder of the `node` that is shown, to go first on PATH. */
export function nodeFolder(tools: Toolchains): string[] {
  return tools.node === undefined ? [] : [dirname(`${REGENT}/bin/node`)];
}
