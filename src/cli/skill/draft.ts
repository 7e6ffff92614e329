import type { CommandOptions } from '../commands.ts';
import type { Context } from '../context.ts';
import { startDraft } from '../draft/start.ts';

/** Drafts a skill from what sessions had to find out. */
export function run(context: Context, sessions: readonly string[], options: CommandOptions): Promise<number> {
  const name = typeof options.name === 'string' ? options.name : null;
  return startDraft(context, options, { kind: 'skill', sessions, name });
}
