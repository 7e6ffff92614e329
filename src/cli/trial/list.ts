import { cleanLine } from '../../core/text.ts';
import { type Context, exitCodes, isProblem, report } from '../context.ts';

export async function run(context: Context): Promise<number> {
  const workbench = await context.services.openWorkbench(context.cwd);
  if (isProblem(workbench)) return report(context, workbench);
  const trials = await workbench.trials.list();
  if (!context.json && trials.length === 0) context.out('No trials yet: regent skill trial NAME --specs SPEC');
  for (const trial of trials) {
    if (context.json) {
      context.out(JSON.stringify(trial));
      continue;
    }
    const { id, status, startedAt, labels, verified, finished, sessions, usd } = trial;
    const when = startedAt.replace('T', ' ').slice(0, 16);
    const cost = usd === null ? 'cost unknown' : `$${usd.toFixed(2)}`;
    const counts = `verified ${verified.a} ${cleanLine(labels.a)}, ${verified.b} ${cleanLine(labels.b)}`;
    context.out(`${when}  ${id}  ${status.padEnd(11)}  ${finished} of ${sessions} sessions, ${counts}, ${cost}`);
  }
  return exitCodes.done;
}
