import { blobId } from './blob-id.ts';
import { readHead } from './head.ts';
import type { TreeEntry } from './list-tree.ts';
import { listTree } from './list-tree.ts';
import type { Refusal } from './refusal.ts';
import { nameSome, refuse } from './refusal.ts';
import type { Replaced, Replacement, TargetFile } from './replace-in-head.ts';
import { replaceInHead, whyNotReplaced } from './replace-in-head.ts';
import type { Repository } from './repository.ts';
import { runGit } from './run-git.ts';

export interface AcceptRequest {
  readonly candidate: string;
  /** The commit that the session began from. */
  readonly base: string;
  readonly outputs: (path: string) => boolean;
  /** Folders or files that all outputs are in. None: the whole repository is looked at. */
  readonly under?: readonly string[];
  readonly lock: { readonly path: string; readonly bytes: Uint8Array };
  /** With its trailers. */
  readonly message: string;
}

/**
 * Makes the candidate's outputs and its lock HEAD's, in one commit on the current branch. HEAD may have moved on since
 * the session began, as long as the outputs there did not change.
 */
export async function acceptCandidate(repository: Repository, request: AcceptRequest): Promise<Replaced | Refusal> {
  const planned = await planAccept(repository, request);
  return 'kind' in planned ? planned : replaceInHead(repository, planned);
}

/** Why `acceptCandidate` would refuse as things are; null when it would not. Changes nothing. */
export async function whyNotAccepted(repository: Repository, request: AcceptRequest): Promise<Refusal | null> {
  const planned = await planAccept(repository, request);
  return 'kind' in planned ? planned : whyNotReplaced(repository, planned);
}

async function planAccept(repository: Repository, request: AcceptRequest): Promise<Replacement | Refusal> {
  const { candidate, base, outputs, lock, message } = request;
  const under = withLock(request.under, lock.path);
  const head = await readHead(repository);
  if ('unborn' in head) return unborn(head.unborn);
  const [now, before, made] = await Promise.all([
    listTree(repository, head.commit, { under, trees: true }),
    head.commit === base ? null : listTree(repository, base, { under }),
    listTree(repository, candidate, { under }),
  ]);
  const target = filesOf(made, outputs);
  const moved = before ? compare(filesOf(before, outputs), filesOf(now, outputs)) : [];
  if (moved.length > 0 && compare(target, filesOf(now, outputs)).length > 0) {
    const message = `The outputs changed in HEAD since the session began: ${nameSome(moved)}.`;
    return refuse('moved', message, 'Run the spec again, or undo what changed them (regent undo).', moved);
  }
  target.set(lock.path, { mode: '100644', id: blobId(repository, lock.bytes), bytes: lock.bytes });
  const owned = (path: string) => path === lock.path || outputs(path);
  return { head, listed: now, owned, under, target, message, action: 'regent accept' };
}

export interface UndoRequest {
  /** The commit that accept made. */
  readonly accept: string;
  readonly outputs: (path: string) => boolean;
  readonly under?: readonly string[];
  readonly lockPath: string;
  readonly message: string;
}

/** Puts the outputs and the lock back to what they were before an accept, in a new commit; touches nothing else. */
export async function undoAccept(repository: Repository, request: UndoRequest): Promise<Replaced | Refusal> {
  const { accept, outputs, lockPath, message } = request;
  const under = withLock(request.under, lockPath);
  const owned = (path: string) => path === lockPath || outputs(path);
  const head = await readHead(repository);
  if ('unborn' in head) return unborn(head.unborn);
  const ancestry = await runGit(repository, ['merge-base', '--is-ancestor', accept, head.commit]);
  if (!ancestry.ok) {
    const message = `${accept.slice(0, 12)} is not in the history of HEAD.`;
    return refuse('not-in-history', message, 'Switch to the branch that it was accepted on.');
  }
  const [now, then, before] = await Promise.all([
    listTree(repository, head.commit, { under, trees: true }),
    listTree(repository, accept, { under }),
    listTree(repository, `${accept}^`, { under }),
  ]);
  const changed = compare(filesOf(then, owned), filesOf(now, owned));
  if (changed.length > 0) {
    const message = `These changed since the accept: ${nameSome(changed)}.`;
    return refuse(
      'changed-since',
      message,
      'Undo the later change first, or use git revert and settle it by hand.',
      changed,
    );
  }
  const target = filesOf(before, owned);
  return replaceInHead(repository, { head, listed: now, owned, under, target, message, action: 'regent undo' });
}

function withLock(under: readonly string[] | undefined, lockPath: string): readonly string[] {
  return under && under.length > 0 ? [...under, lockPath] : ['.'];
}

function filesOf(entries: readonly TreeEntry[], wanted: (path: string) => boolean): Map<string, TargetFile> {
  const files = entries.filter((entry) => entry.mode.startsWith('1') && entry.mode !== '160000' && wanted(entry.path));
  return new Map(files.map(({ path, mode, id }) => [path, { mode, id }]));
}

/** Paths that are in one and not, or not the same, in the other. */
function compare(one: ReadonlyMap<string, TargetFile>, other: ReadonlyMap<string, TargetFile>): string[] {
  const paths = new Set([...one.keys(), ...other.keys()]);
  return [...paths].filter((path) => {
    const [left, right] = [one.get(path), other.get(path)];
    return left?.id !== right?.id || left?.mode !== right?.mode;
  });
}

function unborn(branch: string): Refusal {
  const message = `The branch ${branch} has no commit yet.`;
  return refuse('unborn', message, 'Commit your specs first: git add specs && git commit.');
}
