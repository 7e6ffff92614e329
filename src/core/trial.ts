import type { Limits } from './asset.ts';
import type { Comparison } from './trial/compare.ts';
import type { ArmKey, TrialEvent, TrialOutcome, TrialSubject, TrialTotals } from './trial/events.ts';
import type { TrialState } from './trial/state.ts';
import type { ModelChoice, Problem, RunningSession } from './workbench.ts';

/**
 * Trials: the same specs, built again and again in two arms that differ in one skill, rule or model. Says whether it
 * helps, and how sure one can be. Part of the workbench.
 */
export interface Trials {
  /** Says what a trial would run and may cost at most; starts nothing. */
  plan(request: TrialRequest): Promise<TrialPlan | Problem>;
  /** Starts a trial, or goes on with the one that was started by the same request and is not done. */
  start(request: TrialRequest, options: TrialOptions): Promise<RunningTrial | Problem>;
  /** Goes on with a trial: what is finished stays, what was cut off goes on from its log. */
  resume(reference: string, options: TrialOptions): Promise<RunningTrial | Problem>;
  /** All trials, newest first. */
  list(): Promise<readonly TrialSummary[]>;
  /** A trial by its id, a beginning of it, or the newest of a skill, a rule or `models`. */
  read(reference: string): Promise<TrialRecord | Problem>;
}

export interface TrialRequest {
  /** `against`: a git revision or a folder with the other version; null compares with none. */
  readonly subject: TrialSubject;
  readonly specs: readonly string[];
  /** Sessions of each spec in each arm. */
  readonly repeats: number;
  readonly models: Readonly<Record<ArmKey, ModelChoice>>;
  readonly mode?: 'scratch' | 'revise' | undefined;
  /** Of each session. */
  readonly limits?: Partial<Limits>;
}

export interface TrialOptions {
  /** Of all sessions together; what is left out stays as it was. */
  readonly totals?: Partial<TrialTotals>;
  readonly jobs?: number | undefined;
  readonly allowNoSandbox?: boolean;
  readonly setUpNetwork?: boolean;
  /** Begin anew even where the same trial is not done. */
  readonly fresh?: boolean;
}

/** What a trial is about to do. */
export interface TrialPlan {
  readonly labels: Readonly<Record<ArmKey, string>>;
  readonly models: Readonly<Record<ArmKey, string>>;
  readonly sessions: number;
  /** What the limits of all sessions add up to; null where a price is not known or there is no limit. */
  readonly mostUsd: number | null;
  readonly mostMinutes: number;
  /** What as many sessions of these specs usually cost, by past ones; null where there are none. */
  readonly usualUsd: number | null;
  /** An arm's model has no known price, so no limit on dollars can be held. */
  readonly unpriced: boolean;
  /** What has to be known to read the numbers. */
  readonly notes: readonly string[];
  /** The trial that the same request began and that is not done. */
  readonly unfinished: string | null;
}

export interface RunningTrial {
  readonly id: string;
  readonly state: TrialState;
  /** How many events it had before: more than none where it goes on. */
  readonly from: number;
  /** Those under way now. */
  sessions(): readonly RunningSession[];
  /** Every event from the trial's first, then those that come, to the last. */
  events(): AsyncIterable<TrialEvent>;
  /** Ends the sessions that run, and the trial; it can go on. */
  interrupt(): void;
  /** Resolves when the logs are closed. */
  readonly done: Promise<void>;
}

/** `cut-off`: the process that ran it died. */
export type TrialStatus = 'running' | 'cut-off' | TrialOutcome;

export interface TrialSummary {
  readonly id: string;
  readonly subject: TrialSubject;
  readonly labels: Readonly<Record<ArmKey, string>>;
  readonly startedAt: string;
  readonly status: TrialStatus;
  readonly specs: readonly string[];
  readonly repeats: number;
  readonly sessions: number;
  readonly finished: number;
  /** Of the finished ones. */
  readonly verified: Readonly<Record<ArmKey, number>>;
  /** Null when not known. */
  readonly usd: number | null;
}

export interface TrialRecord {
  readonly summary: TrialSummary;
  readonly events: readonly TrialEvent[];
  readonly state: TrialState;
  readonly comparison: Comparison;
}
