import { isProblem } from '../../cli/context.ts';
import { estimateRun } from '../../core/estimate.ts';
import { findJobs, type Job, type JobEnd, runJobs } from '../../core/run-jobs.ts';
import { type RunWishes, runWishes } from '../../core/run-options.ts';
import { ask, benchOf, complain, type Deps, during, patch, say } from '../deps.ts';
import { choiceField, type FormValues, numberField } from '../dialogs/form.ts';
import { money, plural } from '../facts.ts';
import { keyOf } from '../keymap.ts';
import { refresh, refreshSessions } from '../project.ts';
import { startSession } from '../session/actions.ts';
import { newestSession } from './rows.ts';
import { asOptions, limitFields, modeChoices, modelFields } from './start.ts';

/** Asks how the plan is to be run, saying what that means, and runs it: as `regent run` without names does. */
export function askToRunPlan(deps: Deps): void {
  const { plan } = deps.store.getState().specs;
  if (!plan) return;
  // What is at work in other windows is said as soon as it is known.
  void refreshSessions(deps);
  const jobs = findJobs(plan, []);
  if (isProblem(jobs)) complain(deps, jobs);
  else if (jobs.length === 0) say(deps, 'plain', 'Nothing to do: every spec is as it was accepted.');
  else askHow(deps, jobs);
}

function askHow(deps: Deps, jobs: readonly Job[]): void {
  ask(deps, {
    kind: 'form',
    title: 'Run the plan?',
    about: (values) => whatWillHappen(deps, jobs, values),
    fields: [
      numberField('jobs', 'specs at a time', '1'),
      choiceField('accept', 'accepts', ['you, after your review', 'each verified candidate by itself']),
      numberField('candidates', 'sessions each', '1'),
      choiceField('mode', 'mode', modeChoices(undefined)),
      ...limitFields(null),
      numberField('totalUsd', 'dollars in all', 'no such limit'),
      ...modelFields(),
    ],
    at: 0,
    yes: `run ${plural(jobs.length, 'spec')}`,
    run(values) {
      const wishes = runWishes(asOptions(values));
      if (isProblem(wishes)) return `${wishes.problem} ${wishes.mend}`;
      void runPlan(deps, jobs, wishes);
      return null;
    },
  });
}

function whatWillHappen(deps: Deps, jobs: readonly Job[], { usd, candidates, totalUsd }: FormValues): string[] {
  const { specs, sessions } = deps.store.getState();
  const facts = jobs.flatMap((job) => specs.plan?.specs.get(job.spec) ?? []);
  const limited = facts.map(({ name, limits }) => ({ name, limits: usd ? { usd: Number(usd) } : limits }));
  const { usd: expected, unknown, most } = estimateRun(sessions ?? [], limited, Number(candidates ?? 1) || 1);
  const names = jobs.map((job) => job.spec);
  const allowed = totalUsd ? Math.min(Number(totalUsd), most ?? Number.POSITIVE_INFINITY) : most;
  const known = jobs.length - unknown.length;
  const cost =
    known === 0
      ? 'What it costs is not known: none of these has been run yet.'
      : `Past sessions cost about ${money(expected)}${unknown.length > 0 ? `; ${plural(unknown.length, 'spec')} never ran, so that is without them` : ''}.`;
  return [
    `${plural(jobs.length, 'spec')}, dependencies first: ${names.slice(0, 8).join(', ')}${names.length > 8 ? ` and ${names.length - 8} more` : ''}.`,
    `${cost} The limits allow ${allowed === null ? 'any sum' : `at most ${money(allowed)}`}.`,
    ...alreadyThere(deps, names),
  ];
}

/** Whoever runs what waits for a review pays twice. */
function alreadyThere(deps: Deps, names: readonly string[]): string[] {
  const state = deps.store.getState();
  const plan = state.specs.plan?.plan.entries ?? [];
  const drifted = plan.filter(({ spec, causes }) => causes.includes('drifted') && names.includes(spec));
  const found = names.filter((name) => ['waiting', 'running'].includes(newestSession(name, state)?.status ?? ''));
  const some = (list: readonly string[]) =>
    `${list.slice(0, 5).join(', ')}${list.length > 5 ? ` and ${list.length - 5} more` : ''}`;
  return [
    ...(found.length > 0
      ? [`Of ${some(found)} a candidate waits or a session runs already: it stays, and another is made.`]
      : []),
    ...(drifted.length > 0
      ? [
          `Changed by hand since the accept, which a build does not keep: ${some(drifted.map(({ spec }) => spec))}; ${keyOf(state, 'specs.absorb')} absorbs a change.`,
        ]
      : []),
  ];
}

async function runPlan(deps: Deps, jobs: readonly Job[], wishes: RunWishes): Promise<void> {
  const workbench = benchOf(deps);
  if (!workbench) return;
  const controller = new AbortController();
  const unsubscribe = deps.store.subscribe(({ leaving }) => leaving && controller.abort());
  let ended = 0;
  let isFirst = true;
  const show = () => patch(deps, 'specs', { run: { specs: jobs.length, ended, stop: () => controller.abort() } });
  show();
  const { default: PQueue } = await import('p-queue');
  const queue = new PQueue({ concurrency: wishes.jobsAtOnce });
  try {
    const ends = await runJobs(jobs, wishes.candidates, {
      enqueue: (work) =>
        queue.add(async () => {
          const end = await work();
          ended += 1;
          show();
          return end;
        }),
      async session(job, candidate) {
        const options = { ...wishes.start, ...(candidate ? { candidate } : {}), causes: job.causes };
        const how = isFirst ? 'shown' : 'quietly';
        isFirst = false;
        const session = await startSession(deps, job.spec, options, how);
        if (!session) return said;
        await session.done.catch(() => {});
        return { id: session.id, outcome: session.state.ended?.outcome ?? 'failed' };
      },
      accept: wishes.accept
        ? async (id) => (await during(deps, 'accepting', () => workbench.accept(id, { policy: 'verified' }))) !== null
        : null,
      refuse: (problem) => complain(deps, problem),
      signal: controller.signal,
    });
    patch(deps, 'specs', { run: null });
    if (deps.store.getState().leaving) return;
    await refresh(deps);
    say(deps, ends.every((end) => end === 'accepted' || end === 'waiting') ? 'good' : 'warn', sumUp(ends));
  } finally {
    patch(deps, 'specs', { run: null });
    unsubscribe();
  }
}

/** The notice told of it already. */
const said = { problem: '', mend: '' };

function sumUp(ends: readonly JobEnd[]): string {
  const words: Record<JobEnd, string> = {
    accepted: 'accepted',
    waiting: 'waiting for you',
    limit: 'at a limit',
    objected: 'objected to',
    interrupted: 'interrupted or not begun',
    failed: 'failed',
    'wrong-use': 'failed',
  };
  const kinds = Object.keys(words) as JobEnd[];
  const parts = kinds.flatMap((kind) => {
    const count = ends.filter((end) => end === kind).length;
    return count > 0 ? [`${count} ${words[kind]}`] : [];
  });
  return `The plan has run: ${parts.join(', ')}.`;
}
