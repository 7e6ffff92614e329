import { type Context, exitCodes, report } from '../context.ts';
import { recordLines } from './lines.ts';
import { openDraft } from './open.ts';

/** Prints a draft: why, what its tests did, the diff. */
export async function run(context: Context, args: readonly string[]): Promise<number> {
  const opened = await openDraft(context, args[0] ?? '');
  if ('problem' in opened) return report(context, opened);
  const { record } = opened;
  const { summary, state, diff } = record;
  if (context.json)
    context.out(JSON.stringify({ draft: summary, proposal: state.proposal, diff: diff.text, files: diff.files }));
  else for (const line of recordLines(context, record)) context.out(line);
  return summary.status === 'waiting' ? exitCodes.pending : exitCodes.done;
}
