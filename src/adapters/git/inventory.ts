import { existsSync } from 'node:fs';
import path from 'node:path';
import { readDiskFile, statOrNull } from './blob-id.ts';
import { listUnder, listWorkTree } from './list-work-tree.ts';
import type { Repository } from './repository.ts';
import { configValue } from './repository.ts';
import { mustGit } from './run-git.ts';

/** Every file that git tracks or would track, as it is on disk now. */
export interface Inventory {
  readonly files: ReadonlyMap<string, InventoryFile>;
  /** Tracked, and not on disk. */
  readonly deleted: ReadonlyMap<string, IndexEntry>;
  /** With an unresolved merge. */
  readonly conflicts: readonly string[];
  /** Files and folders (`…/`) that a .gitignore keeps from git, in the folders that were asked about. */
  readonly ignored: readonly string[];
  /** What can't be taken in: names that are not UTF-8, repositories in the repository, unreadable files. */
  readonly skipped: readonly string[];
}

export interface InventoryFile {
  /** Of the raw bytes; for a clean file the index's, which git may have converted (line ends). */
  readonly id: string;
  readonly mode: '100644' | '100755' | '120000';
  readonly state: 'clean' | 'modified' | 'untracked';
  /** What the index holds; null for an untracked file. */
  readonly staged: IndexEntry | null;
}

export interface IndexEntry {
  readonly id: string;
  readonly mode: string;
  /** Left out of a sparse checkout: counts as clean, though it may not be on disk. */
  readonly sparse?: boolean;
}

export interface InventoryOptions {
  /**
   * Folders or files to look at, literal: for a session, whose cost must not grow with the repository. All files in
   * there are read, and nothing elsewhere is touched. None: the whole repository, where clean files are never read.
   */
  readonly under?: readonly string[];
  /** Folders whose ignored files are reported; costs a second process, at the same time. */
  readonly ignoredIn?: readonly string[];
  /** Narrows further; files that are not kept are not read. */
  readonly keep?: (path: string) => boolean;
  /** What `listWorkTree` says, where it was asked a moment ago. */
  readonly listing?: Promise<Buffer> | null;
}

/** Looks at the work tree. Nothing is written, no filter or hook runs. */
export async function readInventory(repository: Repository, options: InventoryOptions = {}): Promise<Inventory> {
  const { under = null, ignoredIn = [], keep = () => true } = options;
  const [listing, ignored] = await Promise.all([
    options.listing ?? listFiles(repository, under),
    ignoredIn.length > 0 ? mustGit(repository, ['ls-files', ...IGNORED, '--', ...ignoredIn]) : Buffer.alloc(0),
  ]);
  const isWhole = under === null && options.keep === undefined;
  const { found, clean } = isWhole ? parseWhole(repository, listing) : parse(listing, keep, under !== null);
  const files = new Map(clean);
  const deleted = new Map<string, IndexEntry>();
  const skipped = [...found.skipped];
  const trustMode = configValue(repository, 'core.filemode') !== 'false';
  const converted = under !== null && convertsLineEnds(repository);
  for (const name of found.unsure) {
    const staged = found.tracked.get(name) ?? null;
    const lf = converted && staged ? staged.id : null;
    const file = await readDiskFile(repository, path.join(repository.root, name), lf);
    if (file === null || file === 'other') {
      if (staged) deleted.set(name, staged);
      else if (file === 'other') skipped.push(name);
      continue;
    }
    const mode = trustMode || !staged || file.mode === '120000' ? file.mode : (staged.mode as typeof file.mode);
    const same = staged?.id === file.id && staged.mode === mode && !found.conflicts.has(name);
    files.set(name, { id: file.id, mode, state: same ? 'clean' : staged ? 'modified' : 'untracked', staged });
  }
  return { files, deleted, conflicts: [...found.conflicts], ignored: outermost(splitNames(ignored)), skipped };
}

const IGNORED = ['-z', '--others', '--ignored', '--exclude-standard', '--directory'];

function listFiles(repository: Repository, under: readonly string[] | null): Buffer | Promise<Buffer> {
  if (under === null) return listWorkTree(repository);
  if (under.length === 0) return Buffer.alloc(0);
  return listUnder(
    repository,
    under.map((name) => markFolder(repository, name)),
  );
}

/** Without the slash, git looks through all of the parent folder. */
function markFolder(repository: Repository, name: string): string {
  const stat = statOrNull(path.join(repository.root, name));
  return stat?.isDirectory() && !name.endsWith('/') ? `${name}/` : name;
}

function convertsLineEnds(repository: Repository): boolean {
  const files = [path.join(repository.root, '.gitattributes'), path.join(repository.commonDir, 'info/attributes')];
  const crlf = configValue(repository, 'core.autocrlf') ?? 'false';
  return (
    crlf !== 'false' ||
    configValue(repository, 'core.attributesfile') !== null ||
    files.some((file) => existsSync(file))
  );
}

interface Parsed {
  readonly found: Listing;
  /** Those of its files that need no look at the disk. */
  readonly clean: ReadonlyMap<string, InventoryFile>;
}

/** As git listed the work tree last, which is most often how it does again: thousands of entries need not be made anew. */
const lastWhole = new WeakMap<Repository, Parsed & { readonly listing: Buffer }>();

function parseWhole(repository: Repository, listing: Buffer): Parsed {
  const last = lastWhole.get(repository);
  if (last?.listing.equals(listing)) return last;
  const parsed = parse(listing, () => true, false);
  lastWhole.set(repository, { ...parsed, listing });
  return parsed;
}

function parse(listing: Buffer, keep: (path: string) => boolean, readAll: boolean): Parsed {
  const found = parseListing(listing, keep, readAll);
  const clean = new Map<string, InventoryFile>();
  for (const [name, staged] of found.tracked) {
    if (!found.unsure.has(name)) clean.set(name, { ...(staged as InventoryFile), state: 'clean', staged });
  }
  return { found, clean };
}

interface Listing {
  readonly tracked: Map<string, IndexEntry>;
  /** To be read from disk. */
  readonly unsure: Set<string>;
  readonly conflicts: Set<string>;
  readonly skipped: string[];
}

function parseListing(listing: Buffer, keep: (path: string) => boolean, readAll: boolean): Listing {
  const found: Listing = { tracked: new Map(), unsure: new Set(), conflicts: new Set(), skipped: [] };
  for (const line of splitNames(listing)) {
    const tag = line[0]!;
    const tab = tag === '?' ? 1 : line.indexOf('\t');
    const name = line.slice(tab + 1);
    if (!keep(name)) continue;
    if (name.includes('\uFFFD') || name.endsWith('/')) found.skipped.push(name);
    else if (tag === '?') found.unsure.add(name);
    else addTracked(found, tag, line.slice(2, tab), name, readAll);
  }
  return found;
}

function addTracked(found: Listing, tag: string, fields: string, name: string, readAll: boolean): void {
  const [mode, id, stage] = fields.split(' ') as [string, string, string];
  // A submodule is another repository's business.
  if (mode === '160000') return;
  const sparse = tag === 'S' || tag === 's';
  found.tracked.set(name, sparse ? { id, mode, sparse } : { id, mode });
  if (stage !== '0') found.conflicts.add(name);
  // Git takes a file for unchanged that it was told to assume so (h); look for ourselves.
  if (!sparse && (readAll || stage !== '0' || /[Cch]/.test(tag))) found.unsure.add(name);
}

/** Git names a folder that holds nothing but ignored files, and then these too. */
function outermost(names: readonly string[]): string[] {
  const folders = names.filter((name) => name.endsWith('/'));
  return names.filter((name) => !folders.some((folder) => name !== folder && name.startsWith(folder)));
}

function splitNames(bytes: Buffer): string[] {
  return bytes.toString().split('\0').filter(Boolean);
}
