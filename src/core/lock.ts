import { z } from 'zod';
import type { Diagnostic } from './diagnostic.ts';
import { lazy } from './lazy.ts';

/**
 * Digest of one file: git's blob id, followed by ` 755` when it is executable or ` link` when it is a link. An
 * unchanged file need not be read to know it.
 */
export type FileDigest = string;
/** Repository-relative path → digest. */
export type FileDigests = Readonly<Record<string, FileDigest>>;

/** Digests of all that a build comes from. */
export interface AssetDigests {
  /** Of `spec.md`. */
  readonly spec: FileDigest;
  readonly contract: FileDigests;
  readonly tests: FileDigests;
  readonly holdout: FileDigests;
  /** Files that compare two builds; they change nothing about one, and are no cause. */
  readonly probe?: FileDigests | undefined;
  readonly include: FileDigests;
  /** Name → digest, of the rules and skills in scope. */
  readonly rules: Readonly<Record<string, string>>;
  readonly skills: Readonly<Record<string, string>>;
  /** Name of a spec → digest of its contract, and of nothing else. */
  readonly dependencies: Readonly<Record<string, string>>;
}

/** `specs/<name>/spec.lock`: what the accepted build of a spec came from, and what it was. */
export interface Lock {
  readonly version: 1;
  readonly spec: string;
  readonly assets: AssetDigests;
  /** The files at the repository's root, which a build may see: for the record, and no cause. */
  readonly environment: FileDigests;
  readonly outputs: FileDigests;
  /** Names of the tests that passed: a later run has to have them all. */
  readonly tests: readonly string[];
  readonly build: LockBuild;
}

/** Where the accepted build came from. */
export interface LockBuild {
  readonly session: string;
  readonly attempt: number;
  readonly model: string;
  /** Regent's version. */
  readonly regent: string;
}

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

/** Writes a lock: the same lock gives the same bytes, and a small change a small diff. */
export function formatLock(lock: Lock): string {
  const { version, spec, assets, environment, outputs, tests, build } = lock;
  const sorted = {
    version,
    spec,
    assets: sortAssets(assets),
    environment: sortKeys(environment),
    outputs: sortKeys(outputs),
    tests: [...new Set(tests)].sort(),
    build: { session: build.session, attempt: build.attempt, model: build.model, regent: build.regent },
  };
  return `${JSON.stringify(sorted, null, 2)}\n`;
}

/** One short digest of all assets: the `Regent-Assets` trailer. `hash` is SHA-256 in hexadecimal. */
export function assetsDigest(assets: AssetDigests, hash: (text: string) => string): string {
  return hash(JSON.stringify(sortAssets(assets))).slice(0, 16);
}

/** One short digest of a contract's files: all that a spec that depends on it is told of. */
export function contractDigest(contract: FileDigests, hash: (text: string) => string): string {
  return hash(JSON.stringify(sortKeys(contract))).slice(0, 16);
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

function sortAssets(assets: AssetDigests): AssetDigests {
  const { spec, contract, tests, holdout, probe, include, rules, skills, dependencies } = assets;
  return {
    spec,
    contract: sortKeys(contract),
    tests: sortKeys(tests),
    holdout: sortKeys(holdout),
    ...(probe && Object.keys(probe).length > 0 ? { probe: sortKeys(probe) } : {}),
    include: sortKeys(include),
    rules: sortKeys(rules),
    skills: sortKeys(skills),
    dependencies: sortKeys(dependencies),
  };
}

function sortKeys(record: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(record).sort(([one], [other]) => (one < other ? -1 : 1)));
}

function broken(code: string, file: string, message: string, mend: string, line = 1): ParsedLock {
  return { diagnostic: { severity: 'error', code, file, line, message, mend: mend.replaceAll('<file>', file) } };
}
