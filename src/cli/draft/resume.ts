import type { CommandOptions } from '../commands.ts';
import { type Context, isProblem, report } from '../context.ts';
import { draftOptions, followDraft } from './follow.ts';
import { openDraft } from './open.ts';

/** Goes on with a draft that was cut off or reached a limit. */
export async function run(context: Context, args: readonly string[], options: CommandOptions): Promise<number> {
  const settings = draftOptions(options);
  if (isProblem(settings)) return report(context, settings);
  const opened = await openDraft(context, args[0] ?? '');
  if ('problem' in opened) return report(context, opened);
  return followDraft(context, opened.workbench.drafts.resume(opened.record.summary.id, settings));
}
