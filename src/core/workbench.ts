import type { Limits, Rule, Skill, Spec } from './asset.ts';
import type { BeforeStart } from './before-start.ts';
import type { Proof } from './build-ports.ts';
import type { Diagnostic } from './diagnostic.ts';
import type { Drafts } from './draft/port.ts';
import type { Decision, Event, RejectCause, TotalLimit } from './events.ts';
import type { OutputTexts } from './inspect/output-texts.ts';
import type { Plan } from './plan.ts';
import type { TestResult } from './report.ts';
import type { ReportWork } from './report-work.ts';
import type { RuleWork } from './rule-work.ts';
import type { SkillWork } from './skill-work.ts';
import type { State } from './state.ts';
import type { Trials } from './trial.ts';
import type { TrialPlace } from './variant.ts';

/**
 * All that can be done with Regent in one repository. The commands and the screens are two front ends of this one port:
 * neither can do what the other can't.
 */
export interface Workbench {
  /** The work tree's top folder. */
  readonly root: string;
  readonly skills: SkillWork;
  /** Writes `specs/<name>/` from a template; never over what is there. Returns the paths written. */
  newSpec(name: string): Promise<{ readonly written: readonly string[] } | Problem>;
  validate(names?: readonly string[]): Promise<Validation>;
  plan(): Promise<PlanResult | Problem>;
  /** Reads one spec's folder: its requirements, the tests that name them, and the rules in scope. */
  describe(spec: string): Promise<SpecDetails | Problem>;
  /** What should be known before a session of the spec starts. */
  beforeStart(spec: string): Promise<BeforeStart>;
  /** Starts a session; its loop runs until it ends or is interrupted. */
  start(spec: string, options: StartOptions): Promise<RunningSession | Problem>;
  resume(session: string, options: ResumeOptions): Promise<RunningSession | Problem>;
  /** All sessions, newest first; those of trials, which are nobody's candidates, only when they are asked for. */
  sessions(options?: { readonly trials?: boolean }): Promise<readonly SessionSummary[]>;
  /** Sessions that are not of this machine, newest first: of accepts on this branch, and those whose logs were fetched. */
  elsewhere(): Promise<readonly SessionSummary[]>;
  /**
   * A session by its id, by a unique beginning of it, or by the name of a spec of which one candidate waits. Sessions of
   * trials are found by their ids alone. What is to be read and no more may be a log that was fetched from elsewhere.
   */
  find(reference: string, want: 'any' | 'candidate' | 'readable'): Promise<SessionSummary | Problem>;
  read(session: string): Promise<SessionRecord | Problem>;
  /** What changed from one commit (null: from nothing) to another; with globs, only in what they match. */
  diff(from: string | null, to: string, within?: readonly string[]): Promise<Diff>;
  /** The outputs that a commit has, as texts; null has none. What is large or no text is only named. */
  outputs(commit: string | null, globs: readonly string[]): Promise<OutputTexts>;
  /** `policy`: what accepted in a person's place; the commit then names nobody as its reviewer. */
  accept(session: string, options: { policy?: 'verified' | 'demo' | undefined }): Promise<AcceptResult | Problem>;
  /** Why a candidate can't be accepted as assets, branch and work tree are now; null when nothing is in the way. */
  whyNotAccept(session: string): Promise<Problem | null>;
  reject(session: string, options: { cause: RejectCause; note: string }): Promise<{ rejected: string } | Problem>;
  undo(reference: string): Promise<{ commit: string; undone: string; spec: string } | Problem>;
  /** Verifies the accepted code against the assets as they are, without a model, and locks them anew. */
  refresh(
    spec: string,
    options: { readonly allowNoSandbox?: boolean },
    signal: AbortSignal,
  ): Promise<AcceptResult | Problem>;
  /** Runs all that verifies a build, for the accepted code. */
  verify(spec: string, options: { allowNoSandbox?: boolean }, signal: AbortSignal): Promise<readonly Proof[] | Problem>;
  readonly rules: RuleWork;
  /** Drafted changes to assets. */
  readonly drafts: Drafts;
  /** Deletes sessions and drafts older than so many days, but none that waits or runs; returns their ids. */
  prune(days: number): Promise<readonly string[]>;
  readonly trials: Trials;
  readonly reports: ReportWork;
}

/** An expected failure: what happened, and what to do next. */
export interface Problem {
  readonly problem: string;
  readonly mend: string;
  /** As the commands' exit code: 1 failed, 2 wrong use. */
  readonly exit?: 1 | 2;
  readonly diagnostics?: readonly Diagnostic[];
  /** What has to be got first: `doctor` says how. */
  readonly missing?: 'model' | 'sandbox' | 'commit';
  /** Assets that changed since a session began: it goes on when it is resumed with `takeAssets`. */
  readonly changedAssets?: readonly string[];
}

export interface Validation {
  readonly specs: readonly string[];
  readonly rules: readonly Rule[];
  readonly skills: readonly Skill[];
  readonly diagnostics: readonly Diagnostic[];
}

export interface PlanResult {
  readonly plan: Plan;
  readonly specs: ReadonlyMap<string, SpecFacts>;
  readonly diagnostics: readonly Diagnostic[];
  /** Names of the specs that the last commit has, where none is here. */
  readonly deleted?: readonly string[];
}

/** What is known of a spec without reading its folder. */
export type SpecFacts = Pick<
  Spec,
  'name' | 'folder' | 'summary' | 'language' | 'outputs' | 'depends' | 'include' | 'skills' | 'mode' | 'limits'
>;

/** A spec as its folder is now. */
export interface SpecDetails {
  readonly spec: Spec;
  readonly requirements: readonly {
    readonly id: string;
    readonly text: string;
    readonly line: number;
    /** Titles of the tests that name it, or `file:line` where a title can't be read; uncleaned. */
    readonly tests: readonly string[];
    /** How many holdout tests name it. */
    readonly holdout: number;
  }[];
  /** The rules in scope, with the sentence that says why. */
  readonly rules: readonly { readonly name: string; readonly why: string; readonly checked: boolean }[];
  /** Paths of what it is built from: spec.md, contract, tests, holdout tests, and the rules in scope. */
  readonly files: readonly string[];
  readonly diagnostics: readonly Diagnostic[];
}

export interface StartOptions {
  readonly model: ModelChoice;
  readonly mode?: 'scratch' | 'revise' | undefined;
  readonly limits?: Partial<Limits>;
  readonly step?: boolean;
  readonly candidate?: { readonly number: number; readonly of: number };
  readonly causes?: readonly string[];
  /** What all sessions of this run may spend together. */
  readonly budget?: Budget | null;
  readonly allowNoSandbox?: boolean;
  /** Offer the project's own skills to this session, whatever was said about the project. */
  readonly trust?: boolean;
  /** Let the project's set-up command reach the network. */
  readonly setUpNetwork?: boolean;
  /** The session's place in a trial. */
  readonly trial?: TrialPlace;
}

export interface ResumeOptions extends Omit<StartOptions, 'mode' | 'candidate' | 'causes' | 'trial'> {
  /** Id of the trial that goes on with a session of its own. */
  readonly trial?: string;
  /** Said to the agent before it goes on. */
  readonly message?: string | undefined;
  /** Put the outputs back to this attempt's first. */
  readonly rollBackTo?: number | undefined;
  /** Wait for a person in the pause that the session was left in, if it was left in one. */
  readonly inPause?: boolean | undefined;
  /** Go on with the assets as they are now, where they changed since the session began. */
  readonly takeAssets?: boolean | undefined;
}

export interface Budget {
  spent(): number;
  add(usd: number): void;
  readonly allowed: number;
  /** What is spent: dollars, unless this says another. */
  readonly limit?: TotalLimit;
}

/** Which model to ask: a live one by name, or a recording's file. */
export type ModelChoice =
  | {
      readonly kind: 'live';
      readonly name?: string | undefined;
      readonly effort?: string | undefined;
      readonly maxTokens?: number | undefined;
    }
  | { readonly kind: 'recorded'; readonly file: string; readonly paceMs?: number };

export interface RunningSession {
  readonly id: string;
  readonly spec: string;
  readonly state: State;
  /** Every event from the session's first, or the one behind number `after`, then those that come, to the last. */
  events(after?: number): AsyncIterable<Event>;
  /**
   * Queues a message for the agent; it is delivered at the next tool boundary. Returns its id. This and what follows is a
   * problem, and changes nothing, once the session has ended.
   */
  steer(text: string): Promise<string | Problem>;
  retract(id: string): Promise<Problem | null>;
  pause(): Promise<Problem | null>;
  proceed(): Promise<Problem | null>;
  /** Whether it pauses after each attempt from here on. */
  switchStep(step: boolean): Promise<Problem | null>;
  /** Puts the outputs back to an attempt's; while paused only, and when the step under way has ended. */
  rollBack(attempt: number): Promise<Problem | null>;
  /**
   * Takes in the assets as they are now, which from then on count; while paused only, and when the step under way has
   * ended. A problem leaves the session as it was, with the assets that it had.
   */
  takeAssets(): Promise<AssetsTaken | Problem>;
  /**
   * What the tests that run have said so far, where they say it as they go; empty until one has. Never of holdout tests,
   * and not in the log: the attempt's report is what counts.
   */
  readonly liveTests: readonly LiveTest[];
  /** Calls back when `liveTests` changed; returns how to stop that. */
  onLiveTests(changed: () => void): () => void;
  /** Ends the session at once; it can be resumed. */
  interrupt(reason?: 'user' | 'step'): void;
  /** Resolves when the log is closed. */
  readonly done: Promise<void>;
}

/** A test of a run that is under way. Its name is that of the report. */
export type LiveTest = Pick<TestResult, 'name' | 'status'>;

export interface AssetsTaken {
  /** As in `assets-changed`; empty when nothing changed. */
  readonly changed: readonly string[];
}

export type SessionStatus = 'running' | 'crashed' | 'waiting' | 'accepted' | 'rejected' | 'undone' | 'ended';

export interface SessionSummary {
  readonly id: string;
  readonly spec: string;
  readonly startedAt: string;
  readonly endedAt: string | null;
  /** `waiting`: a candidate without a decision. `ended`: limit, objection, interruption or failure. */
  readonly status: SessionStatus;
  readonly outcome: string | null;
  readonly reason: string;
  readonly attempts: number;
  readonly usd: number | null;
  readonly model: string;
  readonly commit: string | null;
  /** Of the last decision, if it stands. */
  readonly by: string | null;
  /** All that was decided about it, oldest first. */
  readonly decisions: readonly Decision[];
  /** The trial that it belongs to; such a session never waits for anybody. */
  readonly trial?: Pick<TrialPlace, 'id' | 'arm' | 'label' | 'repeat'>;
  /** It is not on this machine: a commit on the branch is all that is known of it. */
  readonly elsewhere?: true;
  /** Its log is, which somebody shared: to be read, and no more. */
  readonly shared?: true;
  /** Which of how many independent sessions of one run this is. */
  readonly candidate?: { readonly number: number; readonly of: number };
}

export interface SessionRecord {
  readonly summary: SessionSummary;
  /**
   * Reads the events of the log, some at a time; only those of one attempt, if one is given. They are not kept: a log
   * may be larger than what a program should hold.
   */
  events(attempt?: number): AsyncIterable<readonly Event[]>;
  readonly decisions: readonly Decision[];
  /** Without the conversation. */
  readonly state: State;
  /** Of a log from elsewhere: why its code can't be shown. */
  readonly codeless?: Problem;
}

export interface Diff {
  /** Unified, uncleaned: hostile until cleaned. */
  readonly text: string;
  readonly files: readonly {
    readonly path: string;
    readonly added: number;
    readonly removed: number;
    readonly status: string;
    /** Where it was before, if it was moved; uncleaned. */
    readonly from?: string;
    readonly binary?: boolean;
    /** Git's modes before and after, where they differ. */
    readonly modes?: readonly [before: string, after: string];
  }[];
  /** The text was cut off at its end: there is more. `files` has all. */
  readonly cut?: boolean;
}

export interface AcceptResult {
  readonly commit: string;
  readonly spec: string;
  readonly branch: string | null;
  readonly files: number;
  readonly added: number;
  readonly removed: number;
  /** Sentences worth saying, such as that no git identity is set. */
  readonly notes: readonly string[];
}
