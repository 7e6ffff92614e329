import {
  chmodSync,
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { sweepLeftovers, temporaryPrefix } from './leftovers.ts';

/** A private host folder of this process, removed when it ends, and with it what killed ones left. */
export function privateFolder(name: string): string {
  base ??= makeBase();
  const path = join(base, name);
  mkdirSync(path, { recursive: true });
  return path;
}

/**
 * Copies small files and trees into a folder, which then is shown by one mount in place of dozens: each mount costs
 * bubblewrap about 0.2 ms. What does not exist, can't be read or is large is left out.
 */
export function copySmall(from: string, names: readonly string[], to: string): void {
  for (const name of names) copy(join(from, name), join(to, name));
}

/** Writes files that nobody shall write to, whole at every moment: a run may be reading what was there before. */
export function writeInto(folder: string, files: Readonly<Record<string, string>>): void {
  for (const [name, text] of Object.entries(files)) {
    const file = join(folder, name);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(`${file}.new`, text);
    chmodSync(`${file}.new`, 0o444);
    renameSync(`${file}.new`, file);
  }
}

let base: string | undefined;

function makeBase(): string {
  const path = mkdtempSync(temporaryPrefix('sandbox'));
  process.once('exit', () => {
    rmSync(path, { recursive: true, force: true });
    sweepLeftovers();
  });
  return path;
}

const SMALL_BYTES = 256 * 1024;

/** Links are followed. Node's own `cpSync` takes several times as long. */
function copy(from: string, to: string): void {
  try {
    const info = statSync(from, { throwIfNoEntry: false });
    if (info?.isDirectory()) {
      mkdirSync(to, { recursive: true });
      copySmall(from, readdirSync(from), to);
    } else if (info?.isFile() && info.size <= SMALL_BYTES) {
      mkdirSync(dirname(to), { recursive: true });
      copyFileSync(from, to);
    }
  } catch {
    // It can't be read: it is left out.
  }
}
