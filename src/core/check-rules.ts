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

/** Names the rules whose check has never failed anything: nobody knows whether it can. */
export function hintUnproven(rules: readonly Rule[], records: Readonly<Record<string, CheckRecord>>): Diagnostic[] {
  return rules
    .filter(({ check, name }) => check !== null && (records[name]?.failures ?? 0) === 0)
    .map(({ file, name }) => {
      const runs = records[name]?.runs ?? 0;
      const message =
        runs === 0
          ? `The check of ${name} has never run, so nobody knows whether it can fail.`
          : `The check of ${name} has never failed anything, in ${runs} ${runs === 1 ? 'run' : 'runs'}.`;
      const mend = `Break the rule in a spec's outputs and see it fail: regent rule check --rule ${name} --worktree`;
      return { severity: 'hint', code: 'unproven-check', file, line: 1, message, mend };
    });
}
