import type { CommandOptions } from './commands.ts';
import { type Context, exitCodes, isProblem, report } from './context.ts';

export async function run(context: Context, names: readonly string[], options: CommandOptions): Promise<number> {
  const workbench = await context.services.openWorkbench(context.cwd);
  if (isProblem(workbench)) return report(context, workbench);
  let code: number = exitCodes.done;
  for (const name of names) {
    const refreshed = await workbench.refresh(name, { allowNoSandbox: options.sandbox === false }, context.signal);
    if (isProblem(refreshed)) code = report(context, refreshed);
    else if (context.json) context.out(JSON.stringify({ refreshed: name, ...refreshed }));
    else
      context.out(
        `${context.style.green(context.style.pass)} ${name}: the accepted code meets the assets as they are; locked anew in ${refreshed.commit}`,
      );
  }
  return code;
}
