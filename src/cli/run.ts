import type { SessionEnded } from '../core/events.ts';
import type { Problem, StartOptions, Workbench } from '../core/workbench.ts';
import { acceptAndReport } from './accept.ts';
import type { CommandOptions } from './commands.ts';
import { type Context, exitCodes, isProblem, report } from './context.ts';
import { exitCodeOf, follow } from './follow.ts';
import { count, createBudget, limitOptions, modelChoice, number } from './options.ts';

interface Job {
  readonly spec: string;
  readonly causes: readonly string[];
  readonly depends: readonly string[];
}

/** Regenerates the named specs, or those that the plan names; dependencies first, several at a time if asked. */
export async function run(context: Context, names: readonly string[], options: CommandOptions): Promise<number> {
  const wishes = readWishes(options);
  if (isProblem(wishes)) return report(context, wishes);
  const workbench = await context.services.openWorkbench(context.cwd);
  if (isProblem(workbench)) return report(context, workbench);
  const jobs = await findJobs(workbench, names);
  if (isProblem(jobs)) return report(context, jobs);
  if (jobs.length === 0) {
    if (!context.json) context.out('Nothing to do: every spec is as it was accepted.');
    return exitCodes.done;
  }
  const { candidates, jobsAtOnce } = wishes;
  const isAlone = jobs.length === 1 && candidates === 1;
  const codes = await inOrder(jobs, jobsAtOnce, async (job, failedBefore) => {
    if (context.signal.aborted) return exitCodes.interrupted;
    if (failedBefore) {
      return report(context, {
        problem: `${job.spec} was not run: ${failedBefore}, which it depends on, has no accepted build yet.`,
        mend: `Accept ${failedBefore} first (--accept verified does so at once), then regent run ${job.spec}.`,
      });
    }
    const ends = await Promise.all(
      Array.from({ length: candidates }, async (_, at) => {
        const label = isAlone ? null : candidates === 1 ? `[${job.spec}]` : `[${job.spec} ${at + 1}]`;
        const candidate = candidates === 1 ? {} : { candidate: { number: at + 1, of: candidates } };
        const session = await workbench.start(job.spec, { ...wishes.start, ...candidate, causes: job.causes });
        if (isProblem(session)) return { code: report(context, session), ended: null, id: '' };
        const ended = await follow(context, session, label);
        return { code: exitCodeOf(ended), ended, id: session.id };
      }),
    );
    return settle(context, workbench, ends, wishes.accept);
  });
  return worst(codes);
}

interface Wishes {
  readonly start: StartOptions;
  readonly candidates: number;
  readonly jobsAtOnce: number;
  readonly accept: boolean;
}

function readWishes(options: CommandOptions): Wishes | Problem {
  const model = modelChoice(options);
  if ('problem' in model) return model;
  const limits = limitOptions(options);
  if ('problem' in limits) return limits;
  const candidates = count('candidates', options.candidates, 1);
  if (typeof candidates === 'object') return candidates;
  const jobsAtOnce = count('jobs', options.jobs, 1);
  if (typeof jobsAtOnce === 'object') return jobsAtOnce;
  const total = number('total-usd', options.totalUsd);
  if (typeof total === 'object') return total;
  const { mode, accept } = options;
  if (mode !== undefined && mode !== 'scratch' && mode !== 'revise') {
    return { problem: `--mode ${String(mode)} is not known.`, mend: 'Give scratch or revise.', exit: 2 };
  }
  if (accept !== undefined && accept !== 'verified') {
    return {
      problem: `--accept ${String(accept)} is not known.`,
      mend: 'Only --accept verified can be asked for.',
      exit: 2,
    };
  }
  const start: StartOptions = {
    model,
    limits,
    mode,
    step: options.step === true,
    budget: total === undefined ? null : createBudget(total),
    allowNoSandbox: options.sandbox === false,
  };
  return { start, candidates, jobsAtOnce, accept: accept === 'verified' };
}

async function findJobs(workbench: Workbench, names: readonly string[]): Promise<Job[] | Problem> {
  if (names.length > 0) return names.map((spec) => ({ spec, causes: ['requested'], depends: [] }));
  const planned = await workbench.plan();
  if (isProblem(planned)) return planned;
  return planned.plan.entries
    .filter((entry) => entry.needs === 'regenerate')
    .map((entry) => ({
      spec: entry.spec,
      causes: entry.causes.map((cause) => cause),
      depends: planned.specs.get(entry.spec)?.depends ?? [],
    }));
}

/**
 * Runs the jobs, `atOnce` at a time; one waits for those it depends on, and is told of one that is not accepted.
 */
async function inOrder(
  jobs: readonly Job[],
  atOnce: number,
  work: (job: Job, failedBefore: string | null) => Promise<number>,
): Promise<number[]> {
  const { default: PQueue } = await import('p-queue');
  const queue = new PQueue({ concurrency: atOnce });
  const results = new Map<string, Promise<number>>();
  for (const job of jobs) {
    const before = job.depends.filter((name) => results.has(name));
    const result = Promise.all(before.map(async (name) => [name, await results.get(name)] as const)).then((ends) => {
      const failed = ends.find(([, code]) => code !== exitCodes.done);
      return queue.add(() => work(job, failed?.[0] ?? null));
    });
    results.set(job.spec, result);
  }
  return Promise.all(results.values());
}

/** Accepts the first verified candidate when that was asked for; otherwise it waits for a person. */
async function settle(
  context: Context,
  workbench: Workbench,
  ends: readonly { code: number; ended: SessionEnded | null; id: string }[],
  accept: boolean,
): Promise<number> {
  const candidates = ends.filter((end) => end.ended?.outcome === 'candidate');
  const [first] = candidates;
  if (accept && first) return acceptAndReport(context, workbench, first.id);
  if (first) return exitCodes.pending;
  return worst(ends.map((end) => end.code));
}

/** The exit code for several ends: an interruption or failure is said before what merely waits. */
function worst(codes: readonly number[]): number {
  const order = [
    exitCodes.interrupted,
    exitCodes.failed,
    exitCodes.wrongUse,
    exitCodes.objected,
    exitCodes.limit,
    exitCodes.pending,
  ];
  return order.find((code) => codes.includes(code)) ?? exitCodes.done;
}
