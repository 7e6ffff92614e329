import { findObstacles } from './commit-attempt.ts';
import { importCommit } from './fast-import.ts';
import type { CommitHead } from './head.ts';
import { readIdentity, sign } from './identity.ts';
import type { TreeEntry } from './list-tree.ts';
import type { Refusal } from './refusal.ts';
import { nameSome, refuse } from './refusal.ts';
import type { Repository } from './repository.ts';
import { mustGit, runGit } from './run-git.ts';
import type { Entry, Preparation } from './worktree-state.ts';
import { checkIdle, indexLocked, prepare } from './worktree-state.ts';

/** A file that is to be in HEAD: a blob that the repository has, or bytes that it may not have yet. */
export type TargetFile = Entry & { readonly bytes?: Uint8Array };

export interface Replacement {
  readonly head: CommitHead;
  /** HEAD's entries at and below `under`, trees included. */
  readonly listed: readonly TreeEntry[];
  /** Which paths are replaced: all that HEAD has there and the target does not goes away. */
  readonly owned: (path: string) => boolean;
  readonly under: readonly string[];
  readonly target: ReadonlyMap<string, TargetFile>;
  readonly message: string;
  /** For the reflog: `regent accept` */
  readonly action: string;
}

export interface Replaced {
  readonly kind: 'done';
  readonly commit: string;
  /** False: git knows no user.name or user.email, and Regent's own stand in for them. */
  readonly identityConfigured: boolean;
}

/**
 * Makes one commit on HEAD that replaces the owned paths, and brings index and work tree along for these alone. All or
 * nothing; whatever else is dirty, staged, untracked or stashed stays to the byte.
 */
export async function replaceInHead(repository: Repository, replacement: Replacement): Promise<Replaced | Refusal> {
  const { head, message, action } = replacement;
  const checked = await check(repository, replacement);
  if ('kind' in checked) return checked;
  const { removed, put, preparation } = checked;
  const identity = readIdentity(repository);
  const now = new Date();
  const made = await importCommit(repository, {
    ref: null,
    parent: head.commit,
    author: sign(identity.author, now),
    committer: sign(identity.committer, now),
    message,
    remove: removed,
    put: put.map(([path, file]) => ({ path, ...file })),
  });
  if (!('commit' in made)) throw new Error('a commit without a ref can not meet a moved one');
  const env = {
    GIT_REFLOG_ACTION: action,
    GIT_COMMITTER_NAME: identity.committer.name,
    GIT_COMMITTER_EMAIL: identity.committer.email,
  };
  const refusal = await moveHead(repository, head.branch, made.commit, preparation, env);
  return refusal ?? { kind: 'done', commit: made.commit, identityConfigured: identity.configured };
}

/** Why the owned paths can't be replaced as things are; null when they can. Changes nothing. */
export async function whyNotReplaced(repository: Repository, replacement: Replacement): Promise<Refusal | null> {
  const checked = await check(repository, replacement);
  return 'kind' in checked ? checked : null;
}

interface Checked {
  readonly removed: readonly string[];
  readonly put: readonly (readonly [string, TargetFile])[];
  readonly preparation: Preparation;
}

async function check(repository: Repository, replacement: Replacement): Promise<Checked | Refusal> {
  const { head, listed, owned, under, target } = replacement;
  const files = listed.filter((entry) => owned(entry.path) && entry.mode !== '040000' && entry.mode !== '160000');
  const current = new Map<string, Entry>(files.map((entry) => [entry.path, entry]));
  const removed = [...current.keys()].filter((path) => !target.has(path));
  const put = [...target].filter(([path, file]) => differs(file, current.get(path)));
  const obstacles = await findObstacles(repository, head.commit, listed, owned, target);
  if (obstacles.length > 0) return standsInTheWay(obstacles.map((found) => found.path));
  const busy = checkIdle(repository);
  if (busy) return busy;
  const preparation = await prepare(repository, current, target, owned, under);
  if ('kind' in preparation) return preparation;
  if (removed.length === 0 && put.length === 0) {
    return refuse('nothing-to-change', 'HEAD already holds exactly this.', 'There is nothing to do.');
  }
  return { removed, put, preparation };
}

function differs(one: Entry, other: Entry | undefined): boolean {
  return other === undefined || one.id !== other.id || one.mode !== other.mode;
}

/** A fast-forward is the one move that git itself makes with all checks: compare-and-swap, and no file overwritten. */
async function moveHead(
  repository: Repository,
  branch: string | null,
  commit: string,
  preparation: Preparation,
  env: Readonly<Record<string, string>>,
): Promise<Refusal | null> {
  const staged = await stage(repository, preparation.stage);
  if (staged) return staged;
  const args = ['merge', '--ff-only', '--no-overwrite-ignore', '--no-stat', '--quiet', commit];
  // A branch may carry options of its own for merges, --squash for one.
  const config = [[`branch.${branch ?? 'HEAD'}.mergeOptions`, '']] as const;
  const merged = await runGit(repository, args, { env, config, mayLock: true });
  if (!merged.ok) {
    await stage(repository, preparation.unstage);
    return explain(repository, merged.stderr);
  }
  if (preparation.checkout.length > 0) {
    const input = preparation.checkout.map((path) => `${path}\0`).join('');
    await mustGit(repository, ['checkout-index', '-u', '-z', '--stdin'], { input, mayLock: true });
  }
  return null;
}

async function stage(repository: Repository, entries: ReadonlyMap<string, Entry | null>): Promise<Refusal | null> {
  if (entries.size === 0) return null;
  const none = '0'.repeat(repository.objectFormat === 'sha256' ? 64 : 40);
  const lines = [...entries].map(([path, entry]) =>
    entry ? `${entry.mode} ${entry.id}\t${path}\0` : `0 ${none}\t${path}\0`,
  );
  const result = await runGit(repository, ['update-index', '-z', '--index-info'], {
    input: lines.join(''),
    mayLock: true,
  });
  return result.ok ? null : explain(repository, result.stderr);
}

function explain(repository: Repository, stderr: string): Refusal {
  if (/index\.lock/.test(stderr)) return indexLocked(repository);
  if (/fast-forward|cannot lock ref|but expected/i.test(stderr)) {
    return refuse(
      'moved',
      'HEAD moved while the commit was being made.',
      'Look at what was committed, then try again.',
    );
  }
  const paths = stderr.split('\n').flatMap((line) => /^\t(.+)$/.exec(line)?.[1] ?? []);
  if (/would be overwritten|would lose untracked|would be removed/.test(stderr)) return standsInTheWay(paths);
  return refuse(
    'failed',
    `Git did not move HEAD: ${stderr.split('\n')[0]}`,
    'Mend what git complains about, then try again.',
  );
}

function standsInTheWay(paths: readonly string[]): Refusal {
  return refuse(
    'in-the-way',
    `Files that are no outputs stand where outputs have to go: ${nameSome(paths)}.`,
    'Move them away, or change the outputs in spec.md.',
    paths,
  );
}
