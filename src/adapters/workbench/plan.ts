import type { Skill } from '../../core/asset.ts';
import { checkOverlaps, findOverlaps } from '../../core/check-outputs.ts';
import { checkCircles, findCircles } from '../../core/check-references.ts';
import type { Diagnostic } from '../../core/diagnostic.ts';
import { memoise } from '../../core/lazy.ts';
import { type ParsedLock, parseLock } from '../../core/lock.ts';
import { type Orphan, type PlannedSpec, planProject } from '../../core/plan.ts';
import { rulesFor } from '../../core/rules-for.ts';
import { parseSpec, type SpecDefaults } from '../../core/spec.ts';
import type { PlanResult, Problem, SpecFacts } from '../../core/workbench.ts';
import { version } from '../../version.ts';
import { loadConfig, loadProject } from '../assets/index.ts';
import { loadRules } from '../assets/load-rules.ts';
import { loadSkills } from '../assets/load-skills.ts';
import { listFolder, makeCatalog } from '../git/catalog.ts';
import { digestAssets, digestOutputs, sha256 } from '../git/digests.ts';
import { readHead } from '../git/head.ts';
import { type InventoryFile, readInventory } from '../git/inventory.ts';
import { listTree } from '../git/list-tree.ts';
import { parseCached } from '../git/plan-cache.ts';
import type { WorkbenchContext } from './context.ts';
import { digestSkill, ruleDigester } from './digest-text.ts';

/** What the plan needs of a `spec.md`; small, for two thousand of them are read back from the cache at once. */
interface PlannedFacts {
  readonly facts: SpecFacts | null;
  readonly errors: readonly Diagnostic[];
}

/**
 * Compares every spec's assets and outputs with what its lock recorded. Unchanged files are neither read nor parsed:
 * git's index and a cache by blob id tell what they are.
 */
export async function makePlan({ repository }: WorkbenchContext): Promise<PlanResult | Problem> {
  const { root } = repository;
  const { config, diagnostics: configDiagnostics } = loadConfig(root);
  const inventory = await readInventory(repository);
  const catalog = makeCatalog(inventory);
  const specFiles = new Map<string, InventoryFile>();
  const lockFiles = new Map<string, InventoryFile>();
  for (const path of listFolder(catalog, 'specs')) {
    const file = inventory.files.get(path) as InventoryFile;
    if (/^specs\/[^/]+\/spec\.md$/.test(path)) specFiles.set(path, file);
    else if (/^specs\/[^/]+\/spec\.lock$/.test(path)) lockFiles.set(path, file);
  }
  const [specs, locks] = await Promise.all([
    parseCached<PlannedFacts>(repository, {
      name: 'specs',
      // The second shape of what is kept.
      version: `${version} 2 ${sha256(JSON.stringify(config.defaults))}`,
      files: specFiles,
      parse: (text, path) => readFacts(text, path, config.defaults),
    }),
    parseCached<ParsedLock>(repository, {
      name: 'locks',
      version,
      files: lockFiles,
      parse: (text, path) => withoutRecords(parseLock(text, path)),
    }),
  ]);
  const diagnostics: Diagnostic[] = [...configDiagnostics];
  const all = [...specs.values()].flatMap((one) => one.facts ?? []);
  // Nested rules are looked for in every output's folder: not where git says that there are none.
  const hasNested = catalog.paths.some((path) => /\/(?:AGENTS\.md$|\.claude\/rules\/|\.cursor\/rules\/)/.test(path));
  const { rules } = loadRules(root, hasNested ? all : []);
  const digestRule = ruleDigester(catalog);
  const ruleDigests = new Map(rules.map((rule) => [rule, digestRule(rule)]));
  const skills = all.some((one) => one.skills.length > 0) ? loadSkills(root, { skillFiles: false }).skills : [];
  const skillDigest = memoise((name: string) => digestNamed(skills, name));
  const planned: PlannedSpec[] = [];
  const facts = new Map<string, SpecFacts>();
  for (const { facts: spec, errors } of specs.values()) {
    diagnostics.push(...errors);
    if (!spec) continue;
    facts.set(spec.name, spec);
    const inScope = rulesFor(spec, rules).filter((one) => one.applies);
    const parsed = locks.get(`${spec.folder}/spec.lock`);
    if (parsed && 'diagnostic' in parsed) diagnostics.push(parsed.diagnostic);
    planned.push({
      spec,
      assets: digestAssets(spec, catalog, {
        rules: Object.fromEntries(inScope.map(({ rule }) => [rule.name, ruleDigests.get(rule) ?? ''])),
        skills: Object.fromEntries(spec.skills.map((name) => [name, skillDigest(name)])),
      }),
      lock: parsed && 'lock' in parsed ? parsed.lock : null,
      outputs: digestOutputs(spec, catalog),
    });
  }
  diagnostics.push(...checkTogether(root, all));
  const orphans = findOrphans(lockFiles, specFiles, locks, inventory.files);
  const deleted = specFiles.size === 0 ? { deleted: await committedSpecs(repository) } : {};
  return { plan: planProject({ specs: planned, orphans }), specs: facts, diagnostics, ...deleted };
}

/** Finds what is wrong between specs; they are read again only where something is, for the lines to point at. */
function checkTogether(root: string, all: readonly SpecFacts[]): Diagnostic[] {
  const names = [
    ...findOverlaps(all).flatMap(({ told, other }) => [told.name, other.name]),
    ...findCircles(new Map(all.map(({ name, depends }) => [name, depends]))).flat(),
  ];
  if (names.length === 0) return [];
  const { specs } = loadProject(root, { only: [...new Set(names)], files: false });
  return [...checkOverlaps(specs.values()), ...checkCircles(specs)];
}

async function committedSpecs(repository: WorkbenchContext['repository']): Promise<string[]> {
  const head = await readHead(repository);
  if ('unborn' in head) return [];
  const entries = await listTree(repository, head.commit, { under: ['specs'] });
  return entries.flatMap(({ path }) => /^specs\/([^/]+)\/spec\.md$/.exec(path)?.[1] ?? []);
}

/** A plan compares assets and outputs; what a lock records besides would only make the cache slow to read. */
function withoutRecords(parsed: ParsedLock): ParsedLock {
  return 'lock' in parsed ? { lock: { ...parsed.lock, environment: {}, tests: [] } } : parsed;
}

function readFacts(text: string, path: string, defaults: SpecDefaults): PlannedFacts {
  const folder = path.slice(0, -'/spec.md'.length);
  const { spec, diagnostics } = parseSpec({ folder, text, defaults });
  const errors = diagnostics.filter((one) => one.severity === 'error');
  if (!spec) return { facts: null, errors };
  const { name, summary, language, outputs, depends, include, skills, mode, limits } = spec;
  return { facts: { name, folder, summary, language, outputs, depends, include, skills, mode, limits }, errors };
}

function findOrphans(
  lockFiles: ReadonlyMap<string, InventoryFile>,
  specFiles: ReadonlyMap<string, InventoryFile>,
  locks: ReadonlyMap<string, ParsedLock>,
  files: ReadonlyMap<string, InventoryFile>,
): Orphan[] {
  const orphans: Orphan[] = [];
  for (const path of lockFiles.keys()) {
    const folder = path.slice(0, -'/spec.lock'.length);
    if (specFiles.has(`${folder}/spec.md`)) continue;
    const parsed = locks.get(path);
    const accepted = parsed && 'lock' in parsed ? Object.keys(parsed.lock.outputs) : [];
    const outputs = accepted.filter((output) => files.has(output));
    orphans.push({ spec: folder.slice('specs/'.length), causes: ['orphaned'], lock: path, outputs });
  }
  return orphans;
}

function digestNamed(skills: readonly Skill[], name: string): string {
  const skill = skills.find((one) => one.name === name);
  return skill ? digestSkill(skill) : 'missing';
}
