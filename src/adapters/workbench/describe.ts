import { expectedTests, requirementIds } from '../../core/expected.ts';
import { findNamedIds } from '../../core/named-ids.ts';
import type { LoadedSpec } from '../../core/project.ts';
import { rulesFor } from '../../core/rules-for.ts';
import { validateProject } from '../../core/validate.ts';
import type { Problem, SpecDetails } from '../../core/workbench.ts';
import { loadProject, readTests } from '../assets/index.ts';
import type { Repository } from '../git/repository.ts';

/** Reads one spec, and finds the tests that name its requirements. */
export function describeSpec({ root }: Repository, name: string): SpecDetails | Problem {
  const project = loadProject(root, { only: [name], skillFiles: false });
  const loaded = project.specs.get(name);
  const { texts, diagnostics: ofTests } = readTests(project);
  const folder = `specs/${name}/`;
  const diagnostics = [...validateProject(project, texts), ...ofTests].filter((one) => one.file.startsWith(folder));
  if (!loaded?.spec) {
    return { problem: `specs/${name} can't be read.`, mend: `See why: regent validate ${name}`, diagnostics };
  }
  const { spec, files } = loaded;
  const inScope = rulesFor(spec, project.rules).filter((one) => one.applies);
  const known = new Set(spec.requirements.map((requirement) => requirement.id));
  const tests = namesByRequirement(loaded, files.tests, texts, known);
  const holdout = namesByRequirement(loaded, files.holdout, texts, known);
  return {
    spec,
    requirements: spec.requirements.map(({ id, text, line }) => ({
      id,
      text,
      line,
      tests: tests.get(id) ?? [],
      holdout: holdout.get(id)?.length ?? 0,
    })),
    rules: inScope.map(({ rule, why }) => ({ name: rule.name, why, checked: rule.check !== null })),
    files: unique([
      `${spec.folder}/spec.md`,
      ...files.tests,
      ...files.contract,
      ...files.holdout,
      ...inScope.map(({ rule }) => rule.file),
    ]),
    diagnostics,
  };
}

function unique(paths: readonly string[]): string[] {
  return [...new Set(paths)];
}

/** Titles where the file's language is known, else the places that name an id. */
function namesByRequirement(
  loaded: LoadedSpec,
  paths: readonly string[],
  texts: ReadonlyMap<string, string>,
  known: ReadonlySet<string>,
): Map<string, string[]> {
  const found = new Map<string, string[]>();
  const add = (id: string, test: string) => found.set(id, [...(found.get(id) ?? []), test]);
  for (const path of paths) {
    const text = texts.get(path) ?? '';
    const titled = new Set<string>();
    for (const { title } of expectedTests([{ path, text }])) {
      for (const id of new Set(requirementIds(title))) {
        titled.add(id);
        add(id, title);
      }
    }
    for (const { id, line } of findNamedIds(text, known)) {
      if (!titled.has(id)) add(id, `${path.slice(`specs/${loaded.name}/`.length)}:${line}`);
    }
  }
  return found;
}
