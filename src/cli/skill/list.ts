import { cleanLine } from '../../core/text.ts';
import { type Context, exitCodes, isProblem, report } from '../context.ts';

/** Lists the skills that are offered. */
export async function run(context: Context): Promise<number> {
  const workbench = await context.services.openWorkbench(context.cwd);
  if (isProblem(workbench)) return report(context, workbench);
  const { skills } = await workbench.validate();
  const width = Math.max(0, ...skills.map((skill) => skill.name.length));
  for (const { name, description, source, folder } of skills) {
    if (context.json) context.out(JSON.stringify({ name, description, source, folder }));
    else context.out(`${name.padEnd(width)}  ${source.padEnd(11)}  ${cleanLine(description)}`);
  }
  if (skills.length === 0 && !context.json) context.out('No skills: a skill is a folder with a SKILL.md in skills/.');
  return exitCodes.done;
}
