import assert from 'node:assert/strict';
import path from 'node:path';
import { test } from 'node:test';
import { readHistory } from '../src/adapters/git/history.ts';
import { git, makeFolder, makeRepository, open } from './git-fixture.ts';

function commit(root: string, message: string): string {
  git(root, 'commit', '-q', '--allow-empty', '-m', message);
  return git(root, 'rev-parse', 'HEAD').trim();
}

test('the history holds the commits with a trailer of Regent, newest first, of one spec or of all', async () => {
  const root = makeRepository();
  const first = commit(
    root,
    'Regenerate x\n\nSome text: "\x1b[31m"\n\nRegent-Spec: x\nRegent-Session: s1\nRegent-Cost: $0.04\n',
  );
  commit(root, 'Talk\n\nRegent-Spec: x\nis only mentioned here\n\nwith more text after it.\n');
  const second = commit(root, 'Regenerate xy\n\nRegent-Spec: xy\nRegent-Session: s2\n');
  const repository = await open(root);
  Object.assign(process.env, {
    GIT_DIR: path.join(makeRepository(), '.git'),
    GIT_CONFIG_COUNT: '1',
    GIT_CONFIG_KEY_0: 'safe.directory',
    GIT_CONFIG_VALUE_0: '*',
  });
  const all = await readHistory(repository);
  const one = await readHistory(repository, { spec: 'x' });
  const last = await readHistory(repository, { limit: 1 });
  for (const name of ['GIT_DIR', 'GIT_CONFIG_COUNT', 'GIT_CONFIG_KEY_0', 'GIT_CONFIG_VALUE_0'])
    delete process.env[name];
  assert.deepEqual(
    all.map((entry) => [entry.commit, entry.subject, entry.trailers.get('Regent-Session')]),
    [
      [second, 'Regenerate xy', 's2'],
      [first, 'Regenerate x', 's1'],
    ],
  );
  assert.deepEqual(
    one.map((entry) => entry.commit),
    [first],
  );
  assert.deepEqual(
    last.map((entry) => entry.commit),
    [second],
  );
  assert.deepEqual(one[0]?.author, { name: 'Ada', email: 'ada@example.org' });
  assert.equal(one[0]?.trailers.get('Regent-Cost'), '$0.04');
  assert.ok(!Number.isNaN(Date.parse(one[0]?.at ?? '')));
});

test('an unborn branch has no history', async () => {
  const root = makeFolder();
  git(root, 'init', '-q');
  assert.deepEqual(await readHistory(await open(root)), []);
});
