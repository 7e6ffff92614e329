import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { cleanLine } from '../../core/text.ts';
import { compareArms } from '../../core/trial/compare.ts';
import type { ArmKey, TrialOutcome, TrialSubject, TrialTotals } from '../../core/trial/events.ts';
import { tellPlan } from '../../core/trial/words.ts';
import type { RunningTrial, TrialOptions, TrialRequest } from '../../core/trial.ts';
import type { ModelChoice, Problem } from '../../core/workbench.ts';
import type { CommandOptions } from '../commands.ts';
import { type Context, exitCodes, isProblem, report } from '../context.ts';
import { count, limitOptions, modelChoice, number, wholeNumber } from '../options.ts';
import { comparisonLines, trialLines, trialSummary } from './view.ts';

const usualRepeats = 5;

/** Starts the trial that the options ask for, goes on with one, or, with `--plan`, only says what it would do. */
export async function runTrialCommand(
  context: Context,
  subject: TrialSubject,
  models: Readonly<Record<ArmKey, ModelChoice>> | Problem,
  options: CommandOptions,
): Promise<number> {
  if ('problem' in models) return report(context, models);
  const wishes = readTrialOptions(options);
  if (isProblem(wishes)) return report(context, wishes);
  const workbench = await context.services.openWorkbench(context.cwd);
  if (isProblem(workbench)) return report(context, workbench);
  if (typeof options.resume === 'string') {
    const trial = await workbench.trials.resume(options.resume, wishes);
    return isProblem(trial) ? report(context, trial) : followTrial(context, trial);
  }
  const request = readRequest(subject, models, options);
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

/** Reads `--jobs`, `--total-…`, `--new` and what lets commands do more. */
export function readTrialOptions(options: CommandOptions): TrialOptions | Problem {
  const jobs = wholeNumber('jobs', options.jobs);
  if (typeof jobs === 'object') return jobs;
  const totals: { -readonly [Name in keyof TrialTotals]?: number } = {};
  for (const [name, value, read] of [
    ['usd', options.totalUsd, number],
    ['tokens', options.totalTokens, wholeNumber],
    ['minutes', options.totalMinutes, number],
  ] as const) {
    const total = read(`total-${name}`, value);
    if (typeof total === 'object') return total;
    if (total !== undefined) totals[name] = total;
  }
  return {
    jobs,
    totals,
    fresh: options.new === true,
    allowNoSandbox: options.sandbox === false,
    setUpNetwork: options.setupNetwork === true,
  };
}

/** Both arms ask the same model. */
export function sameModel(options: CommandOptions, context: Context): Readonly<Record<ArmKey, ModelChoice>> | Problem {
  const model = fullPath(modelChoice(options), context);
  return 'problem' in model ? model : { a: model, b: model };
}

/** A recording's file is recorded with the trial, which may go on from another folder. */
export function fullPath(model: ModelChoice | Problem, { cwd }: Context): ModelChoice | Problem {
  return 'kind' in model && model.kind === 'recorded' ? { ...model, file: resolve(cwd, model.file) } : model;
}

/** `--against`: a place that is there, by its whole path; or else a git revision. */
export function againstOption({ cwd }: Context, options: CommandOptions): string | null {
  const { against } = options;
  if (typeof against !== 'string') return null;
  const place = resolve(cwd, against);
  return existsSync(place) ? place : against;
}

function readRequest(
  subject: TrialSubject,
  models: Readonly<Record<ArmKey, ModelChoice>>,
  options: CommandOptions,
): TrialRequest | Problem {
  const limits = limitOptions(options);
  if ('problem' in limits) return limits;
  const repeats = count('repeats', options.repeats, usualRepeats);
  if (typeof repeats === 'object') return repeats;
  const { mode } = options;
  if (mode !== undefined && mode !== 'scratch' && mode !== 'revise')
    return { problem: `--mode ${String(mode)} is not known.`, mend: 'Give scratch or revise.', exit: 2 };
  const specs = typeof options.specs === 'string' ? options.specs.split(',').map((one) => one.trim()) : [];
  return { subject, specs: specs.filter((one) => one !== ''), repeats, models, limits, mode };
}

const codes: Record<TrialOutcome, number> = {
  done: exitCodes.done,
  limit: exitCodes.limit,
  interrupted: exitCodes.interrupted,
  failed: exitCodes.failed,
};
