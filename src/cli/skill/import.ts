import { resolve } from 'node:path';
import { SKILL_TOOLS } from '../../core/skill-work.ts';
import { cleanLine } from '../../core/text.ts';
import type { CommandOptions } from '../commands.ts';
import { type Context, exitCodes, isProblem, report } from '../context.ts';

/** Copies skills into the project. What can't be copied is said, and takes nothing else with it. */
export async function run(context: Context, [from = '']: readonly string[], options: CommandOptions): Promise<number> {
  const workbench = await context.services.openWorkbench(context.cwd);
  if (isProblem(workbench)) return report(context, workbench);
  const place = SKILL_TOOLS.includes(from as never) ? from : resolve(context.cwd, from);
  const imported = await workbench.skills.import(place, { force: options.force === true });
  if (isProblem(imported)) return report(context, imported);
  const { skills, refused } = imported;
  const { trusted } = await workbench.skills.trust();
  const { style } = context;
  if (context.json) context.out(JSON.stringify({ ...imported, trusted }));
  else {
    for (const { file, written, valid } of skills) {
      const mark = written ? style.green('+') : ' ';
      context.out(
        `${mark} ${cleanLine(file)}${written ? '' : '  is there already'}${valid ? '' : style.yellow('  not valid')}`,
      );
    }
    for (const { name, why, mend } of refused) {
      context.err(`${style.red(style.fail)} ${cleanLine(name)}: ${cleanLine(why)}`);
      context.err(`  ${cleanLine(mend)}`);
    }
    if (skills.length > 0 && trusted !== true)
      context.out('Skills of this project are offered once it is trusted: regent trust');
  }
  return refused.length > 0 ? exitCodes.failed : exitCodes.done;
}
