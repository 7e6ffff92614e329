import { existsSync } from 'node:fs';
import path from 'node:path';
import { readDiskFile, statOrNull } from './blob-id.ts';
import type { Inventory } from './inventory.ts';
import { readInventory } from './inventory.ts';
import type { Refusal } from './refusal.ts';
import { nameSome, refuse } from './refusal.ts';
import type { Repository } from './repository.ts';
import { configValue } from './repository.ts';

export interface Entry {
  readonly mode: string;
  readonly id: string;
}

/** What to do to index and work tree so that moving HEAD leaves exactly the target there. */
export interface Preparation {
  /** Index entries to set before HEAD moves (null: to take out), for the paths that git would refuse to touch. */
  readonly stage: ReadonlyMap<string, Entry | null>;
  /** What the index holds at these paths now, to go back to. */
  readonly unstage: ReadonlyMap<string, Entry | null>;
  /** Files that are not on disk and that git would leave missing. */
  readonly checkout: readonly string[];
}

/**
 * Compares index and work tree with what HEAD holds and what it is to hold. A path may be replaced when all that the
 * index and the disk hold there is either nothing, what HEAD has, or what is to be there: no work can be lost.
 */
export async function prepare(
  repository: Repository,
  head: ReadonlyMap<string, Entry>,
  target: ReadonlyMap<string, Entry>,
  owned: (path: string) => boolean,
  under: readonly string[],
): Promise<Preparation | Refusal> {
  const inventory = await readInventory(repository, { under, keep: owned });
  const same = comparison(repository);
  const stage = new Map<string, Entry | null>();
  const unstage = new Map<string, Entry | null>();
  const checkout: string[] = [];
  const dirty: string[] = [...inventory.conflicts];
  const ignored: string[] = [];
  const inTheWay = findFilesInTheWay(repository, target, head, owned);
  for (const name of new Set([
    ...head.keys(),
    ...target.keys(),
    ...inventory.files.keys(),
    ...inventory.deleted.keys(),
  ])) {
    const was = head.get(name) ?? null;
    const will = target.get(name) ?? null;
    const file = inventory.files.get(name);
    const staged = file ? file.staged : (inventory.deleted.get(name) ?? null);
    const disk = file ?? (await lookBeyond(repository, inventory, head, name));
    if (disk === 'other') {
      inTheWay.push(name);
      continue;
    }
    const foreign = disk !== null && !same(disk, was) && !same(disk, will);
    if (foreign || (staged && !same(staged, was) && !same(staged, will))) {
      (staged || file ? dirty : ignored).push(name);
      continue;
    }
    // Not in the index and to go away: someone took it out of git to keep it.
    if (!will && disk && !staged) dirty.push(name);
    const settled = same(staged, was) && (same(disk, was) || staged?.sparse === true);
    if (settled || (same(staged, will) && same(disk, will))) continue;
    stage.set(name, will);
    unstage.set(name, staged);
    if (will && !disk) checkout.push(name);
  }
  return judge(dirty, ignored, inTheWay) ?? { stage, unstage, checkout };
}

function comparison(repository: Repository): (one: Entry | null, other: Entry | null) => boolean {
  const modes = configValue(repository, 'core.filemode') !== 'false';
  return (one, other) => {
    if (!one || !other) return one === other;
    return one.id === other.id && (one.mode === other.mode || (!modes && one.mode[0] === other.mode[0]));
  };
}

/** A file that git does not list may be there all the same: ignored. */
async function lookBeyond(
  repository: Repository,
  inventory: Inventory,
  head: ReadonlyMap<string, Entry>,
  name: string,
): Promise<Entry | 'other' | null> {
  if (inventory.deleted.has(name)) return null;
  const found = await readDiskFile(repository, path.join(repository.root, name));
  if (found !== 'other') return found;
  // A folder of old outputs makes room for a file; git itself refuses when something else in it would be lost.
  return [...head.keys()].some((other) => other.startsWith(`${name}/`)) ? null : 'other';
}

/** Files and links on disk where a folder has to be, but for those that HEAD has and that go away. */
function findFilesInTheWay(
  repository: Repository,
  target: ReadonlyMap<string, Entry>,
  head: ReadonlyMap<string, Entry>,
  owned: (path: string) => boolean,
): string[] {
  const folders = new Set<string>();
  for (const name of target.keys()) {
    for (let folder = path.posix.dirname(name); folder !== '.'; folder = path.posix.dirname(folder))
      folders.add(folder);
  }
  return [...folders].filter((folder) => {
    const stat = statOrNull(path.join(repository.root, folder));
    return stat !== null && !stat.isDirectory() && !(owned(folder) && head.has(folder));
  });
}

function judge(dirty: string[], ignored: string[], inTheWay: string[]): Refusal | null {
  if (dirty.length > 0) {
    const message = `There is work of yours in the outputs that is in no commit: ${nameSome(dirty)}.`;
    return refuse('dirty-outputs', message, 'Commit it, stash it (git stash -u -- <path>), or move it away.', dirty);
  }
  if (ignored.length > 0) {
    const message = `Ignored files stand where outputs have to go: ${nameSome(ignored)}.`;
    return refuse('ignored-files-in-the-way', message, 'Move them away, or delete them.', ignored);
  }
  if (inTheWay.length > 0) {
    const message = `Something that is no output stands where outputs have to go: ${nameSome(inTheWay)}.`;
    return refuse('in-the-way', message, 'Move them away, or change the outputs in spec.md.', inTheWay);
  }
  return null;
}

/** Git's own marks of something half done, and what finishes it. */
const OPERATIONS: readonly (readonly [string, string])[] = [
  ['MERGE_HEAD', 'merge'],
  ['CHERRY_PICK_HEAD', 'cherry-pick'],
  ['REVERT_HEAD', 'revert'],
  ['rebase-merge', 'rebase'],
  ['rebase-apply', 'rebase'],
  ['BISECT_LOG', 'bisect'],
];

/** Refuses while a merge, rebase, … is under way, or another process writes the index. */
export function checkIdle(repository: Repository): Refusal | null {
  const running = OPERATIONS.find(([file]) => existsSync(path.join(repository.gitDir, file)));
  if (running) {
    const [, name] = running;
    const way = name === 'bisect' ? 'git bisect reset' : `git ${name} --continue, or git ${name} --abort`;
    return refuse('operation-in-progress', `A ${name} is in progress in this work tree.`, `Finish it first: ${way}.`);
  }
  return existsSync(path.join(repository.gitDir, 'index.lock')) ? indexLocked(repository) : null;
}

export function indexLocked(repository: Repository): Refusal {
  const lock = path.join(repository.gitDir, 'index.lock');
  return refuse(
    'index-locked',
    'Another git process is writing the index of this work tree.',
    `Wait for it and try again; if no git is running, delete ${lock}.`,
  );
}
