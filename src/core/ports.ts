/** What the core needs from the outside world. Each port belongs to its caller and stays as small as the caller's need. */

/** The model: one method. A conversation is sent whole each time; what comes back is a stream of values. */
export interface Model {
  /** The name that goes into the log and the price table, such as `claude-opus-5-5`. */
  readonly name: string;
  /** `recorded` when the replies come from a session's log; shown wherever the model's words are shown. */
  readonly kind: 'live' | 'recorded';
  /**
   * Streams one reply. Ends with exactly one `reply` or `failure`; every expected outcome (overload, refusal, a cut
   * stream, an abort) is a value, and only a bug throws.
   */
  reply(request: ModelRequest, signal: AbortSignal): AsyncIterable<ModelEvent>;
}

export interface ModelRequest {
  /** 1 for a session's first request; the recorded model answers by it. */
  readonly turn: number;
  /** The same for every try of the same request, so that a gateway can recognise a repetition. */
  readonly idempotencyKey: string;
  /** Text blocks; the first is the same for all sessions of a project. A cache breakpoint goes after each. */
  readonly system: readonly string[];
  readonly tools: readonly ToolDefinition[];
  readonly messages: readonly Message[];
  readonly maxTokens: number;
  readonly effort?: string | undefined;
}

export interface ToolDefinition {
  readonly name: string;
  readonly description: string;
  /** JSON Schema of an object. */
  readonly input_schema: Readonly<Record<string, unknown>>;
}

export type Message =
  | { readonly role: 'user'; readonly content: readonly UserBlock[] }
  | { readonly role: 'assistant'; readonly content: readonly ReplyBlock[] };

export type UserBlock =
  | { readonly type: 'text'; readonly text: string }
  | {
      readonly type: 'tool_result';
      readonly tool_use_id: string;
      readonly content: string;
      readonly is_error?: boolean;
    };

/** A block of a reply. Blocks of other types (thinking, …) are kept and sent back just as they came, in `raw`. */
export type ReplyBlock = TextBlock | ToolUseBlock | OpaqueBlock;
export interface TextBlock {
  readonly type: 'text';
  readonly text: string;
}
export interface ToolUseBlock {
  readonly type: 'tool_use';
  readonly id: string;
  readonly name: string;
  /** Parsed JSON, unchecked. `{}` when what came was not JSON: then `malformed` holds what came. */
  readonly input: unknown;
  readonly malformed?: string;
}
export interface OpaqueBlock {
  readonly type: 'opaque';
  readonly raw: Readonly<Record<string, unknown>>;
}

export type StopReason = 'end_turn' | 'tool_use' | 'max_tokens' | 'refusal' | 'pause_turn' | 'context_full';

/** Tokens of one reply. `input` excludes what the cache served or stored. */
export interface Usage {
  readonly input: number;
  readonly cacheRead: number;
  readonly cacheWrite: number;
  readonly output: number;
}

export interface Reply {
  readonly content: readonly ReplyBlock[];
  readonly stop: StopReason;
  readonly usage: Usage;
  /** The model that answered, as the endpoint names it. */
  readonly model: string;
  /** US dollars; null when the model is not in the price table. */
  readonly usd: number | null;
}

export type ModelEvent =
  | { readonly type: 'text'; readonly text: string }
  /** A tool call has begun to stream in. */
  | { readonly type: 'tool'; readonly name: string }
  | {
      readonly type: 'retry';
      readonly cause: ModelFailureCause;
      readonly message: string;
      readonly waitMs: number;
      readonly tries: number;
    }
  | { readonly type: 'reply'; readonly reply: Reply }
  | { readonly type: 'failure'; readonly cause: ModelFailureCause; readonly message: string; readonly mend: string };

export type ModelFailureCause =
  | 'overloaded'
  | 'rate-limited'
  | 'unreachable'
  | 'cut-off'
  | 'timed-out'
  | 'authentication'
  | 'payment'
  | 'not-found'
  | 'too-large'
  | 'invalid-request'
  | 'server-error'
  | 'malformed-reply'
  | 'not-recorded'
  | 'interrupted';

/** Runs a command in a sandbox: no network, a clean environment, limits, and a folder that is all it can change. */
export interface Sandbox {
  readonly name: 'bubblewrap' | 'sandbox-runtime' | 'none';
  /** Where the command sees `folder`: `/workspace` under bubblewrap, the folder itself elsewhere. */
  inside(folder: string): string;
  /** Never throws for what the command does; a sandbox that can't be set up is the `failed` ending. */
  run(request: SandboxRequest, signal: AbortSignal): Promise<SandboxResult>;
}

export interface SandboxRequest {
  /** Run by `sh -c` in the folder. */
  readonly command: string;
  /** Have bash run the command where there is one: for words that were written for it. */
  readonly bash?: boolean;
  /** Absolute host path of the workspace's root. Writable, but for `readOnly` and `links`. */
  readonly folder: string;
  /**
   * Paths below the folder, relative, of files and folders that can't be changed, moved, replaced or shadowed, nor
   * their ancestors moved. Those that do not exist are ignored.
   */
  readonly readOnly: readonly string[];
  /** Host folders shown read-only at a path below the folder (dependency folders such as node_modules). */
  readonly links: readonly { readonly from: string; readonly at: string }[];
  /** Absolute host folder that the command sees, writable, as `$REPORT_DIR`. */
  readonly reportDir?: string | undefined;
  readonly network?: boolean;
  /**
   * Paths of the code under test, relative to the folder or absolute inside; a folder stands for all below it. Such
   * code, imported by a test, can't end the test's process: that becomes exit code 86 and a line on stderr.
   */
  readonly guardExits?: readonly string[];
  /** Further variables of the command's environment. */
  readonly env?: Readonly<Record<string, string>>;
  /** Is given stdout as it comes, in pieces; hostile until cleaned. */
  readonly onOutput?: (piece: string) => void;
  readonly limits: SandboxLimits;
}

export interface SandboxLimits {
  readonly seconds: number;
  /** Of the whole process tree. */
  readonly memoryMb: number;
  readonly processes: number;
  /** The largest file that may be written. */
  readonly fileMb: number;
  /** Of stdout and of stderr each; the tree is killed when one goes over. */
  readonly outputKb: number;
}

export interface SandboxResult {
  readonly ending: SandboxEnding;
  /** Decoded as UTF-8, unsanitised: hostile until cleaned. At most `outputKb`. */
  readonly stdout: string;
  readonly stderr: string;
  readonly ms: number;
}

export type SandboxEnding =
  | { readonly kind: 'exited'; readonly code: number }
  | { readonly kind: 'killed'; readonly signal: string }
  | { readonly kind: 'timed-out'; readonly seconds: number }
  | {
      readonly kind: 'over-limit';
      readonly limit: 'memory' | 'processes' | 'output' | 'disk';
      readonly allowed: string;
    }
  | { readonly kind: 'interrupted' }
  | { readonly kind: 'failed'; readonly message: string; readonly mend: string };

/** One file of an artefact or an asset: git's two modes, and the bytes. */
export interface FileContent {
  readonly mode: '100644' | '100755';
  readonly bytes: Uint8Array;
}
/** Repository-relative path with forward slashes → content. */
export type FileSet = ReadonlyMap<string, FileContent>;
