import { trialOptions } from '../../core/trial/options.ts';
import type { CommandOptions } from '../commands.ts';
import { type Context, isProblem, report } from '../context.ts';
import { followTrial } from './run-trial.ts';

export async function run(context: Context, args: readonly string[], options: CommandOptions): Promise<number> {
  const wishes = trialOptions(options);
  if (isProblem(wishes)) return report(context, wishes);
  const workbench = await context.services.openWorkbench(context.cwd);
  if (isProblem(workbench)) return report(context, workbench);
  const trial = await workbench.trials.resume(args[0] ?? '', wishes);
  return isProblem(trial) ? report(context, trial) : followTrial(context, trial);
}
