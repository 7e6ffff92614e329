import type { CommandOptions } from './commands.ts';
import { type Context, isProblem, report } from './context.ts';
import { exitCodeOf, follow } from './follow.ts';
import { createBudget, limitOptions, modelChoice, number, wholeNumber } from './options.ts';

export async function run(context: Context, args: readonly string[], options: CommandOptions): Promise<number> {
  const model = modelChoice(options);
  if ('problem' in model) return report(context, model);
  const limits = limitOptions(options);
  if ('problem' in limits) return report(context, limits);
  const rollBackTo = wholeNumber('rollback', options.rollback);
  if (typeof rollBackTo === 'object') return report(context, rollBackTo);
  const total = number('total-usd', options.totalUsd);
  if (typeof total === 'object') return report(context, total);
  const workbench = await context.services.openWorkbench(context.cwd);
  if (isProblem(workbench)) return report(context, workbench);
  const found = await workbench.find(args[0] ?? '', 'any');
  if (isProblem(found)) return report(context, found);
  const message = options.message;
  const session = await workbench.resume(found.id, {
    model,
    limits,
    message: typeof message === 'string' ? message : undefined,
    rollBackTo,
    takeAssets: options.takeAssets === true,
    ...(typeof options.step === 'boolean' ? { step: options.step } : {}),
    budget: total === undefined ? null : createBudget(total),
    allowNoSandbox: options.sandbox === false,
    setUpNetwork: options.setupNetwork === true,
  });
  if (isProblem(session)) return report(context, session);
  return exitCodeOf(await follow(context, session, null, session.state.seq));
}
