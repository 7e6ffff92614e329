import { mkdirSync, readFileSync, rmdirSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/** A control group that holds a process tree and bounds its tasks. */
export interface TaskLimit {
  /** Removes the group; its processes must be gone or going. */
  remove(): void;
}

/**
 * Bounds how many tasks a process and its descendants can be, by a control group: for root, whom RLIMIT_NPROC does not
 * bind, so that a fork bomb would leave no time for the watcher. Undefined for other users, and where groups can't be
 * made, as in many containers. The process must not have forked yet.
 */
export async function limitTasks(pid: number | undefined, tasks: number): Promise<TaskLimit | undefined> {
  if (pid === undefined || process.platform !== 'linux' || process.getuid?.() !== 0) return undefined;
  for (const parent of parents()) {
    const group = join(parent, `regent-${process.pid}-${pid}`);
    try {
      mkdirSync(group);
    } catch {
      continue;
    }
    try {
      await writeFile(join(group, 'pids.max'), String(tasks));
      await writeFile(join(group, 'cgroup.procs'), String(pid));
      return { remove: () => remove(group) };
    } catch {
      remove(group);
    }
  }
  return undefined;
}

/** Where a group may be made: below the own one (version 1), or beside it (version 2, whose groups hold either). */
function parents(): string[] {
  try {
    const lines = readFileSync('/proc/self/cgroup', 'utf8').split('\n');
    const old = lines
      .map((line) => /^\d+:(?:[^:]*,)?pids(?:,[^:]*)?:(.*)$/.exec(line)?.[1])
      .find((path) => path !== undefined);
    const unified = lines.map((line) => /^0::(.+)$/.exec(line)?.[1]).find((path) => path !== undefined);
    return [
      ...(old === undefined ? [] : [join('/sys/fs/cgroup/pids', old), '/sys/fs/cgroup/pids']),
      ...(unified === undefined || unified === '/' ? [] : [join('/sys/fs/cgroup', dirname(unified))]),
    ];
  } catch {
    return [];
  }
}

/** The kernel refuses as long as dying processes are in it. */
function remove(group: string, tries = 5): void {
  try {
    rmdirSync(group);
  } catch {
    if (tries > 0) setTimeout(() => remove(group, tries - 1), 50);
  }
}
