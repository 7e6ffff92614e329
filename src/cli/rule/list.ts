import { cleanLine } from '../../core/text.ts';
import { type Context, exitCodes, isProblem, report } from '../context.ts';

/** Lists the rules, or those that apply to one spec, in the order in which the agent gets them. */
export async function run(context: Context, args: readonly string[]): Promise<number> {
  const workbench = await context.services.openWorkbench(context.cwd);
  if (isProblem(workbench)) return report(context, workbench);
  const [spec] = args;
  if (spec !== undefined) {
    const details = await workbench.describe(spec);
    if (isProblem(details)) return report(context, details);
    for (const { name, why, checked } of details.rules) {
      if (context.json) context.out(JSON.stringify({ name, why, checked }));
      else context.out(`${name}  ${cleanLine(why)}${checked ? ', checked' : ''}`);
    }
    return exitCodes.done;
  }
  const { rules } = await workbench.validate();
  const width = Math.max(0, ...rules.map((rule) => rule.name.length));
  for (const { name, file, description, check } of rules) {
    if (context.json) context.out(JSON.stringify({ name, file, description, checked: check !== null }));
    else
      context.out(
        `${cleanLine(name).padEnd(width)}  ${check === null ? '       ' : 'checked'}  ${cleanLine(description)}`,
      );
  }
  if (rules.length === 0 && !context.json) context.out('No rules: a rule is a Markdown file in rules/.');
  return exitCodes.done;
}
