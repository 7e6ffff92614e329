import type { IncomingMessage } from 'node:http';

/** What the SDK and this adapter use of the Fetch standard's `Response`. */
export interface HttpResponse {
  readonly url: string;
  readonly status: number;
  /** A status of 200 to 299. */
  readonly ok: boolean;
  readonly headers: Headers;
  /** Can be read once; to stop reading closes the connection. */
  readonly body: AsyncIterable<Uint8Array>;
  /** The body of an error, cut where nobody would read on: one without end must not be waited for. */
  text(): Promise<string>;
}

export interface HttpRequest {
  readonly method?: string;
  readonly headers?: Headers;
  readonly body?: string;
  readonly signal?: AbortSignal;
}

const maxErrorBytes = 64 * 1024;

/**
 * Sends a request as `fetch` does, with the client of node:http. Node has another one for `fetch`, and loading that takes
 * as long as starting Node. Redirections are not followed: one would take the prompt, and with some servers the key, to
 * another host. Rejects with the system's own error.
 */
export async function sendRequest(url: string, init: HttpRequest): Promise<HttpResponse> {
  const { request } = await loadHttp(url);
  const { method = 'GET', headers = new Headers(), body, signal } = init;
  signal?.throwIfAborted();
  return new Promise((resolve, reject) => {
    const sent = request(url, { method, headers: { 'accept-encoding': 'identity', ...Object.fromEntries(headers) } });
    let answer: IncomingMessage | undefined;
    // Not by the option `signal`: that breaks a connection which has just become free again, where no one hears of it.
    const abort = (): void => {
      if (!answer?.readableEnded) (answer ?? sent).destroy(signal?.reason);
    };
    signal?.addEventListener('abort', abort, { once: true });
    sent.on('close', () => signal?.removeEventListener('abort', abort));
    sent.on('error', reject);
    sent.on('response', (message) => {
      answer = message;
      // Whoever reads the body hears of its errors there, and when nobody reads it they are nobody's.
      message.on('error', () => {});
      resolve(toResponse(url, message));
    });
    sent.end(body);
  });
}

/** Loads what a request to this URL needs. */
export async function loadHttp(url: string): Promise<Pick<typeof import('node:http'), 'request'>> {
  return url.startsWith('https:') ? import('node:https') : import('node:http');
}

function toResponse(url: string, answer: IncomingMessage): HttpResponse {
  const headers = new Headers();
  for (const [name, values = []] of Object.entries(answer.headersDistinct)) {
    for (const value of values) headers.append(name, value);
  }
  const status = answer.statusCode ?? 0;
  return { url, status, ok: status >= 200 && status < 300, headers, body: answer, text: () => readStart(answer) };
}

async function readStart(body: AsyncIterable<Uint8Array>): Promise<string> {
  const pieces: Uint8Array[] = [];
  let bytes = 0;
  for await (const piece of body) {
    pieces.push(piece);
    bytes += piece.byteLength;
    if (bytes > maxErrorBytes) break;
  }
  return Buffer.concat(pieces).toString('utf8', 0, maxErrorBytes);
}
