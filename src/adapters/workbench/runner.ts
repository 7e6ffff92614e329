import { randomUUID } from 'node:crypto';
import type { Session } from '../../core/build-ports.ts';
import type { Event, EventBody } from '../../core/events.ts';
import type { FileSet } from '../../core/ports.ts';
import { type Events, sessionEnded } from '../../core/regenerate.ts';
import { reduce, type State } from '../../core/state.ts';
import type { Budget, Problem, RunningSession } from '../../core/workbench.ts';
import type { Log } from '../log/index.ts';
import { createFeed } from './event-feed.ts';
import type { LiveTests } from './live-tests.ts';
import type { AssetChange } from './take-assets.ts';

export interface RunnerOptions {
  readonly id: string;
  readonly log: Log<EventBody>;
  /** What the events that are in the log already come to. */
  readonly state: State;
  /** Reads the log from its beginning. */
  readonly readLog: () => AsyncIterable<readonly Event[]>;
  /** Appended before the loop starts. */
  readonly first: readonly EventBody[];
  readonly loop: (session: Session, signal: AbortSignal) => Events;
  readonly restore: (attempt: number, state: State) => Promise<FileSet | null>;
  /** Reads the assets as they are now; null when nothing changed. */
  readonly readAssets: (state: State) => Promise<AssetChange | null | Problem>;
  readonly budget: Budget | null;
  readonly liveTests: LiveTests;
  readonly clock: { now(): number };
  /** Called when the last event is written, before the log is closed. */
  readonly finish: (state: State) => Promise<void>;
}

/** Streamed text is written, and shown, this often. */
const coalesceMs = 100;

/**
 * Runs a session's loop: each event is appended to the log, then reduced into the state, then handed to whoever reads
 * `events()`, and only then does the loop go on.
 */
export function runSession(options: RunnerOptions): RunningSession {
  const { id, log, clock, budget, readLog, first, loop, restore, readAssets, finish } = options;
  const controller = new AbortController();
  let { state } = options;
  const feed = createFeed(state.seq, readLog);
  let isClosed = false;
  let isRunning = false;
  // The loop waits for a person: nothing else touches the session's files.
  let isResting = false;
  let deadline: NodeJS.Timeout | undefined;
  let wake: () => void = () => {};
  let changed = new Promise<void>((resolve) => {
    wake = resolve;
  });
  let text: { body: Extract<EventBody, { type: 'model-text' }>; since: number } | null = null;
  // Events from outside, and the loop's own, go through one queue: the log's order is the order of the states.
  let queue: Promise<unknown> = Promise.resolve();
  // What a person does in a pause, one thing after the other.
  let turns: Promise<unknown> = Promise.resolve();

  const inQueue = <T>(act: () => Promise<T>): Promise<T> => {
    const result = queue.then(act);
    queue = result.catch(() => {});
    return result;
  };
  const record = async (body: EventBody): Promise<void> => {
    const event = await log.append(body);
    state = reduce(state, event);
    feed.add(event);
    if (event.type === 'model-replied' && event.usd !== null) budget?.add(event.usd);
    watchDeadline();
    notify();
  };
  const append = (body: EventBody): Promise<void> => inQueue(() => record(body));
  /** Appends what a person says; refused once the session has ended, for nothing may follow its last event. */
  const tell = (body: EventBody): Promise<Problem | null> =>
    inQueue(async () => {
      if (state.ended || isClosed) return isOver(id);
      await record(body);
      return null;
    });

  const session: Session = {
    get state() {
      return state;
    },
    changed(signal) {
      isResting = true;
      notify();
      const aborted = Promise.withResolvers<void>();
      const onAbort = (): void => aborted.resolve();
      if (signal.aborted) onAbort();
      signal.addEventListener('abort', onAbort, { once: true });
      return Promise.race([aborted.promise, changed]).finally(() => {
        signal.removeEventListener('abort', onAbort);
        isResting = false;
      });
    },
  };

  const spec = (): string => state.started?.spec ?? firstSpec(first);
  const done = run();
  // Whoever awaits `done` hears of a bug; nobody has to.
  done.catch(() => {});

  return {
    id,
    get spec() {
      return spec();
    },
    get state() {
      return state;
    },
    events: feed.read,
    async steer(message) {
      const messageId = randomUUID();
      return (await tell({ type: 'steering-queued', id: messageId, text: message })) ?? messageId;
    },
    retract: (message) => tell({ type: 'steering-retracted', id: message }),
    pause: () => tell({ type: 'paused', reason: 'requested' }),
    proceed: () => inTurn(() => tell({ type: 'continued' })),
    switchStep: (step) => tell({ type: 'step-switched', step }),
    rollBack: (attempt) =>
      atRest(async () => {
        if ((await restore(attempt, state)) === null) return noAttempt(attempt, state);
        await append({ type: 'rolled-back', to: attempt });
        await append({ type: 'told', attempt: state.attempts.length, text: rolledBack(attempt) });
        return null;
      }),
    takeAssets: () =>
      atRest(async () => {
        const change = await readAssets(state);
        if (change === null) return { changed: [] };
        if ('problem' in change) return change;
        if (controller.signal.aborted) return notPaused;
        await append(change.event);
        await change.apply();
        return { changed: change.event.changed };
      }),
    get liveTests() {
      return options.liveTests.tests;
    },
    onLiveTests: options.liveTests.subscribe,
    interrupt: (reason = 'user') => controller.abort(reason),
    done,
  };

  /** Does something to the files of the session while it rests; it can't go on before that is done. */
  function atRest<T>(act: () => Promise<T | Problem>): Promise<T | Problem> {
    return inTurn(async () => {
      while (!isResting) {
        if (!state.paused || state.ended || isClosed) return notPaused;
        await changed;
      }
      return act();
    });
  }

  function inTurn<T>(act: () => Promise<T>): Promise<T> {
    const result = turns.then(act);
    turns = result.catch(() => {});
    return result;
  }

  async function run(): Promise<void> {
    try {
      for (const body of first) await append(body);
      isRunning = true;
      watchDeadline();
      try {
        await follow(loop(session, controller.signal));
      } catch (error) {
        await append(brokenOff(error, state, clock.now()));
      }
      await finish(state);
    } finally {
      isRunning = false;
      watchDeadline();
      await queue;
      isClosed = true;
      await log.close().finally(() => {
        notify();
        feed.close(done);
      });
    }
  }

  async function follow(loop: Events): Promise<void> {
    for await (const body of loop) {
      if (body.type !== 'model-text') {
        await flushText();
        await append(body);
        continue;
      }
      text = text
        ? { ...text, body: { ...text.body, text: text.body.text + body.text } }
        : { body, since: clock.now() };
      if (clock.now() - text.since >= coalesceMs) await flushText();
    }
  }

  /** The limit on minutes holds while the agent works; a pause is the person's own time. */
  function watchDeadline(): void {
    const isWatched = isRunning && !state.paused && state.ended === null;
    if (isWatched === (deadline !== undefined)) return;
    clearTimeout(deadline);
    deadline = undefined;
    if (!isWatched) return;
    const left = state.limits.minutes * 60_000 - state.workedMs;
    deadline = setTimeout(() => controller.abort('deadline'), Math.max(0, Math.min(left, 2 ** 31 - 1)));
  }

  async function flushText(): Promise<void> {
    if (!text) return;
    const { body } = text;
    text = null;
    await append(body);
  }

  function notify(): void {
    wake();
    changed = new Promise<void>((resolve) => {
      wake = resolve;
    });
  }
}

/** A throw is a bug or an outage, and becomes one event. */
function brokenOff(error: unknown, state: State, now: number): EventBody {
  const { message, code, stack } = error as NodeJS.ErrnoException;
  if (process.env.REGENT_DEBUG) process.stderr.write(`${stack ?? String(error)}\n`);
  const resume = `regent resume ${state.session}`;
  const next =
    code === 'ENOSPC' ? `free some space on the disk, then ${resume}` : `${resume}; REGENT_DEBUG=1 tells more`;
  return sessionEnded(state, now, 'failed', `Regent itself failed: ${message || String(error)}`, next);
}

const notPaused: Problem = {
  problem: 'The session is not paused.',
  mend: 'Pause it first: then its files can be changed.',
};

function isOver(session: string): Problem {
  return {
    problem: 'The session is over.',
    mend: `Say it to the agent all the same: regent resume ${session} --message "…"`,
  };
}

function noAttempt(attempt: number, { attempts }: State): Problem {
  return {
    problem: `There is no attempt ${attempt}.`,
    mend: attempts.length === 0 ? 'None was made yet.' : `Give one from 1 to ${attempts.length}.`,
  };
}

/** What the agent is told when the person has put the outputs back. */
export function rolledBack(attempt: number): string {
  return `The person you work for has put the outputs back to what they were at attempt ${attempt}. Go on from there.`;
}

function firstSpec(first: readonly EventBody[]): string {
  const started = first.find((body) => body.type === 'session-started');
  return started?.type === 'session-started' ? started.spec : '';
}
