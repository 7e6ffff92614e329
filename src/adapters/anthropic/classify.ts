import type { ModelFailureCause } from '../../core/ports.ts';
import { quote, Trouble } from './trouble.ts';

/** What the SDK's errors have in common; those without a status never got an answer. */
interface SdkError extends Error {
  readonly status?: number | undefined;
  readonly headers?: Headers | undefined;
  readonly error?: unknown;
}

/** Turns whatever the SDK, fetch or the body's stream threw into the trouble that it is. `now` is in milliseconds. */
export function classify(error: unknown, host: string, started: boolean, now: number): Trouble {
  if (error instanceof Trouble) return error;
  const known: SdkError = error instanceof Error ? error : new Error(String(error));
  if (known.status !== undefined) return ofStatus(known.status, known, now);
  return ofConnection(known, host, started);
}

/** The trouble of an `error` object that came in a stream, or in an answer with status 200. */
export function ofErrorObject(body: unknown): Trouble {
  const { type, message } = readError(body);
  const cause = causeOfType(type) ?? 'server-error';
  return refine(cause, type ?? 'error', message);
}

function ofStatus(status: number, error: SdkError, now: number): Trouble {
  const { type, message } = readError(error.error);
  const said = message || quote(error.message.replace(/^\d{3} /, ''));
  const cause = causeOfStatus(status);
  const waitMs = readWait(error.headers, now);
  const retry = error.headers?.get('x-should-retry') !== 'false';
  return refine(cause, `HTTP ${status}${type ? ` ${type}` : ''}`, said, { waitMs, retry });
}

function causeOfStatus(status: number): ModelFailureCause {
  if (status === 401 || status === 403) return 'authentication';
  if (status === 402) return 'payment';
  if (status === 404) return 'not-found';
  if (status === 408 || status === 504) return 'timed-out';
  if (status === 413) return 'too-large';
  if (status === 429) return 'rate-limited';
  if (status === 529) return 'overloaded';
  return status >= 500 || status === 409 ? 'server-error' : 'invalid-request';
}

function causeOfType(type: string | undefined): ModelFailureCause | undefined {
  switch (type) {
    case 'overloaded_error':
      return 'overloaded';
    case 'rate_limit_error':
      return 'rate-limited';
    case 'timeout_error':
      return 'timed-out';
    case 'authentication_error':
    case 'permission_error':
      return 'authentication';
    case 'billing_error':
      return 'payment';
    case 'not_found_error':
      return 'not-found';
    case 'request_too_large':
      return 'too-large';
    case 'invalid_request_error':
      return 'invalid-request';
    default:
      return undefined;
  }
}

/** Servers tell some causes only in words. */
function refine(
  cause: ModelFailureCause,
  label: string,
  said: string,
  { waitMs, retry = true }: { waitMs?: number | undefined; retry?: boolean } = {},
): Trouble {
  const message = `the model's server answered ${label}${said ? `: ${said}` : ''}`;
  if (cause === 'invalid-request' || cause === 'server-error') {
    const tooLong = /prompt is too long|too many (input )?tokens|context (length|window|size)|exceeds? the .*context/i;
    if (tooLong.test(said)) return new Trouble('too-large', message);
    if (/credit balance|billing/i.test(said)) return new Trouble('payment', message);
  }
  return new Trouble(cause, message, { waitMs, ...(retry ? {} : { retry: false }) });
}

function ofConnection(error: SdkError, host: string, started: boolean): Trouble {
  const chain = [...causes(error)];
  const code = chain.map(({ code }) => code).find((code) => typeof code === 'string') ?? '';
  if (error.name === 'APIConnectionTimeoutError' || /TIMEOUT|ETIMEDOUT/.test(code)) {
    return new Trouble('timed-out', `${host} did not answer in time${code ? ` (${code})` : ''}`);
  }
  const said = quote(code || chain.at(-1)?.message || error.message);
  if (started) return new Trouble('cut-off', `the connection to ${host} broke off within the reply (${said})`);
  if (/CERT|SELF_SIGNED|ERR_TLS|ERR_SSL|UNABLE_TO_VERIFY/.test(code)) {
    const mend = `let Node trust the certificate (NODE_EXTRA_CA_CERTS), or correct ANTHROPIC_BASE_URL`;
    return new Trouble('unreachable', `the certificate of ${host} is not trusted (${said})`, { mend, retry: false });
  }
  return new Trouble('unreachable', `can't reach ${host} (${said})`);
}

function* causes(error: unknown): Generator<{ code?: unknown; message: string }> {
  let current = error;
  for (let depth = 0; depth < 8 && current instanceof Error; depth++) {
    yield current;
    current = current.cause ?? (current instanceof AggregateError ? current.errors[0] : undefined);
  }
}

/** Takes both `{ error: { type, message } }` and the bare inner object, and gateways' `{ error: "words" }`. */
function readError(body: unknown): { type: string | undefined; message: string } {
  if (typeof body === 'string') return { type: undefined, message: quote(body) };
  if (typeof body !== 'object' || body === null) return { type: undefined, message: '' };
  const inner = 'error' in body ? body.error : body;
  if (typeof inner === 'string') return { type: undefined, message: quote(inner) };
  if (typeof inner !== 'object' || inner === null) return { type: undefined, message: '' };
  return {
    type: 'type' in inner && typeof inner.type === 'string' ? quote(inner.type).slice(0, 60) : undefined,
    message: 'message' in inner && typeof inner.message === 'string' ? quote(inner.message) : '',
  };
}

/** `retry-after-ms`, else `retry-after` in seconds or as a date. Undefined when absent, unreadable or past. */
function readWait(headers: Headers | undefined, now: number): number | undefined {
  const ms = Number.parseFloat(headers?.get('retry-after-ms') ?? '');
  if (ms > 0) return ms;
  const after = headers?.get('retry-after') ?? '';
  const wait = /^\s*\d/.test(after) && !after.includes(':') ? Number.parseFloat(after) * 1000 : Date.parse(after) - now;
  return wait > 0 ? wait : undefined;
}
