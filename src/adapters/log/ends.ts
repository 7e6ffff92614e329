import { type FileHandle, open, stat } from 'node:fs/promises';

/**
 * Returns the first and the last line of a log, whatever is between; none where there is no log. A log that didn't
 * change since it was looked at last is not read again.
 */
export async function readEnds(path: string): Promise<readonly string[]> {
  const info = await stat(path).catch(() => null);
  if (!info) return [];
  const known = seen.get(path);
  if (known?.size === info.size && known.changed === info.mtimeMs) return known.ends;
  const handle = await open(path, 'r').catch(() => null);
  if (!handle) return [];
  try {
    const ends = [await firstLine(handle, info.size), await lastLine(handle, info.size)];
    seen.set(path, { size: info.size, changed: info.mtimeMs, ends });
    return ends;
  } finally {
    await handle.close();
  }
}

const seen = new Map<string, { size: number; changed: number; ends: readonly string[] }>();

/** Most first and last lines are shorter; where one is not, more is read. */
const span = 8 << 10;

async function firstLine(handle: FileHandle, size: number): Promise<string> {
  for (let length = span; ; length *= 4) {
    const text = await readSpan(handle, 0, Math.min(length, size));
    const end = text.indexOf(10);
    if (end !== -1 || length >= size) return text.toString('utf8', 0, end === -1 ? text.length : end);
  }
}

/** The last line that is whole: what follows it was torn off. */
async function lastLine(handle: FileHandle, size: number): Promise<string> {
  for (let length = span; ; length *= 4) {
    const text = await readSpan(handle, Math.max(0, size - length), Math.min(length, size));
    const end = text.lastIndexOf(10);
    const start = end <= 0 ? -1 : text.lastIndexOf(10, end - 1);
    if ((end !== -1 && start !== -1) || length >= size) return end === -1 ? '' : text.toString('utf8', start + 1, end);
  }
}

async function readSpan(handle: FileHandle, from: number, length: number): Promise<Buffer> {
  const buffer = Buffer.alloc(length);
  const { bytesRead } = await handle.read(buffer, 0, length, from);
  return buffer.subarray(0, bytesRead);
}
