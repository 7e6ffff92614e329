import assert from 'node:assert/strict';
import { symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { adderFiles, right, writeAdder } from './support/adder.ts';
import { attemptsOf, git, makeProject, runScripted } from './support/exercise.ts';
import { runTests } from './support/model-server.ts';

const project = makeProject({
  ...adderFiles(),
  'specs/adder/tests/shared/twice.js': `require('node:test')('R1 adds twice', () => {
  if (require('../../../generated/adder/add.js').add(2, 2) !== 4) throw new Error('no');
});
`,
});
after(() => project.remove());

test('a test that is a link to a file of its folder is a test like any other; links elsewhere are not followed', async () => {
  symlinkSync('shared/twice.js', join(project.root, 'specs/adder/tests/twice.test.js'));
  symlinkSync('/etc/hostname', join(project.root, 'specs/adder/elsewhere.txt'));
  git(project.root, 'add', '-A');
  const { events, ended, told } = await runScripted(project, 'adder', [[writeAdder(right), runTests]]);
  const [attempt] = attemptsOf(events);
  assert.match(attempt?.report ?? '', /"name": "R1 adds twice",\s*"status": "passed"/);
  assert.equal(ended.outcome, 'candidate', ended.reason);
  assert.doesNotMatch(told, /elsewhere\.txt/, 'a link that leads elsewhere is not followed');
  assert.match(told, /<file path=\\"specs\/adder\/tests\/twice\.test\.js\\">/);
});
