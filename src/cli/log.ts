import { cleanLine } from '../core/text.ts';
import type { SessionSummary } from '../core/workbench.ts';
import type { CommandOptions } from './commands.ts';
import { type Context, exitCodes, isProblem, report } from './context.ts';
import { plural } from './event-lines.ts';

export async function run(context: Context, args: readonly string[], options: CommandOptions): Promise<number> {
  const workbench = await context.services.openWorkbench(context.cwd);
  if (isProblem(workbench)) return report(context, workbench);
  const [spec] = args;
  const sessions = (await workbench.sessions({ trials: options.trials === true })).filter(
    (session) => spec === undefined || session.spec === spec,
  );
  if (context.json) {
    for (const session of sessions) context.out(JSON.stringify(session));
    return exitCodes.done;
  }
  if (sessions.length === 0)
    context.out(spec ? `No sessions of ${spec} yet: regent run ${spec}` : 'No sessions yet: regent run');
  const width = Math.max(0, ...sessions.map((session) => session.id.length));
  for (const session of sessions) context.out(line(context, session, width));
  return exitCodes.done;
}

function line({ style }: Context, session: SessionSummary, width: number): string {
  const what = session.status === 'ended' ? (session.outcome ?? 'ended') : session.status;
  const paint = what === 'accepted' || what === 'waiting' ? style.green : what === 'failed' ? style.red : style.yellow;
  const cost = session.usd === null ? '' : `  $${session.usd.toFixed(2)}`;
  const trial = session.trial ? `  ${cleanLine(session.trial.label)} (trial ${session.trial.id})` : '';
  const by = session.by ? `  by ${session.by}` : '';
  const when = session.startedAt.replace('T', ' ').slice(0, 16);
  return `${when}  ${session.id.padEnd(width)}  ${paint(what.padEnd(11))}  ${plural(session.attempts, 'attempt')}${cost}${by}${trial}`;
}
