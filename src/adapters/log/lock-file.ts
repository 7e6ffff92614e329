import { readFileSync } from 'node:fs';
import { open, readFile, rename, rm } from 'node:fs/promises';

/**
 * Takes a lock file that names its holder: process id and the process's start time, so that a recycled id does not keep
 * a dead holder's lock alive. A dead holder's lock is taken over.
 */
export async function takeLock(path: string): Promise<{ release(): Promise<void> } | { inUseBy: number }> {
  const mine = `${process.pid} ${startTime(process.pid)}`;
  for (let tries = 0; tries < 5; tries++) {
    try {
      const handle = await open(path, 'wx', 0o600);
      await handle.writeFile(mine);
      await handle.close();
      return { release: () => rm(path, { force: true }) };
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
    const holder = await readHolder(path);
    if (holder && isAlive(holder)) return { inUseBy: holder.pid };
    await takeAway(path, tries);
  }
  return { inUseBy: 0 };
}

async function readHolder(path: string): Promise<{ pid: number; started: string } | null> {
  const [pid, started = ''] = (await readFile(path, 'utf8').catch(() => '')).split(' ');
  return pid && /^\d+$/.test(pid) ? { pid: Number(pid), started } : null;
}

/** Renames before removing, so that of two processes that find a dead lock only one takes it away. */
async function takeAway(path: string, tries: number): Promise<void> {
  const aside = `${path}.${process.pid}.${tries}`;
  await rename(path, aside).catch(() => {});
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
