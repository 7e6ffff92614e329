import { findJobs, type JobEnd, runJobs, worstEnd } from '../core/run-jobs.ts';
import { runWishes } from '../core/run-options.ts';
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
    if (!context.json) context.out('Nothing to do: every spec is as it was accepted.');
    return exitCodes.done;
  }
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

const codes: Record<JobEnd, number> = {
  accepted: exitCodes.done,
  waiting: exitCodes.pending,
  limit: exitCodes.limit,
  objected: exitCodes.objected,
  interrupted: exitCodes.interrupted,
  failed: exitCodes.failed,
  'wrong-use': exitCodes.wrongUse,
};
