import { createHash } from 'node:crypto';
import type { Stats } from 'node:fs';
import { createReadStream, lstatSync, readFileSync, readlinkSync } from 'node:fs';
import type { Repository } from './repository.ts';

/** A file as git would store it without any filter: what it is, and the id of its raw bytes. */
export interface DiskFile {
  readonly mode: '100644' | '100755' | '120000';
  readonly id: string;
}

/** The id that git gives these bytes as a blob. */
export function blobId(repository: Pick<Repository, 'objectFormat'>, bytes: Uint8Array): string {
  return createHash(repository.objectFormat).update(`blob ${bytes.length}\0`).update(bytes).digest('hex');
}

/**
 * What is at an absolute path: a file or link with its id, some other thing, or nothing. A file that has the id `lf`
 * once its line ends are LF is taken to have that id: git converted it at checkout.
 */
export async function readDiskFile(
  repository: Pick<Repository, 'objectFormat'>,
  file: string,
  lf: string | null = null,
): Promise<DiskFile | 'other' | null> {
  try {
    const stat = statOrNull(file);
    if (!stat) return null;
    if (stat.isSymbolicLink())
      return { mode: '120000', id: blobId(repository, readlinkSync(file, { encoding: 'buffer' })) };
    if (!stat.isFile()) return 'other';
    const mode = stat.mode & 0o100 ? '100755' : '100644';
    // Reading small files at once is many times faster than streaming them.
    if (stat.size > 16_000_000) return { mode, id: await streamId(repository, file, stat.size) };
    const bytes = readFileSync(file);
    const id = blobId(repository, bytes);
    return { mode, id: lf !== null && id !== lf && blobId(repository, toLf(bytes)) === lf ? lf : id };
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') return null;
    if (code === 'EACCES' || code === 'EISDIR' || code === 'ELOOP') return 'other';
    throw error;
  }
}

/** What is at a path, links not followed; null when there is nothing, also because a file stands where a folder would. */
export function statOrNull(file: string): Stats | null {
  try {
    return lstatSync(file, { throwIfNoEntry: false }) ?? null;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOTDIR') return null;
    throw error;
  }
}

function toLf(bytes: Buffer): Buffer {
  return Buffer.from(bytes.toString('latin1').replaceAll('\r\n', '\n'), 'latin1');
}

async function streamId(repository: Pick<Repository, 'objectFormat'>, file: string, size: number): Promise<string> {
  const hash = createHash(repository.objectFormat).update(`blob ${size}\0`);
  for await (const chunk of createReadStream(file)) hash.update(chunk as Buffer);
  return hash.digest('hex');
}
