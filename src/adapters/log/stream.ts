import { createReadStream } from 'node:fs';
import type { Stamp } from '../../core/events.ts';
import { parseEvent } from './index.ts';

/**
 * Reads a log event by event, so that one of any length needs little memory. Ends, as `readLog` does, at the first line
 * that is torn or not an event in sequence; without a log at once.
 */
export async function* streamLog<Body>(path: string): AsyncGenerator<Body & Stamp> {
  let seq = 0;
  for await (const line of lines(path)) {
    const event = parseEvent(line);
    seq += 1;
    if (event?.seq !== seq) return;
    yield event as Body & Stamp;
  }
}

/** The lines that end with a line feed. */
async function* lines(path: string): AsyncGenerator<string> {
  const pieces: Buffer[] = [];
  try {
    for await (const chunk of createReadStream(path) as AsyncIterable<Buffer>) {
      let at = 0;
      for (let end = chunk.indexOf(10); end >= 0; end = chunk.indexOf(10, at)) {
        pieces.push(chunk.subarray(at, end));
        yield Buffer.concat(pieces).toString('utf8');
        pieces.length = 0;
        at = end + 1;
      }
      pieces.push(chunk.subarray(at));
    }
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
}
