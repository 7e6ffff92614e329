import { hintUnproven } from '../../core/check-rules.ts';
import { explainShadows } from '../../core/skill.ts';
import { explainCuts } from '../../core/skill-index.ts';
import { validateProject } from '../../core/validate.ts';
import type { Validation } from '../../core/workbench.ts';
import { loadProject, readTests } from '../assets/index.ts';
import type { WorkbenchContext } from './context.ts';
import { offerSkills, skillBudget } from './offer.ts';
import { readRecords } from './rules/records.ts';

/** Finds every problem of the named specs, or of the whole project, at once. */
export async function validate(
  { repository, user }: WorkbenchContext,
  names: readonly string[] | undefined,
): Promise<Validation> {
  const project = loadProject(repository.root, { only: names });
  const tests = readTests(project);
  const hints = hintUnproven(project.rules, await readRecords(repository.commonDir));
  const { index } = offerSkills({ project, tried: [], offeredRules: [] }, true, skillBudget(user, project.config));
  const cuts = explainCuts(index, 'regent.json');
  const diagnostics = [
    ...validateProject(project, tests.texts),
    ...tests.diagnostics,
    ...hints,
    ...cuts,
    ...explainShadows(project),
  ];
  return { specs: project.specNames, rules: project.rules, skills: project.skills, diagnostics };
}
