import type { TotalLimit } from '../../../core/events.ts';
import type { State } from '../../../core/state.ts';
import type { Slot, TrialEvent, TrialEventBody, TrialStarted } from '../../../core/trial/events.ts';
import { resultOf, tokensOf } from '../../../core/trial/result.ts';
import { slotKey } from '../../../core/trial/schedule.ts';
import { finishedSlots, initialTrial, reduceTrial, type TrialState } from '../../../core/trial/state.ts';
import type { RunningTrial, TrialOptions } from '../../../core/trial.ts';
import type { Budget, Problem, RunningSession } from '../../../core/workbench.ts';
import { createFeed } from '../../feed.ts';
import type { Log } from '../../log/index.ts';
import type { WorkbenchContext } from '../context.ts';
import { resumeSession } from '../resume.ts';
import { clock } from '../session-ports.ts';
import { startSession } from '../start.ts';
import { checkKeptRules } from './kept-rules.ts';

export interface TrialRun {
  readonly id: string;
  readonly log: Log<TrialEventBody>;
  /** Events that are in the log already. */
  readonly events: readonly TrialEvent[];
  /** Appended first. */
  readonly first: readonly TrialEventBody[];
  /** Sessions that were cut off, by slot: they go on. */
  readonly cut: ReadonlyMap<string, string>;
  /** What all sessions have used up before. */
  readonly spent: { readonly usd: number; readonly tokens: number };
  readonly options: TrialOptions;
}

/** So many outages, one after the other, end a trial: it would only wait for the same. */
const patience = 3;

interface Stop {
  readonly outcome: 'limit' | 'interrupted' | 'failed';
  readonly reason: string;
  readonly next: string;
}

/** Runs what is left of a trial, several sessions at a time if asked: each result is recorded before it is shown. */
export function runTrial(context: WorkbenchContext, run: TrialRun): RunningTrial {
  const { id, log, options } = run;
  const feed = createFeed<TrialEvent>(run.events);
  const running = new Map<string, RunningSession>();
  const spent = { ...run.spent };
  const since = clock.now();
  const budget: Budget = {
    spent: () => usage().used,
    add: (usd) => {
      spent.usd += usd;
    },
    get allowed() {
      return usage().allowed;
    },
    get limit() {
      return usage().limit;
    },
  };
  let state: TrialState = run.events.reduce(reduceTrial, initialTrial);
  let stop: Stop | null = null;
  let outages = 0;
  let queue: Promise<unknown> = Promise.resolve();

  const append = (body: TrialEventBody): Promise<void> => {
    const appended = queue.then(async () => {
      const event = (await log.append(body)) as TrialEvent;
      state = reduceTrial(state, event);
      feed.push(event);
    });
    queue = appended.catch(() => {});
    return appended;
  };

  const done = main();
  done.catch(() => {});
  return {
    id,
    get state() {
      return state;
    },
    from: run.events.length,
    sessions: () => [...running.values()],
    events: () => feed.read(),
    interrupt() {
      stop ??= { outcome: 'interrupted', reason: 'Interrupted.', next: goOn(id) };
      for (const session of running.values()) session.interrupt('user');
    },
    done,
  };

  async function main(): Promise<void> {
    try {
      for (const body of run.first) await append(body);
      const { default: PQueue } = await import('p-queue');
      const slots = new PQueue({ concurrency: state.jobs });
      for (const slot of state.slots) if (!slot.result?.finished) void slots.add(() => work(slot));
      await slots.onIdle();
      if (finishedSlots(state).length < state.slots.length) await checkTotals();
      await append(conclude());
    } finally {
      await queue;
      await log.close().finally(() => feed.close());
    }
  }

  async function work(slot: Slot): Promise<void> {
    try {
      await checkTotals();
      if (stop) return;
      const session = await begin(slot);
      if ('problem' in session) stop ??= { outcome: 'failed', reason: session.problem, next: session.mend };
      else await follow(slot, session);
    } catch (error) {
      // A throw is a bug or an outage, such as a full disk: what is recorded stays.
      const reason = `Regent itself failed: ${error instanceof Error ? error.message : String(error)}`;
      stop ??= { outcome: 'failed', reason, next: goOn(id) };
    }
  }

  function begin(slot: Slot): Promise<RunningSession | Problem> {
    const started = state.started as TrialStarted;
    const arm = started.arms[slot.arm];
    const { allowNoSandbox = false, setUpNetwork = false } = options;
    const common = { model: arm.model, budget, allowNoSandbox, setUpNetwork };
    const cut = run.cut.get(slotKey(slot));
    if (cut !== undefined) return resumeSession(context, cut, { ...common, trial: id });
    return startSession(context, slot.spec, {
      ...common,
      mode: started.mode ?? undefined,
      limits: started.limits,
      causes: [`trial ${id}`],
      trial: { id, arm: slot.arm, label: arm.label, repeat: slot.repeat, variant: arm.variant },
    });
  }

  async function follow({ spec, arm, repeat }: Slot, session: RunningSession): Promise<void> {
    const slot = { spec, arm, repeat };
    const key = slotKey(slot);
    running.set(key, session);
    try {
      if (stop?.outcome === 'interrupted') session.interrupt('user');
      const before = session.state.seq;
      const again = run.cut.has(key);
      await append({ type: 'trial-session-started', trial: id, session: session.id, ...slot, again });
      for await (const event of session.events()) {
        if (event.type === 'model-replied' && event.seq > before) spent.tokens += tokensOf(event);
      }
      await session.done;
    } finally {
      running.delete(key);
    }
    const result = resultOf(session.state, (state.started as TrialStarted).subject);
    if (!result) throw new Error(`session ${session.id} broke off`);
    await append({ type: 'trial-session-ended', trial: id, ...result, ...(await keptBy(session.state)), ...slot });
    if (result.finished) outages = 0;
    else if (result.outcome === 'failed') outages += 1;
    if (outages >= patience) stop ??= { outcome: 'failed', reason: result.reason, next: goOn(id) };
  }

  async function keptBy(session: State): Promise<{ readonly kept?: Readonly<Record<string, boolean>> }> {
    const kept = await checkKeptRules(context, state.started as TrialStarted, session, options.allowNoSandbox === true);
    return Object.keys(kept).length > 0 ? { kept } : {};
  }

  /** What all sessions have used of their limits together: the one that is reached, or else dollars. */
  function usage(): { limit: TotalLimit; used: number; allowed: number } {
    const { usd, tokens, minutes } = state.totals;
    const worked = (clock.now() - since) / 60_000;
    if (tokens !== null && spent.tokens >= tokens)
      return { limit: 'total-tokens', used: spent.tokens, allowed: tokens };
    if (minutes !== null && worked >= minutes) return { limit: 'total-minutes', used: worked, allowed: minutes };
    return { limit: 'total-usd', used: spent.usd, allowed: usd ?? Number.POSITIVE_INFINITY };
  }

  /** Names the limit that is reached, once; sessions under way end before their next request. */
  async function checkTotals(): Promise<void> {
    const { limit, used, allowed } = usage();
    if (stop || used < allowed) return;
    const of = `${round(used)} of ${round(allowed)} ${units[limit]}`;
    stop = {
      outcome: 'limit',
      reason: `The limit on all sessions together is reached: ${of}.`,
      next: `${goOn(id)} --${limit} N`,
    };
    await append({ type: 'trial-limit-reached', trial: id, limit, used, allowed });
  }

  function conclude(): TrialEventBody {
    const count = finishedSlots(state).length;
    const finished = `${count} of ${state.slots.length} sessions are finished.`;
    if (count === state.slots.length)
      return { type: 'trial-ended', trial: id, outcome: 'done', reason: finished, next: `regent trial show ${id}` };
    const last = state.slots.findLast((slot) => slot.result && !slot.result.finished)?.result;
    const why = stop ?? { outcome: 'failed', reason: last?.reason ?? 'Some could not be finished.', next: goOn(id) };
    return { type: 'trial-ended', trial: id, ...why, reason: `${why.reason} ${finished}` };
  }
}

const units: Readonly<Record<TotalLimit, string>> = {
  'total-usd': 'dollars',
  'total-tokens': 'tokens',
  'total-minutes': 'minutes',
};

function goOn(id: string): string {
  return `regent trial resume ${id}`;
}

function round(value: number): string {
  return value >= 100 ? String(Math.round(value)) : String(Math.round(value * 1000) / 1000);
}
