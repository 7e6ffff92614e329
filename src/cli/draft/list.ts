import { type Context, exitCodes, isProblem, report } from '../context.ts';
import { summaryLine } from './lines.ts';

/** Lists the drafts: those that wait, and what became of the others. */
export async function run(context: Context): Promise<number> {
  const workbench = await context.services.openWorkbench(context.cwd);
  if (isProblem(workbench)) return report(context, workbench);
  const drafts = await workbench.drafts.list();
  const width = Math.max(0, ...drafts.map((draft) => draft.id.length));
  for (const draft of drafts) context.out(context.json ? JSON.stringify(draft) : summaryLine(context, draft, width));
  if (drafts.length === 0 && !context.json)
    context.out('No drafts: regent improve, draft question, absorb or skill draft makes one.');
  return drafts.some((draft) => draft.status === 'waiting') ? exitCodes.pending : exitCodes.done;
}
