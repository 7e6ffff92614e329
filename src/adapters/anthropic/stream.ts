import type { ServerSentEvent } from '@anthropic-ai/sdk/core/streaming';
import { quote, Trouble } from './trouble.ts';

/** The SDK's reader of server-sent events: `Stream.rawEvents`. */
export type EventReader = (response: Response, controller: AbortController) => AsyncIterable<ServerSentEvent>;

/** A JSON object of the stream, with its `type`; or a whole message, from a server that ignores `stream: true`. */
export interface WireEvent {
  readonly [key: string]: unknown;
  readonly type: string;
}

export interface ReadOptions {
  readonly read: EventReader;
  readonly controller: AbortController;
  readonly maxBytes: number;
  /** Called as bytes arrive. */
  readonly onBytes: () => void;
}

/**
 * The events of an answer, parsed. What counts is how the body begins, not what its content type says: `{` is one
 * message as JSON, `<` somebody's web page, all else server-sent events. Throws Trouble for what is none of these.
 */
export async function* readEvents(response: Response, options: ReadOptions): AsyncGenerator<WireEvent> {
  const chunks = countBytes(response.body, options)[Symbol.asyncIterator]();
  const first = await chunks.next();
  if (first.done) throw new Trouble('malformed-reply', "the model's server sent an empty reply");
  const body = ReadableStream.from(chain(first.value, chunks));
  const opening = new TextDecoder().decode(first.value.subarray(0, 400)).trimStart();
  if (opening.startsWith('<')) throw notTheApi(response, opening);
  if (opening.startsWith('{')) {
    yield toEvent(await new Response(body).text());
    return;
  }
  for await (const { event, data } of options.read(new Response(body), options.controller)) {
    if (data && data !== '[DONE]' && event !== 'ping') yield toEvent(data, event);
  }
}

async function* countBytes(
  body: ReadableStream<Uint8Array> | null,
  { maxBytes, onBytes }: ReadOptions,
): AsyncGenerator<Uint8Array> {
  let bytes = 0;
  for await (const chunk of body ?? []) {
    onBytes();
    bytes += chunk.byteLength;
    if (bytes > maxBytes) {
      const message = `the reply is larger than ${Math.round(maxBytes / 1024 / 1024)} MB, and was given up`;
      throw new Trouble('malformed-reply', message, { retry: false });
    }
    if (chunk.byteLength > 0) yield chunk;
  }
}

async function* chain(first: Uint8Array, rest: AsyncIterator<Uint8Array>): AsyncGenerator<Uint8Array> {
  yield first;
  try {
    for (let next = await rest.next(); !next.done; next = await rest.next()) yield next.value;
  } finally {
    await rest.return?.();
  }
}

function toEvent(data: string, name: string | null = null): WireEvent {
  let value: unknown;
  try {
    value = JSON.parse(data);
  } catch {
    throw new Trouble('malformed-reply', `the model's server sent what is not JSON: ${quote(data).slice(0, 100)}`);
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new Trouble('malformed-reply', "the model's server sent an event that is not a JSON object");
  }
  const type = 'type' in value && typeof value.type === 'string' ? value.type : (name ?? '');
  // Some servers send an error without its type.
  return { ...value, type: type === '' && 'error' in value ? 'error' : type };
}

function notTheApi(response: Response, opening: string): Trouble {
  const title = quote(/<title>([^<]*)/i.exec(opening)?.[1] ?? '');
  const message = `a web page${title ? ` ('${title}')` : ''} came in place of a reply (content-type ${quote(response.headers.get('content-type') ?? 'not given').slice(0, 80)})`;
  return new Trouble('malformed-reply', message, {
    retry: false,
    mend: 'see that ANTHROPIC_BASE_URL names a server that speaks the Messages API, and that no proxy or log-in page is in between',
  });
}
