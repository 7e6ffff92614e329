import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { cleanLine } from '../../core/text.ts';
import { compareArms } from '../../core/trial/compare.ts';
import type { TrialOutcome, TrialSubject } from '../../core/trial/events.ts';
import { trialOptions, trialRequest } from '../../core/trial/options.ts';
import { tellPlan } from '../../core/trial/words.ts';
import type { RunningTrial } from '../../core/trial.ts';
import type { CommandOptions } from '../commands.ts';
import { type Context, exitCodes, isProblem, report } from '../context.ts';
import { comparisonLines, trialLines, trialSummary } from './view.ts';

/** Starts the trial that the options ask for, goes on with one, or, with `--plan`, only says what it would do. */
export async function runTrialCommand(
  context: Context,
  subject: TrialSubject,
  options: CommandOptions,
): Promise<number> {
  const wishes = trialOptions(options);
  if (isProblem(wishes)) return report(context, wishes);
  const workbench = await context.services.openWorkbench(context.cwd);
  if (isProblem(workbench)) return report(context, workbench);
  if (typeof options.resume === 'string') {
    const trial = await workbench.trials.resume(options.resume, wishes);
    return isProblem(trial) ? report(context, trial) : followTrial(context, trial);
  }
  const request = trialRequest(subject, withFullPaths(options, context));
  if (isProblem(request)) return report(context, request);
  const plan = await workbench.trials.plan(request);
  if (isProblem(plan)) return report(context, plan);
  if (options.plan === true) {
    if (context.json) context.out(JSON.stringify({ type: 'trial-plan', ...plan }));
    else for (const line of tellPlan(plan, wishes.totals?.usd ?? null)) context.out(cleanLine(line));
    return exitCodes.done;
  }
  if (!context.json) for (const line of tellPlan(plan, wishes.totals?.usd ?? null)) context.out(cleanLine(line));
  const trial = await workbench.trials.start(request, wishes);
  return isProblem(trial) ? report(context, trial) : followTrial(context, trial);
}

/** Prints what happens until the trial ends, then the table; returns the exit code. */
export async function followTrial(context: Context, trial: RunningTrial): Promise<number> {
  const interrupt = (): void => trial.interrupt();
  if (context.signal.aborted) interrupt();
  context.signal.addEventListener('abort', interrupt, { once: true });
  try {
    for await (const event of trial.events()) {
      if (event.seq <= trial.from) continue;
      if (context.json) context.out(JSON.stringify(event));
      else for (const line of trialLines(event, trial.state, context.style)) context.out(line);
    }
    await trial.done;
  } finally {
    context.signal.removeEventListener('abort', interrupt);
  }
  const { state, id } = trial;
  const comparison = compareArms(state);
  if (context.json) context.out(JSON.stringify(trialSummary(id, state, comparison)));
  else for (const line of comparisonLines(comparison, state, context.style)) context.out(line);
  return state.ended ? codes[state.ended.outcome] : exitCodes.failed;
}

/** `--against`: a place that is there, by its whole path; or else a git revision. */
export function againstOption({ cwd }: Context, options: CommandOptions): string | null {
  const { against } = options;
  if (typeof against !== 'string') return null;
  const place = resolve(cwd, against);
  return existsSync(place) ? place : against;
}

/** A recording's file is kept with the trial, which may go on from another folder. */
function withFullPaths(options: CommandOptions, { cwd }: Context): CommandOptions {
  const full = (name: string) => {
    const file = options[name];
    return typeof file === 'string' ? { [name]: resolve(cwd, file) } : {};
  };
  return { ...options, ...full('recorded'), ...full('recordedA'), ...full('recordedB') };
}

const codes: Record<TrialOutcome, number> = {
  done: exitCodes.done,
  limit: exitCodes.limit,
  interrupted: exitCodes.interrupted,
  failed: exitCodes.failed,
};
