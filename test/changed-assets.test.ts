import assert from 'node:assert/strict';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { openWorkbench } from '../src/adapters/workbench/index.ts';
import type { Event } from '../src/core/events.ts';
import type { Lock } from '../src/core/lock.ts';
import { adderFiles, right, writeAdder, wrong } from './support/adder.ts';
import { makeProject, type Project, readEvents, regent } from './support/cli.ts';
import { type ModelServer, type Reply, runTests, scriptModel } from './support/model-server.ts';

const holdout = `holdout:
  command: node --test --test-reporter=tap specs/adder/holdout/*.test.js
  report: tap
`;

/** Tests that a subtraction passes. */
const otherTests = adderFiles()
  ['specs/adder/tests/add.test.js']?.replace('add(1, 2), 3', 'add(3, 2), 1')
  .replace('add(-1, -2), -3', 'add(-1, -2), 1') as string;
const hiddenTest = (sum: string) => `const test = require('node:test');
const assert = require('node:assert');
const { add } = require('../../../generated/adder/add.js');
test('R1 hidden', () => assert.strictEqual(add(40, 2), ${sum}));
`;

const projects: Project[] = [];
const servers: ModelServer[] = [];
after(async () => {
  for (const project of projects) project.remove();
  for (const server of servers) await server.close();
});

async function desk(replies: readonly Reply[]): Promise<{ project: Project; server: ModelServer }> {
  const project = makeProject({
    ...adderFiles({ frontmatter: holdout }),
    'specs/adder/holdout/add.test.js': hiddenTest('42'),
  });
  projects.push(project);
  const server = await scriptModel(replies);
  servers.push(server);
  return { project, server };
}

function typesOf(events: readonly Event[]): string[] {
  return events.map((event) => event.type);
}

test('a stepped session takes in tests that were edited meanwhile, and what is there is proven against them', async () => {
  const { project, server } = await desk([[writeAdder(wrong), runTests]]);
  const first = await regent(project, ['run', 'adder', '--model', 'm', '--step', '--json'], { server });
  assert.equal(first.code, 130);
  project.write({ 'specs/adder/tests/add.test.js': otherTests, 'specs/adder/holdout/add.test.js': hiddenTest('38') });

  const refused = await regent(project, ['resume', 'adder', '--json'], { server });
  assert.equal(refused.code, 1);
  const { error, mend } = JSON.parse(refused.stdout) as { error: string; mend: string };
  assert.match(error, /changed since .*: specs\/adder\/tests\/add\.test\.js, specs\/adder\/holdout\/add\.test\.js\.$/);
  assert.match(mend, /regent resume adder-\w+ --take-assets/);

  // Killed as soon as the change is on the disk: the next resume has to see it through.
  const killed = await regent(project, ['resume', 'adder', '--take-assets', '--json'], {
    server,
    onEvent: (event, child) => {
      if (event.type === 'assets-changed') child.kill('SIGKILL');
    },
  });
  assert.equal(killed.signal, 'SIGKILL');
  // However far it came: the folders hold the assets that the session began with.
  const id = killed.events[0]?.session ?? '';
  const folder = join(project.env.REGENT_CACHE_DIR ?? '', 'sessions', id);
  rmSync(join(folder, 'assets'), { force: true });
  const before = adderFiles()['specs/adder/tests/add.test.js'] ?? '';
  for (const part of ['visible', 'work']) writeFileSync(join(folder, part, 'specs/adder/tests/add.test.js'), before);
  const resumed = await regent(project, ['resume', 'adder', '--json'], { server });
  assert.equal(resumed.code, 3, resumed.stdout + resumed.stderr);
  const [session] = resumed.events;
  const events = readEvents(project, session?.session ?? '');
  const ended = events.at(-1);
  assert.deepEqual(ended?.type === 'session-ended' && [ended.outcome, ended.attempt], ['candidate', 2]);
  assert.equal(typesOf(events).filter((type) => type === 'assets-changed').length, 1);
  assert.equal(server.requests.length, 1, 'the model was asked for what the outputs do already');

  const accepted = await regent(project, ['accept', 'adder'], { server });
  assert.equal(accepted.code, 0, accepted.stderr);
  const changed = events.find((event) => event.type === 'assets-changed');
  const digest = changed?.type === 'assets-changed' ? changed.assetsDigest : '';
  assert.match(project.git('log', '-1', '--format=%B'), new RegExp(`Regent-Assets: ${digest}\n`));
  const lock = JSON.parse(readFileSync(join(project.root, 'specs/adder/spec.lock'), 'utf8')) as Pick<Lock, 'assets'>;
  assert.deepEqual(lock.assets.tests, changed?.type === 'assets-changed' && changed.assets.tests);
  assert.equal((await regent(project, ['plan'])).code, 0);
});

test('of changed assets the agent is shown what it may see, and a candidate of the old ones is none any more', async () => {
  const { project, server } = await desk([
    [writeAdder(right), runTests],
    [writeAdder(wrong), runTests],
  ]);
  assert.equal((await regent(project, ['run', 'adder', '--model', 'm'], { server })).code, 3);
  project.write({ 'specs/adder/tests/add.test.js': otherTests, 'specs/adder/holdout/add.test.js': hiddenTest('38') });
  const stale = await regent(project, ['accept', 'adder']);
  assert.equal(stale.code, 1);
  assert.match(stale.stderr, /stale: specs\/adder\/tests\/add\.test\.js.*\n.*--take-assets/);

  const run = await regent(project, ['resume', 'adder', '--take-assets', '--json'], { server });
  assert.equal(run.code, 3, run.stdout);
  const told = server.requests[1] ?? '';
  assert.match(told, /-test\('R1 adds', \(\) => assert\.strictEqual\(add\(1, 2\), 3\)\)/);
  assert.match(told, /Hidden tests changed\./);
  assert.match(told, /Attempt 2 of 6: red/);
  assert.doesNotMatch(told, /R1 hidden|add\(40|holdout\/add/);
  const counts = run.events.flatMap((event) => (event.type === 'attempt-committed' ? [event.counts.passed] : []));
  assert.deepEqual(counts, [0, 2]);
});

test('in a pause, errors are said and the session stays as it was; other outputs are refused', async () => {
  const { project, server } = await desk([
    [writeAdder(wrong), runTests],
    [writeAdder(right), runTests],
  ]);
  const workbench = await openWorkbench(project.root, { ...process.env, ...project.env, ...server.env });
  assert.ok('start' in workbench);
  const session = await workbench.start('adder', { model: { kind: 'live', name: 'm' }, step: true });
  assert.ok('id' in session, JSON.stringify(session));
  const spec = readFileSync(join(project.root, 'specs/adder/spec.md'), 'utf8');
  const broken = { 'specs/adder/spec.md': `${spec}- **R1** A second one of this name.\n` };
  const elsewhere = { 'specs/adder/spec.md': spec.replace('[generated/adder/**]', '[generated/other/**]') };
  const limits = 'limits: { attempts: 9 }\nholdout:';
  const better = {
    'specs/adder/spec.md': spec.replace('returns the sum', 'returns the difference').replace('holdout:', limits),
  };
  assert.match(JSON.stringify(await session.takeAssets()), /not paused/);
  for await (const event of session.events()) {
    if (event.type !== 'paused') continue;
    project.write(broken);
    const errors = await session.takeAssets();
    assert.ok('problem' in errors && errors.diagnostics?.[0]?.file === 'specs/adder/spec.md', JSON.stringify(errors));
    project.write(elsewhere);
    const outputs = await session.takeAssets();
    assert.match('problem' in outputs ? outputs.problem : '', /outputs of adder changed from generated\/adder/);
    project.write({ 'specs/adder/spec.md': spec });
    assert.deepEqual(await session.takeAssets(), { changed: [] });
    assert.ok(session.state.paused);
    project.write({
      ...better,
      'specs/adder/tests/add.test.js': otherTests,
      'specs/adder/holdout/add.test.js': hiddenTest('38'),
    });
    assert.deepEqual(await session.takeAssets(), {
      changed: ['specs/adder/spec.md', 'specs/adder/tests/add.test.js', 'specs/adder/holdout/add.test.js'],
    });
    assert.match(session.state.started?.requirements[0]?.text ?? '', /difference/);
    assert.deepEqual(session.state.limits, { attempts: 9, minutes: 20, usd: 2, tokens: null });
    await session.proceed();
  }
  assert.equal(session.state.ended?.outcome, 'candidate');
  assert.equal(session.state.attempts.length, 2);
});
