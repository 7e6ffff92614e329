import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createModelProblem, readEndpoint } from '../src/adapters/anthropic/index.ts';
import type { Message, ModelRequest } from '../src/core/ports.ts';
import {
  ask,
  call,
  delta,
  end,
  goodEvents,
  open,
  question,
  sse,
  start,
  startModelServer,
  stop,
  text,
} from './model-server.ts';

test('every body begins with the bytes of the one before, across thinking, tools and odd replies', async (t) => {
  const server = await startModelServer(t, [
    sse(
      start(),
      open(0, { type: 'thinking', thinking: '', signature: '' }),
      delta(0, { type: 'thinking_delta', thinking: 'Grüße "quoted" \u2028' }),
      delta(0, { type: 'signature_delta', signature: 'c2ln' }),
      ...text(1, '  '),
      ...call(2, 'a', 'write', '{ "b": 1,', ' "a": [1.0, 1e3, "\\ud800"] }'),
      end('tool_use'),
      stop,
    ),
    sse(start(), ...call(0, 'a', 'no such tool', '{"broken'), end('tool_use'), stop),
    sse(start(), end('end_turn'), stop),
    sse(
      start(),
      open(0, { type: 'odd_block', words: 'x' }),
      delta(0, { type: 'odd_delta', words: 'y', n: 1 }),
      ...text(1, 'Done.'),
      end('end_turn'),
      stop,
    ),
    sse(...goodEvents),
  ]);
  const model = server.model();
  let messages: readonly Message[] = question.messages;
  for (let turn = 1; turn <= 5; turn++) {
    const last = (await ask(model, { ...question, turn, messages })).at(-1);
    assert.equal(last?.type, 'reply');
    const results = last.reply.content.flatMap((block) =>
      block.type === 'tool_use'
        ? [{ type: 'tool_result' as const, tool_use_id: block.id, content: 'ok', is_error: turn === 2 }]
        : [],
    );
    const told = { type: 'text' as const, text: 'Go on.' };
    messages = [
      ...messages,
      { role: 'assistant', content: last.reply.content },
      { role: 'user', content: results.length > 0 ? results : [told] },
    ];
  }
  const bodies = server.received.map(({ body }) => body);
  for (const [index, body] of bodies.slice(1).entries()) {
    const before = bodies[index]!;
    assert.ok(before.endsWith(']}'));
    assert.ok(body.startsWith(`${before.slice(0, -2)},`), `${before}\n${body}`);
  }
  assert.ok(bodies[4]?.includes('{"type":"odd_block","words":"xy","n":1}'));
});

test('a body has what is needed, in an order in which what never changes comes first', async (t) => {
  const server = await startModelServer(t, [sse(...goodEvents)]);
  const model = server.model({ model: 'some-model' });
  await ask(model);
  await ask(model, { ...question, effort: 'high', tools: [], system: [] });
  const [first, second] = server.received.map(({ body }) => JSON.parse(body));
  assert.deepEqual(Object.keys(first), [
    'model',
    'max_tokens',
    'stream',
    'cache_control',
    'tools',
    'system',
    'messages',
  ]);
  assert.deepEqual(first, {
    model: 'some-model',
    max_tokens: 1000,
    stream: true,
    cache_control: { type: 'ephemeral' },
    tools: question.tools,
    system: question.system.map((text) => ({ type: 'text', text, cache_control: { type: 'ephemeral' } })),
    messages: question.messages,
  });
  assert.deepEqual(Object.keys(second), [
    'model',
    'max_tokens',
    'stream',
    'cache_control',
    'output_config',
    'messages',
  ]);
  assert.deepEqual(second.output_config, { effort: 'high' });
});

test('blank text is not sent, and a message is never empty', async (t) => {
  const server = await startModelServer(t, [sse(...goodEvents)]);
  const blank = { type: 'text', text: ' \n' } as const;
  await ask(server.model(), {
    ...question,
    messages: [
      { role: 'user', content: [blank, { type: 'text', text: 'Begin.' }] },
      { role: 'assistant', content: [blank] },
      { role: 'user', content: [{ type: 'text', text: 'Go on.' }] },
    ],
  });
  const sent = JSON.parse(server.received[0]!.body).messages.map(
    ({ content }: { content: { text: string }[] }) => content,
  );
  assert.deepEqual(
    sent.flat().map(({ text }: { text: string }) => text),
    ['Begin.', '(nothing)', 'Go on.'],
  );
});

test('there are never more than four cache breakpoints, and the first part always has one', async (t) => {
  const server = await startModelServer(t, [sse(...goodEvents)]);
  const request: ModelRequest = { ...question, system: ['a', 'b', 'c', 'd', 'e'] };
  await ask(server.model(), request);
  const { body } = server.received[0]!;
  assert.equal(body.split('cache_control').length - 1, 4);
  const marked = JSON.parse(body).system.map((block: object) => 'cache_control' in block);
  assert.deepEqual(marked, [true, false, false, true, true]);
});

test('connections are used again', async (t) => {
  const ports = new Set<number | undefined>();
  const server = await startModelServer(t, [
    (response) => {
      ports.add(response.socket?.remotePort);
      sse(...goodEvents)(response, server.received[0]!);
    },
  ]);
  const model = server.model();
  for (let turn = 1; turn <= 8; turn++) await ask(model, { ...question, turn });
  // Two: the client opens a second one when the first is not yet quite free.
  assert.ok(ports.size <= 2, `${ports.size} connections`);
});

for (const [title, env, settings, expected] of [
  [
    'the environment',
    { ANTHROPIC_API_KEY: ' k ', ANTHROPIC_BASE_URL: 'http://a' },
    {},
    { baseUrl: 'http://a', apiKey: 'k' },
  ],
  ['a token', { ANTHROPIC_AUTH_TOKEN: 't', ANTHROPIC_API_KEY: '' }, {}, { authToken: 't' }],
  ['a key before a token', { ANTHROPIC_AUTH_TOKEN: 't', ANTHROPIC_API_KEY: 'k' }, {}, { apiKey: 'k' }],
  ["the user's settings", {}, { baseUrl: 'http://s', apiKey: 'k' }, { baseUrl: 'http://s', apiKey: 'k' }],
  ['the environment before the settings', { ANTHROPIC_AUTH_TOKEN: 't' }, { apiKey: 'k' }, { authToken: 't' }],
  ['nothing', {}, {}, {}],
] as const) {
  test(`the endpoint comes from ${title}`, () => assert.deepEqual(readEndpoint(env, settings), expected));
}

for (const [title, env, said] of [
  ['no key', {}, /no API key/],
  ['no key for Anthropic by its own URL', { ANTHROPIC_BASE_URL: 'https://api.anthropic.com/' }, /no API key/],
  ['a URL that is none', { ANTHROPIC_BASE_URL: 'localhost 1' }, /not an http/],
  ['a URL of another kind', { ANTHROPIC_BASE_URL: 'file:///etc' }, /not an http/],
  ['a password in the URL', { ANTHROPIC_BASE_URL: 'http://u:secret-word@host' }, /user name or password/],
  ['a key with a line break', { ANTHROPIC_API_KEY: 'secret-word\nx' }, /line break/],
] as const) {
  test(`${title} is told before any request, without secrets`, async (t) => {
    const problem = createModelProblem(env);
    assert.match(problem?.message ?? '', said);
    assert.ok(!JSON.stringify(problem).includes('secret-word'));
    const server = await startModelServer(t, [sse(...goodEvents)]);
    const last = (await ask(server.model({ baseUrl: undefined, ...readEndpoint(env) }))).at(-1);
    assert.deepEqual(last, { type: 'failure', cause: 'authentication', ...problem });
  });
}

test('another server than Anthropic needs no key', async (t) => {
  assert.equal(createModelProblem({ ANTHROPIC_BASE_URL: 'http://localhost:11434' }), null);
  const server = await startModelServer(t, [sse(...goodEvents)]);
  assert.equal((await ask(server.model())).at(-1)?.type, 'reply');
});

test('a token is sent as a bearer, and a key in both ways that servers know', async (t) => {
  const server = await startModelServer(t, [sse(...goodEvents)]);
  await ask(server.model({ authToken: 'the-token' }));
  await ask(server.model({ apiKey: 'the-key' }));
  const sent = server.received.map(({ headers }) => [headers.authorization, headers['x-api-key']]);
  assert.deepEqual(sent, [
    ['Bearer the-token', undefined],
    ['Bearer the-key', 'the-key'],
  ]);
});

test('a redirection is not followed, so neither prompt nor key go elsewhere', async (t) => {
  const other = await startModelServer(t, [sse(...goodEvents)]);
  const server = await startModelServer(t, [
    (response) => void response.writeHead(307, { location: `${other.url}/v1/messages` }).end(),
  ]);
  assert.equal((await ask(server.model({ apiKey: 'the-key' }))).at(-1)?.type, 'failure');
  assert.equal(other.received.length, 0);
});
