import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Event, EventBody } from '../src/core/events.ts';
import type { ToolUseBlock } from '../src/core/ports.ts';
import { conversation, initialState, nextCall, openCalls, reduce, type State } from '../src/core/state.ts';

const usage = { input: 0, output: 0, cacheRead: 0, cacheWrite: 0 };

function after(state: State, bodies: readonly EventBody[]): State {
  const stamp = { session: 's', at: '2026-01-01T00:00:00.000Z' };
  return bodies.reduce((before, body) => reduce(before, { ...stamp, seq: before.seq + 1, ...body } as Event), state);
}

function calling(ids: readonly string[]): State {
  const content = ids.map((id): ToolUseBlock => ({ type: 'tool_use', id, name: 'read', input: {} }));
  return after(initialState, [
    { type: 'conversation-opened', system: [], tools: [], opening: 'Begin.' },
    { type: 'model-asked', turn: 1, attempt: 1 } as EventBody,
    { type: 'model-replied', turn: 1, attempt: 1, content, stop: 'tool_use', usage, usd: 0, model: 'm' } as EventBody,
  ]);
}

const finished = (id: string): EventBody =>
  ({ type: 'tool-finished', attempt: 1, id, name: 'read', result: `of ${id}`, isError: false, ms: 1 }) as EventBody;

function results(state: State): unknown[] {
  const last = conversation(state).at(-1);
  return last?.role === 'user'
    ? last.content.map((block) => (block.type === 'tool_result' ? block.tool_use_id : ''))
    : [];
}

test('of a reply with thousands of calls each is the next one once, and all results are in the next request, in order', () => {
  const ids = Array.from({ length: 3000 }, (_, at) => `call-${at}`);
  let state = calling(ids);
  for (const id of ids) {
    assert.equal(nextCall(state)?.id, id);
    state = after(state, [finished(id)]);
  }
  assert.equal(nextCall(state), undefined);
  assert.deepEqual(openCalls(state), []);
  assert.deepEqual(results(state), ids);
});

test('a result that comes before its turn leaves the calls before it open', () => {
  let state = after(calling(['a', 'b', 'c', 'd']), [finished('a'), finished('c')]);
  assert.deepEqual(
    openCalls(state).map((call) => call.id),
    ['b', 'd'],
  );
  state = after(state, [finished('b'), finished('nobody'), finished('d')]);
  assert.deepEqual([nextCall(state), results(state)], [undefined, ['a', 'c', 'b', 'nobody', 'd']]);
});
