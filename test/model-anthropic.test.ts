import assert from 'node:assert/strict';
import { test } from 'node:test';
import { EventParser } from '../src/adapters/anthropic/sse.ts';
import type { ModelEvent } from '../src/core/ports.ts';
import {
  type Answer,
  ask,
  call,
  close,
  delta,
  end,
  goodContent,
  goodEvents,
  open,
  raw,
  sse,
  start,
  startModelServer,
  stop,
  text,
  toSse,
} from './model-server.ts';

test('a reply streams its text and tool calls, and ends with content, usage and cost', async (t) => {
  const server = await startModelServer(t, [sse(...goodEvents)]);
  const events = await ask(server.model());
  assert.deepEqual(events, [
    // What came together is shown together.
    { type: 'text', text: 'Hello world' },
    { type: 'tool', name: 'write' },
    {
      type: 'reply',
      reply: {
        content: goodContent,
        stop: 'tool_use',
        usage: { input: 10, cacheRead: 0, cacheWrite: 0, output: 5 },
        model: 'claude-opus-5-5',
        usd: (10 * 4 + 5 * 20) / 1_000_000,
      },
    },
  ]);
  assert.equal(server.received.length, 1);
  assert.equal(server.received[0]?.path, '/v1/messages');
  assert.equal(server.received[0]?.headers['idempotency-key'], 'session-1-1');
});

const thinking = { type: 'thinking', thinking: 'Let me see.', signature: 'c2ln' };
const noUsage = { usage: undefined };
const replies: readonly [title: string, answer: Answer, expected: object][] = [
  [
    'a broken tool input keeps the reply and is told as it came',
    sse(start(), ...call(0, 'a', 'write', '{"path": "a', '.js'), end('tool_use'), stop),
    { content: [{ type: 'tool_use', id: 'a', name: 'write', input: {}, malformed: '{"path": "a.js' }] },
  ],
  [
    'a tool input that is no object is malformed',
    sse(start(), ...call(0, 'a', 'write', '"words"'), end('tool_use'), stop),
    { content: [{ type: 'tool_use', id: 'a', name: 'write', input: {}, malformed: '"words"' }] },
  ],
  [
    'a tool call without input has an empty one',
    sse(start(), ...call(0, 'a', 'run_tests'), end('tool_use'), stop),
    { content: [{ type: 'tool_use', id: 'a', name: 'run_tests', input: {} }] },
  ],
  [
    'a tool input that came with the start of its block counts',
    sse(start(), open(0, { type: 'tool_use', id: 'a', name: 'w', input: { x: 1 } }), close(0), end('tool_use'), stop),
    { content: [{ type: 'tool_use', id: 'a', name: 'w', input: { x: 1 } }] },
  ],
  [
    'missing, repeated and odd ids of tool calls are replaced',
    sse(
      start(),
      ...[undefined, 'same', 'same', 'an id\u001b[0m'].flatMap((id, index) => call(index, id, 'w', '{}')),
      end('tool_use'),
      stop,
    ),
    {
      content: ['call_1_0', 'same', 'call_1_2', 'call_1_3'].map((id) => ({
        type: 'tool_use',
        id,
        name: 'w',
        input: {},
      })),
    },
  ],
  [
    'a tool call counts as such when the server says end_turn',
    sse(start(), ...call(0, 'a', 'w', '{}'), end('end_turn'), stop),
    { stop: 'tool_use' },
  ],
  [
    'tool_use without a tool call ends the turn',
    sse(start(), ...text(0, 'Hi'), end('tool_use'), stop),
    { stop: 'end_turn' },
  ],
  [
    'a full context is told',
    sse(start(), ...text(0, 'Hi'), end('model_context_window_exceeded'), stop),
    { stop: 'context_full' },
  ],
  ['a stop sequence ends the turn', sse(start(), ...text(0, 'Hi'), end('stop_sequence'), stop), { stop: 'end_turn' }],
  ['an unknown reason ends the turn', sse(start(), ...text(0, 'Hi'), end('tired'), stop), { stop: 'end_turn' }],
  ['max_tokens is told', sse(start(), ...text(0, 'Hi'), end('max_tokens'), stop), { stop: 'max_tokens' }],
  [
    'a refusal keeps what was said before it',
    sse(start(), ...text(0, 'I would'), end('refusal'), stop),
    { stop: 'refusal', content: [{ type: 'text', text: 'I would' }] },
  ],
  [
    'a refusal without a word shows the explanation of the endpoint',
    sse(
      start(),
      { type: 'message_delta', delta: { stop_reason: 'refusal', stop_details: { explanation: 'Not this.' } } },
      stop,
    ),
    { stop: 'refusal', content: [{ type: 'text', text: 'Not this.' }] },
  ],
  [
    'thinking and unknown blocks are kept as they came, in their places',
    sse(
      start(),
      open(0, { type: 'thinking', thinking: '', signature: '' }),
      delta(0, { type: 'thinking_delta', thinking: 'Let me ' }),
      delta(0, { type: 'thinking_delta', thinking: 'see.' }),
      delta(0, { type: 'signature_delta', signature: 'c2ln' }),
      close(0),
      open(1, { type: 'redacted_thinking', data: 'eHg=' }),
      close(1),
      ...text(2, 'Hi'),
      end('end_turn'),
      stop,
    ),
    {
      content: [
        { type: 'opaque', raw: thinking },
        { type: 'opaque', raw: { type: 'redacted_thinking', data: 'eHg=' } },
        { type: 'text', text: 'Hi' },
      ],
    },
  ],
  [
    'no usage counts as none',
    sse(start(noUsage), ...text(0, 'Hi'), { type: 'message_delta', delta: { stop_reason: 'end_turn' } }, stop),
    { usage: { input: 0, cacheRead: 0, cacheWrite: 0, output: 0 } },
  ],
  [
    'cached tokens are counted apart, and nonsense is not counted',
    sse(
      start({
        usage: { input_tokens: 3, cache_read_input_tokens: 70, cache_creation_input_tokens: 5, output_tokens: -4 },
      }),
      ...text(0, 'Hi'),
      end('end_turn', { output_tokens: -9, input_tokens: null }),
      stop,
    ),
    { usage: { input: 3, cacheRead: 70, cacheWrite: 5, output: 0 } },
  ],
  [
    'blocks that share a number are all kept',
    sse(start(), ...text(0, 'One.'), ...call(0, 'a', 'w', '{}'), ...text(0, 'Two.'), end('tool_use'), stop),
    {
      content: [
        { type: 'text', text: 'One.' },
        { type: 'tool_use', id: 'a', name: 'w', input: {} },
        { type: 'text', text: 'Two.' },
      ],
    },
  ],
  [
    'an unknown model has an unknown cost',
    sse(start({ model: 'llama3.3' }), ...text(0, 'Hi'), end('end_turn'), stop),
    { model: 'llama3.3', usd: null },
  ],
  [
    'a server that omits its name is called as it was asked for',
    sse(start({ model: undefined }), ...text(0, 'Hi'), end('end_turn'), stop),
    { model: 'claude-opus-5-5' },
  ],
  [
    'plain JSON from a server that ignores streaming is a reply',
    raw(
      'application/json',
      JSON.stringify({
        ...start().message,
        content: goodContent,
        stop_reason: 'tool_use',
        usage: { input_tokens: 1, output_tokens: 2 },
      }),
    ),
    { content: goodContent, stop: 'tool_use', usage: { input: 1, cacheRead: 0, cacheWrite: 0, output: 2 } },
  ],
  [
    'events without names, with CRLF and a closing [DONE], are read',
    raw(
      'text/event-stream',
      `${goodEvents.map((event) => `data: ${JSON.stringify(event)}\r\n\r\n`).join('')}data: [DONE]\r\n\r\n`,
    ),
    { content: goodContent },
  ],
  [
    'the content type does not matter',
    raw('text/plain', goodEvents.map((event) => `data: ${JSON.stringify(event)}\n\n`).join('')),
    { content: goodContent },
  ],
  ['a reply that lacks nothing but message_stop is whole', sse(...goodEvents.slice(0, -1)), { content: goodContent }],
  ['an end without a word is a reply', sse(start(), end('end_turn'), stop), { content: [], stop: 'end_turn' }],
  [
    'a prototype in a tool input is only a name',
    sse(start(), ...call(0, 'a', 'w', '{"__proto__":{"x":1}}'), end('tool_use'), stop),
    { stop: 'tool_use' },
  ],
];

for (const [title, answer, expected] of replies) {
  test(title, async (t) => {
    const server = await startModelServer(t, [answer]);
    const events = await ask(server.model());
    const last = events.at(-1);
    assert.equal(last?.type, 'reply', JSON.stringify(last));
    const reply: object = last.reply;
    assert.deepEqual({ ...reply, ...expected }, reply);
    assert.equal(server.received.length, 1);
  });
}

test('a tool input that is nested beyond all sense is malformed', async (t) => {
  const deep = `{"x":${'['.repeat(50_000)}${']'.repeat(50_000)}}`;
  const server = await startModelServer(t, [sse(start(), ...call(0, 'a', 'w', deep), end('tool_use'), stop)]);
  const [, last] = await ask(server.model());
  assert.deepEqual(last?.type === 'reply' && last.reply.content, [
    { type: 'tool_use', id: 'a', name: 'w', input: {}, malformed: deep },
  ]);
});

test('events are the same wherever the network cuts them', () => {
  const body = Buffer.from(
    '\ufeffevent: a\r\ndata: {"x":\r\ndata:"🙂"}\r\n\r\n: remark\nid: 7\ndata:\n\ndata: é\rdata: f\r\r\nevent: b\ndata: 1\n\nlost: 1',
  );
  const expected = [
    { name: 'a', data: '{"x":\n"🙂"}' },
    { name: '', data: 'é\nf' },
    { name: 'b', data: '1' },
  ];
  for (let first = 0; first <= body.length; first++) {
    for (const second of [first, first + 1, first + 2, body.length]) {
      const parser = new EventParser();
      const chunks = [body.subarray(0, first), body.subarray(first, second), body.subarray(second)];
      assert.deepEqual(
        chunks.flatMap((chunk) => parser.push(chunk)),
        expected,
        `cut at ${first} and ${second}`,
      );
    }
  }
});

test('a reply of megabytes comes whole, in small pieces and in one', async (t) => {
  const piece = toSse(delta(0, { type: 'text_delta', text: 'ten chars.' }));
  const large = JSON.stringify({ content: 'y'.repeat(5_000_000) });
  const body = [
    ...[start(), open(0, { type: 'text', text: '' })].map(toSse),
    piece.repeat(100_000),
    ...[close(0), ...call(1, 'a', 'write', large), end('tool_use'), stop].map(toSse),
  ].join('');
  const server = await startModelServer(t, [raw('text/event-stream', body)]);
  const events = await ask(server.model());
  const last = events.at(-1);
  assert.ok(last?.type === 'reply');
  assert.deepEqual(last.reply.content, [
    { type: 'text', text: 'ten chars.'.repeat(100_000) },
    { type: 'tool_use', id: 'a', name: 'write', input: JSON.parse(large) },
  ]);
  const said = events.flatMap((event) => (event.type === 'text' ? [event.text] : []));
  assert.equal(said.join(''), 'ten chars.'.repeat(100_000));
});

test('an id that the conversation already has is replaced', async (t) => {
  const server = await startModelServer(t, [sse(...goodEvents)]);
  const events = await ask(server.model(), {
    turn: 2,
    idempotencyKey: 'k',
    system: [],
    tools: [],
    maxTokens: 10,
    messages: [
      { role: 'user', content: [{ type: 'text', text: 'Begin.' }] },
      { role: 'assistant', content: [{ type: 'tool_use', id: 'toolu_1', name: 'write', input: {} }] },
      { role: 'user', content: [{ type: 'tool_result', tool_use_id: 'toolu_1', content: 'ok' }] },
    ],
  });
  assert.deepEqual(toolIds(events), ['call_2_1']);
});

function toolIds(events: readonly ModelEvent[]): string[] {
  const last = events.at(-1);
  return last?.type === 'reply'
    ? last.reply.content.flatMap((block) => (block.type === 'tool_use' ? [block.id] : []))
    : [];
}
