import { rm } from 'node:fs/promises';
import path from 'node:path';
import type { Repository } from './repository.ts';
import type { GitResult } from './run-git.ts';
import { runGit } from './run-git.ts';

/** A commit as git fast-import takes it; the format is in `git help fast-import`. */
export interface ImportedCommit {
  /** Updated to the commit, where that is a fast-forward. Null: the commit stays without a ref. */
  readonly ref: string | null;
  readonly parent: string;
  readonly author: Signature;
  readonly committer: Signature;
  readonly message: string;
  readonly remove: Iterable<string>;
  readonly put: Iterable<PutFile>;
}

export interface Signature {
  readonly name: string;
  readonly email: string;
  readonly seconds: number;
  /** As git writes it: `+0200` */
  readonly offset: string;
}

/** A file to put in place, by content or by the id of a blob that the repository has. */
export type PutFile = { readonly path: string; readonly mode: string } & (
  | { readonly bytes: Uint8Array }
  | { readonly bytes?: undefined; readonly id: string }
);

/** Makes a commit with one process, at a cost that follows the change and not the repository. Killed, it leaves no trace. */
export async function importCommit(
  repository: Repository,
  commit: ImportedCommit,
): Promise<{ readonly commit: string } | { readonly moved: true }> {
  const result = await runGit(repository, ['fast-import', '--quiet', '--done'], { input: formatCommit(commit) });
  if (result.ok) return { commit: result.stdout.toString().trim() };
  await removeCrashReport(repository, result);
  if (/Not updating/.test(result.stderr)) return { moved: true };
  throw new Error(`git fast-import failed: ${result.stderr.split('\n')[0]}`);
}

/** Where a commit without a ref is built; never written. */
const NO_REF = 'refs/regent/building';

function formatCommit(commit: ImportedCommit): Buffer {
  const ref = commit.ref ?? NO_REF;
  const message = Buffer.from(`${commit.message.replaceAll('\0', '').trimEnd()}\n`);
  const parts: Uint8Array[] = [];
  const say = (text: string) => parts.push(Buffer.from(`${text}\n`));
  const data = (bytes: Uint8Array) => {
    say(`data ${bytes.length}`);
    parts.push(bytes);
    say('');
  };
  say('feature done');
  say(`commit ${ref}`);
  say('mark :1');
  say(`author ${formatSignature(commit.author)}`);
  say(`committer ${formatSignature(commit.committer)}`);
  data(message);
  say(`from ${commit.parent}`);
  for (const removed of commit.remove) say(`D ${quote(removed)}`);
  for (const file of commit.put) {
    if (file.bytes) {
      say(`M ${file.mode} inline ${quote(file.path)}`);
      data(file.bytes);
    } else say(`M ${file.mode} ${file.id} ${quote(file.path)}`);
  }
  say('get-mark :1');
  if (commit.ref === null) say(`reset ${NO_REF}\nfrom ${'0'.repeat(commit.parent.length)}\n`);
  say('done');
  return Buffer.concat(parts);
}

function formatSignature({ name, email, seconds, offset }: Signature): string {
  const clean = (text: string) => text.replace(/[<>\n\0]/g, '').trim();
  return `${clean(name)} <${clean(email)}> ${seconds} ${offset}`;
}

function quote(file: string): string {
  return `"${file.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n')}"`;
}

async function removeCrashReport(repository: Repository, result: GitResult): Promise<void> {
  const name = `fast_import_crash_${result.pid}`;
  await Promise.all([repository.gitDir, repository.commonDir].map((dir) => rm(path.join(dir, name), { force: true })));
}
