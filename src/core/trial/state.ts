import { totalTokens } from '../state.ts';
import type {
  Slot,
  TrialEnded,
  TrialEvent,
  TrialLimitReached,
  TrialSessionEnded,
  TrialStarted,
  TrialTotals,
} from './events.ts';
import { scheduleTrial, slotKey } from './schedule.ts';

/** A trial as its log tells it. */
export interface TrialState {
  readonly started: TrialStarted | null;
  readonly startedAt: string;
  readonly totals: TrialTotals;
  readonly jobs: number;
  /** In the order in which they are started. */
  readonly slots: readonly SlotState[];
  readonly limit: TrialLimitReached | null;
  /** Null while it runs, and after it was killed. */
  readonly ended: TrialEnded | null;
}

/** One session of the trial: not begun, under way or cut off, or with its result. */
export interface SlotState extends Slot {
  readonly session: string | null;
  /** The last that was recorded; of a session that goes on it is no longer true. */
  readonly result: TrialSessionEnded | null;
  readonly running: boolean;
}

export const initialTrial: TrialState = {
  started: null,
  startedAt: '',
  totals: { usd: null, tokens: null, minutes: null },
  jobs: 1,
  slots: [],
  limit: null,
  ended: null,
};

/** Returns the state after the event. Pure: the same log always gives the same state. */
export function reduceTrial(state: TrialState, event: TrialEvent): TrialState {
  switch (event.type) {
    case 'trial-started': {
      const slots = scheduleTrial(event.specs, event.repeats).map(
        (slot): SlotState => ({ ...slot, session: null, result: null, running: false }),
      );
      return { ...state, started: event, startedAt: event.at, totals: event.totals, jobs: event.jobs, slots };
    }
    case 'trial-resumed': {
      const slots = state.slots.map((slot) => ({ ...slot, running: false }));
      return { ...state, totals: event.totals, jobs: event.jobs, slots, limit: null, ended: null };
    }
    case 'trial-session-started':
      return changeSlot(state, event, { session: event.session, running: true });
    case 'trial-session-ended':
      return changeSlot(state, event, { session: event.session, result: event, running: false });
    case 'trial-limit-reached':
      return { ...state, limit: event };
    case 'trial-ended':
      return { ...state, ended: event, slots: state.slots.map((slot) => ({ ...slot, running: false })) };
    default:
      return event satisfies never;
  }
}

/** Sessions whose result stands. */
export function finishedSlots({ slots }: TrialState): (SlotState & { readonly result: TrialSessionEnded })[] {
  return slots.filter((slot): slot is SlotState & { result: TrialSessionEnded } => slot.result?.finished === true);
}

/** What all sessions have used up so far; dollars are null once any is unknown. */
export function spentBy({ slots }: TrialState): { readonly usd: number | null; readonly tokens: number } {
  const results = slots.flatMap((slot) => slot.result ?? []);
  return {
    usd: results.reduce<number | null>((sum, { usd }) => (sum === null || usd === null ? null : sum + usd), 0),
    tokens: results.reduce((sum, { usage }) => sum + totalTokens(usage), 0),
  };
}

function changeSlot(state: TrialState, event: Slot, change: Partial<SlotState>): TrialState {
  const key = slotKey(event);
  return { ...state, slots: state.slots.map((slot) => (slotKey(slot) === key ? { ...slot, ...change } : slot)) };
}
