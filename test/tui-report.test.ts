import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { services } from '../src/services.ts';
import type { Deps } from '../src/tui/deps.ts';
import { pressKey } from '../src/tui/input.ts';
import { openProject } from '../src/tui/project.ts';
import { openReview } from '../src/tui/review/actions.ts';
import { createScreens } from '../src/tui/store.ts';
import { adderFiles, right, writeAdder } from './support/adder.ts';
import { makeProject, regent } from './support/cli.ts';
import { runTests, scriptModel } from './support/model-server.ts';
import { readPage } from './support/read-page.ts';

test('a key on Review and on History writes what the command writes, and says where; another asks for the place', {
  timeout: 120_000,
}, async (t) => {
  const project = makeProject(adderFiles());
  const server = await scriptModel([[writeAdder(right), runTests]]);
  t.after(async () => {
    await server.close();
    project.remove();
  });
  Object.assign(process.env, project.env, server.env);
  await regent(project, ['run', 'adder'], { server });
  const deps: Deps = {
    store: createScreens(),
    context: { cwd: project.root, env: process.env, services, signal: new AbortController().signal },
    terminal: {
      size: () => ({ columns: 80, rows: 24 }),
      drawn: async () => {},
      suspend: async () => {},
      exit: () => {},
    },
  };
  const { store } = deps;
  const said = async (): Promise<string> => {
    while (store.getState().notice === null) await delay(10);
    return store.getState().notice?.text ?? '';
  };
  const press = (keys: readonly string[]): Promise<string> => {
    store.setState({ notice: null });
    for (const key of keys) pressKey(deps, key);
    return said();
  };
  await openProject(deps);
  const session = store.getState().sessions?.[0]?.id ?? '';
  await openReview(deps, session);
  assert.equal(
    (await press(['r'])).replace(/\d+ kB/, 'N kB'),
    `The report is in .git/regent/reports/${session}.html (N kB).`,
  );
  assert.match(
    readPage(readFileSync(join(project.root, '.git/regent/reports', `${session}.html`), 'utf8')),
    /candidate/,
  );

  store.setState({ screen: 'history', history: { ...store.getState().history, filter: 'status:waiting by:ada' } });
  assert.match(await press(['r']), /reports\/audit\.html/);
  const audit = readPage(readFileSync(join(project.root, '.git/regent/reports/audit.html'), 'utf8'));
  assert.match(audit, /Only what fits by:ada status:waiting \./);

  writeFileSync(join(project.root, 'a.html'), 'mine');
  const name = ['a', '.', 'h', 't', 'm', 'l'];
  assert.match(await press(['R', ...name, 'enter']), /a\.html is there already, and Regent did not write it/);
  assert.match(await press(['R', ...name, 'tab', 'space', 'enter']), /^The report is in a\.html/);
  assert.match(readPage(readFileSync(join(project.root, 'a.html'), 'utf8')), /audit/);
});
