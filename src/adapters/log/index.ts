import { copyFile, type FileHandle, open, readFile, truncate } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { Stamp } from '../../core/events.ts';
import { takeLock } from './lock-file.ts';

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
): Promise<{ log: Log<Body>; events: (Body & Stamp)[]; repairs: string[] } | LogInUse> {
  const path = join(folder, file);
  const lock = await takeLock(`${path}.lock`);
  if ('inUseBy' in lock) return lock;
  const { events, repairs, length, isDamaged } = await readLog<Body>(path);
  if (repairs.length > 0) {
    if (isDamaged) await copyFile(path, `${path}.damaged`);
    await truncate(path, length);
  }
  const handle = await open(path, 'a', 0o600);
  return { log: appendTo<Body>(handle, session, events.at(-1)?.seq ?? 0, clock, lock.release), events, repairs };
}

/**
 * Reads a log without locking it. Stops at the first line that is not an event in sequence: what follows can't be
 * trusted. `length` is the number of bytes that are good; `isDamaged` when it is more than a torn last line that is not.
 */
export async function readLog<Body>(
  path: string,
): Promise<{ events: (Body & Stamp)[]; repairs: string[]; length: number; isDamaged: boolean }> {
  let bytes: Buffer;
  try {
    bytes = await readFile(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT')
      return { events: [], repairs: [], length: 0, isDamaged: false };
    throw error;
  }
  const events: (Body & Stamp)[] = [];
  let at = 0;
  while (at < bytes.length) {
    const end = bytes.indexOf(10, at);
    if (end === -1) return { events, length: at, repairs: [torn(bytes.length - at)], isDamaged: false };
    const event = parseEvent(bytes.toString('utf8', at, end));
    if (event?.seq !== events.length + 1) {
      const where = `from line ${events.length + 1} on`;
      const repair = `The log is damaged ${where}; ${bytes.length - at} bytes were cut off, and kept in ${basename(path)}.damaged.`;
      return { events, length: at, repairs: [repair], isDamaged: true };
    }
    events.push(event as Body & Stamp);
    at = end + 1;
  }
  return { events, repairs: [], length: at, isDamaged: false };
}

function appendTo<Body extends { readonly type: string }>(
  handle: FileHandle,
  session: string,
  lastSeq: number,
  clock: { now(): number },
  release: () => Promise<void>,
): Log<Body> {
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
      await handle.close();
      await release();
    },
  };
}

function torn(bytes: number): string {
  return `The last line of the log was torn; ${bytes} bytes were cut off.`;
}

/** Reads a line of a log; null where it is no event. */
export function parseEvent(line: string): Stamp | null {
  try {
    const value: unknown = JSON.parse(line);
    if (typeof value !== 'object' || value === null) return null;
    const { type, session, seq, at } = value as Record<string, unknown>;
    const isEvent =
      typeof type === 'string' && typeof session === 'string' && typeof seq === 'number' && typeof at === 'string';
    return isEvent ? (value as Stamp) : null;
  } catch {
    return null;
  }
}
