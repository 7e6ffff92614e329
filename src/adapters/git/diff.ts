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
  readonly status: 'added' | 'removed' | 'changed';
  /** Lines; 0 for a binary file. */
  readonly added: number;
  readonly removed: number;
  readonly binary: boolean;
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
  const { under = [], maxBytes = 2_000_000, context = 3 } = options;
  const args = [...DIFF_TREE, '--patch', `--unified=${context}`, from, to, '--', ...under];
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
  options: Pick<DiffOptions, 'under'> = {},
): Promise<DiffStat> {
  const args = [...DIFF_TREE, '--raw', '--numstat', '-z', from, to, '--', ...(options.under ?? [])];
  const output = await mustGit(withoutAttributes(repository), args, { config: PLAIN });
  const parts = output.toString().split('\0');
  const statuses = new Map<string, string>();
  const files: FileStat[] = [];
  for (let index = 0; index < parts.length; index += 1) {
    const part = parts[index]!;
    if (part.startsWith(':')) {
      statuses.set(parts[index + 1]!, part.at(-1)!);
      index += 1;
    } else if (part) files.push(parseNumbers(part, statuses));
  }
  const sum = (key: 'added' | 'removed') => files.reduce((total, file) => total + file[key], 0);
  return { files, added: sum('added'), removed: sum('removed') };
}

const DIFF_TREE = ['diff-tree', '-r', '--no-commit-id', '--no-ext-diff', '--no-textconv', '--no-renames', '--no-color'];

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

function parseNumbers(part: string, statuses: ReadonlyMap<string, string>): FileStat {
  const [added, removed, ...rest] = part.split('\t') as [string, string, ...string[]];
  const path = rest.join('\t');
  const letter = statuses.get(path);
  const status = letter === 'A' ? 'added' : letter === 'D' ? 'removed' : 'changed';
  return { path, status, added: Number(added) || 0, removed: Number(removed) || 0, binary: added === '-' };
}
