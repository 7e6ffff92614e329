import type { DraftEvent, DraftEventBody } from '../../core/draft/events.ts';
import { type DraftEvents, ended } from '../../core/draft/loop.ts';
import type { RunningDraft } from '../../core/draft/port.ts';
import { type DraftState, initialDraft, reduceDraft } from '../../core/draft/state.ts';
import { createFeed } from '../feed.ts';
import type { Log } from '../log/index.ts';

export interface RunOptions {
  readonly id: string;
  readonly log: Log<DraftEventBody>;
  /** Events that are in the log already. */
  readonly events: readonly DraftEvent[];
  /** Appended before the loop starts. */
  readonly first: DraftEventBody;
  readonly loop: (draft: { readonly state: DraftState }, signal: AbortSignal) => DraftEvents;
  readonly clock: { now(): number };
}

/** Runs a draft's loop: each event is appended to the log, then reduced, then shown; only then does the loop go on. */
export function runDraft({ id, log, events, first, loop, clock }: RunOptions): RunningDraft {
  const controller = new AbortController();
  const feed = createFeed<DraftEvent>(events);
  let state = events.reduce(reduceDraft, initialDraft);
  const append = async (body: DraftEventBody): Promise<void> => {
    const event = await log.append(body);
    state = reduceDraft(state, event);
    feed.push(event);
  };
  const draft = {
    get state() {
      return state;
    },
  };
  const done = run();
  // Whoever awaits `done` hears of a bug; nobody has to.
  done.catch(() => {});

  return {
    id,
    get state() {
      return state;
    },
    async *events() {
      yield* feed.read();
      // Hears of the bug, if that was the end.
      await done;
    },
    interrupt: () => controller.abort('user'),
    done,
  };

  async function run(): Promise<void> {
    let deadline: NodeJS.Timeout | undefined;
    try {
      await append(first);
      const left = state.limits.minutes * 60_000 - state.workedMs;
      deadline = setTimeout(() => controller.abort('deadline'), Math.max(0, Math.min(left, 2 ** 31 - 1)));
      try {
        for await (const body of loop(draft, controller.signal)) await append(body);
      } catch (error) {
        const { message, stack } = error as Error;
        if (process.env.REGENT_DEBUG) process.stderr.write(`${stack ?? String(error)}\n`);
        await append(ended(state, { clock }, 'failed', `Regent itself failed: ${message}`));
      }
    } finally {
      clearTimeout(deadline);
      await log.close().finally(() => feed.close());
    }
  }
}
