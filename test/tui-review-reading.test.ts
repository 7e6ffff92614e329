import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Workbench } from '../src/core/workbench.ts';
import { pressKey } from '../src/tui/input.ts';
import { openReview } from '../src/tui/review/actions.ts';
import { adderFiles, writeAdder, wrong } from './support/adder.ts';
import { makeProject, regent } from './support/cli.ts';
import { runTests, scriptModel } from './support/model-server.ts';
import { openScreens } from './support/screens.ts';

test('of attempts that are passed quickly only the first and the last are read, and what is still read is called so', {
  timeout: 60_000,
}, async (t) => {
  const project = makeProject(adderFiles({ frontmatter: 'limits: { attempts: 4 }\n' }));
  const server = await scriptModel(
    Array.from({ length: 4 }, (_, at) => [writeAdder(`${wrong}// attempt ${at + 1}\n`), runTests]),
  );
  t.after(async () => {
    await server.close();
    project.remove();
  });
  await regent(project, ['run', 'adder'], { server });
  const { deps, press, rows, until } = await openScreens(project.root, project.env);
  const { bench, sessions } = deps.store.getState();
  assert.ok(bench.kind === 'open' && sessions?.[0]);
  const read: string[] = [];
  const workbench: Workbench = {
    ...bench.workbench,
    diff: (from, to, within) => {
      read.push(to);
      return bench.workbench.diff(from, to, within);
    },
  };
  deps.store.setState({ bench: { ...bench, workbench } });
  await openReview(deps, sessions[0].id, 'diff');
  await until('// attempt 4');
  read.length = 0;
  for (const key of ['h', 'h', 'h']) pressKey(deps, key);
  await until('// attempt 1');
  assert.equal(new Set(read).size, 2);

  pressKey(deps, 'tab');
  assert.match(rows().join('\n'), /The steps are being read …/);
  await until('attempt 1: 0 of 2 tests pass');
  await press('tab');
  await until('0 of 2 pass');
});
