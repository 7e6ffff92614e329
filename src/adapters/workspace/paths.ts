import { lstat } from 'node:fs/promises';
import { join, posix } from 'node:path';
import { staticFolder } from '../../core/glob.ts';

/**
 * Returns the path below the workspace that a model named, or a sentence that says why it can't be. Absolute paths are
 * taken when they lie in the workspace as the commands see it (`inside`) or as it is on the host.
 */
export function toWorkspacePath(named: string, roots: readonly string[]): { path: string } | { wrong: string } {
  if (named.includes('\0')) return { wrong: 'A path has no NUL in it.' };
  let relative = named;
  for (const root of roots) {
    if (named === root) relative = '.';
    else if (named.startsWith(`${root}/`)) relative = named.slice(root.length + 1);
  }
  if (posix.isAbsolute(relative))
    return { wrong: `${quote(named)} is outside the workspace; paths are relative to its root.` };
  const path = posix.normalize(relative).replace(/\/$/, '');
  if (path === '..' || path.startsWith('../')) return { wrong: `${quote(named)} leads out of the workspace.` };
  return { path };
}

/** Says why what a path names below the folder can't be reached; null when it can. Links are never followed. */
export async function whyUnreachable(folder: string, path: string): Promise<string | null> {
  const parts = path.split('/');
  for (let length = 1; length <= parts.length; length++) {
    const part = parts.slice(0, length).join('/');
    const stat = await lstat(join(folder, part)).catch(() => null);
    if (stat === null) return null;
    if (stat.isSymbolicLink()) return `${quote(part)} is a symbolic link; files are not reached through links.`;
    if (length < parts.length && !stat.isDirectory()) return `${quote(part)} is a file, so nothing lies below it.`;
  }
  return null;
}

/**
 * Returns the paths to protect so that none of the inputs can be changed: whole folders where nothing below may be
 * written, single files elsewhere.
 */
export function protectedPaths(inputs: Iterable<string>, outputs: readonly string[]): string[] {
  const bases = outputs.map(staticFolder);
  const found = new Set<string>();
  for (const input of inputs) {
    const parts = input.split('/');
    let length = 1;
    while (length < parts.length && holdsOutputs(parts.slice(0, length).join('/'), bases)) length++;
    found.add(parts.slice(0, length).join('/'));
  }
  return [...found].sort();
}

export function quote(path: string): string {
  return JSON.stringify(path.length > 200 ? `${path.slice(0, 200)}…` : path);
}

function holdsOutputs(folder: string, bases: readonly string[]): boolean {
  return bases.some(
    (base) => base === '' || base === folder || base.startsWith(`${folder}/`) || folder.startsWith(`${base}/`),
  );
}
