import { createHash } from 'node:crypto';
import type { Spec } from '../../core/asset.ts';
import type { AssetDigests, FileDigest, FileDigests } from '../../core/lock.ts';
import { contractDigest } from '../../core/lock.ts';
import type { Catalog } from './catalog.ts';
import { digestFile, digestPaths, listFolder, listMatches } from './catalog.ts';

/** What is in scope for a spec and not told by its own files. */
export interface DigestContext {
  /** Name → digest, of the rules in scope. */
  readonly rules: Readonly<Record<string, string>>;
  /** Name → digest, of the skills in scope. */
  readonly skills: Readonly<Record<string, string>>;
}

type DigestedSpec = Pick<Spec, 'folder' | 'outputs' | 'depends' | 'include'>;

/** Digests of all that a build of the spec would come from, as the work tree has it. */
export function digestAssets(spec: DigestedSpec, catalog: Catalog, context: DigestContext): AssetDigests {
  const part = (name: string) => digestPaths(catalog, listFolder(catalog, `${spec.folder}/${name}`));
  const specFile = catalog.files.get(`${spec.folder}/spec.md`);
  const contracts = spec.depends.map((name) => [name, digestContract(catalog, name)]);
  return {
    spec: specFile ? digestFile(specFile) : '',
    contract: part('contract'),
    tests: part('tests'),
    holdout: part('holdout'),
    probe: part('probe'),
    include: digestPaths(catalog, listIncluded(spec, catalog)),
    rules: context.rules,
    skills: context.skills,
    dependencies: Object.fromEntries(contracts),
  };
}

/** The outputs that are there, path → digest. */
export function digestOutputs(spec: Pick<Spec, 'outputs'>, catalog: Catalog): Map<string, FileDigest> {
  const paths = listMatches(catalog, spec.outputs);
  return new Map(paths.map((path) => [path, digestFile(catalog.files.get(path)!)]));
}

/** The files at the repository's root: for the lock's record. */
export function digestEnvironment(catalog: Catalog): FileDigests {
  return digestPaths(
    catalog,
    catalog.paths.filter((path) => !path.includes('/')),
  );
}

/** SHA-256 in hexadecimal: the hash that the core's functions ask for. */
export function sha256(text: string | Uint8Array): string {
  return createHash('sha256').update(text).digest('hex');
}

function digestContract(catalog: Catalog, name: string): string {
  const files = digestPaths(catalog, listFolder(catalog, `specs/${name}/contract`));
  return contractDigest(files, sha256);
}

/** What a glob includes, but for what comes in by another door or must not come in: the spec, its outputs, secrets. */
function listIncluded(spec: DigestedSpec, catalog: Catalog): string[] {
  if (spec.include.length === 0) return [];
  const outputs = new Set(listMatches(catalog, spec.outputs));
  return listMatches(catalog, spec.include).filter(
    (path) => !outputs.has(path) && !path.startsWith(`${spec.folder}/`) && !SECRET.test(path),
  );
}

const SECRET = /^specs\/[^/]+\/(holdout|probe)\//;
