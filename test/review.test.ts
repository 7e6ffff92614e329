import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { adderFiles, right, writeAdder, wrong } from './support/adder.ts';
import { makeProject, regent } from './support/cli.ts';
import { runTests, say, scriptModel } from './support/model-server.ts';

const hostile = "// \x1b]0;title\x07\u202e\nconst { env } = require('node:process');\n";

test('review and show tell what the screen tells: what is new in the code, which tests turned, what it cost', {
  timeout: 120_000,
}, async (t) => {
  const files = adderFiles();
  const project = makeProject({ ...files, 'generated/adder/add.js': 'exports.old = () => eval("1");\n' });
  const server = await scriptModel([
    [say('First.'), writeAdder(wrong), runTests],
    [writeAdder(`${hostile}${right}fetch;\nexports.get = (url) => fetch(url, env);\n`), runTests],
  ]);
  t.after(async () => {
    await server.close();
    project.remove();
  });
  assert.equal((await regent(project, ['run', 'adder'], { server })).code, 3);
  const reviewed = await regent(project, ['review', 'adder', '--json']);
  assert.equal(reviewed.code, 3);
  const { changes, tests, cost, candidates, files: changed } = JSON.parse(reviewed.stdout);
  const names = (list: readonly { readonly kind: string; readonly name: string }[]) =>
    list.map(({ kind, name }) => `${kind} ${name}`);
  assert.deepEqual(names(changes.surface.added), ['value add', 'value get']);
  assert.deepEqual(names(changes.surface.dropped), ['value old']);
  assert.deepEqual(names(changes.dependencies.added), ['built in node:process']);
  assert.ok(names(changes.capabilities.added).includes('environment process.env'));
  assert.deepEqual(names(changes.capabilities.dropped), ['dynamic code eval']);
  assert.deepEqual(changes.capabilities.added.find((one: { name: string }) => one.name === 'fetch').places, [
    { file: 'generated/adder/add.js', line: 5 },
  ]);
  assert.deepEqual(tests.green, ['R1 adds', 'R2 adds negative numbers']);
  assert.equal(cost.attempts, 2);
  assert.deepEqual([candidates, changed[0].status], [[], 'changed']);
  const documented = readFileSync('docs/review.md', 'utf8');
  const fields = [
    ...Object.keys(JSON.parse(reviewed.stdout)),
    ...Object.keys(cost),
    ...Object.keys(tests),
    ...Object.keys(changes),
  ];
  for (const field of fields) assert.ok(documented.includes(`\`${field}\``), `docs/review.md says nothing of ${field}`);
  const page = await regent(project, ['review', 'adder']);
  for (const text of [
    'network      fetch  generated/adder/add.js:5',
    'U+202E (changes direction)',
    '✓ R1 adds  turned green',
  ])
    assert.ok(page.stdout.includes(text), page.stdout);
  const shown = await regent(project, ['show', 'adder', '2', '--against', 'base']);
  assert.match(shown.stdout, /^-exports\.old[\s\S]*^\+\/\/ ␛]0;title␇‹U\+202E›$/m);
  const against = await regent(project, ['show', 'adder', '1', '--against', 'before']);
  assert.deepEqual([against.code, against.stderr.includes('--against base.')], [2, true]);
  for (const { stdout } of [page, shown]) assert.doesNotMatch(stdout.replaceAll('\n', ''), /\p{Cc}|\u202e/u);
});

test('before an accept, review says what stands in its way; an accept names all that is in no commit', {
  timeout: 120_000,
}, async (t) => {
  const project = makeProject(adderFiles({ frontmatter: "skills: [counting]\ninclude: ['data/*.json']\n" }));
  project.write({
    'rules/style.md': '---\nname: style\n---\n\nWrite plainly.\n',
    'skills/counting/SKILL.md': '---\nname: counting\ndescription: How to count.\n---\n\nFrom one.\n',
    'data/numbers.json': '[1]\n',
    'data/unrelated.txt': 'nothing\n',
  });
  project.git('add', 'rules');
  const candidate = [writeAdder(right), runTests];
  const other = [writeAdder(`// another\n${right}`), runTests];
  const server = await scriptModel([candidate, other]);
  t.after(async () => {
    await server.close();
    project.remove();
  });
  const made = await regent(project, ['run', 'adder', '--candidates', '2', '--jobs', '1', '--json'], { server });
  const ids = [...new Set(made.events.map((event) => event.session))];
  assert.equal(ids.length, 2, made.stdout + made.stderr);
  const [first = '', second = ''] = ids;

  project.write({ 'generated/adder/add.js': 'mine\n' });
  const dirty = await regent(project, ['review', first]);
  assert.match(dirty.stdout, /✗ can't be accepted now: There is work of yours[^\n]*\n +Put it aside: git stash/);
  assert.doesNotMatch(dirty.stdout, /accept: regent accept/);
  project.git('clean', '-fdq', 'generated');

  const accepted = await regent(project, ['accept', first]);
  assert.equal(accepted.code, 0, accepted.stderr);
  assert.match(
    accepted.stdout,
    /not committed: data\/numbers\.json, rules\/style\.md, skills\/counting\. [^\n]*git add data\/numbers\.json rules\/style\.md skills\/counting\n/,
  );
  const overtaken = JSON.parse((await regent(project, ['review', second, '--json'])).stdout).obstacle;
  assert.equal(overtaken.problem, `Overtaken: session ${first} of adder was accepted since this one began.`);
  const refused = await regent(project, ['accept', second]);
  assert.deepEqual([refused.code, refused.stderr.includes(overtaken.mend)], [1, true]);

  assert.equal((await regent(project, ['undo', first])).code, 0);
  assert.equal(JSON.parse((await regent(project, ['review', second, '--json'])).stdout).obstacle, null);
});
