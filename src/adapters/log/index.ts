import { copyFile, open, truncate } from 'node:fs/promises';
import { join } from 'node:path';
import type { Stamp } from '../../core/events.ts';
import type { Problem } from '../../core/workbench.ts';
import { takeLock } from './lock-file.ts';
import { type Entry, type LogEnd, scanLog } from './scan.ts';

export { type LogEnd, type LogPlace, scanLog } from './scan.ts';

/** Bodies that may be lost when the power fails, though not when the process dies: text that the reply repeats. */
const repeated = new Set(['model-text', 'model-tool']);

export interface Log<Body extends { readonly type: string }> {
  /** Stamps the event, writes it, and flushes it to the disk; resolves when it is safe to act on. */
  append(body: Body): Promise<Body & Stamp>;
  close(): Promise<void>;
}

/** Returned in place of a log that another live process writes to. */
export interface LogInUse {
  readonly inUseBy: number;
}

/**
 * Opens `<folder>/<file>` to append to: one JSON object a line. A torn last line, left by a crash or a full disk, is cut
 * off and said in `repairs`. One writer at a time: the lock file beside it holds its process id.
 */
export async function openLog<Body extends { readonly type: string }>(
  folder: string,
  file: string,
  session: string,
  clock: { now(): number },
): Promise<{ log: Log<Body>; events: (Body & Stamp)[]; repairs: readonly string[] } | LogInUse> {
  const path = join(folder, file);
  const lock = await takeLock(`${path}.lock`);
  if ('inUseBy' in lock) return lock;
  return orRelease(lock, async () => {
    const { events, end } = await readLog<Body>(path);
    return { log: await appendTo<Body>(path, session, end, clock, lock.release), events, repairs: end.repairs };
  });
}

/** Opens a log that was read to its end already; null where somebody has written to it since. */
export async function openLogAfter<Body extends { readonly type: string }>(
  path: string,
  session: string,
  end: LogEnd,
  clock: { now(): number },
): Promise<Log<Body> | LogInUse | null> {
  const lock = await takeLock(`${path}.lock`);
  if ('inUseBy' in lock) return lock;
  return orRelease(lock, async () => {
    if (await isAsRead(path, end)) return appendTo<Body>(path, session, end, clock, lock.release);
    await lock.release();
    return null;
  });
}

/**
 * Hands an open log to what goes on with it. Where that is a problem or throws the log is closed: whoever tries again, in
 * this process too, has to find it free.
 */
export async function handOver<T extends object>(
  log: Pick<Log<never>, 'close'>,
  begin: () => Promise<T | Problem>,
): Promise<T | Problem> {
  let isTaken = false;
  try {
    const begun = await begin();
    isTaken = !('problem' in begun);
    return begun;
  } finally {
    if (!isTaken) await log.close();
  }
}

/** Opens under a lock, which is released where that fails: a full disk must not lock the log for good. */
async function orRelease<T>(lock: { release(): Promise<void> }, open: () => Promise<T>): Promise<T> {
  try {
    return await open();
  } catch (error) {
    await lock.release();
    throw error;
  }
}

/** Reads a log as a whole, without locking it; see `scanLog`. */
export async function readLog<Body>(path: string): Promise<{ events: (Body & Stamp)[]; end: LogEnd }> {
  const events: (Body & Stamp)[] = [];
  const end = await eachEvent<Body>(path, ({ event }) => void events.push(event));
  return { events, end };
}

/** Hands every event of a log to `take`, in order, and says how the log ends. */
export async function eachEvent<Body>(path: string, take: (entry: Entry<Body>) => void): Promise<LogEnd> {
  const pieces = scanLog<Body>(path);
  for (;;) {
    const { done, value } = await pieces.next();
    if (done) return value;
    for (const entry of value) take(entry);
  }
}

/** Whoever wrote since has at least said that it goes on: one more line, and that whole. */
async function isAsRead(path: string, end: LogEnd): Promise<boolean> {
  const pieces = scanLog(path, { from: end.length, seq: end.lastSeq + 1 });
  const { done, value } = await pieces.next();
  await pieces.return(end);
  return done === true && value.repairs.join() === end.repairs.join();
}

async function appendTo<Body extends { readonly type: string }>(
  path: string,
  session: string,
  { length, lastSeq, repairs, isDamaged }: LogEnd,
  clock: { now(): number },
  release: () => Promise<void>,
): Promise<Log<Body>> {
  if (repairs.length > 0) {
    if (isDamaged) await copyFile(path, `${path}.damaged`);
    await truncate(path, length);
  }
  const handle = await open(path, 'a', 0o600);
  let seq = lastSeq;
  let queue: Promise<unknown> = Promise.resolve();
  let broken: unknown;
  return {
    append(body) {
      const { type, ...rest } = body;
      seq += 1;
      const event = { type, session, seq, at: new Date(clock.now()).toISOString(), ...rest } as unknown as Body & Stamp;
      const written = queue.then(async () => {
        // After a write that failed (a full disk) the last line may be torn: nothing may follow it.
        if (broken !== undefined) throw broken;
        try {
          await handle.appendFile(`${JSON.stringify(event)}\n`);
          if (!repeated.has(type)) await handle.datasync();
        } catch (error) {
          broken = error;
          throw error;
        }
        return event;
      });
      // A failed write must reach its own caller alone, and not stop the close.
      queue = written.catch(() => {});
      return written;
    },
    async close() {
      await queue;
      try {
        await handle.close();
      } finally {
        await release();
      }
    },
  };
}
