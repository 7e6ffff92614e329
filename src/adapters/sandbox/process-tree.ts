import { readdirSync, readFileSync, statfsSync } from 'node:fs';

/** What a tree of processes uses at one moment. */
export interface TreeUsage {
  readonly pids: readonly number[];
  readonly memoryBytes: number;
}

/**
 * Reads a process and its descendants from /proc (Linux), at most `maxProcesses` + 1 of them: a fork bomb must not
 * make the watcher slow. In a process namespace orphans go to its first process, so none can leave the tree.
 */
export function readTree(root: number, maxProcesses: number): TreeUsage {
  const pids = [root];
  let memoryBytes = 0;
  for (let index = 0; index < pids.length && pids.length <= maxProcesses + 1; index++) {
    const pid = pids[index] ?? 0;
    memoryBytes += privateBytes(pid);
    pids.push(...childrenOf(pid));
  }
  return { pids, memoryBytes };
}

/** Memory that the processes really share out among them (proportional set size): exact, but slow to read. */
export function proportionalBytes(pids: readonly number[]): number {
  let total = 0;
  for (const pid of pids) {
    const rollup = readProc(`/proc/${pid}/smaps_rollup`);
    const kb = /^Pss:\s+(\d+) kB/m.exec(rollup)?.[1];
    total += kb === undefined ? privateBytes(pid) : Number(kb) * 1024;
  }
  return total;
}

/** Bytes used on a file system seen through a process' own root, such as its /tmp in memory; 0 when it is gone. */
export function usedBytes(pid: number, path: string): number {
  try {
    const stats = statfsSync(`/proc/${pid}/root${path}`);
    return (stats.blocks - stats.bfree) * stats.bsize;
  } catch {
    return 0;
  }
}

/** False for a process that is gone, or dead and not yet collected by its parent. */
export function isRunning(pid: number): boolean {
  const state = /\) (\S)/.exec(readProc(`/proc/${pid}/stat`))?.[1];
  return state !== undefined && state !== 'Z' && state !== 'X';
}

const PAGE = 4096;

/** Resident memory that is no file's: field 2 less field 3 of statm, see proc(5). */
function privateBytes(pid: number): number {
  const [, resident, shared] = readProc(`/proc/${pid}/statm`).split(' ');
  return (Number(resident ?? 0) - Number(shared ?? 0)) * PAGE;
}

function childrenOf(pid: number): number[] {
  const children: number[] = [];
  // A process' children are listed under the thread that started them.
  for (const thread of listProc(`/proc/${pid}/task`)) {
    for (const child of readProc(`/proc/${pid}/task/${thread}/children`).split(' ')) {
      if (child !== '') children.push(Number(child));
    }
  }
  return children;
}

function listProc(path: string): string[] {
  try {
    return readdirSync(path);
  } catch {
    return [];
  }
}

function readProc(path: string): string {
  try {
    return readFileSync(path, 'latin1');
  } catch {
    return '';
  }
}
