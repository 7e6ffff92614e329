import { lstatSync, readdirSync, readlinkSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/**
 * How the names of a process's temporary folders begin. They carry its id, and in which namespace that counts: what it
 * leaves when it is killed can be told from what is in use, also where containers share the folder.
 */
export function temporaryPrefix(kind: (typeof KINDS)[number]): string {
  return join(tmpdir(), `regent-${kind}-${namespaceId()}-${process.pid}-`);
}

/** Deletes temporary folders of this user's processes that are gone; a few at a time, for somebody waits. Never throws. */
export function sweepLeftovers(): void {
  let room = MOST_AT_ONCE;
  for (const name of namesIn(tmpdir())) {
    const [, namespace, pid] = NAME.exec(name) ?? [];
    if (pid === undefined || namespace !== namespaceId() || isAlive(Number(pid))) continue;
    const folder = join(tmpdir(), name);
    if (!isOwnFolder(folder)) continue;
    if (room-- === 0) return;
    try {
      rmSync(folder, { recursive: true, force: true });
    } catch {
      // It stays for the next time.
    }
  }
}

const KINDS = ['sandbox', 'probe', 'run'] as const;
const NAME = new RegExp(`^regent-(?:${KINDS.join('|')})-(\\d+)-(\\d+)-[^-]+$`);
const MOST_AT_ONCE = 50;

/** Of the process ids that this process sees; 0 where there is only one such namespace. */
function namespaceId(): string {
  try {
    return /\d+/.exec(readlinkSync('/proc/self/ns/pid'))?.[0] ?? '0';
  } catch {
    return '0';
  }
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

/** An id that was given to another process since keeps a folder a while longer, which harms nobody. */
function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== 'ESRCH';
  }
}

/** Not a link, and nobody else's: anybody can write into the folder for temporary files. */
function isOwnFolder(path: string): boolean {
  const info = lstatSync(path, { throwIfNoEntry: false });
  return info?.isDirectory() === true && info.uid === process.getuid?.();
}
