import type { Rule, Skill, Spec } from '../../core/asset.ts';
import { checkOverlaps } from '../../core/check-outputs.ts';
import { checkCircles, checkReferences } from '../../core/check-references.ts';
import { checkSuites } from '../../core/check-suites.ts';
import { matchGlobs } from '../../core/glob.ts';
import type { AssetDigests, FileDigests } from '../../core/lock.ts';
import type { LoadedSpec, Project } from '../../core/project.ts';
import { rulesAt, rulesFor } from '../../core/rules-for.ts';
import type { Variant } from '../../core/variant.ts';
import type { Problem } from '../../core/workbench.ts';
import { loadProject } from '../assets/index.ts';
import { makeCatalog } from '../git/catalog.ts';
import { digestAssets, digestEnvironment } from '../git/digests.ts';
import type { Repository } from '../git/repository.ts';
import { digestSkill, ruleDigester } from './digest-text.ts';
import { type Inputs, readInputs } from './inputs.ts';
import { varyProject } from './variant.ts';

/** One spec with all that a build of it takes in, as it is at this moment. */
export interface Prepared {
  readonly project: Project;
  readonly loaded: LoadedSpec;
  readonly spec: Spec;
  readonly dependencies: readonly Spec[];
  /** In scope, general ones first. */
  readonly rules: readonly Rule[];
  /** Of those in scope, the ones that all specs share; and, besides, those that the agent is offered to read. */
  readonly sharedRules: readonly Rule[];
  readonly offeredRules: readonly Rule[];
  /** Those that the spec names. */
  readonly skills: readonly Skill[];
  /** Names of skills that a trial tries: offered whoever they are from. */
  readonly tried: readonly string[];
  readonly inputs: Inputs;
  readonly digests: AssetDigests;
  /** Of the files at the root: for the lock's record. */
  readonly environment: FileDigests;
  readonly isOutput: (path: string) => boolean;
}

/**
 * Reads and checks one spec and what it stands on. The cost does not grow with the repository. `variant`: what a trial
 * leaves out or puts in another's place.
 */
export async function prepare(
  repository: Repository,
  name: string,
  variant: Variant = {},
): Promise<Prepared | Problem> {
  const varied = varyProject(repository, loadProject(repository.root, { only: [name], skillFiles: false }), variant);
  if ('problem' in varied) return varied;
  const { project } = varied;
  const loaded = project.specs.get(name);
  const problem = whyUnusable(project, loaded, name);
  if (problem) return problem;
  const { spec } = loaded as LoadedSpec & { spec: Spec };
  const dependencies = spec.depends.flatMap((one) => project.specs.get(one)?.spec ?? []);
  const isOutput = matchOutputs(spec);
  const applied = rulesFor(spec, project.rules);
  const rules = rulesAt(applied, 'system', 'opening');
  const skills = spec.skills.flatMap((one) => project.skills.find((skill) => skill.name === one) ?? []);
  const read = await readInputs(repository, spec, dependencies, rules, isOutput);
  const inputs = { ...read, visible: varied.files(read.visible) };
  const ignored = inputs.inventory.ignored.filter((path) => isAssetPath(spec, path));
  if (ignored.length > 0) {
    return {
      problem: `A .gitignore hides assets of ${name}, which would silently not count: ${ignored.slice(0, 5).join(', ')}.`,
      mend: `Change the .gitignore, or delete the files: git check-ignore -v ${ignored[0]}`,
    };
  }
  const catalog = makeCatalog(inputs.inventory);
  const digestRule = ruleDigester(catalog);
  const digests = digestAssets(spec, catalog, {
    rules: Object.fromEntries(rules.map((rule) => [rule.name, digestRule(rule)])),
    skills: Object.fromEntries(skills.map((skill) => [skill.name, digestSkill(skill)])),
  });
  const environment = digestEnvironment(catalog);
  return {
    project,
    loaded: loaded as LoadedSpec,
    spec,
    dependencies,
    rules,
    sharedRules: rulesAt(applied, 'system'),
    offeredRules: rulesAt(applied, 'offered'),
    skills,
    tried: Object.keys(variant.skills ?? {}),
    inputs,
    digests,
    environment,
    isOutput,
  };
}

export function matchOutputs(spec: Pick<Spec, 'outputs'>): (path: string) => boolean {
  return matchGlobs(spec.outputs);
}

function whyUnusable(project: Project, loaded: LoadedSpec | undefined, name: string): Problem | null {
  if (!loaded) {
    const names = project.specNames.slice(0, 20).join(', ') || '(there are none: regent init makes one)';
    return {
      problem: `There is no spec ${JSON.stringify(name)}.`,
      mend: `Make specs/${name}/spec.md, or name one of: ${names}.`,
    };
  }
  const chain = [loaded, ...(loaded.spec?.depends ?? []).flatMap((one) => project.specs.get(one) ?? [])];
  const found = [
    ...chain.flatMap((one) => one.diagnostics),
    ...project.diagnostics,
    ...checkReferences(loaded, project),
    ...checkSuites(loaded),
    // Of the specs that it stands on alone: the plan looks at all of them.
    ...checkOverlaps(project.specs.values()),
    ...checkCircles(project.specs),
  ];
  const errors = found.filter((one) => one.severity === 'error');
  if (errors.length === 0 && loaded.spec) return null;
  return { problem: `${name} has errors.`, mend: `See them all: regent validate ${name}`, diagnostics: errors };
}

/** Caches that test runners leave behind are ignored with good reason; tests and contracts are not. */
function isAssetPath(spec: Spec, path: string): boolean {
  const isPart = ['contract/', 'tests/', 'holdout/'].some((part) => path.startsWith(`${spec.folder}/${part}`));
  return isPart && !/(^|\/)(__pycache__|\.pytest_cache|node_modules|\.DS_Store)(\/|$)|\.(pyc|swp|log)$|~$/.test(path);
}
