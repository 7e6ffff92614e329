import type { Repository } from './repository.ts';
import type { GitPlace } from './run-git.ts';
import { GitError, mustGit, runGit } from './run-git.ts';

export interface DiffOptions {
  /** Folders or files, literal. None: everything. */
  readonly under?: readonly string[];
  /** Bytes after which the text is cut at the end of a line; 2 MB unless said. */
  readonly maxBytes?: number;
  /** Unchanged lines around a change; 3 unless said. */
  readonly context?: number;
  /** Tells a file that was moved from one that was removed and another that was added. */
  readonly renames?: boolean;
}

export interface Diff {
  /** Unified, as `git diff` prints it. Unsanitised: file names and contents are as hostile as they were. */
  readonly text: string;
  readonly cut: boolean;
}

export interface DiffStat {
  readonly files: readonly FileStat[];
  readonly added: number;
  readonly removed: number;
}

export interface FileStat {
  readonly path: string;
  readonly status: 'added' | 'removed' | 'changed' | 'moved';
  /** Lines; 0 for a binary file. */
  readonly added: number;
  readonly removed: number;
  readonly binary: boolean;
  /** Where a file that was moved was before. */
  readonly from?: string;
  /** Where they differ, and the file was there before and after. */
  readonly modes?: readonly [before: string, after: string];
}

/** The tree without files, to compare with when there is nothing before. */
export function emptyTree(repository: Repository): string {
  return repository.objectFormat === 'sha256'
    ? '6ef19b41225c5369f1c104d45d8d85efa9b057b53b14b4b9b939dd74decc5321'
    : '4b825dc642cb6eb9a060e54bf8d69288fbee4904';
}

/** What changed between two commits or trees, as text. */
export async function readDiff(
  repository: Repository,
  from: string,
  to: string,
  options: DiffOptions = {},
): Promise<Diff> {
  const { under = [], maxBytes = 2_000_000, context = 3, renames = false } = options;
  const args = [...diffTree(renames), '--patch', `--unified=${context}`, from, to, '--', ...under];
  const result = await runGit(withoutAttributes(repository), args, { maxBytes, config: PLAIN });
  if (!result.ok && !result.cut) throw new GitError(args, result);
  if (!result.cut) return { text: result.stdout.toString(), cut: false };
  return { text: result.stdout.toString('utf8', 0, result.stdout.lastIndexOf(10) + 1), cut: true };
}

/** What changed between two commits or trees, as numbers. */
export async function readDiffStat(
  repository: Repository,
  from: string,
  to: string,
  options: Pick<DiffOptions, 'under' | 'renames'> = {},
): Promise<DiffStat> {
  const { under = [], renames = false } = options;
  const args = [...diffTree(renames), '--raw', '--numstat', '-z', from, to, '--', ...under];
  const output = await mustGit(withoutAttributes(repository), args, { config: PLAIN });
  const parts = output.toString().split('\0');
  const entries = new Map<string, RawEntry>();
  const files: FileStat[] = [];
  for (let index = 0; index < parts.length; index += 1) {
    const part = parts[index]!;
    const raw = /^:(\d+) (\d+) \S+ \S+ ([A-Z])/.exec(part);
    if (raw) {
      const [, before = '', after = '', letter = ''] = raw;
      const moved = letter === 'R' ? { from: parts[index + 1]! } : {};
      index += letter === 'R' ? 2 : 1;
      entries.set(parts[index]!, { letter, before, after, ...moved });
    } else if (part) {
      // A moved file's paths are parts of their own, after an empty one.
      const [added = '', removed = '', ...rest] = part.split('\t');
      const path = rest.join('\t');
      if (path === '') index += 2;
      files.push(fileStat(path === '' ? parts[index]! : path, added, removed, entries));
    }
  }
  const sum = (key: 'added' | 'removed') => files.reduce((total, file) => total + file[key], 0);
  return { files, added: sum('added'), removed: sum('removed') };
}

function diffTree(renames: boolean): string[] {
  const flags = ['diff-tree', '-r', '--no-commit-id', '--no-ext-diff', '--no-textconv', '--no-color'];
  // Comparing each removed file with each added one takes time; above the limit only identical ones are found.
  return renames ? [...flags, '--find-renames', '-l200'] : [...flags, '--no-renames'];
}

/**
 * A work tree's .gitattributes could hide a file from the reviewer (`* -diff`), and the model may have written it.
 * A bare repository's are not read.
 */
const PLAIN = [
  ['core.bare', 'true'],
  ['core.attributesFile', '/dev/null'],
  ['diff.noprefix', 'false'],
  ['diff.mnemonicPrefix', 'false'],
] as const;

function withoutAttributes(repository: Repository): GitPlace {
  return { ...repository, bare: true };
}

interface RawEntry {
  readonly letter: string;
  readonly before: string;
  readonly after: string;
  readonly from?: string;
}

function fileStat(path: string, added: string, removed: string, entries: ReadonlyMap<string, RawEntry>): FileStat {
  const entry = entries.get(path);
  const status = ({ A: 'added', D: 'removed', R: 'moved' } as const)[entry?.letter ?? ''] ?? 'changed';
  const isThroughout = status === 'changed' || status === 'moved';
  return {
    path,
    status,
    added: Number(added) || 0,
    removed: Number(removed) || 0,
    binary: added === '-',
    ...(entry?.from === undefined ? {} : { from: entry.from }),
    ...(entry && isThroughout && entry.before !== entry.after ? { modes: [entry.before, entry.after] as const } : {}),
  };
}
