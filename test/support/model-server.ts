import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A block of a scripted reply; ids are filled in. */
export type Block = { type: 'text'; text: string } | { type: 'tool_use'; name: string; input: unknown };

/** One scripted answer: blocks, or a function that answers for itself. */
export type Reply = readonly Block[] | ((request: RequestBody, response: ServerResponse) => readonly Block[] | null);

export interface RequestBody {
  readonly model: string;
  readonly system: unknown;
  readonly tools: readonly { name: string; input_schema: unknown }[];
  readonly messages: readonly { role: string; content: unknown }[];
}

export interface ModelServer {
  readonly url: string;
  /** What was asked, in order: raw bytes as text. */
  readonly requests: readonly string[];
  /** What the product needs in its environment to ask this server. */
  readonly env: Record<string, string>;
  close(): Promise<void>;
}

/**
 * A model that says what it is told to: the nth request gets the nth reply. It speaks the Messages API over HTTP, so
 * that everything else is real. Beyond the script it ends its turn.
 */
export async function scriptModel(replies: readonly Reply[]): Promise<ModelServer> {
  const requests: string[] = [];
  const server = createServer(async (request, response) => {
    let body = '';
    for await (const chunk of request) body += chunk;
    requests.push(body);
    const turn = requests.length;
    const parsed = JSON.parse(body) as RequestBody;
    const reply = replies[turn - 1] ?? [{ type: 'text', text: 'Done.' }];
    const blocks = typeof reply === 'function' ? reply(parsed, response) : reply;
    if (blocks) sendReply(response, parsed.model, turn, blocks);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  // A test that fails before it closes this must not keep the whole suite from ending.
  server.unref();
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    url,
    requests,
    env: { ANTHROPIC_BASE_URL: url, ANTHROPIC_API_KEY: 'scripted' },
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}

/** Streams a reply as the Messages API does. */
export function sendReply(response: ServerResponse, model: string, turn: number, blocks: readonly Block[]): void {
  const stop = blocks.some((block) => block.type === 'tool_use') ? 'tool_use' : 'end_turn';
  const usage = { input_tokens: 1000, output_tokens: 100, cache_read_input_tokens: 0, cache_creation_input_tokens: 0 };
  const events: object[] = [
    {
      type: 'message_start',
      message: { id: `msg_${turn}`, type: 'message', role: 'assistant', model, content: [], stop_reason: null, usage },
    },
  ];
  for (const [index, block] of blocks.entries()) {
    const isText = block.type === 'text';
    const start = isText
      ? { type: 'text', text: '' }
      : { type: 'tool_use', id: `toolu_${turn}_${index}`, name: block.name, input: {} };
    const delta = isText
      ? { type: 'text_delta', text: block.text }
      : { type: 'input_json_delta', partial_json: JSON.stringify(block.input) };
    events.push(
      { type: 'content_block_start', index, content_block: start },
      { type: 'content_block_delta', index, delta },
      { type: 'content_block_stop', index },
    );
  }
  events.push(
    { type: 'message_delta', delta: { stop_reason: stop, stop_sequence: null }, usage },
    { type: 'message_stop' },
  );
  response.writeHead(200, { 'content-type': 'text/event-stream' });
  for (const event of events) {
    response.write(`event: ${(event as { type: string }).type}\ndata: ${JSON.stringify(event)}\n\n`);
  }
  response.end();
}

export function write(file: string, content: string): Block {
  return { type: 'tool_use', name: 'write', input: { file_path: file, content } };
}

export function bash(command: string): Block {
  return { type: 'tool_use', name: 'bash', input: { command } };
}

export const runTests: Block = { type: 'tool_use', name: 'run_tests', input: {} };

export function say(text: string): Block {
  return { type: 'text', text };
}
