import type { Outcome } from './events.ts';
import type { PlanResult, Problem } from './workbench.ts';

/** One spec of a run. */
export interface Job {
  readonly spec: string;
  readonly causes: readonly string[];
  readonly depends: readonly string[];
}

/** What became of a job: `waiting` for a person; `wrong-use` and `failed` as a problem says. */
export type JobEnd = 'accepted' | 'waiting' | 'limit' | 'objected' | 'interrupted' | 'failed' | 'wrong-use';

/** How a front end does what a run needs. */
export interface RunPorts {
  /** Does some work when it is its turn: so many at a time. */
  enqueue(work: () => Promise<JobEnd>): Promise<JobEnd>;
  /** Runs one session to its end, and shows it. A problem has been said. */
  session(
    job: Job,
    candidate: { number: number; of: number } | null,
  ): Promise<{ id: string; outcome: Outcome } | Problem>;
  /** Accepts a candidate, and says so; null where that is left to a person. */
  readonly accept: ((session: string) => Promise<boolean>) | null;
  /** Says why a job was not run. */
  refuse(problem: Problem): void;
  readonly signal: AbortSignal;
}

/** The jobs that the plan asks for, or those named; dependencies first. */
export function findJobs(planned: PlanResult, names: readonly string[]): Job[] | Problem {
  const { plan, specs } = planned;
  const diagnostics = planned.diagnostics.filter((one) => one.severity === 'error');
  const unknown = names.find((name) => !plan.entries.some((entry) => entry.spec === name));
  if (diagnostics.length > 0 && (names.length === 0 || unknown !== undefined))
    return { problem: 'Nothing was run, for there are errors.', mend: 'Mend them, or name what to run.', diagnostics };
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
 * Runs the jobs, each with so many independent sessions. One waits for those it depends on, and is refused where one of
 * them is not accepted.
 */
export async function runJobs(jobs: readonly Job[], candidates: number, ports: RunPorts): Promise<JobEnd[]> {
  const accept = ports.accept && inTurn(ports.accept);
  const ends = new Map<string, Promise<JobEnd>>();
  for (const job of jobs) {
    const before = job.depends.filter((name) => ends.has(name));
    const end = Promise.all(before.map(async (name) => [name, await ends.get(name)] as const)).then((found) => {
      const unbuilt = found.find(([, ended]) => ended !== 'accepted')?.[0];
      return ports.enqueue(() => runJob(job, unbuilt ?? null, candidates, { ...ports, accept }));
    });
    ends.set(job.spec, end);
  }
  return Promise.all(ends.values());
}

async function runJob(job: Job, unbuilt: string | null, candidates: number, ports: RunPorts): Promise<JobEnd> {
  if (ports.signal.aborted) return 'interrupted';
  if (unbuilt !== null) {
    ports.refuse({
      problem: `${job.spec} was not run: ${unbuilt}, which it depends on, has no accepted build yet.`,
      mend: `Accept ${unbuilt} first (--accept verified does so at once), then regent run ${job.spec}.`,
    });
    return 'failed';
  }
  const sessions = await Promise.all(
    Array.from({ length: candidates }, (_, at) =>
      ports.session(job, candidates === 1 ? null : { number: at + 1, of: candidates }),
    ),
  );
  const first = sessions.find((one) => 'outcome' in one && one.outcome === 'candidate');
  if (!first || !('id' in first)) return worstEnd(sessions.map(endOf));
  if (!ports.accept) return 'waiting';
  return (await ports.accept(first.id)) ? 'accepted' : 'failed';
}

/** An interruption or failure is said before what merely waits. */
export function worstEnd(ends: readonly JobEnd[]): JobEnd {
  const order: readonly JobEnd[] = ['interrupted', 'failed', 'wrong-use', 'objected', 'limit', 'waiting'];
  return order.find((end) => ends.includes(end)) ?? 'accepted';
}

function endOf(session: { outcome: Outcome } | Problem): JobEnd {
  if ('problem' in session) return session.exit === 2 ? 'wrong-use' : 'failed';
  return session.outcome === 'candidate' ? 'waiting' : session.outcome;
}

/** The work, done for one at a time: two accepts at once would be in each other's way. */
function inTurn<T>(work: (id: string) => Promise<T>): (id: string) => Promise<T> {
  let before: Promise<unknown> = Promise.resolve();
  return (id) => {
    const result = before.then(() => work(id));
    before = result.catch(() => {});
    return result;
  };
}
