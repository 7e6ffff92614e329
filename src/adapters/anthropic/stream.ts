import type { HttpResponse } from './http.ts';
import { EventParser, type ServerSentEvent } from './sse.ts';
import { quote, Trouble } from './trouble.ts';

/** A JSON object of the stream, with its `type`; or a whole message, from a server that ignores `stream: true`. */
export interface WireEvent {
  readonly [key: string]: unknown;
  readonly type: string;
}

/**
 * The events of an answer, parsed, as many at a time as came together. What counts is how the body begins, not what
 * its content type says: `{` is one message as JSON, `<` somebody's web page, all else server-sent events. Throws
 * Trouble for what is none of these. Calls `onBytes` whenever something came.
 */
export async function* readEvents(
  response: HttpResponse,
  maxBytes: number,
  onBytes: () => void,
): AsyncGenerator<readonly WireEvent[]> {
  const parser = new EventParser();
  let opening: string | undefined;
  let bytes = 0;
  const json: Uint8Array[] = [];
  for await (const chunk of response.body) {
    onBytes();
    bytes += chunk.byteLength;
    if (bytes > maxBytes) throw tooLarge(maxBytes);
    opening ||= Buffer.from(chunk.subarray(0, 400)).toString().trimStart();
    if (opening.startsWith('<')) throw notTheApi(response, opening);
    if (opening.startsWith('{')) json.push(chunk);
    else yield parser.push(chunk).filter(isMeant).map(toEvent);
  }
  if (bytes === 0) throw new Trouble('malformed-reply', "the model's server sent an empty reply");
  if (json.length > 0) yield [toEvent({ name: '', data: new TextDecoder().decode(Buffer.concat(json)) })];
}

function isMeant({ name, data }: ServerSentEvent): boolean {
  return name !== 'ping' && data !== '[DONE]';
}

function tooLarge(maxBytes: number): Trouble {
  const message = `the reply is larger than ${Math.round(maxBytes / 1024 / 1024)} MB, and was given up`;
  return new Trouble('malformed-reply', message, { retry: false });
}

function toEvent({ name, data }: ServerSentEvent): WireEvent {
  let value: unknown;
  try {
    value = JSON.parse(data);
  } catch {
    throw new Trouble('malformed-reply', `the model's server sent what is not JSON: ${quote(data).slice(0, 100)}`);
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new Trouble('malformed-reply', "the model's server sent an event that is not a JSON object");
  }
  const type = 'type' in value && typeof value.type === 'string' ? value.type : name;
  // Some servers send an error without its type.
  return { ...value, type: type === '' && 'error' in value ? 'error' : type };
}

function notTheApi(response: HttpResponse, opening: string): Trouble {
  const title = quote(/<title>([^<]*)/i.exec(opening)?.[1] ?? '');
  const message = `a web page${title ? ` ('${title}')` : ''} came in place of a reply (content-type ${quote(response.headers.get('content-type') ?? 'not given').slice(0, 80)})`;
  return new Trouble('malformed-reply', message, {
    retry: false,
    mend: 'see that ANTHROPIC_BASE_URL names a server that speaks the Messages API, and that no proxy or log-in page is in between',
  });
}
