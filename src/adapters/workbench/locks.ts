import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Spec } from '../../core/asset.ts';
import type { Lock } from '../../core/lock.ts';
import { parseLock } from '../../core/parse-lock.ts';

/** Where a spec's lock is, relative to the repository's root. */
export function lockPath(spec: Pick<Spec, 'folder'>): string {
  return `${spec.folder}/spec.lock`;
}

/** Returns the lock in the work tree; null when there is none, or none that can be read. */
export function readAcceptedLock(root: string, spec: Pick<Spec, 'folder'>): Lock | null {
  let text: string;
  try {
    text = readFileSync(join(root, lockPath(spec)), 'utf8');
  } catch {
    return null;
  }
  const parsed = parseLock(text, lockPath(spec));
  return 'lock' in parsed ? parsed.lock : null;
}
