import { join } from 'node:path';
import type { Rule, Skill } from '../../core/asset.ts';
import { checkOverlaps, findOverlaps } from '../../core/check-outputs.ts';
import { checkCircles, findCircles } from '../../core/check-references.ts';
import type { ProjectConfig } from '../../core/config.ts';
import type { Diagnostic } from '../../core/diagnostic.ts';
import { memoise } from '../../core/lazy.ts';
import { type BuiltSpec, type Orphan, type PlannedSpec, planProject } from '../../core/plan.ts';
import { rulesFor } from '../../core/rules-for.ts';
import type { PlanResult, Problem, SpecFacts } from '../../core/workbench.ts';
import { version } from '../../version.ts';
import { hasRules } from '../assets/rule-places.ts';
import { statOrNull } from '../git/blob-id.ts';
import { type Catalog, listFolder, makeCatalog } from '../git/catalog.ts';
import { digestAssets, digestOutputs } from '../git/digests.ts';
import { readHead } from '../git/head.ts';
import { type InventoryFile, readInventory } from '../git/inventory.ts';
import { listTree } from '../git/list-tree.ts';
import { type PlanCache, parseCached, readPlanCache } from '../git/plan-cache.ts';
import type { WorkbenchContext } from './context.ts';
import { digestSkill, ruleDigester } from './digest-text.ts';
import type { PlannedFacts, PlannedLock } from './parse-planned.ts';

/**
 * Compares every spec's assets and outputs with what its lock recorded. Unchanged files are neither read nor parsed:
 * git's index and a cache by blob id tell what they are; nor is loaded what would parse them. `listing`: the work tree,
 * where git was asked for it already.
 */
export async function makePlan(
  { repository }: WorkbenchContext,
  listing: Promise<Buffer> | null = null,
): Promise<PlanResult | Problem> {
  const { root } = repository;
  const { defaults, diagnostics: configDiagnostics } = await readDefaults(root);
  // While git looks at the work tree.
  const [inventory, specCache, lockCache] = await Promise.all([
    readInventory(repository, { listing }),
    // The second shape of what is kept.
    readPlanCache(repository, { name: 'specs', version: `${version} 2 ${JSON.stringify(defaults)}` }).then(
      expectParsing,
    ),
    readPlanCache(repository, { name: 'locks', version }),
  ]);
  const catalog = makeCatalog(inventory);
  const specFiles = new Map<string, InventoryFile>();
  const lockFiles = new Map<string, InventoryFile>();
  for (const path of listFolder(catalog, 'specs')) {
    const file = inventory.files.get(path) as InventoryFile;
    if (/^specs\/[^/]+\/spec\.md$/.test(path)) specFiles.set(path, file);
    else if (/^specs\/[^/]+\/spec\.lock$/.test(path)) lockFiles.set(path, file);
  }
  const [{ parsed: specs }, { parsed: locks }] = await Promise.all([
    parseCached<PlannedFacts>(repository, specCache, {
      files: specFiles,
      parser: async () => (await import('./parse-planned.ts')).factsParser(defaults),
    }),
    parseCached<PlannedLock>(repository, lockCache, {
      files: lockFiles,
      parser: async () => (await import('./parse-planned.ts')).parsePlannedLock,
    }),
  ]);
  const diagnostics: Diagnostic[] = [...configDiagnostics];
  const facts = new Map<string, SpecFacts>();
  for (const { facts: spec, errors } of specs.values()) {
    diagnostics.push(...errors);
    if (spec) facts.set(spec.name, spec);
  }
  // Without a lock there is nothing to compare.
  const digest = locks.size > 0 ? await digester(root, catalog, [...facts.values()]) : null;
  const planned = [...facts.values()].map((spec): PlannedSpec => {
    const parsed = locks.get(`${spec.folder}/spec.lock`);
    if (parsed && 'diagnostic' in parsed) diagnostics.push(parsed.diagnostic);
    return { spec, built: digest && parsed && 'lock' in parsed ? { lock: parsed.lock, ...digest(spec) } : null };
  });
  diagnostics.push(...(await checkTogether(root, [...facts.values()])));
  const orphans = findOrphans(lockFiles, specFiles, locks, inventory.files);
  const deleted = specFiles.size === 0 ? { deleted: await committedSpecs(repository) } : {};
  return { plan: planProject({ specs: planned, orphans }), specs: facts, diagnostics, ...deleted };
}

/** Finds what is wrong between specs; they are read again only where something is, for the lines to point at. */
async function checkTogether(root: string, all: readonly SpecFacts[]): Promise<Diagnostic[]> {
  const names = [
    ...findOverlaps(all).flatMap(({ told, other }) => [told.name, other.name]),
    ...findCircles(new Map(all.map(({ name, depends }) => [name, depends]))).flat(),
  ];
  if (names.length === 0) return [];
  const { loadProject } = await import('../assets/index.ts');
  const { specs } = loadProject(root, { only: [...new Set(names)], files: false });
  return [...checkOverlaps(specs.values()), ...checkCircles(specs)];
}

/** Loads what parses a spec, where there will be one to parse. */
function expectParsing(cache: PlanCache): PlanCache {
  if (Object.keys(cache.entries).length === 0) void import('./parse-planned.ts');
  return cache;
}

/** What a project's regent.json says for specs that don't; without one, what would check it is not loaded. */
async function readDefaults(
  root: string,
): Promise<{ defaults: ProjectConfig['defaults']; diagnostics: readonly Diagnostic[] }> {
  if (statOrNull(join(root, 'regent.json')) === null) return { defaults: {}, diagnostics: [] };
  const { config, diagnostics } = (await import('../assets/index.ts')).loadConfig(root);
  return { defaults: config.defaults, diagnostics };
}

/** Returns what tells a spec's assets and outputs as they are now, with the rules and skills that are in scope. */
async function digester(
  root: string,
  catalog: Catalog,
  specs: readonly SpecFacts[],
): Promise<(spec: SpecFacts) => Omit<BuiltSpec, 'lock'>> {
  const rules = await readRules(root, catalog, specs);
  const digestRule = ruleDigester(catalog);
  const ruleDigests = new Map(rules.map((rule) => [rule, digestRule(rule)]));
  const skills = await readSkills(root, specs);
  const skillDigest = memoise((name: string) => digestNamed(skills, name));
  return (spec) => {
    const inScope = rulesFor(spec, rules).filter((one) => one.applies);
    const context = {
      rules: Object.fromEntries(inScope.map(({ rule }) => [rule.name, ruleDigests.get(rule) ?? ''])),
      skills: Object.fromEntries(spec.skills.map((name) => [name, skillDigest(name)])),
    };
    return { assets: digestAssets(spec, catalog, context), outputs: digestOutputs(spec, catalog) };
  };
}

async function readRules(root: string, catalog: Catalog, specs: readonly SpecFacts[]): Promise<readonly Rule[]> {
  // Nested rules are looked for in every output's folder: not where git says that there are none.
  const hasNested = catalog.paths.some((path) => /\/(?:AGENTS\.md$|\.claude\/rules\/|\.cursor\/rules\/)/.test(path));
  if (!hasNested && !hasRules(root)) return [];
  return (await import('../assets/load-rules.ts')).loadRules(root, hasNested ? specs : []).rules;
}

async function readSkills(root: string, specs: readonly SpecFacts[]): Promise<readonly Skill[]> {
  if (specs.every((one) => one.skills.length === 0)) return [];
  return (await import('../assets/load-skills.ts')).loadSkills(root, { skillFiles: false }).skills;
}

async function committedSpecs(repository: WorkbenchContext['repository']): Promise<string[]> {
  const head = await readHead(repository);
  if ('unborn' in head) return [];
  const entries = await listTree(repository, head.commit, { under: ['specs'] });
  return entries.flatMap(({ path }) => /^specs\/([^/]+)\/spec\.md$/.exec(path)?.[1] ?? []);
}

function findOrphans(
  lockFiles: ReadonlyMap<string, InventoryFile>,
  specFiles: ReadonlyMap<string, InventoryFile>,
  locks: ReadonlyMap<string, PlannedLock>,
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
