import type { CommandOptions } from './commands.ts';
import type { Context } from './context.ts';
import { startDraft } from './draft/start.ts';

/** Drafts the requirement and the test that say what a change by hand was for. */
export function run(context: Context, args: readonly string[], options: CommandOptions): Promise<number> {
  return startDraft(context, options, { kind: 'absorb', spec: args[0] ?? '' });
}
