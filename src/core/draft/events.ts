import type { Limits } from '../asset.ts';
import type { LimitReached, ModelAsked, ModelFailed, ModelReplied, ModelRetry, RejectCause, Stamp } from '../events.ts';
import type { ToolDefinition, Usage } from '../ports.ts';
import type { TestReport } from '../report.ts';

/**
 * The events of a draft: a change to assets that a model proposes and a person accepts or discards. The log has the form
 * of a session's, in a folder of its own; the stamp's `session` is the draft's id. docs/events.md describes each.
 */
export type DraftEvent = DraftEventBody & Stamp;

export type DraftEventBody =
  | DraftStarted
  | DraftOpened
  | DraftResumed
  | ModelAsked
  | ModelRetry
  | ModelReplied
  | ModelFailed
  | DraftRefused
  | DraftProposed
  | DraftTested
  | DraftTold
  | LimitReached
  | DraftEnded
  | DraftEdited
  | DraftAccepted
  | DraftDiscarded;

/** What kind of asset a draft changes. `spec` and `test` may both change requirements and tests of one spec. */
export type DraftAsset = 'spec' | 'test' | 'rule' | 'skill';

/** What a draft is made from. */
export type DraftSource =
  | { readonly kind: 'sessions'; readonly sessions: readonly string[] }
  | {
      readonly kind: 'rejection';
      readonly session: string;
      readonly attempt: number;
      readonly cause: RejectCause;
      readonly note: string;
    }
  | {
      readonly kind: 'question';
      readonly session: string;
      readonly attempt: number;
      /** Which of the session's open questions, from 1. */
      readonly number: number;
      readonly question: string;
      /** What the requirement is to say; null: what the agent chose. */
      readonly answer: string | null;
    }
  | {
      readonly kind: 'objection';
      readonly session: string;
      /** A requirement's id, or null. */
      readonly requirement: string | null;
      readonly question: string;
      readonly evidence: string;
    }
  | { readonly kind: 'drift'; readonly files: readonly string[] };

/** All that a draft may change. */
export interface DraftScope {
  readonly asset: DraftAsset;
  /** The spec that it is about; null for a skill made from sessions of several specs. */
  readonly spec: string | null;
  /** Of the skill or the rule; null: a new one, which the model names. */
  readonly name: string | null;
}

export interface DraftStarted {
  readonly type: 'draft-started';
  /** Version of the log's format. */
  readonly version: 1;
  readonly regent: string;
  readonly source: DraftSource;
  readonly scope: DraftScope;
  readonly model: string;
  readonly modelKind: 'live' | 'recorded';
  /** The model's price is not known, so no limit on dollars can be held. */
  readonly unpriced?: true;
  readonly effort?: string;
  readonly maxTokens: number;
  /** `attempts` are proposals. */
  readonly limits: Limits;
  /** Null where nothing is run. */
  readonly sandbox: string | null;
}

/** The conversation's beginning, as it was sent. */
export interface DraftOpened {
  readonly type: 'draft-opened';
  readonly system: readonly string[];
  readonly tools: readonly ToolDefinition[];
  readonly opening: string;
}

export interface DraftResumed {
  readonly type: 'draft-resumed';
  readonly limits: Limits;
  readonly model: string;
  readonly modelKind: 'live' | 'recorded';
  readonly maxTokens: number;
  /** What had to be mended first, in sentences. */
  readonly repairs: readonly string[];
}

/** A proposal that is no valid change: the model is told why. */
export interface DraftRefused {
  readonly type: 'draft-refused';
  /** The call that proposed it. */
  readonly call: string;
  readonly problems: readonly string[];
}

/** One file of a draft: what it holds now, and what it would hold. */
export interface DraftFile {
  readonly path: string;
  /** Null: there is no such file. */
  readonly before: string | null;
  readonly after: string;
}

/** A valid proposal. Without files: the model says that nothing should change. */
export interface DraftProposed {
  readonly type: 'draft-proposed';
  readonly call: string;
  readonly files: readonly DraftFile[];
  readonly reason: string;
  /** What a reader should know: characters that were taken out, tests that are gone. Sentences. */
  readonly notes: readonly string[];
}

/** What the drafted tests, or the drafted rule's check, did with code that is there. */
export interface DraftTested {
  readonly type: 'draft-tested';
  readonly proof: DraftProof;
}

export interface DraftProof {
  /** False: the draft's tests prove nothing, and `says` tells why. */
  readonly tells: boolean;
  /** One sentence. */
  readonly says: string;
  readonly runs: readonly DraftRun[];
  readonly ms: number;
}

export interface DraftRun {
  /** What the tests ran on: `the rejected candidate`, `the code as it is`, `missing code`, … */
  readonly on: string;
  /** How it should end for the draft to tell something; null where a person has to judge. */
  readonly wanted: 'passes' | 'fails' | null;
  readonly passes: boolean;
  /** One line. */
  readonly says: string;
  /** Of the spec's tests with the draft's; holdout tests are never among them. */
  readonly report?: TestReport;
  /** Names of the tests that are the draft's own. */
  readonly drafted?: readonly string[];
  /** Output of a rule's check; cleaned and bounded. */
  readonly detail?: string;
}

/** Regent's words to the model; with a call, that call's result. */
export interface DraftTold {
  readonly type: 'draft-told';
  readonly call: string | null;
  readonly text: string;
  readonly isError: boolean;
}

/** `ready`: there is a proposal to decide about. `nothing`: the model says that nothing should change. */
export type DraftOutcome = 'ready' | 'nothing' | 'limit' | 'interrupted' | 'failed';

/** The drafting's last event; what a person does with the draft follows. */
export interface DraftEnded {
  readonly type: 'draft-ended';
  readonly outcome: DraftOutcome;
  readonly reason: string;
  readonly next: string;
  readonly turns: number;
  readonly usage: Usage;
  readonly usd: number | null;
  readonly minutes: number;
}

/** A person changed the draft's files. */
export interface DraftEdited {
  readonly type: 'draft-edited';
  readonly files: readonly DraftFile[];
  readonly notes: readonly string[];
  readonly by: string;
}

/** The draft's files were written into the work tree. */
export interface DraftAccepted {
  readonly type: 'draft-accepted';
  readonly files: readonly string[];
  readonly by: string;
}

export interface DraftDiscarded {
  readonly type: 'draft-discarded';
  readonly by: string;
}
