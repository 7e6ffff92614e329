import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type FoundSandbox, findSandbox } from '../sandbox/detect.ts';

/** Finds the sandbox and runs `true` in it: only a run shows whether the kernel lets it work. */
export async function checkSandbox(options: Parameters<typeof findSandbox>[0] = {}): Promise<FoundSandbox> {
  const found = await findSandbox(options);
  if ('missing' in found) return found;
  const folder = await mkdtemp(join(tmpdir(), 'regent-doctor-'));
  try {
    const limits = { seconds: 20, memoryMb: 256, processes: 32, fileMb: 1, outputKb: 16 };
    const request = { command: 'true', folder, readOnly: [], links: [], limits };
    const { ending } = await found.sandbox.run(request, new AbortController().signal);
    if (ending.kind === 'failed') return { missing: { message: ending.message, mend: ending.mend } };
    return found;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
