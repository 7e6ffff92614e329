import { matchGlobs } from '../../core/glob.ts';
import { noOutputs, type OutputTexts } from '../../core/inspect/output-texts.ts';
import type { Diff } from '../../core/workbench.ts';
import { emptyTree, readDiff, readDiffStat } from '../git/diff.ts';
import { listTree } from '../git/list-tree.ts';
import { narrowedTo } from '../git/narrow.ts';
import { readBlobs } from '../git/read-files.ts';
import type { Repository } from '../git/repository.ts';

/** A reviewer reads less than this; what is beyond is said to be cut off. */
const longestDiff = 16_000_000;
const largestText = 512_000;
const largestTexts = 4_000_000;

/** What changed from one commit, or from nothing, to another: in all files, or in those that the globs match. */
export async function compareCommits(
  repository: Repository,
  from: string | null,
  to: string,
  within?: readonly string[],
  maxBytes = longestDiff,
): Promise<Diff> {
  const base = from ?? emptyTree(repository);
  const options = { renames: true, ...narrowedTo(within ?? []) };
  const [{ text, cut }, { files }] = await Promise.all([
    readDiff(repository, base, to, { ...options, maxBytes }),
    readDiffStat(repository, base, to, options),
  ]);
  return { text, files, ...(cut ? { cut } : {}) };
}

/** Reads the files that the globs match in a commit, as texts; those that are large or no text are only named. */
export async function readOutputs(
  repository: Repository,
  commit: string | null,
  globs: readonly string[],
): Promise<OutputTexts> {
  if (commit === null) return noOutputs;
  const isOutput = matchGlobs(globs);
  const entries = await listTree(repository, commit, { sizes: true, ...narrowedTo(globs) });
  const files = entries.filter((entry) => entry.mode.startsWith('100') && isOutput(entry.path));
  let room = largestTexts;
  const wanted = files.filter(({ size }) => {
    const fits = size !== null && size <= largestText && size <= room;
    if (fits) room -= size;
    return fits;
  });
  const blobs = await readBlobs(
    repository,
    wanted.map((entry) => entry.id),
  );
  const texts = new Map<string, string>();
  for (const { path, id } of wanted) {
    const bytes = blobs.get(id);
    // Git, too, calls binary what has a NUL near its beginning.
    if (bytes && !bytes.subarray(0, 8000).includes(0)) texts.set(path, bytes.toString('utf8'));
  }
  return { texts, unread: files.map((entry) => entry.path).filter((path) => !texts.has(path)) };
}
