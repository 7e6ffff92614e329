import { readBlobs } from './read-files.ts';
import type { Repository } from './repository.ts';
import { mustGit, runGit } from './run-git.ts';

export type RefUpdate =
  | { readonly kind: 'updated' }
  /** The ref does not hold the expected value; it was left alone. */
  | { readonly kind: 'moved' }
  | { readonly kind: 'failed'; readonly message: string };

/** Points a ref at an object, if it still holds `expected` (null: does not exist). Without `expected`: whatever it holds. */
export async function updateRef(
  repository: Repository,
  ref: string,
  id: string,
  expected?: string | null,
): Promise<RefUpdate> {
  const old = expected === undefined ? [] : [expected ?? '0'.repeat(id.length)];
  return judge(await runGit(repository, ['update-ref', '--no-deref', ref, id, ...old]));
}

/** Deletes a ref, if it still holds `expected`. One that does not exist is already deleted. */
export async function deleteRef(repository: Repository, ref: string, expected?: string): Promise<RefUpdate> {
  return judge(await runGit(repository, ['update-ref', '--no-deref', '-d', ref, ...(expected ? [expected] : [])]));
}

/** All refs below a prefix such as `refs/regent/sessions/` → the id each holds. */
export async function listRefs(repository: Repository, prefix: string): Promise<Map<string, string>> {
  const format = '--format=%(objectname) %(refname)';
  const listing = await mustGit(repository, ['for-each-ref', format, prefix]);
  const rows = listing.toString().split('\n').filter(Boolean);
  return new Map(rows.map((row) => [row.slice(row.indexOf(' ') + 1), row.slice(0, row.indexOf(' '))]));
}

/** Stores bytes as a blob and points a ref at it, whatever the ref held. Returns the blob's id. */
export async function writeBlobRef(repository: Repository, ref: string, bytes: Uint8Array): Promise<string> {
  const stored = await mustGit(repository, ['hash-object', '-w', '--no-filters', '--stdin'], { input: bytes });
  const id = stored.toString().trim();
  await mustGit(repository, ['update-ref', '--no-deref', ref, id]);
  return id;
}

/** The bytes of the blob that a ref points at; null when there is none. */
export async function readBlobRef(repository: Repository, ref: string): Promise<Buffer | null> {
  return (await readBlobs(repository, [ref])).get(ref) ?? null;
}

function judge(result: { ok: boolean; stderr: string }): RefUpdate {
  if (result.ok) return { kind: 'updated' };
  if (/but expected|reference already exists|unable to resolve reference/.test(result.stderr)) return { kind: 'moved' };
  return { kind: 'failed', message: result.stderr.split('\n')[0] ?? '' };
}
