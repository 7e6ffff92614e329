import { type Dirent, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { EMPTY_CONFIG, type ProjectConfig, parseConfig } from '../../core/config.ts';
import type { Diagnostic } from '../../core/diagnostic.ts';
import type { LoadedSpec, Project } from '../../core/project.ts';
import { didYouMean } from '../../core/suggest.ts';
import { loadRules } from './load-rules.ts';
import { loadSkills, type SkillPlaces } from './load-skills.ts';
import { loadSpec } from './load-spec.ts';
import { readText } from './read-text.ts';

const LARGEST_CONFIG = 256 * 1024;

export interface LoadOptions extends SkillPlaces {
  /** Names of specs: only these, and what they depend on, are read. All when left out. */
  readonly only?: readonly string[] | undefined;
  /** False leaves the specs' `files` empty, and saves listing their folders: for those who ask git what is there. */
  readonly files?: boolean | undefined;
}

/** Reads a project's assets. Bad input becomes diagnostics. Synchronous: for thousands of small files that is faster. */
export function loadProject(root: string, options: LoadOptions = {}): Project {
  const { config, diagnostics } = loadConfig(root);
  const specNames = listSpecs(root);
  const { specs, unknown } = loadSpecs(root, options, specNames, config);
  const valid = [...specs.values()].flatMap((loaded) => loaded.spec ?? []);
  const rules = loadRules(root, valid);
  const { skills, shadowed, diagnostics: ofSkills } = loadSkills(root, options);
  return {
    root,
    config,
    specNames,
    specs,
    rules: rules.rules,
    skills,
    shadowed,
    diagnostics: [...diagnostics, ...unknown, ...rules.diagnostics, ...ofSkills],
  };
}

/** Reads regent.json; a project without one has no settings. */
export function loadConfig(root: string): { config: ProjectConfig; diagnostics: readonly Diagnostic[] } {
  const file = 'regent.json';
  const read = readText(join(root, file), { file, maxBytes: LARGEST_CONFIG, within: root });
  if (read.kind === 'text') return parseConfig(read.text, file);
  return { config: EMPTY_CONFIG, diagnostics: read.kind === 'problem' ? [read.diagnostic] : [] };
}

/** The names of the folders in `specs/`, sorted; hidden ones don't count. */
export function listSpecs(root: string): string[] {
  let entries: Dirent[];
  try {
    entries = readdirSync(join(root, 'specs'), { withFileTypes: true });
  } catch {
    return [];
  }
  return entries
    .filter((entry) => entry.isDirectory() && !entry.name.startsWith('.'))
    .map((entry) => entry.name)
    .sort();
}

function loadSpecs(root: string, options: LoadOptions, names: readonly string[], config: ProjectConfig) {
  const known = new Set(names);
  const loaded = new Map<string, LoadedSpec>();
  const unknown: Diagnostic[] = [];
  const open = [...(options.only ?? names)];
  for (let name = open.pop(); name !== undefined; name = open.pop()) {
    if (loaded.has(name)) continue;
    if (known.has(name)) {
      const spec = loadSpec(root, name, config.defaults, options.files ?? true);
      loaded.set(name, spec);
      // A dependency that is not there is reported where it is named.
      open.push(...(spec.spec?.depends ?? []).filter((dependency) => known.has(dependency)));
    } else unknown.push(unknownSpec(name, names));
  }
  const specs = new Map([...loaded].sort(([left], [right]) => (left < right ? -1 : 1)));
  return { specs, unknown };
}

function unknownSpec(name: string, names: readonly string[]): Diagnostic {
  const shown = name.slice(0, 64);
  return {
    severity: 'error',
    code: 'unknown-spec',
    file: `specs/${shown}`,
    line: 1,
    message: `There is no spec \`${shown}\`.`,
    mend: `${didYouMean(name, names)}Create \`specs/${shown}/spec.md\`, or name a spec that is there.`,
  };
}
