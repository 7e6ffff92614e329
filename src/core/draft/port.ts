import type { Limits } from '../asset.ts';
import type { Diagnostic } from '../diagnostic.ts';
import type { Diff, ModelChoice, Problem } from '../workbench.ts';
import type { DraftAsset, DraftEvent, DraftScope, DraftSource } from './events.ts';
import { assetNameOf } from './scope.ts';
import type { DraftState } from './state.ts';

/** All that can be done with drafts: changes to assets that a model proposes and a person accepts or discards. */
export interface Drafts {
  /** Starts a draft; it runs until there is something to decide about, or it can't go on. */
  start(request: DraftRequest, options: DraftOptions): Promise<RunningDraft | Problem>;
  /** Goes on with one that was cut off or reached a limit. Replies that were paid for are not asked for again. */
  resume(draft: string, options: DraftOptions): Promise<RunningDraft | Problem>;
  /** All drafts, newest first. */
  list(): Promise<readonly DraftSummary[]>;
  /** A draft by its id, by a unique beginning of it, or by what it is about, if one such waits. */
  find(reference: string): Promise<DraftSummary | Problem>;
  read(draft: string): Promise<DraftRecord | Problem>;
  /** Replaces texts of the draft's own files, as a person edited them; checks and tests it again. */
  edit(
    draft: string,
    texts: ReadonlyMap<string, string>,
    options: Pick<DraftOptions, 'allowNoSandbox'>,
    signal: AbortSignal,
  ): Promise<DraftRecord | Problem>;
  /** Writes the draft's files into the work tree, and nothing else. */
  accept(draft: string): Promise<AcceptedDraft | Problem>;
  discard(draft: string): Promise<{ readonly discarded: string } | Problem>;
}

/** What should be drafted. */
export type DraftRequest =
  | { readonly kind: 'skill'; readonly sessions: readonly string[]; readonly name: string | null }
  /** After a rejection or an objection. Without an asset, what the rejection gave as its cause; the spec after an objection. */
  | {
      readonly kind: 'improve';
      readonly session: string;
      readonly asset: DraftAsset | null;
      readonly name: string | null;
    }
  /** `number`: which of the session's open questions, from 1. `answer`: null for what the agent chose. */
  | { readonly kind: 'question'; readonly session: string; readonly number: number; readonly answer: string | null }
  | { readonly kind: 'absorb'; readonly spec: string };

export interface DraftOptions {
  readonly model: ModelChoice;
  readonly limits?: Partial<Limits>;
  readonly allowNoSandbox?: boolean;
}

export interface RunningDraft {
  readonly id: string;
  readonly state: DraftState;
  /** Every event from the draft's first, then those that come, to the last. */
  events(): AsyncIterable<DraftEvent>;
  interrupt(): void;
  /** Resolves when the log is closed. */
  readonly done: Promise<void>;
}

/** `waiting`: there is a proposal without a decision. `ended`: nothing was proposed that could be decided about. */
export type DraftStatus = 'running' | 'crashed' | 'waiting' | 'accepted' | 'discarded' | 'ended';

export interface DraftSummary {
  readonly id: string;
  readonly scope: DraftScope;
  readonly source: DraftSource;
  readonly status: DraftStatus;
  readonly startedAt: string;
  readonly model: string;
  /** One sentence: what the drafting came to. */
  readonly reason: string;
  /** False: its tests prove nothing. Null: not tested. */
  readonly tells: boolean | null;
  readonly files: readonly string[];
  readonly usd: number | null;
}

export interface DraftRecord {
  readonly summary: DraftSummary;
  readonly state: DraftState;
  readonly events: readonly DraftEvent[];
  /** Of the proposal, against what was there when it was made. */
  readonly diff: Diff;
}

export interface AcceptedDraft {
  readonly draft: string;
  readonly files: readonly string[];
  /** What validation says of the assets now. */
  readonly diagnostics: readonly Diagnostic[];
  /** Specs that the plan would regenerate now, of those that the draft is about; with the causes. */
  readonly plan: readonly { readonly spec: string; readonly causes: readonly string[] }[];
}

/** What a draft may use up unless told otherwise: `attempts` are proposals. */
export const DRAFT_LIMITS: Limits = { attempts: 4, minutes: 10, usd: 1, tokens: null };

/** The spec, or else the rule or skill, that a draft is about; null while the model has not named it. */
export function nameOfDraft({ scope, files }: Pick<DraftSummary, 'scope' | 'files'>): string | null {
  if (scope.asset === 'spec' || scope.asset === 'test') return scope.spec;
  const [first] = files;
  return scope.name ?? (first === undefined ? null : assetNameOf(first));
}

/** What a draft is about, in a few words. */
export function describeDraft({
  scope,
  source,
  files = [],
}: Pick<DraftSummary, 'scope' | 'source'> & Partial<Pick<DraftSummary, 'files'>>): string {
  const name = nameOfDraft({ scope, files });
  const named = name === null ? scope.asset : `${scope.asset === 'test' ? 'spec' : scope.asset} ${name}`;
  switch (source.kind) {
    case 'sessions':
      return `${named} from ${source.sessions.length === 1 ? 'a session' : `${source.sessions.length} sessions`}`;
    case 'rejection':
      return `${named} after a rejection (${source.cause})`;
    case 'question':
      return `${named} from an open question`;
    case 'objection':
      return `${named} after an objection`;
    case 'drift':
      return `${named} from drift`;
    default:
      return source satisfies never;
  }
}
