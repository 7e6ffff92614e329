import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { Repository } from './repository.ts';
import { mustGit, runGit } from './run-git.ts';

export type Head = CommitHead | { readonly unborn: string };

export interface CommitHead {
  readonly commit: string;
  readonly tree: string;
  /** Null when HEAD is detached. */
  readonly branch: string | null;
  readonly committedAt: GitTime;
}

/** Unix seconds, and the offset from UTC as git writes it (`+0200`). */
export interface GitTime {
  readonly seconds: number;
  readonly offset: string;
}

/** What HEAD is now; `unborn` holds the name of a branch without a commit. */
export async function readHead(repository: Repository): Promise<Head> {
  const [branch, object] = await Promise.all([
    readBranch(repository),
    mustGit(repository, ['cat-file', '--batch'], { input: 'HEAD\n' }),
  ]);
  const text = object.toString();
  const head = /^([0-9a-f]{40,64}) commit \d+\ntree ([0-9a-f]+)\n/.exec(text);
  if (!head) return { unborn: branch ?? 'HEAD' };
  const time = /^committer .*> (\d+) ([+-]\d+)$/m.exec(text);
  return {
    commit: head[1]!,
    tree: head[2]!,
    branch,
    committedAt: { seconds: Number(time?.[1] ?? 0), offset: time?.[2] ?? '+0000' },
  };
}

/** Reads git's own file, which saves a process; the reftable format keeps a placeholder in it. */
async function readBranch(repository: Repository): Promise<string | null> {
  const text = await readFile(path.join(repository.gitDir, 'HEAD'), 'utf8');
  let ref = /^ref: (.*)\n?$/.exec(text)?.[1] ?? null;
  if (ref === 'refs/heads/.invalid') {
    const asked = await runGit(repository, ['symbolic-ref', '--quiet', 'HEAD']);
    ref = asked.ok ? asked.stdout.toString().trim() : null;
  }
  return ref && (ref.startsWith('refs/heads/') ? ref.slice('refs/heads/'.length) : ref);
}
