import { mkdtemp, rm } from 'node:fs/promises';
import type { Sandbox } from '../../core/ports.ts';
import type { UserSettings } from '../../core/user-settings.ts';
import type { Problem } from '../../core/workbench.ts';
import { findSandbox } from '../sandbox/detect.ts';
import { temporaryPrefix } from '../sandbox/leftovers.ts';

/**
 * Returns the sandbox, after one run in it that shows that it works: a session that can't run its tests must not begin
 * to spend. Only the user's own flag or settings can do without one.
 */
export async function chooseSandbox(user: UserSettings, isAllowedOff: boolean): Promise<Sandbox | Problem> {
  const off = isAllowedOff || user.sandbox === 'off';
  const found = await findSandbox({ allowNone: off, preferNone: off });
  if ('missing' in found) return noSandbox(found.missing);
  if (found.sandbox.name === 'none') return found.sandbox;
  const folder = await mkdtemp(temporaryPrefix('probe'));
  try {
    const limits = { seconds: 30, memoryMb: 256, processes: 32, fileMb: 1, outputKb: 16 };
    const request = { command: ':', folder, readOnly: [], links: [], limits };
    const { ending } = await found.sandbox.run(request, new AbortController().signal);
    return ending.kind === 'failed' ? noSandbox(ending) : found.sandbox;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function noSandbox({ message, mend }: { message: string; mend: string }): Problem {
  return {
    missing: 'sandbox',
    problem: `There is no working sandbox, so nothing was run: ${message}`,
    mend: `${mend} (regent doctor --fix tries it.) To run model-written code as yourself all the same: --no-sandbox.`,
  };
}
