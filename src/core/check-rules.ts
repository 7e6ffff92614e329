import type { Rule } from './asset.ts';
import type { CheckRecord } from './check-record.ts';
import type { Diagnostic } from './diagnostic.ts';
import type { Project } from './project.ts';
import { didYouMean } from './suggest.ts';

/** Finds rules that share a name, and rules for specs that are not there. */
export function checkRules({ rules, specNames }: Pick<Project, 'rules' | 'specNames'>): Diagnostic[] {
  const first = new Map<string, string>();
  return rules.flatMap(({ name, file, scope }) => {
    const problem = (code: string, message: string, mend: string): Diagnostic => {
      return { severity: 'error', code, file, line: 1, message, mend };
    };
    const earlier = first.get(name);
    if (earlier !== undefined)
      return [problem('duplicate-rule', `The rule ${name} is in ${earlier} too.`, 'Rename one of the two.')];
    first.set(name, file);
    if (scope.kind !== 'specs') return [];
    return scope.specs
      .filter((spec) => !specNames.includes(spec))
      .map((spec) => {
        const mend = `${didYouMean(spec, specNames)}Name a spec that is there.`;
        return problem('unknown-spec', `The rule is for \`${spec.slice(0, 64)}\`, which is no spec.`, mend);
      });
  });
}

/** Names the rules whose check has never failed anything, in one hint: nobody knows whether they can. */
export function hintUnproven(rules: readonly Rule[], records: Readonly<Record<string, CheckRecord>>): Diagnostic[] {
  const unproven = rules.filter(({ check, name }) => check !== null && (records[name]?.failures ?? 0) === 0);
  const [first] = unproven;
  if (first === undefined) return [];
  const names = unproven.map((rule) => rule.name);
  const shown = names.slice(0, 8).join(', ') + (names.length > 8 ? ` and ${names.length - 8} more` : '');
  const message =
    names.length === 1
      ? `The check of ${shown} has never failed anything here.`
      : `${names.length} checks have never failed anything here: ${shown}.`;
  const mend = `See it fail on samples that break it, in rules/samples/${first.name}/: regent rule check`;
  return [{ severity: 'hint', code: 'unproven-check', file: first.file, line: 1, message, mend }];
}
