import { constants, openSync, readdirSync, readFileSync } from 'node:fs';

/**
 * The stdio of a child that gets the given descriptors and nothing else. Descriptors that Regent's own parent left
 * open would otherwise be there too, and one of a folder is a way out of the sandbox: each is covered by /dev/null.
 */
export function closedStdio(stdio: readonly ('ignore' | 'pipe' | number)[]): ('ignore' | 'pipe' | number)[] {
  const all = [...stdio];
  inherited ??= findInherited();
  for (const fd of inherited) {
    while (all.length <= fd) all.push('ignore');
    if (fd >= stdio.length) all[fd] = nullDevice();
  }
  return all;
}

let inherited: readonly number[] | undefined;
let nullFd: number | undefined;

function nullDevice(): number {
  nullFd ??= openSync('/dev/null', constants.O_RDWR);
  return nullFd;
}

const CLOSE_ON_EXEC = 0o2000000;

/** Node opens its own descriptors close-on-exec, so that what lacks the flag came from outside. Linux only. */
function findInherited(): number[] {
  try {
    return readdirSync('/proc/self/fdinfo')
      .map(Number)
      .filter((fd) => fd > 2 && isInherited(fd));
  } catch {
    return [];
  }
}

function isInherited(fd: number): boolean {
  try {
    const flags = /^flags:\s+([0-7]+)/m.exec(readFileSync(`/proc/self/fdinfo/${fd}`, 'latin1'))?.[1] ?? '0';
    return (Number.parseInt(flags, 8) & CLOSE_ON_EXEC) === 0;
  } catch {
    return false;
  }
}
