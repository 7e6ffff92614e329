import { createHash } from 'node:crypto';
import { constants, type Dirent } from 'node:fs';
import { chmod, mkdir, open, readdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { FileContent, FileSet } from '../../core/ports.ts';
import { quote } from './paths.ts';

/** Bounds of what one session's outputs may hold. */
export const outputBounds = { files: 20_000, fileBytes: 32 << 20, totalBytes: 256 << 20 };

/** Writes the files below the folder. Paths are Regent's own, already checked: relative, without `..`. */
export async function writeFiles(folder: string, files: FileSet): Promise<void> {
  const made = new Set<string>();
  for (const [path, { mode, bytes }] of files) {
    const target = join(folder, path);
    const parent = dirname(target);
    if (!made.has(parent)) {
      await mkdir(parent, { recursive: true });
      made.add(parent);
    }
    await writeFile(target, bytes);
    if (mode === '100755') await chmod(target, 0o755);
  }
}

/** What a walk found: regular files that were asked for, everything else by name. */
export interface Walked {
  readonly files: Map<string, FileContent>;
  readonly others: string[];
  readonly findings: string[];
}

/**
 * Reads the files below the folder for which `wanted` holds; the rest is listed in `others` and not opened. Links and
 * special files are never followed: one that is wanted is a finding.
 */
export async function readFiles(folder: string, wanted: (path: string) => boolean): Promise<Walked> {
  const walked: Walked = { files: new Map(), others: [], findings: [] };
  let total = 0;
  let isFull = false;
  const take = async (path: string, isFile: boolean): Promise<void> => {
    if (isFull) return;
    const content = whyRefused(path, isFile) ?? (await readRegular(join(folder, path), path));
    if (typeof content === 'string') {
      walked.findings.push(content);
      return;
    }
    total += content.bytes.length;
    isFull = walked.files.size >= outputBounds.files || total > outputBounds.totalBytes;
    if (isFull) walked.findings.push('The outputs are too large: at most 20,000 files and 256 MB are kept.');
    else walked.files.set(path, content);
  };
  const visit = async (relative: string): Promise<void> => {
    const entries = await listFolder(join(folder, relative));
    if (!entries) walked.findings.push(`${quote(relative)} can't be listed.`);
    for (const entry of (entries ?? []).sort((a, b) => (a.name < b.name ? -1 : 1))) {
      const path = relative === '' ? entry.name : `${relative}/${entry.name}`;
      if (entry.isDirectory()) await visit(path);
      else if (wanted(path)) await take(path, entry.isFile());
      else walked.others.push(path);
    }
  };
  await visit('');
  return walked;
}

/** Returns a digest of paths, modes and contents. */
export function digestFiles(files: FileSet): string {
  const hash = createHash('sha256');
  for (const [path, { mode, bytes }] of [...files].sort(([a], [b]) => (a < b ? -1 : 1))) {
    hash.update(`${path}\0${mode}\0${bytes.length}\0`).update(bytes);
  }
  return hash.digest('hex');
}

/** `.git` in the spellings that file systems fold to it would make git itself act on what the model wrote. */
function whyRefused(path: string, isFile: boolean): string | null {
  const shown = quote(path);
  if (!isFile) return `${shown} is a link or a special file; outputs are regular files.`;
  const hasGit = path.split('/').some((part) => /^(\.git|git~\d+)[. ]*$/i.test(part.replace(/\p{Cf}/gu, '')));
  if (hasGit) return `${shown} can't be kept: no output may be inside a .git folder.`;
  if (path.includes('�')) return `${shown} can't be kept: its name is not UTF-8.`;
  // Where tests run and attempts are kept, folders with longer names come before it.
  if (Buffer.byteLength(path) > longestPath) return `${shown} can't be kept: its path is longer than 1,000 bytes.`;
  return null;
}

const longestPath = 1000;

/** Lists a folder; null where that can't be done. One that a command has closed to its own user is opened first. */
export async function listFolder(path: string): Promise<Dirent[] | null> {
  try {
    return await readdir(path, { withFileTypes: true });
  } catch {
    await chmod(path, 0o700).catch(() => {});
    return await readdir(path, { withFileTypes: true }).catch(() => null);
  }
}

async function readRegular(file: string, path: string): Promise<FileContent | string> {
  // O_NONBLOCK and O_NOFOLLOW: a fifo or link put in the file's place after the look must not be opened.
  const handle = await open(file, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK).catch(() => null);
  if (!handle) return `${quote(path)} can't be read.`;
  try {
    const stat = await handle.stat();
    if (!stat.isFile()) return `${quote(path)} is not a regular file.`;
    if (stat.size > outputBounds.fileBytes) return `${quote(path)} is too large: at most 32 MB a file is kept.`;
    return { mode: stat.mode & 0o100 ? '100755' : '100644', bytes: await handle.readFile() };
  } finally {
    await handle.close();
  }
}
