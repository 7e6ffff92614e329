import { closeSync, constants, fstatSync, openSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { InventoryFile } from './inventory.ts';
import { readBlobs } from './read-files.ts';
import type { Repository } from './repository.ts';

/** Longer files are left out: an asset is for people to read. */
const LARGEST = 4_000_000;

/** Reads text files of the inventory: from disk, and those of a sparse checkout that are not there, from git. */
export async function readTextFiles(
  repository: Repository,
  paths: readonly string[],
  files: ReadonlyMap<string, Pick<InventoryFile, 'id'>>,
): Promise<Map<string, string>> {
  const texts = new Map<string, string>();
  const absent: string[] = [];
  for (const place of paths) {
    const text = readRegularFile(path.join(repository.root, place));
    if (text === null) absent.push(place);
    else texts.set(place, text);
  }
  const ids = absent.map((place) => files.get(place)!.id);
  const blobs = await readBlobs(repository, ids);
  for (const place of absent) {
    const blob = blobs.get(files.get(place)!.id);
    if (blob && blob.length <= LARGEST) texts.set(place, blob.toString());
  }
  return texts;
}

function readRegularFile(file: string): string | null {
  let handle: number | null = null;
  try {
    // Not blocking: a pipe in the place of a file must not stop the plan.
    handle = openSync(file, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
    const stat = fstatSync(handle);
    return stat.isFile() && stat.size <= LARGEST ? readFileSync(handle, 'utf8') : null;
  } catch {
    return null;
  } finally {
    if (handle !== null) closeSync(handle);
  }
}
