import type { Limits } from './asset.ts';
import type { AssetDigests } from './lock.ts';
import type { ModelFailureCause, ReplyBlock, StopReason, ToolDefinition, Usage } from './ports.ts';
import type { TestCounts, TestReport } from './report.ts';
import type { TrialPlace } from './variant.ts';

/**
 * The events of a session: the union that every other part speaks. The log is a file of these, one JSON object a line;
 * the screens, `--json`, resume, review and the recorded model are readings of it. docs/events.md describes each for
 * other programs. Fields are only ever added.
 */
export type Event = EventBody & Stamp;

export interface Stamp {
  /** The session's id. */
  readonly session: string;
  /** 1 for the first event of the log; no gaps. */
  readonly seq: number;
  /** ISO 8601, UTC. */
  readonly at: string;
}

export type EventBody =
  | SessionStarted
  | ConversationOpened
  | SessionResumed
  | ModelAsked
  | ModelText
  | ModelTool
  | ModelRetry
  | ModelReplied
  | ModelFailed
  | ToolStarted
  | ToolFinished
  | Told
  | AttemptStarted
  | AttemptCommitted
  | VerifyStarted
  | VerifyStep
  | VerifyFinished
  | ObjectionRaised
  | ChoiceRecorded
  | SteeringQueued
  | SteeringRetracted
  | SteeringDelivered
  | RolledBack
  | AssetsChanged
  | Paused
  | Continued
  | StepSwitched
  | LimitReached
  | SessionEnded;

/** What a session sets out with. Everything that decides its course and can't be read off later events. */
export interface SessionStarted {
  readonly type: 'session-started';
  /** Version of the log's format. */
  readonly version: 1;
  readonly regent: string;
  readonly spec: string;
  /** HEAD when the session began. */
  readonly base: string;
  /** Unix seconds of the base commit; attempts' commits are dated with it, so the same outputs give the same commit. */
  readonly baseDate: number;
  readonly outputs: readonly string[];
  readonly requirements: readonly { readonly id: string; readonly text: string; readonly line: number }[];
  readonly assets: AssetDigests;
  /** One digest of all the assets: the `Regent-Assets` trailer. */
  readonly assetsDigest: string;
  readonly mode: 'scratch' | 'revise';
  readonly model: string;
  readonly modelKind: 'live' | 'recorded';
  /** The model's price is not known, so no limit on dollars can be held. */
  readonly unpriced?: true;
  readonly effort?: string;
  readonly maxTokens: number;
  readonly limits: Limits;
  readonly sandbox: string;
  /** Pause after each attempt. */
  readonly step: boolean;
  /** Which of how many independent sessions of one run this is. */
  readonly candidate?: { readonly number: number; readonly of: number };
  /** Why it was started: the plan's causes, or `requested`. */
  readonly causes: readonly string[];
  /** Names of tests that the accepted build passed, while the tests are still the same: they must not vanish. */
  readonly knownTests?: readonly string[];
  /** What the agent may choose from; left out where there is nothing. */
  readonly skills?: OfferedSkills;
  /** It belongs to a trial, which alone goes on with it; what comes out is no candidate. */
  readonly trial?: TrialPlace;
}

/** The skills that a session's agent may choose from, in numbers. */
export interface OfferedSkills {
  /** The project's own skills are among them. */
  readonly trusted: boolean;
  readonly offered: number;
  /** Of those offered: how many the index has room for, and of how many it cuts the description. */
  readonly listed: number;
  readonly shortened: number;
  /** The project's own that are not offered, because nobody has trusted it. */
  readonly untrusted: number;
  /** Of the index, estimated; and the most that it may have. */
  readonly tokens: number;
  readonly budget: number;
  /** Rules on request that are offered, or that are not because nobody has trusted the project. */
  readonly rules?: number;
  readonly untrustedRules?: number;
}

/** The part of the conversation that never changes, as it was sent. */
export interface ConversationOpened {
  readonly type: 'conversation-opened';
  readonly system: readonly string[];
  readonly tools: readonly ToolDefinition[];
  readonly opening: string;
}

export interface SessionResumed {
  readonly type: 'session-resumed';
  readonly limits: Limits;
  readonly model: string;
  readonly modelKind: 'live' | 'recorded';
  /** Each only where it was asked for anew: otherwise it is as it was. */
  readonly maxTokens?: number;
  readonly effort?: string;
  readonly step?: boolean;
  readonly sandbox?: string;
  /** It is still in the pause that it was left in. */
  readonly paused?: true;
  /** What had to be mended first: a torn last line, a workspace built anew. Sentences. */
  readonly repairs: readonly string[];
}

/** A request is about to be sent. Asked again after a crash, the same turn has the same bytes. */
export interface ModelAsked {
  readonly type: 'model-asked';
  readonly turn: number;
  readonly attempt: number;
}

/** A piece of streamed text, coalesced; the whole comes with `model-replied`. */
export interface ModelText {
  readonly type: 'model-text';
  readonly turn: number;
  readonly attempt: number;
  readonly text: string;
}

/** A tool call has begun to stream in. */
export interface ModelTool {
  readonly type: 'model-tool';
  readonly turn: number;
  readonly attempt: number;
  readonly name: string;
}

export interface ModelRetry {
  readonly type: 'model-retry';
  readonly turn: number;
  readonly attempt: number;
  readonly cause: ModelFailureCause;
  readonly message: string;
  readonly waitMs: number;
  readonly tries: number;
}

export interface ModelReplied {
  readonly type: 'model-replied';
  readonly turn: number;
  readonly attempt: number;
  readonly content: readonly ReplyBlock[];
  readonly stop: StopReason;
  readonly usage: Usage;
  readonly model: string;
  /** US dollars; null when the price is not known. */
  readonly usd: number | null;
}

export interface ModelFailed {
  readonly type: 'model-failed';
  readonly turn: number;
  readonly attempt: number;
  readonly cause: ModelFailureCause;
  readonly message: string;
  readonly mend: string;
}

export interface ToolStarted {
  readonly type: 'tool-started';
  readonly attempt: number;
  readonly id: string;
  readonly name: string;
  readonly input: unknown;
}

export interface ToolFinished {
  readonly type: 'tool-finished';
  readonly attempt: number;
  readonly id: string;
  readonly name: string;
  /** What the model reads, cleaned and bounded. */
  readonly result: string;
  readonly isError: boolean;
  readonly ms: number;
}

/** Regent's own words to the agent, outside any tool's result. */
export interface Told {
  readonly type: 'told';
  readonly attempt: number;
  readonly text: string;
  /** The attempt whose result this is; absent where the text is about something else. */
  readonly closes?: number;
}

/** The outputs are committed, and the tests are about to run. */
export interface AttemptStarted {
  readonly type: 'attempt-started';
  readonly attempt: number;
  readonly commit: string;
  /** Digest of the outputs' paths, modes and contents: the same outputs are not tested twice. */
  readonly digest: string;
  /** Lines against the attempt before, or against the base. */
  readonly added: number;
  readonly removed: number;
  readonly files: number;
  /** Paths that were written outside the outputs, and taken away. */
  readonly undone: readonly string[];
  /** What in the outputs can't be kept: links, special files, too large. Sentences. */
  readonly findings: readonly string[];
  /** The call of `run_tests` that asked for it; null when Regent ran the tests at the end of a turn. */
  readonly call: string | null;
}

export interface AttemptCommitted {
  readonly type: 'attempt-committed';
  readonly attempt: number;
  readonly commit: string;
  readonly counts: TestCounts;
  /** Green: the tests pass as design says; not yet verified. */
  readonly green: boolean;
  readonly report: TestReport;
  readonly added: number;
  readonly removed: number;
  /** US dollars spent since the attempt before; null when not known. */
  readonly usd: number | null;
  readonly ms: number;
}

export interface VerifyStarted {
  readonly type: 'verify-started';
  readonly attempt: number;
  readonly commit: string;
}

/** One proof: `tests`, `holdout`, `contract`, or `rule <name>`. */
export interface VerifyStep {
  readonly type: 'verify-step';
  readonly attempt: number;
  readonly step: string;
  readonly ok: boolean;
  readonly counts?: TestCounts;
  /** For people: may hold holdout tests' names. Never sent to the model. */
  readonly report?: TestReport;
  /** Output of a check that failed, cleaned and bounded. */
  readonly detail?: string;
  readonly ms: number;
}

export interface VerifyFinished {
  readonly type: 'verify-finished';
  readonly attempt: number;
  readonly commit: string;
  readonly ok: boolean;
  /** Requirement ids disclosed to the agent because holdout tests failed. */
  readonly disclosed: readonly string[];
}

export interface ObjectionRaised {
  readonly type: 'objection-raised';
  readonly attempt: number;
  /** A requirement's id, or null when the environment is at fault. */
  readonly requirement: string | null;
  readonly evidence: string;
  readonly question: string;
  /** The call that raised it. */
  readonly call?: string;
}

export interface ChoiceRecorded {
  readonly type: 'choice-recorded';
  readonly attempt: number;
  /** A requirement's id, where the choice is about one. */
  readonly requirement?: string;
  readonly question: string;
  readonly choice: string;
  readonly alternatives: readonly string[];
  /** The call that recorded it. */
  readonly call?: string;
}

export interface SteeringQueued {
  readonly type: 'steering-queued';
  readonly id: string;
  readonly text: string;
}
export interface SteeringRetracted {
  readonly type: 'steering-retracted';
  readonly id: string;
}
export interface SteeringDelivered {
  readonly type: 'steering-delivered';
  readonly id: string;
}

/** The outputs were put back to an attempt's. */
export interface RolledBack {
  readonly type: 'rolled-back';
  readonly to: number;
}

/**
 * A person changed assets, and the session took them in: from here on these count, for tests, verification and lock.
 * What earlier attempts proved, they proved against others.
 */
export interface AssetsChanged {
  readonly type: 'assets-changed';
  /** Paths of files, and `rule <name>`, `skill <name>`, `dependency <spec> contract`. */
  readonly changed: readonly string[];
  readonly outputs: readonly string[];
  readonly requirements: SessionStarted['requirements'];
  readonly assets: AssetDigests;
  readonly assetsDigest: string;
  /** As in `session-started`. */
  readonly knownTests?: readonly string[];
  /** The session's limits from here on, where the spec's own changed. */
  readonly limits?: Limits;
  /** What the agent is told: the names, and a diff of what it may see. Of holdout tests, that they changed. */
  readonly told: string;
}

export interface Paused {
  readonly type: 'paused';
  readonly reason: 'step' | 'requested';
}
export interface Continued {
  readonly type: 'continued';
}

/** A person said, while the session runs, whether it is to pause after each attempt. */
export interface StepSwitched {
  readonly type: 'step-switched';
  readonly step: boolean;
}

export type LimitName = 'attempts' | 'minutes' | 'usd' | 'tokens' | 'context' | TotalLimit;

/** Of all sessions of a run or a trial together. */
export type TotalLimit = 'total-usd' | 'total-tokens' | 'total-minutes';

export interface LimitReached {
  readonly type: 'limit-reached';
  readonly limit: LimitName;
  readonly used: number;
  readonly allowed: number | null;
}

export type Outcome = 'candidate' | 'limit' | 'objected' | 'interrupted' | 'failed';

/** A session's last event. */
export interface SessionEnded {
  readonly type: 'session-ended';
  readonly outcome: Outcome;
  /** The candidate's commit, or the last attempt's if there is one. */
  readonly commit?: string;
  readonly attempt?: number;
  /** One sentence. */
  readonly reason: string;
  /** What to do next, one sentence or command. */
  readonly next: string;
  readonly attempts: number;
  readonly turns: number;
  readonly usage: Usage;
  readonly usd: number | null;
  readonly minutes: number;
}

/**
 * What people decided about a session: a log of its own beside the session's, in the same form, so that a session's
 * last event stays `session-ended`.
 */
export type Decision = DecisionBody & Stamp;
export type DecisionBody = Accepted | Rejected | Undone;

export interface Accepted {
  readonly type: 'accepted';
  readonly spec: string;
  readonly attempt: number;
  readonly candidate: string;
  readonly commit: string;
  readonly by: string;
}

export type RejectCause = 'spec' | 'missing-test' | 'missing-rule' | 'skill' | 'bad-luck';

export interface Rejected {
  readonly type: 'rejected';
  readonly spec: string;
  readonly attempt: number;
  readonly candidate: string;
  readonly cause: RejectCause;
  readonly note: string;
  readonly by: string;
}

export interface Undone {
  readonly type: 'undone';
  readonly spec: string;
  /** The accept that was reverted. */
  readonly accept: string;
  readonly commit: string;
  readonly by: string;
}
