import type { Limits } from '../asset.ts';
import type { Outcome, Stamp, TotalLimit } from '../events.ts';
import type { Usage } from '../ports.ts';
import type { Variant } from '../variant.ts';
import type { ModelChoice } from '../workbench.ts';

/**
 * The log of a trial: what is compared, and each session as it begins and ends. In the events about a session, `session`
 * is that session's id; in the others it is the trial's.
 */
export type TrialEvent = TrialEventBody & Stamp;

export type TrialEventBody =
  | TrialStarted
  | TrialResumed
  | TrialSessionStarted
  | TrialSessionEnded
  | TrialLimitReached
  | TrialEnded;

export const armKeys = ['a', 'b'] as const;
export type ArmKey = (typeof armKeys)[number];

/**
 * What a trial compares: with a skill or rule and without, or two versions of it; or two models. `name` may be several
 * with commas between them: all of these are there, or none.
 */
export type TrialSubject =
  | { readonly kind: 'skill' | 'rule'; readonly name: string; readonly against: string | null }
  | { readonly kind: 'models' };

/** One side of the comparison. */
export interface Arm {
  /** Such as `with tabular`. */
  readonly label: string;
  readonly model: ModelChoice;
  readonly variant: Variant;
}

/** What all sessions of a trial may use up together. Null: no limit. */
export interface TrialTotals {
  readonly usd: number | null;
  readonly tokens: number | null;
  /** By the clock, since it was started or went on. */
  readonly minutes: number | null;
}

export interface TrialStarted {
  readonly type: 'trial-started';
  /** Version of the log's format. */
  readonly version: 1;
  readonly trial: string;
  readonly regent: string;
  readonly subject: TrialSubject;
  readonly arms: Readonly<Record<ArmKey, Arm>>;
  readonly specs: readonly string[];
  /** Sessions of each spec in each arm. */
  readonly repeats: number;
  readonly mode: 'scratch' | 'revise' | null;
  /** Of each session, where they differ from the spec's own. */
  readonly limits: Partial<Limits>;
  readonly totals: TrialTotals;
  /** Sessions at a time. */
  readonly jobs: number;
  /** Digest of all the assets, by spec and arm: it goes on only while they are the same. */
  readonly assets: Readonly<Record<string, Readonly<Record<ArmKey, string>>>>;
  /** The same for the same comparison: by this a command that is given again finds the trial that it began. */
  readonly fingerprint: string;
  /** What has to be known to read the numbers. Sentences. */
  readonly notes: readonly string[];
}

export interface TrialResumed {
  readonly type: 'trial-resumed';
  readonly trial: string;
  readonly totals: TrialTotals;
  readonly jobs: number;
}

/** Which session of the trial it is. */
export interface Slot {
  readonly spec: string;
  readonly arm: ArmKey;
  /** From 1. */
  readonly repeat: number;
}

export interface TrialSessionStarted extends Slot {
  readonly type: 'trial-session-started';
  readonly trial: string;
  /** The session's id. */
  readonly session: string;
  /** It was cut off before, and goes on. */
  readonly again: boolean;
}

export interface TrialSessionEnded extends Slot, SessionResult {
  readonly type: 'trial-session-ended';
  readonly trial: string;
}

/** All that a trial's table is made of, so that it can be drawn when the session itself is pruned. */
export interface SessionResult {
  /** The session's id. */
  readonly session: string;
  readonly outcome: Outcome;
  /** False for one that was cut off by an interruption, an outage or the trial's own limits: it can go on. */
  readonly finished: boolean;
  readonly verified: boolean;
  readonly attempts: number;
  readonly turns: number;
  readonly usage: Usage;
  /** US dollars; null when not known. */
  readonly usd: number | null;
  readonly minutes: number;
  /** The agent got the skill's text; null where that is not what is on trial. */
  readonly used: boolean | null;
  /** Rule on trial → its check passed on the session's last attempt, whichever arm it is. Absent where none was run. */
  readonly kept?: Readonly<Record<string, boolean>>;
  readonly reason: string;
}

export interface TrialLimitReached {
  readonly type: 'trial-limit-reached';
  readonly trial: string;
  readonly limit: TotalLimit;
  readonly used: number;
  readonly allowed: number;
}

export type TrialOutcome = 'done' | 'limit' | 'interrupted' | 'failed';

/** The last event, until the trial goes on. */
export interface TrialEnded {
  readonly type: 'trial-ended';
  readonly trial: string;
  readonly outcome: TrialOutcome;
  /** One sentence. */
  readonly reason: string;
  /** What to do next. */
  readonly next: string;
}
