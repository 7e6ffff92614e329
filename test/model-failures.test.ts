import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { type AddressInfo, createServer as createTcpServer } from 'node:net';
import { test } from 'node:test';
import type { ModelEvent, ModelFailureCause } from '../src/core/ports.ts';
import {
  type Answer,
  ask,
  call,
  goodContent,
  goodEvents,
  httpError,
  open,
  question,
  raw,
  sse,
  start,
  startModelServer,
  stop,
  text,
  toSse,
} from './model-server.ts';

const good = sse(...goodEvents);
const broken: Answer = (response) => void response.socket?.destroy();

/** Sends the beginning of a good answer and breaks the connection. */
function cutAfter(bytes: number): Answer {
  const body = goodEvents.map(toSse).join('');
  return (response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    response.write(body.slice(0, bytes), () => response.socket?.destroy());
  };
}

const passing: readonly [title: string, answer: Answer, cause: ModelFailureCause][] = [
  ['overload', httpError(529, 'overloaded_error', 'Overloaded'), 'overloaded'],
  ['a rate limit', httpError(429, 'rate_limit_error', 'Slow down'), 'rate-limited'],
  ['an internal error', httpError(500, 'api_error', 'Oops'), 'server-error'],
  ['a bad gateway with a web page', raw('text/html', '<html><h1>502</h1></html>', 502), 'server-error'],
  ['a gateway that timed out', httpError(504, 'timeout_error', 'Too slow'), 'timed-out'],
  ['a broken connection', broken, 'unreachable'],
  [
    'overload within the stream',
    sse(start(), ...text(0, 'He'), { type: 'error', error: { type: 'overloaded_error', message: 'Busy' } }),
    'overloaded',
  ],
  [
    'an unknown error within the stream',
    sse(start(), { type: 'error', error: { type: 'odd_error', message: 'x' } }),
    'server-error',
  ],
  [
    'an error in place of a JSON reply',
    raw('application/json', '{"type":"error","error":{"type":"overloaded_error","message":"Busy"}}'),
    'overloaded',
  ],
  ['a stream that ends within a block', sse(start(), open(0, { type: 'text', text: 'He' })), 'cut-off'],
  ['a stream that ends within a tool input', sse(start(), ...call(0, 'a', 'w', '{"x":').slice(0, -1)), 'cut-off'],
  ['an empty body', raw('text/event-stream', ''), 'malformed-reply'],
  ['a stream without a message', sse({ type: 'ping' }, stop), 'malformed-reply'],
  [
    'an event that is not JSON',
    raw('text/event-stream', `${toSse(start())}event: message_delta\ndata: {"type":\n\n`),
    'malformed-reply',
  ],
  ['an event that is not an object', raw('text/event-stream', 'event: message_start\ndata: 7\n\n'), 'malformed-reply'],
  ['a JSON message without content', raw('application/json', '{"type":"message","model":"m"}'), 'malformed-reply'],
  ['JSON that breaks off', raw('application/json', '{"type":"message","content":[{"ty'), 'malformed-reply'],
  ['a block that never began', sse(start(), ...call(0, 'a', 'w', '{}').slice(1)), 'malformed-reply'],
];

for (const [title, answer, cause] of passing) {
  test(`${title} is told before the wait, and tried again`, async (t) => {
    const server = await startModelServer(t, [answer, good]);
    const events = await ask(server.model());
    const retry = events.findIndex(({ type }) => type === 'retry');
    const { type, cause: told, waitMs, tries } = events[retry] as ModelEvent & { type: 'retry' };
    assert.deepEqual({ type, cause: told, tries }, { type: 'retry', cause, tries: 1 });
    assert.deepEqual(server.waits, [waitMs]);
    assert.ok(waitMs >= 750 && waitMs <= 1000, `${waitMs}`);
    assertGoodReply(events.slice(retry + 1));
    assert.equal(server.received.length, 2);
    assert.equal(server.received[0]?.body, server.received[1]?.body);
    assert.equal(server.received[1]?.headers['idempotency-key'], question.idempotencyKey);
  });
}

const lasting: readonly [title: string, answer: Answer, cause: ModelFailureCause, said: RegExp][] = [
  [
    'a wrong key',
    httpError(401, 'authentication_error', 'invalid key'),
    'authentication',
    /HTTP 401 authentication_error: invalid key/,
  ],
  ['a forbidden model', httpError(403, 'permission_error', 'not yours'), 'authentication', /not yours/],
  ['an unpaid bill', httpError(402, 'billing_error', 'pay'), 'payment', /pay/],
  [
    'a low balance',
    httpError(400, 'invalid_request_error', 'Your credit balance is too low'),
    'payment',
    /credit balance/,
  ],
  ['an unknown model', httpError(404, 'not_found_error', 'model: gpt'), 'not-found', /model: gpt/],
  ['a request that is too large', httpError(413, 'request_too_large', 'too big'), 'too-large', /too big/],
  [
    'a prompt that is too long',
    httpError(400, 'invalid_request_error', 'prompt is too long: 250000 tokens > 200000 maximum'),
    'too-large',
    /250000/,
  ],
  [
    'an invalid request',
    httpError(400, 'invalid_request_error', 'max_tokens: too high'),
    'invalid-request',
    /max_tokens/,
  ],
  [
    'an invalid request within the stream',
    sse(start(), { type: 'error', error: { type: 'invalid_request_error', message: 'no' } }),
    'invalid-request',
    /no$/,
  ],
  [
    'a web page',
    raw('text/html', '<!doctype html><title>Sign in</title>'),
    'malformed-reply',
    /web page \('Sign in'\)/,
  ],
  [
    'a redirection',
    raw('text/plain', 'moved', 307, { location: 'http://127.0.0.1:9/' }),
    'invalid-request',
    /HTTP 307/,
  ],
  [
    'a server that says not to try again',
    httpError(529, 'overloaded_error', 'no', { 'x-should-retry': 'false' }),
    'overloaded',
    /no/,
  ],
  [
    'a wait beyond all patience',
    httpError(429, 'rate_limit_error', 'tomorrow', { 'retry-after': '86400' }),
    'rate-limited',
    /tomorrow/,
  ],
  [
    'an error with escape sequences',
    raw('text/plain', 'a\u001b]52;c;eA==\u0007b\u202e\r\nc', 418),
    'invalid-request',
    /^[^\p{Cc}\p{Cf}]*$/u,
  ],
];

for (const [title, answer, cause, said] of lasting) {
  test(`${title} fails at once, with a mend`, async (t) => {
    const server = await startModelServer(t, [answer]);
    const last = (await ask(server.model())).at(-1);
    assert.equal(last?.type, 'failure');
    assert.equal(last.cause, cause);
    assert.match(last.message, said);
    assert.ok(last.mend.length > 10);
    assert.equal(server.received.length, 1);
    assert.deepEqual(server.waits, []);
  });
}

const retryAfter: readonly [headers: Record<string, string>, waitMs: number][] = [
  [{ 'retry-after': '7' }, 7000],
  [{ 'retry-after': '0.5' }, 500],
  [{ 'retry-after-ms': '1234', 'retry-after': '7' }, 1234],
];
for (const [headers, waitMs] of retryAfter) {
  test(`the wait is the server's: ${JSON.stringify(headers)}`, async (t) => {
    const server = await startModelServer(t, [httpError(429, 'rate_limit_error', 'Slow down', headers), good]);
    assertGoodReply(await ask(server.model()));
    assert.deepEqual(server.waits, [waitMs]);
  });
}

test('retry-after may be a date', async (t) => {
  const at = new Date(Date.now() + 60_000).toUTCString();
  const server = await startModelServer(t, [httpError(429, 'rate_limit_error', '', { 'retry-after': at }), good]);
  await ask(server.model());
  assert.ok(server.waits[0]! > 30_000 && server.waits[0]! <= 60_000, `${server.waits}`);
});

for (const header of ['soon', '-5', '0', 'Thu, 01 Jan 1970 00:00:00 GMT']) {
  test(`an unusable retry-after (${header}) is ignored`, async (t) => {
    const server = await startModelServer(t, [httpError(529, 'overloaded_error', '', { 'retry-after': header }), good]);
    await ask(server.model());
    assert.ok(server.waits[0]! >= 750 && server.waits[0]! <= 1000, `${server.waits}`);
  });
}

test('the waits grow, and after five tries it is a failure', async (t) => {
  const server = await startModelServer(t, [httpError(529, 'overloaded_error', 'Overloaded')]);
  const events = await ask(server.model());
  assert.deepEqual(
    events.map(({ type }) => type),
    ['retry', 'retry', 'retry', 'retry', 'failure'],
  );
  assert.match(JSON.stringify(events.at(-1)), /Overloaded \(tried 5 times\)/);
  assert.equal(server.received.length, 5);
  assert.ok(
    server.waits.every((ms, index) => ms > 700 * 2 ** index && ms <= 1000 * 2 ** index),
    `${server.waits}`,
  );
});

test('a stream cut anywhere ends in the whole reply', async (t) => {
  const length = goodEvents.map(toSse).join('').length;
  for (let bytes = 0; bytes < length; bytes += 41) {
    const server = await startModelServer(t, [cutAfter(bytes), good]);
    const events = await ask(server.model());
    const retry = events.findIndex(({ type }) => type === 'retry');
    assertGoodReply(events.slice(retry + 1), `cut after ${bytes} bytes`);
  }
});

test('a connection that breaks within the reply is a reply cut off', async (t) => {
  const server = await startModelServer(t, [cutAfter(150), good]);
  const retry = (await ask(server.model())).find(({ type }) => type === 'retry');
  assert.equal(retry?.type === 'retry' && retry.cause, 'cut-off', JSON.stringify(retry));
});

test('nobody listening is unreachable, and the message names the host', async (t) => {
  const port = await freePort();
  const server = await startModelServer(t, [good]);
  const events = await ask(server.model({ baseUrl: `http://127.0.0.1:${port}`, maxRetries: 1 }));
  const last = events.at(-1);
  assert.deepEqual(
    events.map(({ type }) => type),
    ['retry', 'failure'],
  );
  assert.ok(last?.type === 'failure' && last.cause === 'unreachable');
  assert.match(last.message, new RegExp(`can't reach 127.0.0.1:${port} \\(ECONNREFUSED\\)`));
});

test('what does not speak HTTP is unreachable', async (t) => {
  const tcp = createTcpServer((socket) => void socket.on('error', () => {}).end('SSH-2.0-OpenSSH\r\n'));
  await new Promise<void>((resolve) => tcp.listen(0, '127.0.0.1', resolve));
  t.after(() => tcp.close());
  const server = await startModelServer(t, [good]);
  const baseUrl = `http://127.0.0.1:${(tcp.address() as AddressInfo).port}`;
  const last = (await ask(server.model({ baseUrl, maxRetries: 0 }))).at(-1);
  assert.equal(last?.type === 'failure' && last.cause, 'unreachable');
});

for (const [title, answer] of [
  ['before the reply', () => {}],
  ['within the reply', (response) => void response.writeHead(200).write(toSse(start()))],
  ['within an error', (response) => void response.writeHead(500).write('{')],
] satisfies [string, Answer][]) {
  test(`a server that falls silent ${title} is given up after the time-out, and tried again`, async (t) => {
    const server = await startModelServer(t, [answer, good]);
    const events = await ask(server.model({ timeoutMs: 100 }));
    assert.equal(events[0]?.type === 'retry' && events[0].cause, 'timed-out', JSON.stringify(events));
    assertGoodReply(events.slice(1));
  });
}

test('a reply beyond the limit is given up, and not asked for again', async (t) => {
  const endless: Answer = (response) => {
    response.on('error', () => {});
    const more = () => {
      while (!response.destroyed && response.write(toSse({ type: 'ping', filler: 'x'.repeat(10_000) })));
      if (!response.destroyed) response.once('drain', more);
    };
    more();
  };
  const server = await startModelServer(t, [endless]);
  const last = (await ask(server.model({ maxReplyBytes: 3 * 1024 * 1024 }))).at(-1);
  assert.ok(last?.type === 'failure' && last.cause === 'malformed-reply');
  assert.match(last.message, /larger than 3 MB/);
  assert.equal(server.received.length, 1);
});

test('an error page without end is read only in part', async (t) => {
  const endless: Answer = (response) => {
    response.on('error', () => {});
    response.writeHead(500);
    const more = () => {
      while (!response.destroyed && response.write('x'.repeat(10_000)));
      if (!response.destroyed) response.once('drain', more);
    };
    more();
  };
  const server = await startModelServer(t, [endless, good]);
  const [retry] = await ask(server.model());
  assert.ok(retry?.type === 'retry' && retry.cause === 'server-error' && retry.message.length < 700);
});

test('an abort within the reply closes the connection and is a failure', async (t) => {
  let closed: () => void = () => {};
  const whenClosed = new Promise<void>((resolve) => {
    closed = resolve;
  });
  const server = await startModelServer(t, [
    (response) => {
      response.on('close', closed);
      response.write(toSse(start()) + text(0, 'Hello').map(toSse).join(''));
    },
  ]);
  const abort = new AbortController();
  const events: ModelEvent[] = [];
  for await (const event of server.model().reply(question, abort.signal)) {
    events.push(event);
    abort.abort();
  }
  await whenClosed;
  assert.deepEqual(
    events.map(({ type }) => type),
    ['text', 'failure'],
  );
  assert.equal(events[1]?.type === 'failure' && events[1].cause, 'interrupted');
  assert.equal(server.received.length, 1);
});

test('an abort before the request sends nothing', async (t) => {
  const server = await startModelServer(t, [good]);
  const events = await ask(server.model(), question, AbortSignal.abort());
  assert.equal(events[0]?.type === 'failure' && events[0].cause, 'interrupted');
  assert.equal(server.received.length, 0);
});

test('an abort ends the wait for the next try', async (t) => {
  const server = await startModelServer(t, [httpError(529, 'overloaded_error', '', { 'retry-after': '500' })]);
  const abort = new AbortController();
  const events: ModelEvent[] = [];
  for await (const event of server.model({ sleep: undefined }).reply(question, abort.signal)) {
    events.push(event);
    // Aborts once the wait has begun.
    setImmediate(() => abort.abort());
  }
  assert.deepEqual(
    events.map(({ type }) => type),
    ['retry', 'failure'],
  );
});

test('who stops listening closes the connection', async (t) => {
  let closed: () => void = () => {};
  const whenClosed = new Promise<void>((resolve) => {
    closed = resolve;
  });
  const server = await startModelServer(t, [
    (response) => {
      response.on('close', closed);
      response.write(toSse(start()) + text(0, 'Hello').map(toSse).join(''));
    },
  ]);
  for await (const _ of server.model().reply(question, new AbortController().signal)) break;
  await whenClosed;
});

test('no message holds the key, even when the server repeats it', async (t) => {
  const key = 'sk-ant-very-secret';
  const server = await startModelServer(t, [
    (response, { headers }) => void response.writeHead(500).end(`bad header ${headers.authorization}`),
    (response, { headers }) => void response.writeHead(401).end(`bad header ${headers['x-api-key']}`),
  ]);
  const told = JSON.stringify(await ask(server.model({ apiKey: key })));
  assert.equal(server.received[0]?.headers.authorization, `Bearer ${key}`);
  assert.ok(told.includes('[key]') && !told.includes(key), told);
});

function assertGoodReply(events: readonly ModelEvent[], what?: string): void {
  const said = events.map((event) => (event.type === 'text' ? event.text : '')).join('');
  const last = events.at(-1);
  assert.deepEqual(last?.type === 'reply' ? last.reply.content : last, goodContent, what);
  if (!events.some(({ type }) => type === 'retry')) assert.equal(said, 'Hello world', what);
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
