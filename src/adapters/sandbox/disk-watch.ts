import { lstatSync, readdirSync, type Stats, statfsSync, statSync } from 'node:fs';
import { join } from 'node:path';

/** Tells how much a run has written to some folders, without walking them unless the disk itself got fuller. */
export interface DiskWatch {
  /** True when the run's own files are larger than `maxBytes`, or more than `maxFiles`. */
  isOver(pids: readonly number[]): boolean;
}

/** Files that one run may create: enough for any build, few enough to keep a small disk's inodes. */
const MAX_FILES = 300_000;

/** Watches folders from now on. Free space is read once a tick; only a drop makes it look at the files themselves. */
export function watchDisk(folders: readonly string[], maxBytes: number): DiskWatch {
  const since = Date.now() - 1000;
  const disks = folders.map((folder) => ({ folder, before: freeOn(folder) }));
  return {
    isOver(pids) {
      const fuller = disks.some(({ folder, before }) => {
        const now = freeOn(folder);
        return before.bytes - now.bytes > maxBytes || before.files - now.files > MAX_FILES;
      });
      // Somebody else may have filled the disk: only files that changed during this run count.
      return fuller && (changedSince(folders, since, maxBytes) || deletedBytes(pids) > maxBytes);
    },
  };
}

function freeOn(folder: string): { bytes: number; files: number } {
  try {
    const stats = statfsSync(folder);
    return { bytes: stats.bfree * stats.bsize, files: stats.ffree };
  } catch {
    return { bytes: 0, files: 0 };
  }
}

function changedSince(folders: readonly string[], since: number, maxBytes: number): boolean {
  const queue = [...folders];
  let bytes = 0;
  let files = 0;
  for (let folder = queue.pop(); folder !== undefined; folder = queue.pop()) {
    for (const name of list(folder)) {
      const path = join(folder, name);
      const stats = inspect(() => lstatSync(path));
      if (stats?.isDirectory()) queue.push(path);
      if (stats === undefined || stats.ctimeMs < since) continue;
      bytes += stats.blocks * 512;
      files += 1;
      if (bytes > maxBytes || files > MAX_FILES) return true;
    }
  }
  return false;
}

/** Files that were deleted but are still open hold space that no folder shows. */
function deletedBytes(pids: readonly number[]): number {
  const seen = new Map<string, number>();
  for (const pid of pids) {
    for (const fd of list(`/proc/${pid}/fd`)) {
      const stats = inspect(() => statSync(`/proc/${pid}/fd/${fd}`));
      if (stats?.isFile() && stats.nlink === 0) seen.set(`${stats.dev}:${stats.ino}`, stats.blocks * 512);
    }
  }
  return [...seen.values()].reduce((sum, bytes) => sum + bytes, 0);
}

function list(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

function inspect(read: () => Stats): Stats | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}
