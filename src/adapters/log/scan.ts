import { type FileHandle, open } from 'node:fs/promises';
import { basename } from 'node:path';
import type { Stamp } from '../../core/events.ts';

/** An event, and where its line begins in the file. */
export interface Entry<Body> {
  readonly event: Body & Stamp;
  readonly from: number;
}

/** Where in a log to begin: at a byte, with the event of this number. */
export interface LogPlace {
  readonly from: number;
  readonly seq: number;
}

/** What a log turned out to be, read to its end. */
export interface LogEnd {
  /** How many bytes are good. */
  readonly length: number;
  readonly lastSeq: number;
  /** What has to be cut off before anything may follow. Sentences. */
  readonly repairs: readonly string[];
  /** More than a torn last line. */
  readonly isDamaged: boolean;
}

export const logBeginning: LogPlace = { from: 0, seq: 1 };

/** A few hundred events: a few milliseconds' work, after which whoever waits for the process gets a turn. */
const pieceBytes = 256 << 10;

/**
 * Reads a log without locking it, some events at a time, so that a log of any length takes no more memory than what is
 * kept of it. Stops at the first line that is not an event in sequence: what follows can't be trusted.
 */
export async function* scanLog<Body>(
  path: string,
  place: LogPlace = logBeginning,
): AsyncGenerator<readonly Entry<Body>[], LogEnd> {
  const handle = await openToRead(path);
  if (!handle) return { length: 0, lastSeq: 0, repairs: [], isDamaged: false };
  let { from, seq } = place;
  // The beginning of a line whose end is in a later piece.
  let begun: Buffer[] = [];
  try {
    for (let at = from; ; ) {
      const piece = await readPiece(handle, at);
      if (piece.length === 0) break;
      const entries: Entry<Body>[] = [];
      let start = 0;
      for (let end = piece.indexOf(10); end !== -1; end = piece.indexOf(10, start)) {
        const line = piece.subarray(start, end);
        const event = parseEvent(begun.length === 0 ? line : Buffer.concat([...begun, line]));
        if (event?.seq !== seq) {
          if (entries.length > 0) yield entries;
          const { size } = await handle.stat();
          return { length: from, lastSeq: seq - 1, repairs: [damaged(path, seq, size - from)], isDamaged: true };
        }
        entries.push({ event: event as Body & Stamp, from });
        begun = [];
        start = end + 1;
        from = at + start;
        seq += 1;
      }
      if (start < piece.length) begun.push(piece.subarray(start));
      at += piece.length;
      if (entries.length > 0) yield entries;
    }
  } finally {
    await handle.close();
  }
  const torn = begun.reduce((sum, part) => sum + part.length, 0);
  const repairs = torn === 0 ? [] : [`The last line of the log was torn; ${torn} bytes were cut off.`];
  return { length: from, lastSeq: seq - 1, repairs, isDamaged: false };
}

async function openToRead(path: string): Promise<FileHandle | null> {
  try {
    return await open(path, 'r');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}

async function readPiece(handle: FileHandle, at: number): Promise<Buffer> {
  const buffer = Buffer.allocUnsafe(pieceBytes);
  const { bytesRead } = await handle.read(buffer, 0, pieceBytes, at);
  return buffer.subarray(0, bytesRead);
}

function damaged(path: string, line: number, bytes: number): string {
  return `The log is damaged from line ${line} on; ${bytes} bytes were cut off, and kept in ${basename(path)}.damaged.`;
}

function parseEvent(line: Buffer): Stamp | null {
  try {
    const value: unknown = JSON.parse(line.toString('utf8'));
    if (typeof value !== 'object' || value === null) return null;
    const { type, session, seq, at } = value as Record<string, unknown>;
    const isEvent =
      typeof type === 'string' && typeof session === 'string' && typeof seq === 'number' && typeof at === 'string';
    return isEvent ? (value as Stamp) : null;
  } catch {
    return null;
  }
}
