import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { FileSet } from '../../core/ports.ts';
import { writeFiles } from './file-set.ts';
import { makeFolders, type SessionFolders } from './folders.ts';
import { removeTree } from './remove.ts';

/** The inputs of a session's builds, and the digest of the assets that they are. */
export interface Pristine {
  readonly visible: FileSet;
  readonly hidden: FileSet;
  readonly digest: string;
}

/**
 * Makes the session's folders hold these inputs and outputs, whatever they held. Killed half-way, `pristineDigest` says
 * that it has to be done again. The journal stays: a call that was cut off is still to be undone.
 */
export async function layOutPristine(folders: SessionFolders, pristine: Pristine, outputs: FileSet): Promise<void> {
  const { visible, hidden, digest } = pristine;
  const next = `${folders.work}.next`;
  await makeFolders(folders);
  await writeFile(markerOf(folders), cutOff);
  await Promise.all([folders.visible, folders.hidden, next].map(removeTree));
  await Promise.all([folders.visible, folders.hidden, next].map((folder) => mkdir(folder, { mode: 0o700 })));
  await Promise.all([
    writeFiles(folders.visible, visible),
    writeFiles(folders.hidden, hidden),
    writeFiles(next, new Map([...visible, ...outputs])),
  ]);
  // All at once: what a command left there, a link above all, must not lead the writing astray.
  await removeTree(folders.work);
  await rename(next, folders.work);
  await writeFile(markerOf(folders), digest);
}

/** Digest of the assets that were laid out last; null where those are still there that the session began with. */
export async function pristineDigest(folders: SessionFolders): Promise<string | null> {
  return readFile(markerOf(folders), 'utf8').catch(() => null);
}

/** What the marker says until all is in its place: no digest. */
const cutOff = 'changing';

function markerOf(folders: SessionFolders): string {
  return join(folders.root, 'assets');
}
