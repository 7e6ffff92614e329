import { checkCoverage } from './check-coverage.ts';
import { checkCoveredRules, checkOverlaps } from './check-outputs.ts';
import { checkCircles, checkReferences } from './check-references.ts';
import { checkRules } from './check-rules.ts';
import { checkSuites } from './check-suites.ts';
import type { Diagnostic } from './diagnostic.ts';
import type { Project } from './project.ts';
import { hintRuleCosts } from './rule-costs.ts';
import { cleanLine } from './text.ts';

/**
 * Returns all that is wrong with a project's assets, by file and line; the same project always gives the same list.
 * `tests` are the contents of test and holdout files by path; without them titles are not looked at.
 */
export function validateProject(project: Project, tests?: ReadonlyMap<string, string>): Diagnostic[] {
  const specs = [...project.specs.values()];
  const found = [
    ...project.diagnostics,
    ...specs.flatMap((loaded) => [
      ...loaded.diagnostics,
      ...checkReferences(loaded, project),
      ...checkSuites(loaded),
      ...checkCoveredRules(loaded, project.rules),
      ...(tests === undefined ? [] : checkCoverage(loaded, tests)),
    ]),
    ...checkOverlaps(specs),
    ...checkCircles(project.specs),
    ...checkRules(project),
    ...hintRuleCosts(project),
    ...checkSpecNames(project.specNames),
  ];
  return found.map(clean).sort(byPlace);
}

/** Finds names that are one folder where letter case does not count. */
function checkSpecNames(names: readonly string[]): Diagnostic[] {
  const first = new Map<string, string>();
  return names.flatMap((name): Diagnostic[] => {
    const folded = name.normalize('NFC').toLowerCase();
    const earlier = first.get(folded);
    first.set(folded, earlier ?? name);
    if (earlier === undefined) return [];
    const message = `The spec's name differs from ${earlier} in letter case alone.`;
    const file = `specs/${name}/spec.md`;
    return [{ severity: 'error', code: 'same-name', file, line: 1, message, mend: 'Rename one of the two.' }];
  });
}

/** Names and values come from files, and could hold what a terminal obeys. */
function clean(diagnostic: Diagnostic): Diagnostic {
  const { file, message, mend } = diagnostic;
  return { ...diagnostic, file: cleanLine(file), message: cleanLine(message), mend: cleanLine(mend) };
}

function byPlace(left: Diagnostic, right: Diagnostic): number {
  if (left.file !== right.file) return left.file < right.file ? -1 : 1;
  return left.line - right.line;
}
