import assert from 'node:assert/strict';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { adderFiles, right, writeAdder } from './support/adder.ts';
import { makeProject, regent } from './support/cli.ts';
import { runTests, scriptModel } from './support/model-server.ts';

const hostile = '\x1b]0;evil\x07\x1b[2J\x9b5;5H\x9d0;evil\x9c\u202egnp.exe\u2066\u200b';
const harmful = /(?!\n|\t)\p{Cc}|\p{Cf}/u;

test('what a check, a model or a skill said comes out of a command as letters, also as JSON, and JSON loses nothing of it', {
  timeout: 60_000,
}, async (t) => {
  const project = makeProject({
    ...adderFiles(),
    '.gitignore': 'node_modules\n',
    'regent.json': '{ "workspace": { "link": ["node_modules"] } }\n',
    'skills/odd/SKILL.md': '---\nname: odd\ndescription: Odd.\n---\nBe odd.\n',
    'skills/odd/notes.txt': hostile,
    'rules/odd.md':
      '---\ndescription: Odd\ncheck: cat node_modules/odd/said; test -f node_modules/odd/ok\n---\nBe odd.\n',
  });
  project.write({ 'node_modules/odd/said': hostile, 'node_modules/odd/ok': '' });
  const choice = { question: `What of ${hostile}?`, choice: hostile, alternatives: [] };
  const server = await scriptModel([
    [writeAdder(right), { type: 'tool_use', name: 'choose', input: choice }, runTests],
  ]);
  t.after(async () => {
    await server.close();
    project.remove();
  });
  const run = await regent(project, ['run', 'adder', '--json'], { server });
  assert.equal(run.code, 3, run.stderr);
  const review = await regent(project, ['review', '--json']);
  for (const { stdout } of [run, review]) assert.doesNotMatch(stdout, harmful);
  assert.equal(JSON.parse(review.stdout).verdict.questions[0].choice, hostile);
  for (const shown of [[], ['--json']])
    assert.doesNotMatch((await regent(project, ['skill', 'show', 'odd', '--level', '3', ...shown])).stdout, harmful);
  assert.equal((await regent(project, ['accept', 'adder'])).code, 0);
  rmSync(join(project.root, 'node_modules/odd/ok'));
  const verify = await regent(project, ['verify']);
  assert.equal(verify.code, 1, verify.stderr);
  assert.match(verify.stdout, /adder {2}rule odd/);
  assert.doesNotMatch(verify.stdout, harmful);
});
