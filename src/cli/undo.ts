import { type Context, exitCodes, isProblem, report, uninterrupted } from './context.ts';

export async function run(context: Context, args: readonly string[]): Promise<number> {
  const workbench = await context.services.openWorkbench(context.cwd);
  if (isProblem(workbench)) return report(context, workbench);
  const undone = await uninterrupted(context, () => workbench.undo(args[0] ?? ''));
  if (isProblem(undone)) return report(context, undone);
  if (context.json) context.out(JSON.stringify(undone));
  else
    context.out(
      `${context.style.bold('undone')}  ${undone.spec}: ${undone.undone.slice(0, 10)} is reverted by ${undone.commit}`,
    );
  return exitCodes.done;
}
