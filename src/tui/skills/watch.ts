import { createFolderWatch, type FolderWatch } from '../folder-watch.ts';
import type { Store } from '../store.ts';

const watches = new WeakMap<Store, FolderWatch>();

const quietMs = 100;

/**
 * Calls `changed` after each save in a folder, until another is watched or none (null). Where the system can't watch,
 * nothing is seen, and the person reads the list anew.
 */
export async function watchFolder(store: Store, folder: string | null, changed: () => void): Promise<void> {
  let watch = watches.get(store);
  if (!watch) {
    watch = createFolderWatch(changed, quietMs);
    watches.set(store, watch);
  }
  await watch.set(folder === null ? [] : [folder]);
}
