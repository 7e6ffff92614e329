import type { DraftRecord } from '../../core/draft/port.ts';
import type { Problem, Workbench } from '../../core/workbench.ts';
import { type Context, isProblem } from '../context.ts';

/** Opens the draft that an argument means. */
export async function openDraft(
  context: Context,
  reference: string,
): Promise<{ workbench: Workbench; record: DraftRecord } | Problem> {
  const workbench = await context.services.openWorkbench(context.cwd);
  if (isProblem(workbench)) return workbench;
  const found = await workbench.drafts.find(reference);
  if (isProblem(found)) return found;
  const record = await workbench.drafts.read(found.id);
  return isProblem(record) ? record : { workbench, record };
}
