import assert from 'node:assert/strict';
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { adderFiles, right, writeAdder } from './support/adder.ts';
import { makeProject, type Project, regent } from './support/cli.ts';
import { type ModelServer, type RequestBody, runTests, scriptModel } from './support/model-server.ts';

const projects: Project[] = [];
const servers: ModelServer[] = [];
after(async () => {
  for (const project of projects) project.remove();
  for (const server of servers) await server.close();
});

function make(files: Readonly<Record<string, string>>): Project {
  const project = makeProject({ ...adderFiles(), ...files });
  projects.push(project);
  return project;
}

const jsonLines = (text: string): Record<string, unknown>[] =>
  text
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as Record<string, unknown>);

const strict = "'use strict';\n";
const rules = {
  'rules/strict.md':
    "---\ndescription: Strict mode\ncheck: \"grep -q 'use strict' generated/adder/add.js || { echo add.js is sloppy; exit 1; }\"\n---\n\nOpen each file with 'use strict'.\n",
  'rules/quiet.md':
    '---\nspecs: [adder]\ncheck: |\n  # nothing is printed\n  ! grep -q console generated/adder/*.js\n---\n',
  'rules/other.md': '---\nglobs: ["lib/**"]\n---\nNot for the adder.\n',
  '.cursor/rules/sums.mdc': '---\ndescription: How sums are written here\n---\nWrite a + b.\n',
  '.cursor/rules/mine.mdc': 'For me alone.\n',
  '.claude/rules/strict.md': "Open each file\nwith 'use strict'.\n",
  'AGENTS.md': 'Be brief.\n',
};

test('a rule is offered or given, its check is feedback, and what it ever failed is known for good', async () => {
  const project = make(rules);
  const server = await scriptModel([
    [{ type: 'tool_use', name: 'read_skill', input: { name: '.cursor/rules/sums.mdc' } }],
    [writeAdder(right), runTests],
    [writeAdder(strict + right), runTests],
  ]);
  servers.push(server);
  const before = jsonLines((await regent(project, ['rule', 'list', '--json'])).stdout);
  assert.deepEqual(
    before.map(({ name, record }) => [name, record && (record as { runs: number }).runs]),
    [
      ['AGENTS.md', null],
      ['.claude/rules/strict.md', null],
      ['strict', 0],
      ['.cursor/rules/sums.mdc', null],
      ['.cursor/rules/mine.mdc', null],
      ['other', null],
      ['quiet', 0],
    ],
  );

  const run = await regent(project, ['run', 'adder', '--json', '--trust'], { server });
  assert.equal(run.code, 3, run.stderr);
  const [first, second, third] = server.requests.map((text) => JSON.parse(text) as RequestBody);
  const system = JSON.stringify(first?.system);
  assert.match(
    system,
    /# Rules on request\\nRead one with read_skill .*\\n- \.cursor\/rules\/sums\.mdc: How sums are written here/,
  );
  assert.match(system, /<rule name=\\"AGENTS\.md\\">\\nBe brief\./);
  assert.equal(system.match(/Open each file/g)?.length, 1, 'two files that say the same are given once');
  assert.doesNotMatch(JSON.stringify(first), /For me alone|Not for the adder|Write a \+ b/);
  assert.match(JSON.stringify(second?.messages), /Write a \+ b\./);
  const feedback = JSON.stringify(third?.messages.at(-1));
  assert.match(
    feedback,
    /rule strict failed:\\n\$ grep -q 'use strict' generated\/adder\/add\.js .*\\nadd\.js is sloppy\\n\(exit code 1\)/,
  );
  assert.doesNotMatch(feedback, /rule quiet/);

  const text = (await regent(project, ['rule', 'list', 'adder'])).stdout;
  assert.deepEqual(text.replaceAll(/\d+ tokens/g, 'N tokens').split('\n'), [
    'adder: 3 rules, about N tokens in each request; where two disagree, the last counts',
    '',
    'In the part of the request that all specs share (about N tokens)',
    ' 1. AGENTS.md  N tokens',
    '      applies to every spec',
    ' 2. strict  rules/strict.md · N tokens',
    '      applies to every spec',
    '      check: passed for adder; failed 1 of 2 runs',
    '',
    'With the spec (about N tokens)',
    ' 3. quiet  rules/quiet.md · N tokens',
    '      names this spec',
    '      check: passed for adder; has never failed anything in 2 runs',
    '',
    'Offered by description, read when it fits (about N tokens)',
    '    not yet: the project is not trusted (regent trust)',
    '  - .cursor/rules/sums.mdc  N tokens',
    '      on request: the agent is offered its description, and reads it when it fits',
    '',
    'Not for this spec',
    '  - .claude/rules/strict.md',
    '      says the same as rules/strict.md, which the agent gets',
    '  - .cursor/rules/mine.mdc',
    '      by hand only: it has neither globs nor a description',
    '  - other  rules/other.md',
    '      `lib/**` can match none of the outputs',
    '',
  ]);

  const hints = await regent(project, ['validate']);
  assert.equal(hints.code, 0);
  assert.match(hints.stderr, /rules\/quiet\.md:1: hint The check of quiet has never failed anything here\./);
  assert.doesNotMatch(hints.stderr, /check of strict/);

  rmSync(join(project.root, '.git/regent/sessions'), { recursive: true });
  const [kept] = jsonLines((await regent(project, ['rule', 'show', 'strict', '--json'])).stdout);
  assert.equal(
    (kept?.record as { failures: number } | undefined)?.failures,
    1,
    'a session that is pruned takes no failure with it',
  );
});

test('checks run without a model against what was accepted or what lies in the work tree, and are remembered', async () => {
  const project = make(rules);
  const server = await scriptModel([[writeAdder(strict + right), runTests]]);
  servers.push(server);
  assert.match(
    (await regent(project, ['rule', 'check'])).stdout,
    /adder {2}nothing to check: it has no accepted build/,
  );
  assert.equal((await regent(project, ['run', 'adder', '--accept', 'verified'], { server })).code, 0);
  const good = await regent(project, ['rule', 'check', 'adder']);
  assert.deepEqual([good.code, good.stdout], [0, '✓ adder  strict\n✓ adder  quiet\n']);

  project.write({ 'generated/adder/add.js': `${strict}console.log(1);\n${right}` });
  assert.equal((await regent(project, ['rule', 'check', '--rule', 'quiet'])).code, 0);
  const bad = await regent(project, ['rule', 'check', '--worktree']);
  assert.deepEqual(
    [bad.code, bad.stdout],
    [1, '✓ adder  strict\n✗ adder  quiet\n    (the check in rules/quiet.md)\n    (exit code 1)\n'],
  );
  const [shown] = jsonLines((await regent(project, ['rule', 'show', 'quiet', '--json'])).stdout);
  const record = shown?.record as { runs: number; failures: number; lastFailure: { spec: string; session: null } };
  assert.deepEqual([record.runs, record.failures, record.lastFailure.spec], [4, 1, 'adder']);
  assert.doesNotMatch((await regent(project, ['validate'])).stderr, /check of quiet/);
  const said = async () =>
    /^quiet\b.*\n.*\n +check: (.*)$/m.exec((await regent(project, ['rule', 'list'])).stdout)?.[1];
  assert.equal(await said(), 'failed for adder; failed 1 of 4 runs');
  project.write({ 'rules/quiet.md': `${rules['rules/quiet.md']}Print nothing.\n` });
  assert.equal(await said(), 'failed for adder; failed 1 of 4 runs, none since the rule changed');
  assert.equal((await regent(project, ['rule', 'check', 'nothing'])).code, 1);

  project.write({ 'generated/adder/add.js': strict + right });
  const scripted = '---\ncheck: sh rules/checks/all.sh\n---\nMore.\n';
  project.write({
    'rules/scripted.md': scripted,
    'rules/checks/all.sh': 'grep -q add $(dirname $REGENT_OUTPUTS)/*.js\n',
  });
  project.commit('Add a rule with a script');
  assert.equal((await regent(project, ['refresh', 'adder'])).code, 0);
  assert.equal((await regent(project, ['plan'])).code, 0);
  assert.doesNotMatch(project.git('log', '-1', '--format=%B'), /Regent-Sandbox/);
  project.write({ 'rules/scripted.md': `${scripted}Much more.\n` });
  assert.equal((await regent(project, ['refresh', 'adder', '--no-sandbox'])).code, 0);
  assert.match(
    project.git('log', '-1', '--format=%B'),
    /^Regent-Sandbox: none$/m,
    'what ran without a sandbox says so',
  );
  project.write({ 'rules/checks/all.sh': 'exit 1\n' });
  assert.match(
    (await regent(project, ['plan'])).stdout,
    /adder +rule scripted$/m,
    "a check's script is part of its rule",
  );
});

test('a new rule is valid at once, and what an option says stands in it', async () => {
  const project = make({});
  assert.equal((await regent(project, ['rule', 'new', 'plain'])).code, 0);
  const full = ['--description', 'No: "quotes"', '--globs', '**/*.{js,ts}, a/**', '--check', 'true # x'];
  assert.equal((await regent(project, ['rule', 'new', 'full', ...full])).code, 0);
  const validation = await regent(project, ['validate', '--json']);
  // What the template says is there to be replaced; until then that is said.
  const { warnings, diagnostics } = jsonLines(validation.stdout)[0] as Record<string, unknown>;
  const codes = (diagnostics as { code: string; file: string; line: number }[])
    .filter(({ code }) => code === 'placeholder')
    .map(({ file, line }) => `${file}:${line}`);
  assert.deepEqual([validation.code, warnings, codes], [0, 2, ['rules/full.md:7', 'rules/plain.md:2']]);
  const [shown] = jsonLines((await regent(project, ['rule', 'show', 'full', '--json'])).stdout);
  assert.deepEqual(
    [shown?.description, shown?.scope, shown?.check],
    ['No: "quotes"', { kind: 'globs', globs: ['**/*.{js,ts}', 'a/**'] }, 'true # x'],
  );
  const again = await regent(project, ['rule', 'new', 'full']);
  assert.deepEqual([again.code, /is there already/.test(again.stderr)], [1, true]);
  for (const name of ['No Way', '../up', ''])
    assert.equal((await regent(project, ['rule', 'new', name])).code, 2, name);
});

test("a rule goes to other tools' folders and back with its scope, and what is lost is said", async () => {
  const project = make({
    'rules/scoped.md':
      '---\ndescription: "Types: all"\nglobs: ["**/*.{js,ts}", "!**/*.d.ts"]\ncheck: "true"\n---\n\nUse types.\n',
    'rules/general.md': 'Be kind.\n',
    'rules/asked.md': '---\ndescription: When sums are slow\nalways: false\n---\nMeasure.\n',
    'rules/named.md': '---\nspecs: [adder]\n---\nAdd.\n',
    'AGENTS.md': '# Ours\n\nBe brief.\n',
  });
  const lost: Record<string, readonly string[]> = {};
  for (const to of ['cursor', 'claude', 'copilot', 'agents']) {
    for (const name of ['scoped', 'general', 'asked', 'named']) {
      const run = await regent(project, ['rule', 'export', name, '--to', to, '--json']);
      assert.equal(run.code, 0, run.stdout);
      const [copied] = jsonLines(run.stdout);
      lost[`${name} ${to}`] = copied?.lost as string[];
    }
  }
  assert.deepEqual(lost['general cursor'], []);
  assert.deepEqual(lost['asked claude'], [
    'Claude Code has no rules on request: there it will be read always.',
    'Its description, for which Claude Code has no key.',
  ]);
  assert.match(String(lost['scoped cursor']), /Its check.*Its exclusions/);
  assert.match(String(lost['named copilot']), /bound to their outputs/);
  assert.match(String(lost['scoped agents']), /AGENTS\.md knows folders alone/);

  const read = (path: string) => readFileSync(join(project.root, path), 'utf8');
  assert.equal(
    read('.cursor/rules/scoped.mdc'),
    '---\ndescription: "Types: all"\nglobs: **/*.{js,ts}\nalwaysApply: false\n---\n\nUse types.\n',
  );
  assert.equal(read('.claude/rules/general.md'), 'Be kind.\n');
  assert.equal(read('.github/instructions/named.instructions.md'), '---\napplyTo: "generated/adder/**"\n---\n\nAdd.\n');
  const listed = jsonLines((await regent(project, ['rule', 'list', '--json'])).stdout);
  const scopes = new Map(listed.map(({ name, scope }) => [name, scope]));
  assert.deepEqual(scopes.get('.cursor/rules/scoped.mdc'), { kind: 'globs', globs: ['**/*.{js,ts}'] });
  assert.deepEqual(scopes.get('.cursor/rules/general.mdc'), { kind: 'always' });
  assert.deepEqual(scopes.get('.github/instructions/asked.instructions.md'), { kind: 'on-request' });
  assert.deepEqual(scopes.get('.claude/rules/named.md'), { kind: 'globs', globs: ['generated/adder/**'] });

  const given = jsonLines((await regent(project, ['rule', 'list', 'adder', '--json'])).stdout);
  assert.deepEqual(
    given.filter(({ place }) => place !== null).map(({ name }) => name),
    ['AGENTS.md', '.claude/rules/asked.md', 'general', 'scoped', 'named'],
    'what was exported is not given twice; what lost its scope is given as the export said',
  );
  const [agents] = jsonLines((await regent(project, ['rule', 'show', 'AGENTS.md', '--json'])).stdout);
  assert.equal(String(agents?.body).trim(), '# Ours\n\nBe brief.');

  const before = read('AGENTS.md');
  assert.equal((await regent(project, ['rule', 'export', 'scoped', '--to', 'agents'])).code, 0);
  assert.equal(read('AGENTS.md'), before, 'a second export replaces the first');

  project.write({ '.cursor/rules/scoped.mdc': 'Mine.\n' });
  assert.equal((await regent(project, ['rule', 'export', 'scoped', '--to', 'cursor'])).code, 1);
  assert.equal((await regent(project, ['rule', 'export', 'scoped', '--to', 'nowhere'])).code, 2);
  assert.equal((await regent(project, ['rule', 'export', 'nothing', '--to', 'cursor'])).code, 2);
});

test('a rule of another tool becomes one of the project, from wherever it is', async () => {
  const project = make({
    'elsewhere/Type Script.instructions.md':
      '\uFEFF---\r\napplyTo: **.ts, src/*.js\r\ndescription: About: types\r\ntitle: Ours\r\n---\r\n\r\nUse types.\r\n@types.d.ts\r\n',
    '.cursor/rules/hand.mdc': 'By hand.\n',
  });
  const file = 'elsewhere/Type Script.instructions.md';
  const run = await regent(project, ['rule', 'import', file, '--json']);
  const [copied] = jsonLines(run.stdout);
  assert.equal(copied?.file, 'rules/type-script.md');
  assert.match(String(copied?.lost), /`title` has no meaning here.*Lines such as `@file` stay text/);
  assert.equal(
    readFileSync(join(project.root, 'rules/type-script.md'), 'utf8'),
    '---\ndescription: "About: types"\nglobs: ["**/*.ts","src/*.js"]\n---\n\nUse types.\n@types.d.ts\n',
  );
  assert.match((await regent(project, ['rule', 'import', '.cursor/rules/hand.mdc'])).stdout, /lost: No agent gets it/);
  assert.equal((await regent(project, ['validate'])).code, 0);
  assert.equal((await regent(project, ['rule', 'import', file, '--name', 'other'])).code, 0);
  assert.equal((await regent(project, ['rule', 'import', 'gone.mdc'])).code, 2);
});
