import { type Context, exitCodes, isProblem, report } from '../context.ts';
import { openDraft } from './open.ts';

/** Turns a draft down; its log stays until it is pruned. */
export async function run(context: Context, args: readonly string[]): Promise<number> {
  const opened = await openDraft(context, args[0] ?? '');
  if ('problem' in opened) return report(context, opened);
  const discarded = await opened.workbench.drafts.discard(opened.record.summary.id);
  if (isProblem(discarded)) return report(context, discarded);
  if (context.json) context.out(JSON.stringify(discarded));
  else context.out(`${context.style.bold('discarded')}  draft ${discarded.discarded}; nothing was written`);
  return exitCodes.done;
}
