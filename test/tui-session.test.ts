import assert from 'node:assert/strict';
import { test } from 'node:test';
import { adderFiles, right, writeAdder, wrong } from './support/adder.ts';
import { readEvents, regent } from './support/cli.ts';
import { openDesk } from './support/desk.ts';
import { type Block, type Reply, runTests, say, sendReply } from './support/model-server.ts';
import { enter, openTerminal } from './support/terminal.ts';

const timeout = 120_000;
const size = { columns: 80, rows: 24 };

/** An editor that makes a subtraction what the tests ask for. */
const subtracting = "sed -i -e 's/add(1, 2), 3/add(3, 2), 1/' -e 's/add(-1, -2), -3/add(-1, -2), 1/'";

test('a stepped session is guided, rolled back, given another test, and goes on to a candidate', {
  timeout,
}, async (t) => {
  const { project, server, terminal } = await openDesk(
    t,
    [
      [say('First try.'), writeAdder(wrong), runTests],
      [writeAdder(`// again\n${wrong}`), runTests],
    ],
    { env: { EDITOR: subtracting } },
  );
  await terminal.until('1 to do', '> adder');
  terminal.press('s');
  await terminal.until('● paused after attempt 1, 0/2 tests pass', 'step mode', 'space go on', 'b roll back', 'e edit');
  terminal.press(enter);
  await terminal.until('to the agent');
  terminal.press('Mind the sign.');
  terminal.press(enter);
  await terminal.until('queued: Mind the sign.', 'space sends what is queued');
  terminal.press(' ');
  await terminal.until('paused after attempt 2', '✗ 0/2', '│ ✗ 0/2');
  assert.match(server.requests[1] ?? '', /Mind the sign\./);

  terminal.press('b');
  await terminal.until('Put the outputs back to', '1  attempt 1, 0/2 tests pass');
  terminal.press(enter);
  await terminal.until('the outputs are as they were at attempt 1');
  terminal.press('e');
  await terminal.until('Edit which asset of adder?', '2  specs/adder/tests/add.test.js');
  terminal.press('2');
  await terminal.until('Taken in: specs/adder/tests/add.test.js.', 'space goes on', 'paused after attempt 2');
  terminal.press(' ');
  await terminal.until('✓ 2/2 verified', '✓ R1 adds', 'enter reviews it');
  assert.equal(server.requests.length, 2, 'the model was asked for what is there already');
  terminal.press('q');
  assert.equal(await terminal.exited, 0);

  const { stdout } = await regent(project, ['log', '--json']);
  const events = readEvents(project, (JSON.parse(stdout) as { id: string }).id);
  const course = events.flatMap((event) => {
    if (event.type === 'attempt-committed') return [`${event.attempt}: ${event.counts.passed}/${event.counts.total}`];
    return event.type === 'rolled-back' || event.type === 'assets-changed' ? [event.type] : [];
  });
  assert.deepEqual(course, ['1: 0/2', '2: 0/2', 'rolled-back', 'assets-changed', '3: 2/2']);
});

test('the plan is run from the screen, dependencies first, and what it means is said before', {
  timeout,
}, async (t) => {
  const write: Reply = ({ messages }) => {
    const [, name = ''] = /generated\/([a-z]+)\/\*\*/.exec(JSON.stringify(messages[0])) ?? [];
    return [writeAdder(right, name), runTests];
  };
  const files = adderFiles({ name: 'abacus', frontmatter: 'depends: [adder]\n' });
  const { project, terminal } = await openDesk(t, [write, write], { files });
  await terminal.until('2 specs, 2 to do', '> adder');
  terminal.press('R');
  await terminal.until(
    'Run the plan?',
    '2 specs, dependencies first: adder, abacus.',
    'at most $4.00',
    'enter run 2 specs',
  );
  terminal.press('\t'.repeat(8));
  terminal.press('0');
  await terminal.until('dollars in all   0');
  terminal.press(enter);
  await terminal.until('is not a number above 0');
  terminal.press('\x7f');
  await terminal.until('no such limit');
  terminal.press(`${'\t'.repeat(6)} `);
  await terminal.until('each verified candidate by itself');
  terminal.press(enter);
  await terminal.until('✓ The plan has run: 2 accepted.');
  terminal.press('1');
  await terminal.until('nothing to do', '✓ as accepted');
  assert.deepEqual(project.git('log', '--format=%s').trim().split('\n'), [
    'Regenerate abacus',
    'Regenerate adder',
    'Specify',
  ]);
  terminal.press('q');
  assert.equal(await terminal.exited, 0);
});

test('what ran when the program died is offered at the next start, and goes on', { timeout }, async (t) => {
  const { project, server, terminal } = await openDesk(t, [() => null, [writeAdder(right), runTests]]);
  await terminal.until('1 to do');
  terminal.press('r');
  await terminal.until('asking the model');
  terminal.close();
  await terminal.exited;
  const next = openTerminal(project.root, { ...project.env, ...server.env }, size);
  t.after(() => next.close());
  await next.until('1 session was cut off when the program died: adder.', 'C goes on', '✗ cut off');
  next.press('2');
  await next.until('1 session is kept', '✗ cut off  adder', 'c      goes on with that of adder');
  next.press('1');
  await next.until('> adder');
  next.press('C');
  await next.until('Go on with 1 session?', 'Each goes on from its last event');
  next.press(enter);
  await next.until('✓ 2/2 verified', 'enter reviews it');
});

test('an objection leads to the spec, and the session goes on with what was mended', { timeout }, async (t) => {
  const objection = {
    type: 'tool_use' as const,
    name: 'object',
    input: { requirement: 'R1', evidence: 'The test wants 3.', question: 'Sum or difference?' },
  };
  const { terminal, server } = await openDesk(t, [[writeAdder(wrong), objection], [runTests]], {
    env: { EDITOR: subtracting },
  });
  await terminal.until('1 to do');
  terminal.press('r');
  await terminal.until('● objected', 'Sum or difference?', 'e edits what it is about, c goes on');
  terminal.press('e');
  await terminal.until('Edit which asset of adder? R1 Sum or difference?');
  terminal.press('2');
  await terminal.until('The session can go on with what changed.', 'c goes on');
  terminal.press('c');
  await terminal.until('Go on with what changed?', 'specs/adder/tests/add.test.js');
  terminal.press(enter);
  await terminal.until('✓ 2/2 verified', 'enter reviews it');
  assert.match(server.requests[1] ?? '', /Changed: specs\/adder\/tests\/add\.test\.js\./);
});

test('a question goes away when the session that it is about has ended, and a message that was being written does not', {
  timeout,
}, async (t) => {
  const first = heldBack(1, [writeAdder(right), runTests]);
  const second = heldBack(2, [writeAdder(`// again\n${right}`), runTests]);
  const { server, terminal } = await openDesk(t, [
    first.reply,
    second.reply,
    [writeAdder(`// heard\n${right}`), runTests],
  ]);
  await terminal.until('1 to do', '> adder');
  terminal.press('r');
  await first.asked;
  await terminal.until('asking the model', 'esc interrupt');
  terminal.press('\x1b');
  await terminal.until('Interrupt the session of adder?', 'esc no');
  first.release();
  await terminal.until('a verified candidate waits for you', 'enter review');
  assert.ok(!terminal.rows().join().includes('Interrupt the session'), terminal.rows().join('\n'));

  terminal.press(enter);
  await terminal.until('[verdict]', 't again');
  terminal.press('t');
  await terminal.until('try again; tell the agent');
  terminal.press(`Again.${enter}`);
  await second.asked;
  await terminal.until('you: Again.', 'enter steer');
  terminal.press(enter);
  await terminal.until('to the agent');
  terminal.press('A late word.');
  await terminal.until('> A late word.');
  second.release();
  await terminal.until('a verified candidate waits for you', '> A late word.');
  terminal.press(enter);
  await terminal.until('The session of adder is over: say it all the same?', '> A late word.');
  terminal.press(enter);
  await terminal.until('you: A late word.', 'attempt 3: 2 of 2');
  assert.match(server.requests[2] ?? '', /The session goes on\. The person you work for says:\\nA late word\./);
});

/** A reply that comes when it is released; `asked` resolves when the model is waited for. */
function heldBack(turn: number, blocks: readonly Block[]): { reply: Reply; asked: Promise<void>; release(): void } {
  const asked = Promise.withResolvers<void>();
  const released = Promise.withResolvers<void>();
  return {
    reply: ({ model }, response) => {
      asked.resolve();
      void released.promise.then(() => sendReply(response, model, turn, blocks));
      return null;
    },
    asked: asked.promise,
    release: () => released.resolve(),
  };
}
