import { type Context, exitCodes, isProblem, report } from '../context.ts';
import { comparisonLines, trialSummary } from './view.ts';

/** Shows what a trial has come to, also while it runs: the table, and the sessions behind it. */
export async function run(context: Context, args: readonly string[]): Promise<number> {
  const workbench = await context.services.openWorkbench(context.cwd);
  if (isProblem(workbench)) return report(context, workbench);
  const record = await workbench.trials.read(args[0] ?? '');
  if (isProblem(record)) return report(context, record);
  const { summary, state, comparison } = record;
  if (context.json) {
    context.out(JSON.stringify({ ...trialSummary(summary.id, state, comparison), status: summary.status }));
    return exitCodes.done;
  }
  context.out(`${context.style.bold('trial')}  ${summary.id}  ${summary.status}`);
  for (const line of comparisonLines(comparison, state, context.style)) context.out(line);
  return exitCodes.done;
}
