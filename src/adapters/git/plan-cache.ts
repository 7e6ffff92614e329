import { mkdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import type { InventoryFile } from './inventory.ts';
import { readTextFiles } from './read-worktree.ts';
import type { Repository } from './repository.ts';

export interface CacheOptions<T> {
  /** Names the cache's file: lower-case letters. */
  readonly name: string;
  /** Whatever the parsing depends on besides the text; with another version the cache is as if empty. */
  readonly version: string;
  /** Files to parse, path → as the inventory has it. */
  readonly files: ReadonlyMap<string, Pick<InventoryFile, 'id'>>;
  /** Gives what JSON can hold. Called only for a path whose content is not the one it was parsed with last. */
  readonly parse: (text: string, path: string) => T;
}

/**
 * Parses files, remembering the results by blob id in the git directory (`regent/cache/`), so that an unchanged file is
 * neither read nor parsed. A damaged or missing cache only costs time; of two writers the last one wins whole.
 */
export async function parseCached<T>(repository: Repository, options: CacheOptions<T>): Promise<Map<string, T>> {
  const { name, version, files, parse } = options;
  const file = path.join(repository.commonDir, 'regent/cache', `${name}.json`);
  const known = await readCache<T>(file, version);
  const parsed = new Map<string, T>();
  const entries: Record<string, readonly [id: string, value: T]> = {};
  const stale: string[] = [];
  for (const [place, { id }] of files) {
    const entry = known.get(place);
    if (entry?.[0] === id) {
      parsed.set(place, entry[1]);
      entries[place] = entry;
    } else stale.push(place);
  }
  if (stale.length > 0) {
    for (const [place, text] of await readTextFiles(repository, stale, files)) {
      const value = parse(text, place);
      parsed.set(place, value);
      entries[place] = [files.get(place)!.id, value];
    }
  }
  if (stale.length > 0 || known.size !== files.size) await writeCache(file, { version, entries });
  return parsed;
}

async function readCache<T>(file: string, version: string): Promise<Map<string, readonly [string, T]>> {
  try {
    const data: unknown = JSON.parse(await readFile(file, 'utf8'));
    if (typeof data !== 'object' || data === null || !('version' in data) || data.version !== version) return new Map();
    const entries = 'entries' in data && typeof data.entries === 'object' && data.entries !== null ? data.entries : {};
    const pairs = Object.entries(entries as Record<string, unknown>);
    return new Map(
      pairs.filter((pair): pair is [string, [string, T]] => Array.isArray(pair[1]) && pair[1].length === 2),
    );
  } catch {
    return new Map();
  }
}

/** A read-only repository or a full disk must not fail a plan. */
async function writeCache(file: string, content: unknown): Promise<void> {
  try {
    await mkdir(path.dirname(file), { recursive: true });
    const { default: writeFileAtomic } = await import('write-file-atomic');
    await writeFileAtomic(file, JSON.stringify(content), { fsync: false });
  } catch {
    // The next plan parses again.
  }
}
