import type { TotalLimit } from './events.ts';
import type { FileSet, Model } from './ports.ts';
import type { TestReport } from './report.ts';
import type { State } from './state.ts';
import type { ToolCall } from './tools.ts';

/** What the loop needs besides the model. */
export interface BuildPorts {
  readonly model: Model;
  readonly workspace: Workspace;
  readonly attempts: Attempts;
  readonly proofs: Proofs;
  readonly clock: { now(): number };
  /** What all sessions of a run may spend together; null: no such limit. `limit` says of what: dollars unless said. */
  readonly budget: { spent(): number; readonly allowed: number; readonly limit?: TotalLimit } | null;
}

/** The session as its log tells it, kept up to date by whoever appends to the log. */
export interface Session {
  readonly state: State;
  /** Resolves when an event came from outside the loop: a message, a pause's end. */
  changed(signal: AbortSignal): Promise<void>;
}

/** The calls that act on files. The others are the loop's own. */
export type WorkspaceCall = Extract<ToolCall, { name: 'read' | 'write' | 'edit' | 'bash' | 'read_skill' }>;

/** The folder that the agent works in. */
export interface Workspace {
  /**
   * Carries out a call. With the id of a call that was cut off by a crash, first puts the outputs back to what they
   * were before it.
   */
  use(id: string, call: WorkspaceCall, signal: AbortSignal): Promise<ToolResult>;
  /** Reads the outputs as they are; takes away what was written elsewhere. */
  snapshot(): Promise<Snapshot>;
  /** Replaces the outputs. */
  restore(files: FileSet): Promise<void>;
}

export interface ToolResult {
  /** For the model: cleaned and bounded. */
  readonly text: string;
  readonly isError: boolean;
}

export interface Snapshot {
  readonly files: FileSet;
  /** Of paths, modes and contents. */
  readonly digest: string;
  /** Paths outside the outputs that were taken away. */
  readonly undone: readonly string[];
  /** What in the outputs can't be kept, in sentences. */
  readonly findings: readonly string[];
}

/** Where attempts are kept: commits on a ref of the session's own. */
export interface Attempts {
  /**
   * Commits the outputs on top of the attempt before. The same arguments give the same commit. Refused, in sentences,
   * where a commit can't hold them.
   */
  commit(
    attempt: number,
    previous: string | null,
    files: FileSet,
  ): Promise<CommittedFiles | { readonly refused: readonly string[] }>;
  /** The outputs of an attempt, read back from its commit. */
  files(commit: string): Promise<FileSet>;
}

export interface CommittedFiles {
  readonly commit: string;
  readonly added: number;
  readonly removed: number;
  readonly files: number;
}

/** Runs what decides, always in a fresh folder with the spec's pristine files. */
export interface Proofs {
  /** `seen`: names of tests that earlier runs reported, and that must not vanish. */
  tests(files: FileSet, seen: readonly string[], signal: AbortSignal): Promise<TestReport>;
  /**
   * Tests again, holdout tests, rule checks, the contract's check; in this order. Begins at once, before anything is
   * read. `seen` may still be in the making: it is awaited when it is needed.
   */
  verify(files: FileSet, seen: readonly string[] | Promise<readonly string[]>, signal: AbortSignal): Verification;
}

export interface Verification extends AsyncIterable<Proof> {
  /** Resolves when nothing of what has begun runs any more. */
  settled(): Promise<void>;
}

export interface Proof {
  /** `tests`, `holdout`, `contract`, `rule <name>`. */
  readonly step: string;
  readonly ok: boolean;
  readonly report?: TestReport;
  /** Output of a check that failed; cleaned and bounded. */
  readonly detail?: string;
  readonly ms: number;
}
