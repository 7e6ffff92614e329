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
