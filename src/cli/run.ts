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
  const jobs = await findJobs(workbench, [...new Set(names)]);
  if (isProblem(jobs)) return report(context, jobs);
  if (jobs.length === 0) {
    if (!context.json) context.out('Nothing to do: every spec is as it was accepted.');
    return exitCodes.done;
  }
  const { candidates, jobsAtOnce } = wishes;
  const accept = wishes.accept ? inTurn((id: string) => acceptAndReport(context, workbench, id, 'verified')) : null;
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
    return settle(ends, accept);
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
    setUpNetwork: options.setupNetwork === true,
  };
  return { start, candidates, jobsAtOnce, accept: accept === 'verified' };
}

async function findJobs(workbench: Workbench, names: readonly string[]): Promise<Job[] | Problem> {
  // One spec needs no order, and the whole project no look.
  if (names.length === 1) return names.map((spec) => ({ spec, causes: ['requested'], depends: [] }));
  const planned = await workbench.plan();
  if (isProblem(planned)) return planned;
  const { plan, specs } = planned;
  const diagnostics = planned.diagnostics.filter((one) => one.severity === 'error');
  const unknown = names.find((name) => !plan.entries.some((entry) => entry.spec === name));
  if (diagnostics.length > 0 && (names.length === 0 || unknown !== undefined)) {
    return { problem: 'Nothing was run, for there are errors.', mend: 'Mend them, or name what to run.', diagnostics };
  }
  if (unknown !== undefined)
    return {
      problem: `Nothing was run, for there is no spec ${JSON.stringify(unknown)}.`,
      mend: 'See them: regent plan',
    };
  return plan.entries
    .filter((entry) => (names.length > 0 ? names.includes(entry.spec) : entry.needs === 'regenerate'))
    .map(({ spec, causes }) => ({
      spec,
      causes: causes.length > 0 ? causes : ['requested'],
      depends: specs.get(spec)?.depends ?? [],
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
  ends: readonly { code: number; ended: SessionEnded | null; id: string }[],
  accept: ((id: string) => Promise<number>) | null,
): Promise<number> {
  const first = ends.find((end) => end.ended?.outcome === 'candidate');
  if (first) return accept ? accept(first.id) : exitCodes.pending;
  return worst(ends.map((end) => end.code));
}

/** Returns the work, done for one at a time: two accepts at once would be in each other's way. */
function inTurn<T>(work: (id: string) => Promise<T>): (id: string) => Promise<T> {
  let before: Promise<unknown> = Promise.resolve();
  return (id) => {
    const result = before.then(() => work(id));
    before = result.catch(() => {});
    return result;
  };
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
