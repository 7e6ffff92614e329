import { cleanLine } from '../core/text.ts';
import type { Workbench } from '../core/workbench.ts';
import { type Context, exitCodes, isProblem, report, uninterrupted } from './context.ts';
import { plural } from './event-lines.ts';

export async function run(context: Context, args: readonly string[]): Promise<number> {
  const workbench = await context.services.openWorkbench(context.cwd);
  if (isProblem(workbench)) return report(context, workbench);
  const session = await workbench.find(args[0] ?? '', 'candidate');
  if (isProblem(session)) return report(context, session);
  return acceptAndReport(context, workbench, session.id);
}

/** Accepts a session's candidate and says what became of it. */
export async function acceptAndReport(
  context: Context,
  workbench: Workbench,
  session: string,
  policy?: 'verified' | 'demo',
): Promise<number> {
  const accepted = await uninterrupted(context, () => workbench.accept(session, { policy }));
  if (isProblem(accepted)) return report(context, accepted);
  const { spec, commit, branch, files, added, removed, notes } = accepted;
  if (context.json) context.out(JSON.stringify({ type: 'accepted', session, accepted: session, ...accepted }));
  else {
    const { style } = context;
    const where = branch ? `on ${branch}` : 'at the detached HEAD';
    context.out(`${style.bold(style.green('accepted'))}  ${spec} ${where}: ${commit}`);
    context.out(
      `  ${plural(files, 'file')}, +${added} -${removed}${policy === 'demo' ? '' : `; undo with: regent undo ${session}`}`,
    );
    for (const note of notes) context.out(`  ${style.warn} ${cleanLine(note)}`);
  }
  return exitCodes.done;
}
