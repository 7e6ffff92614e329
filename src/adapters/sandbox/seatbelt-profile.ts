import { existsSync, realpathSync } from 'node:fs';
import { dirname } from 'node:path';
import type { SandboxRequest } from '../../core/ports.ts';
import type { Mount } from './protected-paths.ts';
import type { Toolchains } from './toolchains.ts';

/**
 * Returns the profile (SBPL, see sandbox-exec(1)) under which a command runs: nothing is allowed but what is named, and
 * of several rules that fit the last one counts. Renaming a folder is a write to it, so that the ancestors of what is
 * read-only are closed as literals.
 */
export function seatbeltProfile(
  request: SandboxRequest,
  mounts: readonly Mount[],
  tools: Toolchains,
  places: { readonly temp: string; readonly own: string },
): string {
  const folder = realpathSync(request.folder);
  const reports = request.reportDir === undefined ? [] : [realpathSync(request.reportDir)];
  const writable = [folder, places.temp, ...reports];
  const node = tools.node === undefined ? [] : [dirname(tools.node)];
  const links = request.links.map(({ from }) => from).filter((from) => existsSync(from));
  const readable = [
    ...SYSTEM,
    ...tools.shown,
    ...node,
    ...links.map((from) => realpathSync(from)),
    places.own,
    ...writable,
  ];
  const path = (at: string): string => `${folder}/${at}`;
  const pins = mounts.filter(({ kind }) => kind === 'pin').map(({ at }) => path(at));
  const closed = [...mounts.filter(({ kind }) => kind !== 'pin'), ...request.links].map(({ at }) => path(at));
  return [
    '(version 1)',
    '(deny default)',
    '(allow process-exec process-fork)',
    '(allow signal (target same-sandbox))',
    '(allow sysctl-read)',
    '(allow mach-lookup (global-name "com.apple.system.opendirectoryd.libinfo"))',
    '(allow ipc-posix-shm ipc-posix-sem)',
    '(allow file-read-metadata)',
    `(allow file-read* (literal "/") ${readable.map(subpath).join(' ')})`,
    ...tools.masked.map((file) => `(deny file-read* (literal ${quote(file)}))`),
    `(allow file-write* ${writable.map(subpath).join(' ')})`,
    '(allow file-write* (literal "/dev/null") (literal "/dev/zero") (literal "/dev/dtracehelper"))',
    ...(pins.length === 0 ? [] : [`(deny file-write-unlink file-write-create ${pins.map(literal).join(' ')})`]),
    ...(closed.length === 0 ? [] : [`(deny file-write* ${closed.map(subpath).join(' ')})`]),
    request.network === true
      ? '(allow network*)(allow system-socket)(allow mach-lookup)'
      : '(allow network* (local ip "localhost:*"))(allow network-outbound (remote ip "localhost:*"))',
  ].join('\n');
}

const SYSTEM = [
  ...['/usr', '/bin', '/sbin', '/System', '/Library/Frameworks', '/Library/Developer', '/Library/Java', '/opt'],
  ...['/private/etc/ssl', '/private/etc/localtime', '/private/etc/passwd', '/private/var/db/timezone', '/dev'],
  ...['/private/var/db/dyld', '/private/var/select', '/Applications/Xcode.app'],
];

function subpath(path: string): string {
  return `(subpath ${quote(path)})`;
}

function literal(path: string): string {
  return `(literal ${quote(path)})`;
}

function quote(path: string): string {
  return `"${path.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`;
}
