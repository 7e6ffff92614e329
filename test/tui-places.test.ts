import assert from 'node:assert/strict';
import { type ChildProcess, execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { pressKey } from '../src/tui/input.ts';
import { openDemo } from '../src/tui/project.ts';
import { startSession } from '../src/tui/session/actions.ts';
import { adderFiles, right, writeAdder, wrong } from './support/adder.ts';
import { makeProject, regent } from './support/cli.ts';
import { runTests, scriptModel } from './support/model-server.ts';
import { openScreens } from './support/screens.ts';

const timeout = 60_000;

test('without a repository every screen says so and what to do, and no key pretends to do anything', {
  timeout,
}, async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'regent-places-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  const { deps, press, rows, until } = await openScreens(folder, {
    REGENT_CACHE_DIR: join(folder, 'cache'),
    REGENT_CONFIG_DIR: join(folder, 'config'),
  });
  for (const screen of ['2', '3', '4', '5', '6']) {
    await press(screen);
    await until('is not in a git repository', 'regent init', '1  ');
  }
  for (const key of ['5', 'n', 'i', 'C', '/', 'ctrl-r', '4', 'n', 'i', '/', 'ctrl-r', '6', '/', 'ctrl-r']) {
    await press(key);
    const { dialog, notice } = deps.store.getState();
    assert.equal(dialog, null, key);
    if (!/\d/.test(key)) assert.equal(notice?.text, 'No repository is open.', key);
  }
  execFileSync('git', ['init', '-q', '-b', 'main'], { cwd: folder });
  await press('1', 'ctrl-r');
  await until('There are no specs here yet');
  assert.doesNotMatch(rows().join('\n'), /is not in a git repository/);
});

test('a command of another screen is found and done from anywhere, though that screen was never opened', {
  timeout,
}, async (t) => {
  const project = makeProject({ ...adderFiles(), 'rules/plain.md': '---\ndescription: One\n---\nWrite it plainly.\n' });
  t.after(project.remove);
  const { deps, press, paste, rows, until } = await openScreens(project.root, project.env);
  await press(':');
  paste('exactly as the model gets');
  assert.match(rows().find((row) => row.startsWith(' > v ')) ?? '', /Rules +view +Show the rule exactly/);
  await press('enter');
  await until('[5 Rules]', 'as the model gets it: about', 'Write it plainly.');
  await press('1', ':');
  paste('Write a skill from a template');
  await press('enter');
  await until('[4 Skills]', 'Name of the new skill');
  assert.equal(deps.store.getState().notice, null);
});

test('from Review one comes back to where one was, a key that is taken is named for what it does, and a candidate is told of with a key that leads there', {
  timeout,
}, async (t) => {
  const project = makeProject(adderFiles());
  const choice = { question: 'What of strings?', choice: 'They are joined.', alternatives: [] };
  const server = await scriptModel([
    [writeAdder(right), { type: 'tool_use', name: 'choose', input: choice }, runTests],
    [writeAdder(right), runTests],
  ]);
  t.after(async () => {
    await server.close();
    project.remove();
  });
  await regent(project, ['run', 'adder'], { server });
  const { deps, press, rows, until } = await openScreens(project.root, { ...project.env, ...server.env });
  await press('6', 'enter');
  await until('[3 Review]', 'What of strings?', 'reading the outputs …');
  assert.match(rows().at(-1) ?? '', / q make it a requirement .* \^c$/);
  await press('?', 'G');
  await until('^c             Leave;');
  await press('esc', 'esc');
  await until('[6 History]');
  await press('1', 'enter');
  await until('[3 Review]');
  await press('esc');
  await until('[1 Specs]', '> adder');
  await press('6');
  const session = await startSession(deps, 'adder', { model: { kind: 'live' } }, 'quietly');
  await session?.done;
  await until('a verified candidate waits for you.  1, then enter on adder reviews it');
});

test('of a session that runs it is not said how many attempts it made, for its log tells that at the end', {
  timeout,
}, async (t) => {
  const project = makeProject(adderFiles());
  const asked = Promise.withResolvers<void>();
  const server = await scriptModel([
    [writeAdder(wrong), runTests],
    () => {
      asked.resolve();
      return null;
    },
  ]);
  t.after(async () => {
    await server.close();
    project.remove();
  });
  let stop = (): unknown => null;
  const onStart = (child: ChildProcess): void => {
    stop = () => child.kill('SIGKILL');
  };
  const run = regent(project, ['run', 'adder'], { server, onStart });
  await asked.promise;
  const { press, rows, until } = await openScreens(project.root, project.env, { columns: 120, rows: 24 });
  await press('6');
  await until('▸ running');
  const log = (await regent(project, ['log'])).stdout;
  for (const text of [rows().join('\n'), log]) {
    assert.match(text, /running/);
    assert.doesNotMatch(text, /0 attempts|\$\?/);
  }
  stop();
  await run;
});

test('a demo that is left leaves nothing on any screen', { timeout }, async (t) => {
  const project = makeProject(adderFiles());
  t.after(project.remove);
  const { deps, press, rows, until } = await openScreens(project.root, project.env);
  const demo = await openDemo(deps, 'daily-revenue');
  assert.ok(demo);
  const model = { kind: 'recorded', file: demo.recording } as const;
  await (await startSession(deps, demo.spec, { model }))?.done;
  await until('a verified candidate waits for you');
  await press('1', 'D', '4');
  await until('> adder');
  for (const screen of ['2', '3', '6']) {
    await press(screen);
    assert.doesNotMatch(rows().join('\n'), /daily-revenue/);
  }
});

test('a question that comes up while a person types waits until they are done, and no letter answers it', {
  timeout,
}, async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'regent-places-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  const { deps, press, rows, until } = await openScreens(folder, {
    REGENT_CACHE_DIR: join(folder, 'cache'),
    REGENT_CONFIG_DIR: join(folder, 'config'),
  });
  pressKey(deps, 'i');
  await press(':', 'y');
  await until(' > y');
  assert.doesNotMatch(rows().join('\n'), /Start a project here\?/);
  assert.deepEqual(readdirSync(folder), []);
  await press('esc');
  await until('Start a project here?', 'git init');
});
