import { matchGlobs, splitGlob } from '../../core/glob.ts';
import type { FileDigest, FileDigests } from '../../core/lock.ts';
import type { Inventory, InventoryFile } from './inventory.ts';

/** An inventory in order, so that what is below a folder is found without looking at all the rest. */
export interface Catalog {
  readonly paths: readonly string[];
  readonly files: ReadonlyMap<string, InventoryFile>;
}

export function makeCatalog(inventory: Pick<Inventory, 'files'>): Catalog {
  return { paths: [...inventory.files.keys()].sort(), files: inventory.files };
}

/** Files below a folder; with '' all files. */
export function listFolder(catalog: Catalog, folder: string): readonly string[] {
  if (folder === '') return catalog.paths;
  // '0' is the character after '/'.
  return catalog.paths.slice(findFirst(catalog.paths, `${folder}/`), findFirst(catalog.paths, `${folder}0`));
}

/** Files that one of the globs matches, sorted. */
export function listMatches(catalog: Catalog, globs: readonly string[]): string[] {
  const found = new Set<string>();
  for (const glob of globs) for (const path of listMatch(catalog, glob)) found.add(path);
  return [...found].sort();
}

export function digestFile(file: Pick<InventoryFile, 'id' | 'mode'>): FileDigest {
  if (file.mode === '100755') return `${file.id} 755`;
  return file.mode === '120000' ? `${file.id} link` : file.id;
}

export function digestPaths(catalog: Catalog, paths: readonly string[]): FileDigests {
  return Object.fromEntries(paths.map((path) => [path, digestFile(catalog.files.get(path)!)]));
}

function listMatch(catalog: Catalog, glob: string): readonly string[] {
  const { place, rest } = splitGlob(glob);
  if (rest === '') return catalog.files.has(place) ? [place] : [];
  const inside = listFolder(catalog, place);
  // The usual glob needs no pattern: compiling two thousand takes longer than all the rest of a plan.
  return rest === '**' ? inside : inside.filter(matchGlobs([glob]));
}

function findFirst(sorted: readonly string[], wanted: string): number {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (sorted[middle]! < wanted) low = middle + 1;
    else high = middle;
  }
  return low;
}
