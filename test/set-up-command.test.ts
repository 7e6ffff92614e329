import assert from 'node:assert/strict';
import { mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { takeLock } from '../src/adapters/log/lock-file.ts';
import { adderFiles, right, writeAdder } from './support/adder.ts';
import { makeProject, runScripted } from './support/exercise.ts';
import { bash, runTests } from './support/model-server.ts';

/** Long enough to be cut off by another run that begins anew in its folder. */
const setup =
  'mkdir deps && for i in $(seq 2000); do echo $i > deps/$i || exit 1; done && all=$(ls deps | wc -l) && echo $all > deps/all';

const project = makeProject({ ...adderFiles(), 'regent.json': JSON.stringify({ workspace: { setup } }) });
after(() => project.remove());

test('sessions that begin together have one set-up made for them, and those that come later use it', async () => {
  const build = () =>
    runScripted(project, 'adder', [[bash('cat deps/all; echo x > deps/1'), writeAdder(right), runTests]]);
  const runs = await Promise.all([build(), build()]);
  for (const { events, ended } of [...runs, await build()]) {
    const looked = events.find((event) => event.type === 'tool-finished');
    assert.match(looked?.type === 'tool-finished' ? looked.result : '', /^2000\n.*Read-only file system/s);
    assert.equal(ended.outcome, 'candidate');
  }
  assert.equal(readdirSync(join(project.folder, 'cache/set-ups')).length, 1);
});

test('a set-up that another process is making is waited for by the person, not broken', async () => {
  const cache = join(project.folder, 'cache/set-ups');
  const [made = ''] = readdirSync(cache);
  const other = join(project.folder, 'elsewhere/set-ups');
  mkdirSync(other, { recursive: true });
  const lock = await takeLock(join(other, `${made}.lock`));
  assert.ok('release' in lock);
  await assert.rejects(
    runScripted({ ...project, cache: 'elsewhere' }, 'adder', []),
    /set-up command .* is being run by process \d+/,
  );
  await lock.release();
});
