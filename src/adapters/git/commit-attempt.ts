import type { FileSet } from '../../core/ports.ts';
import type { PathFinding } from './check-path.ts';
import { screenFiles } from './check-path.ts';
import { importCommit } from './fast-import.ts';
import type { TreeEntry } from './list-tree.ts';
import { listTree } from './list-tree.ts';
import type { Repository } from './repository.ts';
import { runGit } from './run-git.ts';

export interface AttemptRequest {
  /** `refs/regent/sessions/<id>` */
  readonly ref: string;
  /** The commit that the session began from. */
  readonly base: string;
  /** The attempt before, which the ref holds; null for the first, whose parent is the base. */
  readonly previous: string | null;
  /** Which paths are the spec's outputs. */
  readonly outputs: (path: string) => boolean;
  /** Folders or files that all outputs are in; the fewer files in there, the faster. None: the whole repository. */
  readonly under?: readonly string[];
  /** The outputs as they are to be, all of them. */
  readonly files: FileSet;
  readonly message: string;
  /** Unix seconds. The same request gives the same commit id. */
  readonly date: number;
}

export type AttemptResult =
  | { readonly commit: string }
  /** Nothing was written: these can't be in a commit. `screenFiles` parts them off beforehand. */
  | { readonly refused: readonly PathFinding[] }
  /** Someone else moved the ref. */
  | { readonly moved: true };

/** Attempts are Regent's own, so that no missing user.name can lose one. */
export const REGENT_IDENTITY = { name: 'Regent', email: 'regent@localhost' } as const;

/** Commits one state of the outputs onto the session's ref. Everything else is as in the base; nobody's index is used. */
export async function commitAttempt(repository: Repository, request: AttemptRequest): Promise<AttemptResult> {
  const { ref, base, previous, outputs, under = [], files, message, date } = request;
  const parent = previous ?? base;
  const foreign = [...files.keys()].filter((path) => !outputs(path));
  const findings = [
    ...screenFiles(files).findings,
    ...foreign.map((path) => ({ path, reason: 'is not an output of the spec' })),
  ];
  if (findings.length > 0) return { refused: findings };
  const before = await listTree(repository, parent, { under, trees: true });
  const obstacles = await findObstacles(repository, parent, before, outputs, files);
  if (obstacles.length > 0) return { refused: obstacles };
  const signature = { ...REGENT_IDENTITY, seconds: date, offset: '+0000' };
  return await importCommit(repository, {
    ref,
    parent,
    author: signature,
    committer: signature,
    message,
    remove: before.filter((entry) => isFile(entry) && outputs(entry.path)).map((entry) => entry.path),
    put: [...files].map(([path, file]) => ({ path, ...file })),
  });
}

function isFile(entry: TreeEntry): boolean {
  return entry.mode !== '040000' && entry.mode !== '160000';
}

/**
 * Files that could only be put in place by taking away what is no output: a file where the path needs a folder, a
 * folder (or a submodule) where it needs a file. fast-import would do so without a word.
 */
export async function findObstacles(
  repository: Repository,
  commit: string,
  listed: readonly TreeEntry[],
  outputs: (path: string) => boolean,
  files: FileSet | ReadonlyMap<string, unknown>,
): Promise<PathFinding[]> {
  const kinds = new Map(listed.map((entry) => [entry.path, entry]));
  const kept = listed.filter((entry) => entry.mode !== '040000' && !(isFile(entry) && outputs(entry.path)));
  const needed = new Set(kept.flatMap((entry) => ancestors(entry.path)));
  const folders = new Set([...files.keys()].flatMap(ancestors));
  const unknown = [...folders].filter((folder) => !kinds.has(folder));
  const blocking = new Set(await findNonFolders(repository, commit, unknown));
  for (const entry of kept) blocking.add(entry.path);
  const findings: PathFinding[] = [];
  for (const path of files.keys()) {
    if (needed.has(path)) findings.push({ path, reason: 'is a folder with other files in it' });
    const file = [path, ...ancestors(path)].find((one) => blocking.has(one));
    if (file !== undefined) findings.push({ path, reason: `needs the place of ${JSON.stringify(file)}` });
  }
  return findings;
}

function ancestors(path: string): string[] {
  const parts = path.split('/').slice(0, -1);
  return parts.map((_, index) => parts.slice(0, index + 1).join('/'));
}

/** ls-tree does not name a file that stands where it was asked for a folder: look these up by name. */
async function findNonFolders(repository: Repository, commit: string, folders: readonly string[]): Promise<string[]> {
  const asked = folders.filter((folder) => !folder.includes('\n'));
  if (asked.length === 0) return [];
  const input = asked.map((folder) => `${commit}:${folder}\n`).join('');
  const result = await runGit(repository, ['cat-file', '--batch-check=%(objecttype)'], { input });
  const types = result.stdout.toString().split('\n');
  return asked.filter((_, index) => types[index] === 'blob' || types[index] === 'commit');
}
