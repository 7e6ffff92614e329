import {
  chmodSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

/** A private host folder of this process, removed when it ends. */
export function privateFolder(name: string): string {
  base ??= makeBase();
  const path = join(base, name);
  mkdirSync(path, { recursive: true });
  return path;
}

/**
 * Copies small files and trees into a folder, which then is shown by one mount in place of dozens: each mount costs
 * bubblewrap about 0.2 ms. Those that do not exist or are large are left out, and returned.
 */
export function copySmall(from: string, names: readonly string[], to: string): string[] {
  return names.filter((name) => !copied(join(from, name), join(to, name)));
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
  const path = mkdtempSync(join(tmpdir(), 'regent-sandbox-'));
  process.once('exit', () => rmSync(path, { recursive: true, force: true }));
  return path;
}

const SMALL_BYTES = 256 * 1024;

function copied(from: string, to: string): boolean {
  try {
    const stat = statSync(from);
    if (stat.size > SMALL_BYTES) return false;
    // For a single file cpSync takes several times as long.
    if (stat.isFile()) {
      mkdirSync(dirname(to), { recursive: true });
      writeFileSync(to, readFileSync(from), { mode: stat.mode });
    } else cpSync(from, to, { recursive: true, dereference: true });
    return true;
  } catch {
    return false;
  }
}
