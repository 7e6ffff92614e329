import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { link, readFile, rename, rm, writeFile } from 'node:fs/promises';

/**
 * Takes a lock file that names its holder: process id and the process's start time, so that a recycled id does not keep
 * a dead holder's lock alive. A dead holder's lock is taken over.
 */
export async function takeLock(path: string): Promise<{ release(): Promise<void> } | { inUseBy: number }> {
  const mine = `${process.pid} ${startTime(process.pid)}`;
  const prepared = `${path}.${process.pid}.${randomUUID()}`;
  await writeFile(prepared, mine, { mode: 0o600 });
  try {
    for (let tries = 0; tries < 20; tries++) {
      try {
        // A link appears with its content, so that nobody ever sees a lock without a holder.
        await link(prepared, path);
        return { release: () => rm(path, { force: true }) };
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
      }
      const holder = await readHolder(path);
      if (holder && isAlive(holder)) return { inUseBy: holder.pid };
      await takeAway(path, `${prepared}.dead`);
    }
    return { inUseBy: 0 };
  } finally {
    await rm(prepared, { force: true });
  }
}

async function readHolder(path: string): Promise<{ pid: number; started: string } | null> {
  const [pid, started = ''] = (await readFile(path, 'utf8').catch(() => '')).split(' ');
  return pid && /^\d+$/.test(pid) ? { pid: Number(pid), started } : null;
}

/** Renames before removing: another process may have taken the dead lock over since, and its lock is put back. */
async function takeAway(path: string, aside: string): Promise<void> {
  await rename(path, aside).catch(() => {});
  const holder = await readHolder(aside);
  if (holder && isAlive(holder)) await link(aside, path).catch(() => {});
  await rm(aside, { force: true });
}

function isAlive(holder: { pid: number; started: string }): boolean {
  try {
    process.kill(holder.pid, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EPERM') return false;
  }
  const started = startTime(holder.pid);
  return started === '' || holder.started === '' || started === holder.started;
}

/** Clock ticks since boot at which the process started (proc(5), field 22); empty where there is no /proc. */
function startTime(pid: number): string {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? '';
  } catch {
    return '';
  }
}

/** Tells whether a live process holds the lock. */
export async function isLockHeld(path: string): Promise<boolean> {
  const holder = await readHolder(path);
  return holder !== null && isAlive(holder);
}
