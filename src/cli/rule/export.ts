import { exportTargets } from '../../core/rule-work.ts';
import type { CommandOptions } from '../commands.ts';
import { type Context, isProblem, report } from '../context.ts';
import { tellCopied } from './import.ts';

/** Writes a rule into another tool's folder. */
export async function run(context: Context, [name = '']: readonly string[], options: CommandOptions): Promise<number> {
  const to = exportTargets.find((one) => one === options.to);
  if (!to)
    return report(context, {
      problem:
        options.to === undefined
          ? 'Where to is missing.'
          : `${JSON.stringify(options.to)} is no tool that rules are exported to.`,
      mend: `Give --to with one of: ${exportTargets.join(', ')}.`,
      exit: 2,
    });
  const workbench = await context.services.openWorkbench(context.cwd);
  if (isProblem(workbench)) return report(context, workbench);
  const copied = await workbench.rules.export(name, { to, force: options.force === true });
  return isProblem(copied) ? report(context, copied) : tellCopied(context, copied);
}
