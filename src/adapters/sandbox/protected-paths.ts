import { lstatSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';

/** A place below the workspace that gets a mount of its own. */
export interface Mount {
  /** Relative to the workspace's root, in forward slashes. */
  readonly at: string;
  /** `pin`: bound on itself, writable, so that it can't be moved. */
  readonly kind: 'pin' | 'read-only' | 'link';
  /** Host path of what is shown there. */
  readonly from: string;
}

/**
 * Plans the mounts that keep `readOnly` paths as they are and show `links`, outermost first. A read-only mount alone
 * is not enough: its parent could be moved away and a new one made, so that every ancestor is mounted too, and a mount
 * point can't be moved.
 *
 * Paths that do not exist are left out. A symbolic link on the way is never followed, and can't be protected: it is
 * named in `refused`.
 */
export function planMounts(
  folder: string,
  readOnly: readonly string[],
  links: readonly { readonly from: string; readonly at: string }[],
): { readonly mounts: readonly Mount[] } | { readonly refused: string } {
  const mounts = new Map<string, Mount>();
  const targets: Mount[] = [];
  for (const path of readOnly) {
    const at = cleanRelative(path);
    if (at === undefined) return { refused: `"${path}" is not a path below the workspace` };
    const found = inspect(folder, at);
    if (found === 'symlink') return { refused: `"${at}" is a symbolic link or lies behind one` };
    if (found !== 'missing') targets.push({ at, kind: 'read-only', from: join(folder, at) });
  }
  for (const { from, at: path } of links) {
    const at = cleanRelative(path);
    if (at === undefined || at === '') return { refused: `"${path}" is not a path below the workspace` };
    const found = inspect(folder, at);
    if (found === 'symlink') return { refused: `"${at}" is a symbolic link or lies behind one` };
    if (found === 'file') return { refused: `"${at}" is a file where a linked folder should be` };
    if (found === 'missing') mkdirSync(join(folder, at), { recursive: true });
    targets.push({ at, kind: 'link', from });
  }
  for (const target of targets.toSorted((a, b) => depth(a.at) - depth(b.at))) {
    const above = ancestors(target.at);
    const frozen = above.some((at) => mounts.has(at) && mounts.get(at)?.kind !== 'pin');
    if (frozen && target.kind === 'read-only') continue;
    if (!frozen) for (const at of above) mounts.set(at, mounts.get(at) ?? { at, kind: 'pin', from: join(folder, at) });
    mounts.set(target.at, target);
  }
  return { mounts: [...mounts.values()].toSorted((a, b) => depth(a.at) - depth(b.at)) };
}

/** The path without `.` and doubled slashes, `''` for the root; undefined when it is absolute or leads outside. */
function cleanRelative(path: string): string | undefined {
  if (path.startsWith('/') || path.includes('\0')) return undefined;
  const parts = path.split('/').filter((part) => part !== '' && part !== '.');
  return parts.includes('..') ? undefined : parts.join('/');
}

function ancestors(at: string): string[] {
  const parts = at.split('/');
  return at === '' ? [] : parts.slice(1).map((_, index) => parts.slice(0, index + 1).join('/'));
}

function depth(at: string): number {
  return at === '' ? 0 : at.split('/').length;
}

function inspect(folder: string, at: string): 'missing' | 'symlink' | 'file' | 'folder' {
  let found: 'file' | 'folder' = 'folder';
  for (const path of [...ancestors(at), at]) {
    try {
      const stats = lstatSync(join(folder, path));
      if (stats.isSymbolicLink()) return 'symlink';
      found = stats.isDirectory() ? 'folder' : 'file';
    } catch {
      return 'missing';
    }
  }
  return found;
}
