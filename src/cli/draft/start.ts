import type { DraftRequest } from '../../core/draft/port.ts';
import type { Problem } from '../../core/workbench.ts';
import type { CommandOptions } from '../commands.ts';
import { type Context, isProblem, report } from '../context.ts';
import { draftOptions, followDraft } from './follow.ts';

/** Starts the draft that a command asks for, and follows it to its end. */
export async function startDraft(
  context: Context,
  options: CommandOptions,
  request: DraftRequest | Problem,
): Promise<number> {
  if ('problem' in request) return report(context, request);
  const settings = draftOptions(options);
  if (isProblem(settings)) return report(context, settings);
  const workbench = await context.services.openWorkbench(context.cwd);
  if (isProblem(workbench)) return report(context, workbench);
  return followDraft(context, workbench.drafts.start(request, settings));
}
