import type { FSWatcher } from 'node:fs';

/** Tells of saves in some folders. Costs nothing while nothing is saved, and keeps no programme running. */
export interface FolderWatch {
  /** Watches exactly these, each without what is below it. What can't be watched, or is not there, is left out. */
  set(folders: readonly string[]): Promise<void>;
  close(): void;
}

/** Calls `changed` once files have been quiet for so long after a save: editors write one in several steps. */
export function createFolderWatch(changed: () => void, quietMs: number): FolderWatch {
  const watchers = new Map<string, FSWatcher>();
  let timer: NodeJS.Timeout | undefined;
  const touched = (): void => {
    clearTimeout(timer);
    timer = setTimeout(changed, quietMs).unref();
  };
  const drop = (folder: string): void => {
    watchers.get(folder)?.close();
    watchers.delete(folder);
  };
  return {
    async set(folders) {
      const { watch } = await import('node:fs');
      for (const folder of watchers.keys()) if (!folders.includes(folder)) drop(folder);
      for (const folder of folders) {
        if (watchers.has(folder)) continue;
        try {
          const watcher = watch(folder, { persistent: false }, touched);
          watcher.on('error', () => drop(folder));
          watchers.set(folder, watcher);
        } catch {
          // It is gone, or the system has no more watches: the person reads anew.
        }
      }
    },
    close() {
      clearTimeout(timer);
      for (const folder of [...watchers.keys()]) drop(folder);
    },
  };
}
