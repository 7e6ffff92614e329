import type { CommandOptions } from '../commands.ts';
import type { Context } from '../context.ts';
import { modelChoice } from '../options.ts';
import { fullPath, runTrialCommand } from './run-trial.ts';

/** Builds specs with two models. */
export function run(context: Context, _args: readonly string[], options: CommandOptions): Promise<number> {
  const choose = (model: CommandOptions[string], effort: CommandOptions[string], recorded: CommandOptions[string]) =>
    fullPath(modelChoice({ ...options, model, effort: effort ?? options.effort, recorded }), context);
  const a = choose(options.modelA, options.effortA, options.recordedA);
  const b = choose(options.modelB, options.effortB, options.recordedB);
  const models = 'problem' in a ? a : 'problem' in b ? b : { a, b };
  return runTrialCommand(context, { kind: 'models' }, models, options);
}
