import { lstatSync, mkdirSync, readlinkSync, rmdirSync, symlinkSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { SandboxRequest } from '../../core/ports.ts';

/**
 * Shows linked folders by symbolic links, for sandboxes that can't mount. Returns the paths that hold something else
 * and were left as they are.
 */
export function linkFolders(request: Pick<SandboxRequest, 'folder' | 'links'>): string[] {
  return request.links.filter(({ from, at }) => !linked(join(request.folder, at), from)).map(({ at }) => at);
}

function linked(path: string, from: string): boolean {
  try {
    const stats = lstatSync(path, { throwIfNoEntry: false });
    if (stats?.isSymbolicLink() === true) return readlinkSync(path) === from;
    if (stats?.isDirectory() === true) rmdirSync(path);
    else if (stats !== undefined) return false;
    mkdirSync(dirname(path), { recursive: true });
    symlinkSync(from, path);
    return true;
  } catch {
    // A folder with something in it.
    return false;
  }
}
