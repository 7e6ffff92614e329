import type { DraftEvent, DraftEventBody } from '../../core/draft/events.ts';
import { type DraftEvents, ended } from '../../core/draft/loop.ts';
import type { RunningDraft } from '../../core/draft/port.ts';
import { type DraftState, initialDraft, reduceDraft } from '../../core/draft/state.ts';
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
  const known: DraftEvent[] = [...events];
  let state = known.reduce(reduceDraft, initialDraft);
  let isClosed = false;
  let wake: () => void = () => {};
  let changed = new Promise<void>((resolve) => {
    wake = resolve;
  });
  const notify = (): void => {
    wake();
    changed = new Promise<void>((resolve) => {
      wake = resolve;
    });
  };
  const append = async (body: DraftEventBody): Promise<void> => {
    const event = await log.append(body);
    state = reduceDraft(state, event);
    known.push(event);
    notify();
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
      for (let at = 0; ; at++) {
        while (at >= known.length) {
          if (isClosed) return done;
          await changed;
        }
        yield known[at] as DraftEvent;
      }
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
      await log.close();
      isClosed = true;
      notify();
    }
  }
}
