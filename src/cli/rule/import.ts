import { resolve } from 'node:path';
import type { CopiedRule } from '../../core/rule-work.ts';
import { cleanLine } from '../../core/text.ts';
import type { CommandOptions } from '../commands.ts';
import { type Context, exitCodes, isProblem, report } from '../context.ts';

/** Writes a rule of another tool as one of the project's own. */
export async function run(context: Context, [file = '']: readonly string[], options: CommandOptions): Promise<number> {
  const workbench = await context.services.openWorkbench(context.cwd);
  if (isProblem(workbench)) return report(context, workbench);
  const name = typeof options.name === 'string' ? options.name : undefined;
  const copied = await workbench.rules.import(resolve(context.cwd, file), { name, force: options.force === true });
  return isProblem(copied) ? report(context, copied) : tellCopied(context, copied);
}

/** Says where a rule went and what was lost on the way. */
export function tellCopied(context: Context, copied: CopiedRule): number {
  if (context.json) context.out(JSON.stringify(copied));
  else {
    context.out(`${context.style.green(context.style.pass)} ${copied.file}`);
    for (const one of copied.lost) context.out(`  ${context.style.yellow('lost:')} ${cleanLine(one)}`);
  }
  return exitCodes.done;
}
