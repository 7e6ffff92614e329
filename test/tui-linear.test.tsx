import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { initialState, type State } from '../src/core/state.ts';
import type { RunningSession } from '../src/core/workbench.ts';
import { nothingSaid, speak } from '../src/tui/linear/speak.ts';
import { type Caller, callPerson } from '../src/tui/notify.ts';
import { createScreens, type Live } from '../src/tui/store.ts';
import { createTranscript } from '../src/tui/transcript.ts';
import { adderFiles, right, writeAdder, wrong } from './support/adder.ts';
import { makeProject } from './support/cli.ts';
import { type Reply, runTests, say, scriptModel } from './support/model-server.ts';
import { openScreens } from './support/screens.ts';
import { enter, openTerminal } from './support/terminal.ts';

const timeout = 60_000;

function hasControl(text: string): boolean {
  return ['\x1b', '\x9b', '\x07', '\b'].some((control) => text.includes(control));
}

async function open(t: TestContext, replies: readonly Reply[], env: Record<string, string>, args: string[] = []) {
  const project = makeProject(adderFiles());
  const server = await scriptModel(replies);
  const terminal = openTerminal(
    project.root,
    { ...project.env, ...server.env, ...env },
    { columns: 100, rows: 50 },
    args,
  );
  t.after(async () => {
    terminal.close();
    await server.close();
    project.remove();
  });
  return { project, terminal };
}

test('for a screen reader the screens are lines: only what is new is written, and the cursor never moves', {
  timeout,
}, async (t) => {
  const session: Reply[] = [
    [say('Hello \x1b]52;c;aGFja2Vk\x07\x1b[2Jthere'), writeAdder(wrong), runTests],
    [say('The sign is wrong.'), writeAdder(right), runTests],
  ];
  const { project, terminal } = await open(t, session, {}, ['--screen-reader']);
  await terminal.until('Specs.', '1 spec, 1 to do', '> adder', 'Keys: enter open, r run');
  const before = terminal.written.length;
  terminal.press('/ad日');
  await terminal.until('filter', 'ad日');
  terminal.press('\x7f');
  await terminal.until('\nad');
  terminal.press(enter);
  await terminal.until('1 match "ad"');
  // The row that the cursor is on is as it was, so it is not said again.
  assert.equal(terminal.written.slice(before).split('> adder').length, 1);
  terminal.press('s');
  await terminal.until(
    '● Hello there',
    '✗ attempt 1: 0 of 2 tests pass',
    'Keys: space go on, enter steer',
    'b roll back',
  );
  terminal.press(' ');
  await terminal.until('● The sign is wrong.', 'enter reviews it');
  terminal.press(enter);
  await terminal.until('Review.', '✓ R1', 'Keys: a accept');
  terminal.press('a');
  await terminal.until('Accept attempt 2 of adder?', 'Keys: enter accept');
  terminal.press(enter);
  await terminal.until('Accepted adder');
  assert.match(project.git('log', '-1', '--format=%s'), /^Regenerate adder/);
  terminal.press('q');
  assert.equal(await terminal.exited, 0);
  assert.equal(terminal.written.split('The sign is wrong.').length, 2, 'it was said once');
  const paste = ['\x1b[?2004h', '\x1b[?2004l'];
  assert.ok(!hasControl(paste.reduce((text, mark) => text.replaceAll(mark, ''), terminal.written)));
});

test('a terminal that can not move its cursor gets the same lines, and no control sequence at all', {
  timeout,
}, async (t) => {
  const { terminal } = await open(t, [], { TERM: 'dumb' });
  await terminal.until('Specs.', '> adder');
  terminal.press('?');
  await terminal.until('Regenerate the spec');
  terminal.press('qq');
  assert.equal(await terminal.exited, 0);
  assert.ok(!hasControl(terminal.written));
});

/** What is written when a session ends like this, this long after the last key. */
function called(outcome: string | null, idleMs: number, more: Partial<Caller> = {}): string {
  const store = createScreens();
  let written = '';
  callPerson(store, {
    how: 'auto',
    env: { TERM: 'xterm' },
    lastKey: () => 0,
    now: () => idleMs,
    write: (bytes) => {
      written += bytes;
    },
    ...more,
  });
  const ended = outcome === null ? null : { outcome, reason: '\x1b]0;evil\x07' };
  const live: Live = {
    session: { id: 's', spec: 'adder' } as RunningSession,
    state: { ...initialState, ended, paused: outcome === null } as State,
    tests: [],
    transcript: createTranscript(),
    place: 'end',
    doing: '',
    recorded: false,
    over: ended !== null,
    version: 0,
  };
  store.setState({ live: { sessions: [live], current: 's', unfolded: false } });
  store.setState({ live: { sessions: [{ ...live, version: 1 }], current: 's', unfolded: false } });
  return written;
}

test('whoever may be elsewhere is called once when a session needs them, and nobody who is here', () => {
  for (const outcome of ['candidate', 'objected', 'limit', 'failed', null])
    assert.equal(called(outcome, 60_000), '\x07');
  assert.equal(called('candidate', 3000), '');
  assert.equal(called('interrupted', 60_000), '');
  assert.equal(called('candidate', 60_000, { how: 'off' }), '');
});

test('a notification has Regent’s words only, in the form that the terminal takes', () => {
  const osc = '\x1b]9;Regent: adder: a candidate waits for you\x07';
  assert.equal(called('candidate', 60_000, { env: { TERM_PROGRAM: 'WezTerm' } }), `\x07${osc}`);
  assert.equal(called('candidate', 60_000, { how: 'osc9' }), `\x07${osc}`);
  const wrapped = `\x07\x1bPtmux;\x1b${osc}\x1b\\`;
  assert.equal(called('candidate', 60_000, { how: 'osc9', env: { TMUX: 'x' } }), wrapped);
  assert.equal(called('candidate', 60_000, { how: 'osc9', env: { TERM: 'linux' } }), '\x07');
});

test('details that the keys move in are what is heard, on every screen that has them', { timeout }, async (t) => {
  const project = makeProject({
    ...adderFiles(),
    'rules/plain.md': '---\ndescription: Write it plainly\n---\nPlainly.\n',
    'skills/tables/SKILL.md':
      '---\nname: tables\ndescription: Makes tables. Use when a table is asked for.\n---\nUse pipes.\n',
  });
  t.after(project.remove);
  const { deps, press, until } = await openScreens(project.root, project.env, { columns: 100, rows: 44 });
  for (const [screen, shows, heard] of [
    ['1', 'R2', 'R1  add(a, b) of generated/adder/add.js returns the sum.'],
    ['4', 'Makes tables', 'Makes tables. Use when a table is asked for.'],
    ['5', 'Write it plainly', 'Write it plainly'],
  ] as const) {
    await press(screen);
    await until(shows);
    const { said, lines } = speak(deps.store.getState(), nothingSaid);
    assert.ok(!lines.join('\n').includes(heard), screen);
    await press('tab');
    assert.ok(speak(deps.store.getState(), said).lines.join('\n').includes(heard), screen);
    await press('esc');
  }
});
