import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { openWorkbench } from '../src/adapters/workbench/index.ts';
import type { Event } from '../src/core/events.ts';
import type { RunningSession } from '../src/core/workbench.ts';
import { adderFiles, right, writeAdder, wrong } from './support/adder.ts';
import { makeProject } from './support/cli.ts';
import { type ModelServer, type Reply, type RequestBody, runTests, say, scriptModel } from './support/model-server.ts';

const project = makeProject(adderFiles());
const servers: ModelServer[] = [];
after(async () => {
  project.remove();
  for (const server of servers) await server.close();
});

async function start(replies: readonly Reply[], options: { step?: boolean } = {}) {
  const server = await scriptModel(replies);
  servers.push(server);
  const workbench = await openWorkbench(project.root, { ...process.env, ...project.env, ...server.env });
  assert.ok('start' in workbench);
  const session = await workbench.start('adder', { model: { kind: 'live', name: 'm' }, ...options });
  assert.ok('id' in session, JSON.stringify(session));
  return { session, server, workbench };
}

/** Follows a session to its end, and acts on each event before the next is looked at. */
async function follow(session: RunningSession, act: (event: Event) => Promise<unknown> | undefined): Promise<Event[]> {
  const events: Event[] = [];
  for await (const event of session.events()) {
    events.push(event);
    await act(event);
  }
  return events;
}

function lastMessage(body: string | undefined): { type: string; text?: string }[] {
  return (JSON.parse(body ?? '') as RequestBody).messages.at(-1)?.content as { type: string; text?: string }[];
}

test('messages are delivered after the results of the turn, in the order they were given, without those taken back', async () => {
  const { session, server } = await start([
    [writeAdder(wrong), writeAdder(`${wrong}//`)],
    [writeAdder(right), runTests],
  ]);
  const events = await follow(session, async (event) => {
    if (event.type !== 'model-asked' || event.turn !== 1) return;
    await session.steer('First.');
    const id = await session.steer('Never mind.');
    await session.steer('Second.');
    assert.ok(typeof id === 'string');
    await session.retract(id);
  });
  assert.equal(events.at(-1)?.type === 'session-ended' && session.state.ended?.outcome, 'candidate');
  const blocks = lastMessage(server.requests[1]);
  assert.deepEqual(
    blocks.map((block) => block.text ?? block.type),
    ['tool_result', 'tool_result', 'The person you work for says:\nFirst.', 'The person you work for says:\nSecond.'],
  );
});

test('a message that comes while a green attempt is verified is heard before there is a candidate', async () => {
  const { session, server } = await start([
    [writeAdder(right), runTests],
    [writeAdder(`// said\n${right}`), runTests],
  ]);
  const events = await follow(session, async (event) => {
    if (event.type === 'verify-started' && event.attempt === 1) await session.steer('Say so in a comment.');
  });
  const heard = JSON.stringify(lastMessage(server.requests[1]));
  assert.match(
    heard,
    /green and verified\. The person you work for has something to say[^"]*".*The session goes on\. The person you work for says:\\nSay so in a comment/,
  );
  assert.doesNotMatch(heard, /session ends here/);
  const ended = events.at(-1);
  assert.deepEqual(ended?.type === 'session-ended' && [ended.outcome, ended.attempt], ['candidate', 2]);
});

test('an attempt that was verified stands when the agent hears a message about it and sees nothing to change', async () => {
  const { session, server } = await start([[writeAdder(right), runTests], [say('It does so already.')]]);
  const events = await follow(session, async (event) => {
    if (event.type === 'verify-started') await session.steer('Add, please.');
  });
  const ended = events.at(-1);
  assert.deepEqual(ended?.type === 'session-ended' && [ended.outcome, ended.attempt], ['candidate', 1]);
  assert.equal(server.requests.length, 2);
});

test('what a person says while an ended session is being closed is refused, and its candidate waits all the same', async () => {
  const { session, workbench } = await start([[writeAdder(right), runTests]]);
  const said: unknown[] = [];
  await follow(session, async (event) => {
    if (event.type !== 'session-ended') return;
    said.push(await session.pause(), await session.steer('Once more.'), await session.switchStep(true));
  });
  await session.done;
  said.push(await session.steer('Too late.'));
  const summary = (await workbench.sessions()).find(({ id }) => id === session.id);
  assert.equal(summary?.status, 'waiting');
  for (const answer of said) {
    assert.match(JSON.stringify(answer), /"problem":"The session is over\."/);
    assert.match(JSON.stringify(answer), new RegExp(`regent resume ${session.id} --message`));
  }
});

test('in a pause a person rolls back and goes on, and the agent is told of it', async () => {
  const { session, server } = await start(
    [
      [writeAdder(`${wrong}// first\n`), runTests],
      [writeAdder(wrong), runTests],
      [{ type: 'tool_use', name: 'read', input: { file_path: 'generated/adder/add.js' } }],
      [writeAdder(right), runTests],
    ],
    { step: true },
  );
  let pauses = 0;
  const events = await follow(session, async (event) => {
    if (event.type !== 'paused') return;
    pauses += 1;
    if (pauses === 2) await session.rollBack(1);
    await session.proceed();
  });
  assert.equal(pauses, 2);
  assert.match(JSON.stringify(lastMessage(server.requests[2])), /put the outputs back to what they were at attempt 1/);
  const read = events.find((event) => event.type === 'tool-finished' && event.name === 'read');
  assert.match(read?.type === 'tool-finished' ? read.result : '', /first/);
  assert.equal(session.state.ended?.outcome, 'candidate');
});

test('stepping is switched on and off while a session runs, and a pause that was left is the pause one comes back to', async () => {
  const { session, server, workbench } = await start([
    [writeAdder(wrong), runTests],
    [writeAdder(`${wrong}//`), runTests],
    [writeAdder(`${wrong}///`), runTests],
    [writeAdder(right), runTests],
  ]);
  await follow(session, async (event) => {
    // The second request is on its way: the first attempt is no reason to pause any more.
    if (event.type === 'model-asked' && event.turn === 2) await session.switchStep(true);
    if (event.type === 'paused') session.interrupt('user');
  });
  assert.deepEqual([session.state.attempts.length, session.state.paused, server.requests.length], [2, true, 2]);
  const back = await workbench.resume(session.id, { model: { kind: 'live' }, inPause: true });
  assert.ok('id' in back, JSON.stringify(back));
  let asked = 0;
  const events = await follow(back, async (event) => {
    if (event.seq <= session.state.seq || event.type !== 'session-resumed') return;
    asked = server.requests.length;
    assert.equal(await back.rollBack(1), null, 'it rests, so its files may be changed');
    await back.switchStep(false);
    await back.proceed();
  });
  assert.deepEqual([asked, back.state.ended?.outcome, back.state.attempts.length], [2, 'candidate', 4]);
  assert.equal(events.filter((event) => event.type === 'paused').length, 1);
});

test('whoever begins to read a long session late hears of it from its first event', async () => {
  const reads = Array.from({ length: 150 }, () => ({
    type: 'tool_use' as const,
    name: 'read',
    input: { file_path: 'specs/adder/spec.md' },
  }));
  const { session } = await start([reads, reads, [writeAdder(right), runTests]]);
  const live = await follow(session, async () => undefined);
  const late = await follow(session, async () => undefined);
  assert.ok(live.length > 600, `${live.length} events`);
  assert.deepEqual(late, live);
  assert.equal(session.state.ended?.outcome, 'candidate');
});
