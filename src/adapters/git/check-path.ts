import type { FileContent, FileSet } from '../../core/ports.ts';

/** A file that can't be kept, and why, in a few words that follow the path. */
export interface PathFinding {
  readonly path: string;
  readonly reason: string;
}

/**
 * Parts what can go into a commit from what can't: names that are dangerous or impossible on some system, and names
 * that are the same file where case does not count (the first in code point order stays).
 */
export function screenFiles(files: FileSet): { readonly files: FileSet; readonly findings: readonly PathFinding[] } {
  const kept = new Map<string, FileContent>();
  const findings: PathFinding[] = [];
  const taken = new Map<string, string>();
  for (const path of [...files.keys()].sort()) {
    const reason = refusePath(path) ?? clash(path, taken);
    if (reason) findings.push({ path, reason });
    else kept.set(path, files.get(path)!);
  }
  return { files: kept, findings };
}

/** Why a path can't be in a commit that Regent makes; null when it can. */
export function refusePath(path: string): string | null {
  if (path === '') return 'is empty';
  if (path.includes('\0')) return 'contains a NUL byte';
  if (!path.isWellFormed() || path.includes('\uFFFD')) return 'is not valid Unicode';
  if (Buffer.byteLength(path) > 4000) return 'is longer than 4,000 bytes';
  if (path.startsWith('/') || /^[a-z]:/i.test(path)) return 'is absolute';
  const components = path.split('/');
  if (components.includes('')) return 'has an empty component';
  if (components.some((name) => name === '.' || name === '..')) return "has a '.' or '..' component";
  if (path.split(/[/\\]/).some(isGitName)) return "has a component that is '.git' on some system";
  if (components.some((name) => Buffer.byteLength(name) > 255)) return 'has a component longer than 255 bytes';
  return null;
}

/** Code points that HFS+ leaves out when it compares names (git's utf8.c, next_hfs_char). */
const IGNORED_BY_HFS = /[\u200c-\u200f\u202a-\u202e\u206a-\u206f\ufeff]/gu;

function isGitName(component: string): boolean {
  const name = component.replace(IGNORED_BY_HFS, '').toLowerCase();
  // NTFS drops trailing dots and spaces, and reads what follows a colon as the name of a stream.
  return /^(\.git|git~\d+)[. ]*(:.*)?$/s.test(name);
}

/** A file may clash with a file, or with a folder: `Lib` and `lib/a.js`. Records the path when it is free. */
function clash(path: string, taken: Map<string, string>): string | null {
  const parts = path.split('/');
  const claims = parts.map((_, index) => parts.slice(0, index + 1).join('/'));
  for (const claim of claims) {
    const other = taken.get(fold(claim));
    if (other !== undefined && (other !== claim || claim === path)) {
      return `differs from ${JSON.stringify(other)} in case or composition only`;
    }
  }
  for (const claim of claims) taken.set(fold(claim), claim);
  return null;
}

function fold(path: string): string {
  return path.normalize('NFC').toLowerCase();
}
