import type { FileContent, FileSet } from '../../core/ports.ts';
import type { TreeEntry } from './list-tree.ts';
import { listTree } from './list-tree.ts';
import type { Repository } from './repository.ts';
import { mustGit } from './run-git.ts';

export interface ReadOptions {
  /** Which paths to read; all of them when left out. */
  readonly wanted?: (path: string) => boolean;
  /** Folders or files that all wanted paths are in. */
  readonly under?: readonly string[];
  /** Bytes of all files together; 100 MB unless said. */
  readonly maxBytes?: number;
}

export type ReadResult = { readonly files: FileSet } | { readonly tooLarge: { readonly bytes: number } };

/** Reads files out of a commit, raw. Links and submodules are left out. */
export async function readFiles(
  repository: Repository,
  commit: string,
  options: ReadOptions = {},
): Promise<ReadResult> {
  const { wanted = () => true, under = [], maxBytes = 100_000_000 } = options;
  const entries = await listTree(repository, commit, { under, sizes: true });
  const files = entries.filter((entry) => entry.mode.startsWith('100') && wanted(entry.path));
  const bytes = files.reduce((sum, entry) => sum + (entry.size ?? 0), 0);
  if (bytes > maxBytes) return { tooLarge: { bytes } };
  const blobs = await readBlobs(
    repository,
    files.map((entry) => entry.id),
  );
  return { files: new Map(files.map((entry) => [entry.path, toContent(entry, blobs)])) };
}

/** Reads blobs by id (or by any name of one without a newline); those that don't exist are left out. */
export async function readBlobs(repository: Repository, ids: readonly string[]): Promise<Map<string, Buffer>> {
  const blobs = new Map<string, Buffer>();
  const asked = [...new Set(ids)];
  if (asked.length === 0) return blobs;
  const output = await mustGit(repository, ['cat-file', '--batch'], { input: `${asked.join('\n')}\n` });
  let at = 0;
  for (const id of asked) {
    const end = output.indexOf(10, at);
    const header = /^[0-9a-f]+ (\w+) (\d+)$/.exec(output.toString('latin1', at, end));
    at = end + 1;
    // `<name> missing`: a line, and no content.
    if (!header) continue;
    const size = Number(header[2]);
    if (header[1] === 'blob') blobs.set(id, output.subarray(at, at + size));
    at += size + 1;
  }
  return blobs;
}

function toContent(entry: TreeEntry, blobs: ReadonlyMap<string, Buffer>): FileContent {
  const bytes = blobs.get(entry.id);
  if (!bytes) throw new Error(`${entry.path}: git has lost the object ${entry.id}; see git fsck`);
  return { mode: entry.mode as FileContent['mode'], bytes };
}
