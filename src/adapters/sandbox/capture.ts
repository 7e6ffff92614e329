import type { Readable } from 'node:stream';

/** The first `maxBytes` of a stream; `onOverflow` is called once, when more comes. */
export interface Capture {
  text(): string;
  readonly ended: Promise<void>;
}

/** Reads a stream into memory, never more than `maxBytes` of it. */
export function capture(stream: Readable, maxBytes: number, onOverflow: () => void): Capture {
  const chunks: Buffer[] = [];
  let size = 0;
  stream.on('data', (chunk: Buffer) => {
    if (size + chunk.length > maxBytes && size <= maxBytes) onOverflow();
    if (size < maxBytes) chunks.push(chunk.subarray(0, maxBytes - size));
    size += chunk.length;
  });
  const ended = new Promise<void>((resolve) => {
    stream.once('close', resolve);
    // A reset pipe ends the stream like any other end: what came is kept.
    stream.on('error', () => resolve());
  });
  return { text: () => new TextDecoder().decode(Buffer.concat(chunks)), ended };
}
