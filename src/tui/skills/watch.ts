import type { Store } from '../store.ts';

interface Watch {
  readonly folder: string;
  close(): void;
}

const watches = new WeakMap<Store, Watch>();

/** How long a file has to be quiet; editors write one in several steps. */
const quietMs = 100;

/**
 * Calls `changed` after each save in a folder, until another is watched or none (null). Keeps no programme running. Where
 * the system can't watch, nothing is seen, and the person reads the list anew.
 */
export async function watchFolder(store: Store, folder: string | null, changed: () => void): Promise<void> {
  if (watches.get(store)?.folder === folder) return;
  watches.get(store)?.close();
  watches.delete(store);
  if (folder === null) return;
  const { watch } = await import('node:fs');
  let timer: NodeJS.Timeout | undefined;
  try {
    const watcher = watch(folder, { persistent: false }, () => {
      clearTimeout(timer);
      timer = setTimeout(changed, quietMs).unref();
    });
    watcher.on('error', () => {});
    watches.set(store, {
      folder,
      close() {
        clearTimeout(timer);
        watcher.close();
      },
    });
  } catch {
    // A folder that is gone, or more watches than the system has.
  }
}
