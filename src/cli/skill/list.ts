import { explainCuts } from '../../core/skill-index.ts';
import { searchSkills, skillLevels, skillStates } from '../../core/skill-states.ts';
import type { SkillEntry } from '../../core/skill-work.ts';
import { cleanLine } from '../../core/text.ts';
import { type Context, exitCodes, isProblem, report, reportDiagnostic } from '../context.ts';
import { cut, plural } from '../event-lines.ts';

/** Lists the skills that are found, with what becomes of each. */
export async function run(context: Context, words: readonly string[]): Promise<number> {
  const workbench = await context.services.openWorkbench(context.cwd);
  if (isProblem(workbench)) return report(context, workbench);
  const { skills, index, trusted } = await workbench.skills.list();
  const found = searchSkills(skills, words);
  if (context.json) {
    for (const { problems, skipped, ...skill } of found) {
      context.out(JSON.stringify({ ...skill, problems: problems.length, skipped: skipped?.message ?? null }));
    }
    return exitCodes.done;
  }
  const { style } = context;
  const width = Math.min(40, Math.max(0, ...found.map(({ name }) => name.length)));
  for (const { name, description, source, state, valid, tokens, specs } of found) {
    const mark = valid ? style.green(style.pass) : style.red(style.fail);
    const cost = `${String(tokens.index).padStart(4)} + ${String(tokens.instructions).padStart(5)}`;
    const used = specs.length > 0 ? ` [${plural(specs.length, 'spec')}]` : '';
    context.out(
      `${mark} ${cleanLine(name).padEnd(width)}  ${source.padEnd(11)}  ${skillStates[state].padEnd(11)} ${style.dim(cost)}  ${cut(cleanLine(description), 100)}${used}`,
    );
  }
  if (skills.length === 0)
    context.out('No skills: a skill is a folder with a SKILL.md in skills/. Make one: regent skill new NAME');
  else if (found.length === 0) context.out(`None of ${plural(skills.length, 'skill')} has these words.`);
  else {
    const offered = index.listed.length;
    context.out(
      `${plural(found.length, 'skill')}${besides(found)}; ${offered} offered, for about ${index.tokens} of ${index.budget} tokens of every prompt.`,
    );
    context.out(style.dim(`The numbers: about how many tokens it takes ${skillLevels[1]}, and ${skillLevels[2]}.`));
  }
  for (const one of explainCuts(index, 'regent.json')) reportDiagnostic(context, one);
  const untrusted = skills.filter(({ state }) => state === 'untrusted').length;
  if (untrusted > 0 && trusted !== true) {
    context.err(
      `${plural(untrusted, 'skill')} of this project not offered: it is not trusted ${trusted === false ? '' : 'yet '}(regent trust).`,
    );
  }
  return exitCodes.done;
}

/** How many of them are no skills of the agent's at all. */
function besides(found: readonly SkillEntry[]): string {
  const counts = (['shadowed', 'skipped'] as const)
    .map((state) => ({ state, count: found.filter((one) => one.state === state).length }))
    .filter(({ count }) => count > 0)
    .map(({ state, count }) => `${count} ${skillStates[state]}`);
  return counts.length > 0 ? ` (${counts.join(', ')})` : '';
}
