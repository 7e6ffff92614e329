import { z } from 'zod';
import type { Diagnostic } from './diagnostic.ts';
import { lazy } from './lazy.ts';
import type { Lock } from './lock.ts';

export type ParsedLock = { readonly lock: Lock } | { readonly diagnostic: Diagnostic };

/** Reads a lock; `file` is its path, for the diagnostic. */
export function parseLock(text: string, file: string): ParsedLock {
  const marker = /^(<{7}|={7}|>{7})( |\r?$)/m.exec(text);
  if (marker) {
    const message = 'The lock holds the marks of a merge conflict.';
    return broken('lock-conflict', file, message, CONFLICT_MEND, text.slice(0, marker.index).split('\n').length);
  }
  if (text.length > LARGEST) return broken('lock-too-large', file, 'The lock is larger than 16 MB.', REBUILD_MEND);
  let data: unknown;
  try {
    data = JSON.parse(text);
  } catch {
    return broken('broken-lock', file, 'The lock is not JSON.', REBUILD_MEND);
  }
  const version = versionOf(data);
  if (version > 1) {
    const message = `The lock is of version ${version}, which this Regent does not know.`;
    return broken('newer-lock', file, message, 'Update Regent.');
  }
  const parsed = lockSchema().safeParse(data);
  if (parsed.success) return { lock: parsed.data };
  const where = parsed.error.issues[0]?.path.join('.') || 'its top level';
  return broken('broken-lock', file, `The lock has not the right shape at ${where}.`, REBUILD_MEND);
}

const LARGEST = 16_000_000;
const REBUILD_MEND = 'Restore it from git (git checkout HEAD -- <file>), or delete it and accept a new build.';
const CONFLICT_MEND =
  'Take one side whole (git checkout --ours or --theirs -- <file>), then run `regent plan`: it says what to rebuild.';

const lockSchema = lazy(() => {
  const digests = z.record(z.string(), z.string());
  return z.object({
    version: z.literal(1),
    spec: z.string(),
    assets: z.object({
      spec: z.string(),
      contract: digests,
      tests: digests,
      holdout: digests,
      probe: digests.optional(),
      include: digests,
      rules: digests,
      skills: digests,
      dependencies: digests,
    }),
    environment: digests,
    outputs: digests,
    tests: z.array(z.string()),
    build: z.object({ session: z.string(), attempt: z.number().int(), model: z.string(), regent: z.string() }),
  });
});

function versionOf(data: unknown): number {
  const isObject = typeof data === 'object' && data !== null && 'version' in data;
  return isObject && typeof data.version === 'number' ? data.version : 0;
}

function broken(code: string, file: string, message: string, mend: string, line = 1): ParsedLock {
  return { diagnostic: { severity: 'error', code, file, line, message, mend: mend.replaceAll('<file>', file) } };
}
