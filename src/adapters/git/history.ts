import type { Repository } from './repository.ts';
import { keptVariables } from './run-git.ts';

/** A commit that Regent made on a branch: an accept, an undo or a refresh, told apart by its trailers. */
export interface HistoryEntry {
  readonly commit: string;
  readonly author: { readonly name: string; readonly email: string };
  /** ISO 8601, of the commit. */
  readonly at: string;
  readonly subject: string;
  /** Name → value of the message's trailers; the last of a name counts. */
  readonly trailers: ReadonlyMap<string, string>;
}

export interface HistoryOptions {
  /** Commits of this spec only. */
  readonly spec?: string;
  /** 100 unless said. */
  readonly limit?: number;
  /** Where to begin; HEAD unless said. */
  readonly from?: string;
}

/** Commits with a `Regent-Spec` trailer in the history of HEAD, newest first. None on an unborn branch. */
export async function readHistory(repository: Repository, options: HistoryOptions = {}): Promise<HistoryEntry[]> {
  const { spec, limit = 100, from = 'HEAD' } = options;
  const { simpleGit } = await import('simple-git');
  // simple-git takes all other variables of git, and editors and pagers, out of the environment.
  const git = simpleGit({ baseDir: repository.root, allowEnvironment: keptVariables() });
  const args = [
    'log',
    '-z',
    '--no-show-signature',
    '--no-color',
    `--format=${FORMAT}`,
    `--grep=^Regent-Spec: ${spec ? `${spec}$` : ''}`,
  ];
  const listing = await git.raw([...args, `--max-count=${limit}`, from, '--']).catch((error: Error) => {
    if (/unknown revision|bad revision|does not have any commits/.test(error.message)) return '';
    throw error;
  });
  return listing.split('\0').filter(Boolean).flatMap(parseEntry);
}

const FORMAT = ['%H', '%an', '%ae', '%cI', '%s', '%(trailers:only,unfold)'].join('%x1f');

function parseEntry(record: string): HistoryEntry[] {
  const [commit, name, email, at, subject, block] = record.split('\x1f');
  if (!commit || name === undefined || email === undefined || !at || subject === undefined) return [];
  const trailers = new Map<string, string>();
  for (const line of (block ?? '').split('\n')) {
    const colon = line.indexOf(': ');
    if (colon > 0) trailers.set(line.slice(0, colon), line.slice(colon + 2).trim());
  }
  // The text may stand in the middle of a message, where it is no trailer.
  return trailers.has('Regent-Spec') ? [{ commit: commit.trim(), author: { name, email }, at, subject, trailers }] : [];
}
