import type { CommandOptions } from '../commands.ts';
import type { Context } from '../context.ts';
import { runTrialCommand } from './run-trial.ts';

/** Builds specs with two models. */
export function run(context: Context, _args: readonly string[], options: CommandOptions): Promise<number> {
  return runTrialCommand(context, { kind: 'models' }, options);
}
