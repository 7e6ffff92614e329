import type { CommandOptions } from '../commands.ts';
import type { Context } from '../context.ts';
import { againstOption, runTrialCommand } from '../trial/run-trial.ts';

/** Builds specs with a skill and without it, or with two versions of it. */
export function run(context: Context, [name = '']: readonly string[], options: CommandOptions): Promise<number> {
  const subject = { kind: 'skill', name, against: againstOption(context, options) } as const;
  return runTrialCommand(context, subject, options);
}
