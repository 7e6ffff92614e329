import { type ChildProcess, spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { setPriority } from 'node:os';
import type { Readable, Writable } from 'node:stream';
import { setTimeout as setTimeoutAsync } from 'node:timers/promises';
import type { SandboxEnding, SandboxLimits } from '../../core/ports.ts';
import { capture } from './capture.ts';
import { watchDisk } from './disk-watch.ts';
import { closedStdio } from './inherited-fds.ts';
import { maxTasks } from './limited-command.ts';
import { type OutputPipe, openOutputPipes } from './pipes.ts';
import { isRunning, proportionalBytes, readTree, usedBytes } from './process-tree.ts';
import { limitTasks } from './task-limit.ts';

/** A process to run under limits, and how to find and end its tree. */
export interface Job {
  readonly program: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly cwd: string;
  /** What the process reads from descriptors 4, 5, …; descriptor 3 is its status, which Regent reads. */
  readonly feeds: readonly (string | Buffer)[];
  /** The host's id of the tree's first process, from the child and what it has said on descriptor 3 so far. */
  findRoot(child: ChildProcess, status: string): number | undefined;
  /** Kills all that runs and all that may be left; called when a limit is reached and after the end. */
  kill(root: number, child: ChildProcess): void;
  /** Is given stdout as it comes. */
  readonly onOutput?: ((piece: string) => void) | undefined;
  /** Host folders whose growth counts. */
  readonly folders: readonly string[];
  /** Paths inside of file systems in memory, which count as memory. */
  readonly memoryPaths: readonly string[];
}

/** Why Regent ended the tree itself; undefined when it ended by its own. */
export type Stop = Exclude<SandboxEnding, { kind: 'exited' | 'killed' | 'failed' }>;

export interface Outcome {
  readonly stop: Stop | undefined;
  readonly code: number | null;
  readonly signal: string | null;
  /** What the process said on descriptor 3. */
  readonly status: string;
  readonly stdout: string;
  readonly stderr: string;
  readonly ms: number;
  /** Set when the program could not even be started. */
  readonly spawnError: string | undefined;
}

/** All files of one run together may be this many times as large as its largest file. */
export const DISK_FACTOR = 8;

/** Runs a job until it ends, reaches a limit or is interrupted. When it returns, nothing of the tree runs any more. */
export async function supervise(job: Job, limits: SandboxLimits, signal: AbortSignal): Promise<Outcome> {
  const pipes = await openOutputPipes();
  try {
    return await runInPipes(job, limits, signal, pipes);
  } finally {
    for (const pipe of pipes) pipe.release();
  }
}

async function runInPipes(
  job: Job,
  limits: SandboxLimits,
  signal: AbortSignal,
  [out, err]: readonly [OutputPipe, OutputPipe],
): Promise<Outcome> {
  const started = performance.now();
  let stop: Stop | undefined;
  let status = '';
  let spawnError: string | undefined;
  const elsewhere = ['pipe' as const, ...job.feeds.map(() => 'pipe' as const)];
  const child = spawn(job.program, [...job.args], {
    env: { ...job.env },
    cwd: job.cwd,
    detached: true,
    stdio: closedStdio(['ignore', out.writeFd, err.writeFd, ...elsewhere]),
  });
  out.closeWriteEnd();
  err.closeWriteEnd();
  yieldToOthers(child.pid);

  const killTree = (): void => {
    const root = job.findRoot(child, status);
    // A tree that is still being set up is killed as soon as its first process is known.
    if (root !== undefined) job.kill(root, child);
  };
  const end = (reason: Stop): void => {
    if (stop === undefined) setTimeout(() => killGroup(child.pid), 500).unref();
    stop ??= reason;
    killTree();
  };
  const overflow = (): void => end({ kind: 'over-limit', limit: 'output', allowed: `${limits.outputKb} KB` });
  const stdout = capture(out.reader, limits.outputKb * 1024, overflow);
  if (job.onOutput) passOn(out.reader, job.onOutput);
  const stderr = capture(err.reader, limits.outputKb * 1024, overflow);
  const statusEnded = capture(child.stdio[3] as Readable, 64 * 1024, () => undefined);
  (child.stdio[3] as Readable).on('data', (chunk: Buffer) => {
    status = (status + chunk.toString()).slice(0, 64 * 1024);
    if (stop !== undefined) killTree();
  });
  // A job with feeds waits for them, and so has not forked yet. The kernel takes some 10 ms to move it.
  const fed = limitTasks(job.feeds.length === 0 ? undefined : child.pid, maxTasks(limits)).then((limit) => {
    for (const [index, text] of job.feeds.entries()) {
      const feed = child.stdio[4 + index] as Writable;
      feed.on('error', () => undefined).end(text);
    }
    return limit;
  });

  const exited = new Promise<{ code: number | null; signal: string | null }>((resolve) => {
    child.once('exit', (code, killedBy) => resolve({ code, signal: killedBy }));
    child.once('error', (error) => {
      spawnError = error.message;
      resolve({ code: null, signal: null });
    });
  });
  const onAbort = (): void => end({ kind: 'interrupted' });
  if (signal.aborted) onAbort();
  signal.addEventListener('abort', onAbort, { once: true });
  const deadline = setTimeout(
    () => end({ kind: 'timed-out', seconds: limits.seconds }),
    Math.min(limits.seconds * 1000, MAX_TIMEOUT_MS),
  );
  const stopWatching = watch(() => {
    const root = job.findRoot(child, status);
    const reason = root === undefined ? undefined : limitReached(root);
    if (reason !== undefined) end(reason);
  });
  const limitReached = overLimit(job, limits);

  const { code, signal: killedBy } = await exited;
  clearTimeout(deadline);
  stopWatching();
  signal.removeEventListener('abort', onAbort);
  if (spawnError === undefined) killTree();
  const root = job.findRoot(child, status);
  await Promise.race([Promise.all([stdout.ended, stderr.ended, statusEnded.ended]), afterMs(GRACE_MS)]);
  if (root !== undefined) await gone(root);
  (await fed)?.remove();
  for (const stream of child.stdio.slice(3)) (stream as Readable | null)?.destroy();
  return {
    stop,
    code,
    signal: killedBy,
    status,
    stdout: stdout.text(),
    stderr: stderr.text(),
    ms: Math.round(performance.now() - started),
    spawnError,
  };
}

const MAX_TIMEOUT_MS = 2 ** 31 - 1;
/** How long to wait for the last output once the command has ended; only a process that escaped makes it wait. */
const GRACE_MS = 2000;
/** How long to wait until a killed tree is gone: the kernel takes its time to bury what a fork bomb leaves. */
const BURIAL_MS = 15_000;

/** Waits until a killed process is no more, and with it its namespace: only then may others touch the folder. */
async function gone(root: number): Promise<void> {
  const until = performance.now() + BURIAL_MS;
  while (isRunning(root) && performance.now() < until) await setTimeoutAsync(1);
}

/** Returns the limit that a tree has gone over, if any. Reading it costs well under a millisecond. */
function overLimit(job: Job, limits: SandboxLimits): (root: number) => Stop | undefined {
  const disk = watchDisk(job.folders, limits.fileMb * DISK_FACTOR * MB);
  const allowedBytes = limits.memoryMb * MB;
  return (root) => {
    const { pids, memoryBytes } = readTree(root, limits.processes);
    if (pids.length > limits.processes + 1) {
      return { kind: 'over-limit', limit: 'processes', allowed: `${limits.processes} processes` };
    }
    const inside = pids[1];
    const filesBytes =
      inside === undefined ? 0 : job.memoryPaths.reduce((sum, path) => sum + usedBytes(inside, path), 0);
    // Private memory counts what forked processes share more than once, so a second look decides.
    if (memoryBytes + filesBytes > allowedBytes && proportionalBytes(pids) + filesBytes > allowedBytes) {
      return { kind: 'over-limit', limit: 'memory', allowed: `${limits.memoryMb} MB` };
    }
    if (disk.isOver(pids)) {
      return { kind: 'over-limit', limit: 'disk', allowed: `${limits.fileMb * DISK_FACTOR} MB in all` };
    }
    return undefined;
  };
}

const MB = 1024 * 1024;

/** Enough for the watcher to get its turn; more would starve tests where other programs compute. */
const NICE = 5;

/**
 * Lets everything else go first: the watcher must get its turn among a thousand busy processes, and the user's terminal
 * too; and when memory runs out, the kernel is to end this tree.
 */
function yieldToOthers(pid: number | undefined): void {
  try {
    if (pid === undefined) return;
    setPriority(pid, NICE);
    writeFileSync(`/proc/${pid}/oom_score_adj`, '1000');
  } catch {
    // Not on macOS, nor with a set-user-id bubblewrap.
  }
}

/** Calls `look` soon, then less often, so that a quick command is never looked at. */
function watch(look: () => void): () => void {
  let delay = 20;
  let timer: NodeJS.Timeout;
  const next = (): void => {
    timer = setTimeout(() => {
      look();
      delay = Math.min(delay * 1.5, 100);
      next();
    }, delay).unref();
  };
  next();
  return () => clearTimeout(timer);
}

function afterMs(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms).unref());
}

/** The sandbox's own processes: one that was forked but is not yet set up dies with no other signal. */
function killGroup(leader: number | undefined): void {
  if (leader === undefined) return;
  try {
    process.kill(-leader, 'SIGKILL');
  } catch {
    // The group is gone already.
  }
}

function passOn(stream: Readable, take: (piece: string) => void): void {
  const decoder = new TextDecoder();
  stream.on('data', (chunk: Buffer) => take(decoder.decode(chunk, { stream: true })));
}
