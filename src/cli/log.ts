import { isMeant, lastMoment, rejection, totalCost } from '../core/session-filter.ts';
import { cleanLine } from '../core/text.ts';
import type { SessionSummary } from '../core/workbench.ts';
import type { CommandOptions } from './commands.ts';
import { type Context, exitCodes, isProblem, report } from './context.ts';
import { plural } from './event-lines.ts';
import { readFilterOptions } from './filter-options.ts';

export async function run(context: Context, args: readonly string[], options: CommandOptions): Promise<number> {
  const [spec = typeof options.spec === 'string' ? options.spec : undefined] = args;
  const read = readFilterOptions(options, 'regent log --since 7d', spec);
  if (isProblem(read)) return report(context, read);
  const { filter, isGiven } = read;
  const workbench = await context.services.openWorkbench(context.cwd);
  if (isProblem(workbench)) return report(context, workbench);
  const [own, elsewhere] = await Promise.all([
    workbench.sessions({ trials: options.trials === true }),
    workbench.elsewhere(),
  ]);
  const all = [...own, ...elsewhere].sort((one, other) => (lastMoment(one) < lastMoment(other) ? 1 : -1));
  const sessions = all.filter((session) => isMeant(session, filter));
  if (context.json) {
    for (const session of sessions) context.out(JSON.stringify(session));
    return exitCodes.done;
  }
  if (sessions.length === 0) context.out(none(all.length, spec, isGiven));
  const width = Math.max(0, ...sessions.map((session) => session.id.length));
  for (const session of sessions) for (const text of lines(context, session, width)) context.out(text);
  if (sessions.length > 0) context.out(context.style.dim(sum(sessions)));
  return exitCodes.done;
}

function none(all: number, spec: string | undefined, isFiltered: boolean): string {
  if (all > 0 && isFiltered) return 'No session is like that.';
  return spec ? `No sessions of ${spec} yet: regent run ${spec}` : 'No sessions yet: regent run';
}

function lines({ style }: Context, session: SessionSummary, width: number): string[] {
  const what = session.status === 'ended' ? (session.outcome ?? 'ended') : session.status;
  const paint = what === 'accepted' || what === 'waiting' ? style.green : what === 'failed' ? style.red : style.yellow;
  const cost = session.usd === null ? '' : `  $${session.usd.toFixed(2)}`;
  // Of one that still runs, neither is known before it ends.
  const spent = session.status === 'running' ? '' : `  ${plural(session.attempts, 'attempt')}${cost}`;
  const trial = session.trial ? `  ${cleanLine(session.trial.label)} (trial ${session.trial.id})` : '';
  const by = session.by ? `  by ${cleanLine(session.by)}` : '';
  const when = lastMoment(session).replace('T', ' ').slice(0, 16);
  const rejected = rejection(session);
  return [
    `${when}  ${session.id.padEnd(width)}  ${paint(what.padEnd(11))}${spent}${by}${trial}${session.shared ? '  (elsewhere; its log is here)' : session.elsewhere ? '  (elsewhere)' : ''}`,
    ...(rejected ? [`  ${rejected.cause}${rejected.note ? `: ${cleanLine(rejected.note)}` : ''}`] : []),
  ];
}

function sum(sessions: readonly SessionSummary[]): string {
  const { usd, unknown } = totalCost(sessions);
  const more = unknown > 0 ? `, and ${unknown} of unknown cost` : '';
  return `${plural(sessions.length, 'session')}, $${usd.toFixed(2)} in all${more}`;
}
