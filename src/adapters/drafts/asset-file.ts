import { lstatSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { default as writeAtomic } from 'write-file-atomic';
import { readText } from '../assets/read-text.ts';

const largestAsset = 1024 * 1024;

/**
 * Reads an asset of the work tree: its text, null where there is none, `unreadable` where something else is there. No
 * link is followed, in no part of the path: what is read and written is where it seems to be.
 */
export function readAsset(root: string, path: string): string | null | 'unreadable' {
  const parts = path.split('/');
  for (let depth = 1; depth <= parts.length; depth++) {
    const found = statOf(join(root, ...parts.slice(0, depth)));
    if (found === null) return null;
    const isLast = depth === parts.length;
    if (isLast ? !found.isFile() : !found.isDirectory()) return 'unreadable';
  }
  const read = readText(join(root, path), { file: path, maxBytes: largestAsset, within: root });
  if (read.kind === 'missing') return null;
  return read.kind === 'text' ? read.text : 'unreadable';
}

/** Writes an asset whole or not at all. */
export async function writeAsset(root: string, path: string, text: string): Promise<void> {
  const file = join(root, path);
  await mkdir(dirname(file), { recursive: true });
  await writeAtomic(file, text);
}

function statOf(file: string) {
  return lstatSync(file, { throwIfNoEntry: false }) ?? null;
}
