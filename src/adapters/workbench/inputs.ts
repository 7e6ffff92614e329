import { constants } from 'node:fs';
import { open, readdir, realpath } from 'node:fs/promises';
import { join } from 'node:path';
import type { Rule, Spec } from '../../core/asset.ts';
import { matchGlobs } from '../../core/glob.ts';
import type { FileContent, FileSet } from '../../core/ports.ts';
import { SPEC_PARTS } from '../../core/project.ts';
import { isInside } from '../assets/read-text.ts';
import { type Inventory, readInventory } from '../git/inventory.ts';
import { narrowedTo } from '../git/narrow.ts';
import type { Repository } from '../git/repository.ts';
import { samplesFolder } from './rules/samples.ts';

/** Everything of the repository that one build may see or is judged by, read once, when the session begins. */
export interface Inputs {
  /** What the workspace holds besides the outputs. */
  readonly visible: FileSet;
  /** The holdout: in the workspace of a holdout run only. */
  readonly hidden: FileSet;
  /** The outputs as they are in the work tree. */
  readonly outputs: FileSet;
  readonly inventory: Inventory;
}

/** Files at the root that often hold secrets stay out, tracked or not. */
const secret = /^(\.env(\..*)?|\.npmrc|\.netrc|\.pypirc|\.git-credentials|.*\.(pem|key|p12|pfx|jks)|id_[a-z0-9]+)$/i;
const largestInput = 32 << 20;

/** Reads the inputs of a spec. The cost follows what it declares, not the size of the repository. */
export async function readInputs(
  repository: Repository,
  spec: Spec,
  dependencies: readonly Spec[],
  rules: readonly Rule[],
  isOutput: (path: string) => boolean,
): Promise<Inputs> {
  const rootFiles = await listRootFiles(repository.root);
  const builtElsewhere = dependencies.flatMap((one) => one.outputs);
  const contracts = dependencies.map((one) => `${one.folder}/contract`);
  const named = [...rootFiles, spec.folder, ...contracts, ...(rules.length > 0 ? ['rules'] : [])];
  const { under } = narrowedTo([...spec.outputs, ...spec.include, ...builtElsewhere]);
  const inventory = await readInventory(repository, {
    ...(under ? { under: [...new Set([...named, ...under])] } : {}),
    ignoredIn: [spec.folder],
  });
  const isIncluded = matchGlobs(spec.include);
  const isDependency = matchGlobs(builtElsewhere);
  const ruleFiles = new Set(rules.map((rule) => rule.file));
  const root = new Set(rootFiles);
  const place = (path: string): 'visible' | 'hidden' | 'output' | null => {
    if (path.startsWith(`${spec.folder}/`)) {
      const inside = path.slice(spec.folder.length + 1);
      if (inside.startsWith('holdout/')) return 'hidden';
      return inside.startsWith('probe/') || inside === 'spec.lock' ? null : 'visible';
    }
    if (isOutput(path)) return 'output';
    // Another spec's holdout stays hidden whatever a glob says.
    if (/^specs\/[^/]+\/(holdout|probe)\//.test(path)) return null;
    if (isIncluded(path) || isDependency(path) || root.has(path)) return 'visible';
    if (dependencies.some((one) => path.startsWith(`${one.folder}/contract/`))) return 'visible';
    return ruleFiles.has(path) ||
      (path.startsWith('rules/') && !path.startsWith(samplesFolder) && !path.endsWith('.md'))
      ? 'visible'
      : null;
  };
  const sets = { visible: new Map(), hidden: new Map(), output: new Map() } satisfies Record<
    string,
    Map<string, FileContent>
  >;
  for (const [path, file] of inventory.files) {
    const where = place(path);
    if (where === null) continue;
    const content =
      file.mode === '120000'
        ? await readLinked(repository.root, spec, path)
        : await readRegular(join(repository.root, path), file.mode);
    if (content) sets[where].set(path, content);
  }
  return { visible: sets.visible, hidden: sets.hidden, outputs: sets.output, inventory };
}

/** Names of the regular files at the repository's root that are no secrets. */
export async function listRootFiles(root: string): Promise<string[]> {
  const entries = await readdir(root, { withFileTypes: true });
  return entries.filter((entry) => entry.isFile() && !secret.test(entry.name)).map((entry) => entry.name);
}

/** A link counts as the file that it leads to within the same part of the spec; what leads elsewhere does not count. */
async function readLinked(root: string, { folder }: Spec, path: string): Promise<FileContent | null> {
  const part = SPEC_PARTS.find((one) => path.startsWith(`${folder}/${one}/`));
  const target = await realpath(join(root, path)).catch(() => null);
  if (part === undefined || target === null) return null;
  return isInside(target, await realpath(join(root, folder, part))) ? readRegular(target, '100644') : null;
}

async function readRegular(file: string, mode: FileContent['mode']): Promise<FileContent | null> {
  const handle = await open(file, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK).catch(() => null);
  if (!handle) return null;
  try {
    const stat = await handle.stat();
    return stat.isFile() && stat.size <= largestInput ? { mode, bytes: await handle.readFile() } : null;
  } finally {
    await handle.close();
  }
}
