import type { Anthropic } from '@anthropic-ai/sdk';
import type { RequestBody } from './body.ts';
import { anthropicUrl, type Endpoint, isAnthropic } from './endpoint.ts';
import { type HttpResponse, loadHttp, sendRequest } from './http.ts';

/** The SDK, loaded when it is first needed. */
export interface Transport {
  /** Never throws. */
  preload(): Promise<void>;
  /** The answer when it begins, with a status of 200 to 299. Throws the SDK's errors. */
  send(body: RequestBody, idempotencyKey: string, signal: AbortSignal): Promise<HttpResponse>;
  /** Where requests go, for messages. */
  readonly host: string;
}

export function createTransport(endpoint: Endpoint, timeoutMs: number): Transport {
  let loading: Promise<Anthropic> | undefined;
  const load = () => {
    loading ??= connect(endpoint, timeoutMs);
    return loading;
  };
  const baseUrl = endpoint.baseUrl ?? anthropicUrl;
  return {
    host: URL.parse(baseUrl)?.host ?? 'the server',
    async preload() {
      await Promise.allSettled([load(), loadHttp(baseUrl)]);
    },
    async send(body, idempotencyKey, signal) {
      const client = await load();
      // Text with its type goes through as it is; with anything else the SDK would look whether it is a form to upload.
      const headers = { 'Idempotency-Key': idempotencyKey, 'Content-Type': 'application/json' };
      // `post`, because `messages.create` writes warnings about old models to the terminal.
      return client
        .post('/v1/messages', { body: JSON.stringify(body), headers, signal, stream: true })
        .asResponse() as Promise<unknown> as Promise<HttpResponse>;
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
    fetch: sendRequest as unknown as typeof fetch,
  });
}
