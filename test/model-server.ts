import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { TestContext } from 'node:test';
import { type AnthropicOptions, anthropicModel } from '../src/adapters/anthropic/index.ts';
import { createPrices } from '../src/adapters/prices/index.ts';
import type { Model, ModelEvent, ModelRequest } from '../src/core/ports.ts';

export interface Received {
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
  readonly path: string;
}
export type Answer = (response: ServerResponse, received: Received) => void;

export interface ModelServer {
  readonly url: string;
  readonly received: Received[];
  /** Waits that were asked for; none is really waited. */
  readonly waits: number[];
  model(options?: Partial<AnthropicOptions>): ReturnType<typeof anthropicModel>;
}

/** A real server on the loopback interface that gives one answer a request; the last one again when they run out. */
export async function startModelServer(t: TestContext, answers: readonly Answer[]): Promise<ModelServer> {
  const received: Received[] = [];
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const { headers, url: path = '' } = request;
    const entry = { headers, path, body: Buffer.concat(chunks).toString() };
    received.push(entry);
    answers[Math.min(received.length, answers.length) - 1]?.(response, entry);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  t.after(() => {
    server.closeAllConnections();
    server.close();
  });
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const waits: number[] = [];
  const sleep = async (ms: number) => void waits.push(ms);
  const prices = createPrices();
  return {
    url,
    received,
    waits,
    model: (options) => anthropicModel({ model: 'claude-opus-5-5', baseUrl: url, prices, sleep, ...options }),
  };
}

export const question: ModelRequest = {
  turn: 1,
  idempotencyKey: 'session-1-1',
  system: ['You write code.', 'The spec.'],
  tools: [{ name: 'write', description: 'Writes a file.', input_schema: { type: 'object' } }],
  messages: [{ role: 'user', content: [{ type: 'text', text: 'Begin.' }] }],
  maxTokens: 1000,
};

export async function ask(
  model: Model,
  request: ModelRequest = question,
  signal = new AbortController().signal,
): Promise<ModelEvent[]> {
  const events: ModelEvent[] = [];
  for await (const event of model.reply(request, signal)) events.push(event);
  return events;
}

/** Answers with server-sent events, and ends. */
export function sse(...events: readonly object[]): Answer {
  return raw('text/event-stream', events.map(toSse).join(''));
}

export function raw(type: string, body: string, status = 200, headers: Record<string, string> = {}): Answer {
  return (response) => void response.writeHead(status, { 'content-type': type, ...headers }).end(body);
}

export function httpError(status: number, type: string, message: string, headers: Record<string, string> = {}): Answer {
  return raw('application/json', JSON.stringify({ type: 'error', error: { type, message } }), status, headers);
}

export function toSse(event: object): string {
  const name = 'type' in event ? `event: ${event.type}\n` : '';
  return `${name}data: ${JSON.stringify(event)}\n\n`;
}

export const start = (message: object = { usage: { input_tokens: 10, output_tokens: 1 } }) => ({
  type: 'message_start',
  message: { id: 'msg_1', type: 'message', role: 'assistant', model: 'claude-opus-5-5', content: [], ...message },
});
export const open = (index: number, content_block: object) => ({ type: 'content_block_start', index, content_block });
export const delta = (index: number, change: object) => ({ type: 'content_block_delta', index, delta: change });
export const close = (index: number) => ({ type: 'content_block_stop', index });
export const end = (stop_reason: string | null, usage: object | undefined = { output_tokens: 5 }) => ({
  type: 'message_delta',
  delta: { stop_reason },
  usage,
});
export const stop = { type: 'message_stop' };

export const text = (index: number, ...pieces: string[]) => [
  open(index, { type: 'text', text: '' }),
  ...pieces.map((piece) => delta(index, { type: 'text_delta', text: piece })),
  close(index),
];
export const call = (index: number, id: string | undefined, name: string, ...json: string[]) => [
  open(index, { type: 'tool_use', id, name, input: {} }),
  ...json.map((partial_json) => delta(index, { type: 'input_json_delta', partial_json })),
  close(index),
];

/** Text and a tool call, in every detail as the endpoint sends them. */
export const goodEvents = [
  start(),
  { type: 'ping' },
  ...text(0, 'Hello', ' world'),
  ...call(1, 'toolu_1', 'write', '{"path":', '"a.js"}'),
  end('tool_use'),
  stop,
];
export const goodContent = [
  { type: 'text', text: 'Hello world' },
  { type: 'tool_use', id: 'toolu_1', name: 'write', input: { path: 'a.js' } },
];
