import type { CommandOptions } from './commands.ts';
import { type Context, exitCodes, isProblem, report } from './context.ts';
import { plural } from './event-lines.ts';
import { number } from './options.ts';

export async function run(context: Context, _args: readonly string[], options: CommandOptions): Promise<number> {
  const days = number('days', options.days);
  if (typeof days === 'object') return report(context, days);
  const workbench = await context.services.openWorkbench(context.cwd);
  if (isProblem(workbench)) return report(context, workbench);
  const pruned = await workbench.prune(days ?? 30);
  if (context.json) context.out(JSON.stringify({ pruned }));
  else
    context.out(
      `${plural(pruned.length, 'log')} pruned. Accepted commits, waiting candidates and waiting drafts are kept.`,
    );
  return exitCodes.done;
}
