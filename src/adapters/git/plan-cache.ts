import { mkdir, readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import type { InventoryFile } from './inventory.ts';
import { readTextFiles } from './read-worktree.ts';
import type { Repository } from './repository.ts';

/** What was parsed before. A plain value, good for one `parseCached`. */
export interface PlanCache {
  readonly file: string;
  readonly version: string;
  /** Path → blob id and what its text was parsed to; unchecked, for the file may hold anything. */
  readonly entries: Readonly<Record<string, unknown>>;
}

export interface CacheOptions {
  /** Names the cache's file: lower-case letters. */
  readonly name: string;
  /** Whatever the parsing depends on besides the text; with another version the cache is as if empty. */
  readonly version: string;
}

export interface ParseOptions<T> {
  /** Files to parse, path → as the inventory has it. */
  readonly files: ReadonlyMap<string, Pick<InventoryFile, 'id'>>;
  /**
   * Loads what parses a text into what JSON can hold; only when there is a file whose content is not the one it was
   * parsed with last.
   */
  readonly parser: () => Promise<(text: string, path: string) => T>;
}

/** Reads what was remembered in the git directory (`regent/cache/`). A damaged or missing cache only costs time. */
export async function readPlanCache(repository: Repository, { name, version }: CacheOptions): Promise<PlanCache> {
  const file = path.join(repository.commonDir, 'regent/cache', `${name}.json`);
  return { file, version, entries: await readEntries(file, version) };
}

/**
 * Parses files, remembering the results by blob id, so that an unchanged file is neither read nor parsed. `written`
 * resolves once they are remembered, which nobody has to wait for; of two writers the last one wins whole.
 */
export async function parseCached<T>(
  repository: Repository,
  cache: PlanCache,
  { files, parser }: ParseOptions<T>,
): Promise<{ readonly parsed: Map<string, T>; readonly written: Promise<void> }> {
  const { version, entries } = cache;
  const parsed = new Map<string, T>();
  const stale: string[] = [];
  for (const [place, { id }] of files) {
    const entry = Object.hasOwn(entries, place) ? entries[place] : null;
    if (Array.isArray(entry) && entry.length === 2 && entry[0] === id) parsed.set(place, entry[1]);
    else stale.push(place);
  }
  if (stale.length > 0) {
    const parse = await parser();
    for (const [place, text] of await readTextFiles(repository, stale, files)) parsed.set(place, parse(text, place));
  }
  const isAsBefore = stale.length === 0 && Object.keys(entries).length === files.size;
  const kept = (): unknown => ({
    version,
    entries: Object.fromEntries([...parsed].map(([place, value]) => [place, [files.get(place)!.id, value]])),
  });
  return { parsed, written: isAsBefore ? Promise.resolve() : writeCache(cache.file, kept) };
}

async function readEntries(file: string, version: string): Promise<Entries> {
  try {
    const { ino, size, mtimeMs } = await stat(file);
    const stamp = `${version} ${ino} ${size} ${mtimeMs}`;
    const last = lastRead.get(file);
    if (last?.stamp === stamp) return last.entries;
    const entries = entriesOf(JSON.parse(await readFile(file, 'utf8')), version);
    lastRead.set(file, { stamp, entries });
    return entries;
  } catch {
    return {};
  }
}

type Entries = PlanCache['entries'];

/** Who makes one plan after the other holds what it says anyhow, and need not read it each time. */
const lastRead = new Map<string, { readonly stamp: string; readonly entries: Entries }>();

function entriesOf(data: unknown, version: string): Entries {
  if (typeof data !== 'object' || data === null || !('version' in data) || data.version !== version) return {};
  const { entries } = data as { readonly entries?: unknown };
  return typeof entries === 'object' && entries !== null ? (entries as Entries) : {};
}

/** A read-only repository or a full disk must not fail a plan. */
async function writeCache(file: string, content: () => unknown): Promise<void> {
  try {
    await mkdir(path.dirname(file), { recursive: true });
    const { default: writeFileAtomic } = await import('write-file-atomic');
    await writeFileAtomic(file, JSON.stringify(content()), { fsync: false });
  } catch {
    // The next plan parses again.
  }
}
