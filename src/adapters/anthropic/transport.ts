import type { Anthropic } from '@anthropic-ai/sdk';
import type { RequestBody } from './body.ts';
import { anthropicUrl, type Endpoint, isAnthropic } from './endpoint.ts';

/** The SDK, loaded when it is first needed: 200 ms that `regent --version` doesn't pay. */
export interface Transport {
  /** Never throws. */
  preload(): Promise<void>;
  /** The answer when it begins, with a status of 200 to 299. Throws the SDK's errors. */
  send(body: RequestBody, idempotencyKey: string, signal: AbortSignal): Promise<Response>;
  /** Where requests go, for messages. */
  readonly host: string;
}

/** Enough for any error that is meant to be read. */
const maxErrorBytes = 64 * 1024;

export function createTransport(endpoint: Endpoint, timeoutMs: number): Transport {
  let loading: Promise<Anthropic> | undefined;
  const load = () => {
    loading ??= connect(endpoint, timeoutMs);
    return loading;
  };
  return {
    host: URL.parse(endpoint.baseUrl ?? anthropicUrl)?.host ?? 'the server',
    async preload() {
      // Node loads its HTTP client with the first `fetch`, which takes as long as the SDK; a data URL sends nothing.
      await Promise.allSettled([load(), fetch('data:,')]);
    },
    async send(body, idempotencyKey, signal) {
      const client = await load();
      const headers = { 'Idempotency-Key': idempotencyKey };
      // `post`, because `messages.create` writes warnings about old models to the terminal.
      return client.post('/v1/messages', { body, headers, signal, stream: true }).asResponse();
    },
  };
}

async function connect(endpoint: Endpoint, timeoutMs: number): Promise<Anthropic> {
  const { Anthropic } = await import('@anthropic-ai/sdk');
  const baseURL = endpoint.baseUrl ?? anthropicUrl;
  const { apiKey = endpoint.authToken ? undefined : 'none', authToken } = endpoint;
  return new Anthropic({
    baseURL,
    // One of the two, so that the SDK looks for credentials nowhere else.
    ...(apiKey === undefined ? { authToken } : { apiKey }),
    // Servers that follow the protocol's first version look for the key here.
    ...(apiKey === undefined || isAnthropic(new URL(baseURL)) ? {} : { defaultHeaders: { 'x-api-key': apiKey } }),
    maxRetries: 0,
    // Silence is watched within the reply too, by the caller and a little sooner.
    timeout: timeoutMs + 1000,
    logLevel: 'off',
    openTelemetry: false,
    // A redirection would take the prompt, and with some servers the key, to another host.
    fetchOptions: { redirect: 'manual' },
    fetch: fetchWithShortErrors,
  });
}

/** The SDK reads an error's body as a whole, so one without end must be cut here. */
async function fetchWithShortErrors(input: string | URL | Request, init?: RequestInit): Promise<Response> {
  const response = await fetch(input, init);
  if (response.ok || !response.body) return response;
  const pieces: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of response.body) {
    pieces.push(chunk);
    bytes += chunk.byteLength;
    if (bytes > maxErrorBytes) break;
  }
  const { status, headers } = response;
  return new Response(Buffer.concat(pieces).subarray(0, maxErrorBytes), { status, headers });
}
