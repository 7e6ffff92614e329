import { stripVTControlCharacters } from 'node:util';
import type { ModelFailureCause } from '../../core/ports.ts';

/** Why a try gave no reply. Thrown and caught within this adapter; callers see `retry` and `failure` events. */
export class Trouble extends Error {
  readonly failure: ModelFailureCause;
  readonly mend: string;
  readonly retry: boolean;
  /** What the endpoint asked to wait, in milliseconds. */
  readonly waitMs: number | undefined;

  constructor(
    failure: ModelFailureCause,
    message: string,
    options: { mend?: string | undefined; retry?: boolean; waitMs?: number | undefined } = {},
  ) {
    super(message);
    this.failure = failure;
    this.mend = options.mend ?? mends[failure];
    this.retry = options.retry ?? retryable.has(failure);
    this.waitMs = options.waitMs;
  }
}

const retryable: ReadonlySet<ModelFailureCause> = new Set([
  'overloaded',
  'rate-limited',
  'unreachable',
  'cut-off',
  'timed-out',
  'server-error',
  'malformed-reply',
]);

const mends: Readonly<Record<ModelFailureCause, string>> = {
  overloaded: 'wait a few minutes and resume the session, or choose another model with --model',
  'rate-limited':
    'wait until the limit is free again and resume the session, or run fewer sessions at a time with --jobs',
  unreachable: 'check the network and ANTHROPIC_BASE_URL, then resume the session',
  'cut-off': 'check the network, then resume the session',
  'timed-out': 'resume the session; if the server is slow by nature, give it a smaller model or prompt',
  authentication: 'set ANTHROPIC_API_KEY (or ANTHROPIC_AUTH_TOKEN) to a key that may use this model',
  payment: "add credit or raise the spending limit in the account's console, then resume the session",
  'not-found': "name a model that the server has with --model, and see that ANTHROPIC_BASE_URL ends before '/v1'",
  'too-large': 'shorten the spec, its tests or what it includes; or choose a model with a larger context with --model',
  'invalid-request':
    'choose another model or effort with --model and --effort; if that is no help, report this as a bug',
  'server-error': 'wait a few minutes and resume the session',
  'malformed-reply': 'see that ANTHROPIC_BASE_URL names a server that speaks the Messages API, then resume the session',
  'not-recorded': 'record the session anew',
  interrupted: 'resume the session to go on',
};

/** Text of a server, for a message: one line, without escape sequences, at most 500 characters. */
export function quote(text: string): string {
  const line = stripVTControlCharacters(text.slice(0, 4000))
    .replace(/[\s\p{Cc}\p{Cf}]+/gu, ' ')
    .trim();
  return line.length > 500 ? `${line.slice(0, 500)}…` : line;
}
