import { resolve } from 'node:path';
import { SKILL_TOOLS } from '../../core/skill-work.ts';
import { cleanLine } from '../../core/text.ts';
import type { CommandOptions } from '../commands.ts';
import { type Context, exitCodes, isProblem, report } from '../context.ts';

/** Copies a skill to where another tool looks for it. */
export async function run(context: Context, [name = '']: readonly string[], options: CommandOptions): Promise<number> {
  const { to } = options;
  if (typeof to !== 'string') {
    const mend = `One of ${SKILL_TOOLS.join(', ')}, or a folder: regent skill export ${name} --to claude`;
    return report(context, { problem: 'Where to is missing.', mend, exit: 2 });
  }
  const workbench = await context.services.openWorkbench(context.cwd);
  if (isProblem(workbench)) return report(context, workbench);
  const place = SKILL_TOOLS.includes(to as never) ? to : resolve(context.cwd, to);
  const written = await workbench.skills.export(name, place, { force: options.force === true });
  if (isProblem(written)) return report(context, written);
  if (context.json) context.out(JSON.stringify(written));
  else
    context.out(
      `${written.written ? context.style.green('+') : ' '} ${cleanLine(written.file)}${written.written ? '' : '  is there already'}`,
    );
  return exitCodes.done;
}
