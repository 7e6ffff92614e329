import { release } from 'node:os';
import type { SandboxLimits, SandboxRequest } from '../../core/ports.ts';
import { keepGuard } from './tripwire.ts';

/**
 * The command in a shell that first lowers its own limits: no core dumps, no file above `fileMb`, and a bound on
 * threads, so that a fork bomb stalls until the watcher sees it (in a user namespace of its own; elsewhere all that
 * the user runs would count).
 */
export function limitedCommand(
  {
    command,
    bash,
    limits,
    reportDir,
    guardExits,
  }: Pick<SandboxRequest, 'command' | 'bash' | 'limits' | 'reportDir' | 'guardExits'>,
  options: { readonly ownNamespace: boolean },
): string[] {
  const tasks = maxTasks(limits);
  const script = [
    'ulimit -c 0',
    // POSIX counts blocks of 512 bytes.
    `ulimit -f ${Math.ceil(limits.fileMb * 2048)}`,
    // bash and others call it -u, dash -p.
    ...(options.ownNamespace && countsPerNamespace()
      ? [`{ ulimit -u ${tasks} || ulimit -p ${tasks}; } 2>/dev/null`]
      : []),
    ...(bash ? ['if command -v bash >/dev/null; then exec bash -c "$1"; fi'] : []),
    ...(reportDir === undefined ? ['exec /bin/sh -c "$1"'] : WAIT_FOR_REPORT),
  ];
  return ['/bin/sh', '-c', script.join('\n'), 'sh', guardExits?.length ? keepGuard(command) : command];
}

/**
 * Some runners (bats) end before the process that writes their report: one that is empty, or XML whose first element is
 * still open, gets two seconds to be filled.
 */
const WAIT_FOR_REPORT = [
  'unfinished() {',
  '  [ -f "$1" ] || return 1',
  '  [ -s "$1" ] || return 0',
  '  case $1 in *.xml) ;; *) return 1 ;; esac',
  '  root=testsuite',
  '  grep -aq "<testsuites" "$1" && root=testsuites',
  '  grep -aq "<$root" "$1" && ! grep -aqE "</$root>|<$root[^>]*/>" "$1"',
  '}',
  '/bin/sh -c "$1"',
  'code=$? tries=0',
  'for file in "$REPORT_DIR"/*; do',
  '  while unfinished "$file" && [ $tries -lt 40 ]; do tries=$((tries + 1)); sleep 0.05; done',
  'done',
  'exit $code',
];

/** Threads of all processes together. */
export function maxTasks({ processes }: Pick<SandboxLimits, 'processes'>): number {
  return Math.max(processes * TASKS_PER_PROCESS, 256);
}

/** The kernel counts threads, and a runtime such as Node or Java has a dozen or more. */
const TASKS_PER_PROCESS = 16;

/** Before Linux 5.14 the limit counted all processes of the user, not those of the sandbox. */
function countsPerNamespace(): boolean {
  const [major = 0, minor = 0] = release().split('.').map(Number);
  return process.platform === 'linux' && (major > 5 || (major === 5 && minor >= 14));
}
