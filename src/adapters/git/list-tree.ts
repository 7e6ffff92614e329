import type { Repository } from './repository.ts';
import { mustGit } from './run-git.ts';

export interface TreeEntry {
  readonly path: string;
  readonly mode: '100644' | '100755' | '120000' | '160000' | '040000';
  readonly id: string;
  /** Bytes; null for what is not a file. */
  readonly size: number | null;
}

export interface ListOptions {
  /** Folders or files to look at, literal. None: all of the tree. */
  readonly under?: readonly string[];
  /** Also the trees that were walked through. */
  readonly trees?: boolean;
  /** Looks up the size of each file; slower. */
  readonly sizes?: boolean;
}

/** Lists a commit's files in git's order. Paths that are not UTF-8 hold U+FFFD, and match nothing on disk. */
export async function listTree(
  repository: Repository,
  commit: string,
  options: ListOptions = {},
): Promise<TreeEntry[]> {
  const { under = [], trees = false, sizes = false } = options;
  const flags = [...(trees ? ['-t'] : []), ...(sizes ? ['-l'] : [])];
  const args = ['ls-tree', '-r', '-z', '--full-tree', ...flags, commit, '--', ...trimmed(under)];
  const listing = await mustGit(repository, args);
  return listing.toString().split('\0').filter(Boolean).map(parseEntry);
}

/** ls-tree would take `src/` for the contents of src alone, and `.` for nothing. */
function trimmed(under: readonly string[]): string[] {
  const folders = under.map((folder) => folder.replace(/\/+$/, ''));
  return folders.some((folder) => folder === '' || folder === '.') ? [] : folders;
}

function parseEntry(line: string): TreeEntry {
  const tab = line.indexOf('\t');
  const [mode, , id, size] = line.slice(0, tab).split(/ +/) as [TreeEntry['mode'], string, string, string?];
  return { path: line.slice(tab + 1), mode, id, size: size === undefined || size === '-' ? null : Number(size) };
}
