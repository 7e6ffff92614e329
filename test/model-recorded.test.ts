import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { type RecordedReply, readRecording, recordedModel } from '../src/adapters/recorded/index.ts';
import type { ModelEvent, ModelRequest } from '../src/core/ports.ts';
import { ask, question } from './model-server.ts';

const usage = { input: 1, cacheRead: 2, cacheWrite: 3, output: 4 };
const words = 'Here is the whole plan:🙂🙂 first the tests, then the code, then the tests again.';
const first: RecordedReply = {
  turn: 1,
  content: [
    { type: 'opaque', raw: { type: 'thinking', thinking: 'Hm.', signature: 's' } },
    { type: 'text', text: words },
    { type: 'tool_use', id: 'a', name: 'write', input: { path: 'a.js' } },
  ],
  stop: 'tool_use',
  usage,
  model: 'claude-opus-5-5',
  usd: 0.01,
};
const second: RecordedReply = { ...first, turn: 2, content: [{ type: 'text', text: 'Done.' }], stop: 'end_turn' };
const next: ModelRequest = {
  ...question,
  turn: 2,
  messages: [
    ...question.messages,
    { role: 'assistant', content: first.content },
    { role: 'user', content: [{ type: 'tool_result', tool_use_id: 'a', content: 'ok' }] },
  ],
};

test('a recording answers as the model did, in pieces, and says that it is one', async () => {
  const model = recordedModel([first, second]);
  assert.deepEqual([model.name, model.kind], ['recorded:claude-opus-5-5', 'recorded']);
  const events = await ask(model);
  const { turn: _, ...reply } = first;
  assert.deepEqual(events.at(-1), { type: 'reply', reply });
  const texts = events.flatMap((event) => (event.type === 'text' ? [event.text] : []));
  assert.ok(texts.length > 2);
  assert.equal(texts.join(''), words);
  assert.ok(texts.every((text) => text.isWellFormed()));
  assert.deepEqual(
    events.filter(({ type }) => type === 'tool'),
    [{ type: 'tool', name: 'write' }],
  );
  assert.equal(lastOf(await ask(model, next)).type, 'reply');
});

test('a turn beyond the recording is a failure and not a guess', async () => {
  const last = lastOf(await ask(recordedModel([first]), next));
  assert.ok(last.type === 'failure' && last.cause === 'not-recorded');
  assert.match(last.message, /has 1 reply, and none for turn 2/);
});

test('another conversation than the recorded one is a failure too', async () => {
  const other = { ...first, content: [{ type: 'text', text: 'Something else.' }] } satisfies RecordedReply;
  const last = lastOf(await ask(recordedModel([other, second]), next));
  assert.ok(last.type === 'failure' && last.cause === 'not-recorded');
});

test('an abort ends a recorded reply, and its pauses', async () => {
  const abort = new AbortController();
  const events: ModelEvent[] = [];
  for await (const event of recordedModel([first], { paceMs: 100_000 }).reply(question, abort.signal)) {
    events.push(event);
    setImmediate(() => abort.abort());
  }
  assert.deepEqual(
    events.map(({ type }) => type),
    ['text', 'failure'],
  );
});

const started = {
  type: 'session-started',
  session: 's',
  seq: 1,
  at: '2026-11-01T10:00:00.000Z',
  spec: 'slugify',
  model: 'claude-opus-5-5',
  more: 1,
};
const replied = ({ turn, ...reply }: RecordedReply) => ({
  type: 'model-replied',
  session: 's',
  seq: 9,
  at: started.at,
  attempt: 1,
  turn,
  ...reply,
});

test('the log of a session is a recording as it is', async (t) => {
  const lines = [started, { type: 'model-text', text: 'x' }, replied(second), replied(first)].map((line) =>
    JSON.stringify(line),
  );
  const path = await write(t, `${lines.join('\n')}\n{"type":"session-en`);
  assert.deepEqual(await readRecording(path), {
    ok: true,
    recording: { spec: 'slugify', model: 'claude-opus-5-5', date: started.at, replies: [first, second] },
  });
});

test('the log of a recorded session is a recording of the first model', async (t) => {
  const path = await write(
    t,
    `${JSON.stringify({ ...started, model: 'recorded:m' })}\n${JSON.stringify(replied(first))}\n`,
  );
  const read = await readRecording(path);
  assert.equal(read.ok && read.recording.model, 'm');
});

for (const [title, text, said] of [
  ['an empty file', '', /no session-started/],
  ['a session without a reply', `${JSON.stringify(started)}\n`, /no reply/],
  [
    'a line that is not JSON',
    `${JSON.stringify(started)}\nnonsense\n`,
    /events\.jsonl:2: this line is not a JSON object/,
  ],
  [
    'a reply of another shape',
    `${JSON.stringify({ ...replied(first), usage: { input: -1 } })}\n`,
    /events\.jsonl:1: .*/,
  ],
  ['a name with escape sequences', `${JSON.stringify({ ...started, spec: 'a\u001b[2J' })}\n`, /events\.jsonl:1: .*/],
] as const) {
  test(`${title} is no recording, and it says why`, async (t) => {
    const read = await readRecording(await write(t, text));
    assert.ok(!read.ok);
    assert.match(read.message, said);
  });
}

test('a recording that is not there is said so', async () => {
  const read = await readRecording('/nowhere/events.jsonl');
  assert.ok(!read.ok);
  assert.match(read.message, /can't read \/nowhere\/events\.jsonl/);
});

function lastOf(events: readonly ModelEvent[]): ModelEvent {
  const last = events.at(-1);
  assert.ok(last);
  return last;
}

async function write(t: TestContext, text: string): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'regent-recorded-'));
  t.after(() => rm(folder, { recursive: true }));
  const path = join(folder, 'events.jsonl');
  await writeFile(path, text);
  return path;
}
