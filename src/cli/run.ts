import { type BeforeStart, explainStart } from '../core/before-start.ts';
import { explainNoSpecs } from '../core/no-specs.ts';
import { findJobs, type Job, type JobEnd, runJobs, worstEnd } from '../core/run-jobs.ts';
import { runWishes } from '../core/run-options.ts';
import { cleanLine } from '../core/text.ts';
import type { PlanResult, StartOptions, Workbench } from '../core/workbench.ts';
import { acceptAndReport } from './accept.ts';
import type { CommandOptions } from './commands.ts';
import { type Context, exitCodes, isProblem, report } from './context.ts';
import { follow } from './follow.ts';

/** Regenerates the named specs, or those that the plan names; dependencies first, several at a time if asked. */
export async function run(context: Context, args: readonly string[], options: CommandOptions): Promise<number> {
  const wishes = runWishes(options);
  if (isProblem(wishes)) return report(context, wishes);
  const workbench = await context.services.openWorkbench(context.cwd);
  if (isProblem(workbench)) return report(context, workbench);
  const names = [...new Set(args)];
  // One spec needs no order, and the whole project no look.
  const planned = names.length === 1 ? null : await workbench.plan();
  if (planned && isProblem(planned)) return report(context, planned);
  const jobs = planned ? findJobs(planned, names) : names.map((spec) => ({ spec, causes: ['requested'], depends: [] }));
  if (isProblem(jobs)) return report(context, jobs);
  if (jobs.length === 0) {
    const { deleted } = planned ?? {};
    if (deleted && deleted.length > 0) return report(context, explainNoSpecs(deleted));
    if (!context.json)
      context.out(deleted ? explainNoSpecs(deleted).problem : 'Nothing to do: every spec is as it was accepted.');
    return exitCodes.done;
  }
  await warn(context, workbench, planned, jobs, wishes.start.mode);
  const { candidates, jobsAtOnce } = wishes;
  const isAlone = jobs.length === 1 && candidates === 1;
  const { default: PQueue } = await import('p-queue');
  const queue = new PQueue({ concurrency: jobsAtOnce });
  const ends = await runJobs(jobs, candidates, {
    enqueue: (work) => queue.add(work),
    async session(job, candidate) {
      const label = isAlone ? null : candidate ? `[${job.spec} ${candidate.number}]` : `[${job.spec}]`;
      const session = await workbench.start(job.spec, {
        ...wishes.start,
        ...(candidate ? { candidate } : {}),
        causes: job.causes,
      });
      if (isProblem(session)) {
        report(context, session);
        return session;
      }
      const ended = await follow(context, session, label);
      return { id: session.id, outcome: ended?.outcome ?? 'failed' };
    },
    accept: wishes.accept
      ? async (id) => (await acceptAndReport(context, workbench, id, 'verified')) === exitCodes.done
      : null,
    refuse: (problem) => report(context, problem),
    signal: context.signal,
  });
  return codes[worstEnd(ends)];
}

/** Says before it costs anything what a screen would ask about. */
async function warn(
  { err, errorStyle }: Context,
  workbench: Workbench,
  planned: PlanResult | null,
  jobs: readonly Job[],
  mode: StartOptions['mode'],
): Promise<void> {
  const facts = planned ? await factsOf(workbench, planned) : null;
  for (const { spec } of jobs) {
    const before = facts?.get(spec) ?? (await workbench.beforeStart(spec));
    for (const text of explainStart(before, mode)) err(`${errorStyle.warn} ${cleanLine(text)}`);
    if (before.drift.length > 0) err(`  Make it a requirement and a test instead: regent absorb ${spec}`);
  }
}

/** As `beforeStart`, for all specs of a plan. */
async function factsOf(workbench: Workbench, { plan, specs }: PlanResult): Promise<Map<string, BeforeStart>> {
  const running = (await workbench.sessions()).filter((one) => one.status === 'running');
  return new Map(
    plan.entries.map(({ spec, causes, drift }) => [
      spec,
      {
        spec,
        running: running.filter((one) => one.spec === spec),
        drift: causes.includes('drifted') ? drift : [],
        mode: specs.get(spec)?.mode ?? 'scratch',
      },
    ]),
  );
}

const codes: Record<JobEnd, number> = {
  accepted: exitCodes.done,
  waiting: exitCodes.pending,
  limit: exitCodes.limit,
  objected: exitCodes.objected,
  interrupted: exitCodes.interrupted,
  failed: exitCodes.failed,
  'wrong-use': exitCodes.wrongUse,
};
