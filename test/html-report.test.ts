import assert from 'node:assert/strict';
import { appendFileSync, existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { adderFiles, right, writeAdder } from './support/adder.ts';
import { logFile, makeProject, readEvents, regent } from './support/cli.ts';
import { bash, runTests, say, scriptModel } from './support/model-server.ts';
import { readPage } from './support/read-page.ts';

const attack = '</pre></style></script><script>alert(1)</script><img src=x onerror="alert(2)">';
const unseen = '\x1b]0;title\x07\u202e';

/** The adder, with a spec and tests that try to get out of the page, and holdout tests that nobody may see. */
function hostileFiles(): Record<string, string> {
  const files = adderFiles({
    frontmatter: `holdout:
  command: node --test --test-reporter=tap specs/adder/holdout/*.test.js
  report: tap
`,
  });
  const spec = 'specs/adder/spec.md';
  const tests = 'specs/adder/tests/add.test.js';
  return {
    ...files,
    [spec]: `${files[spec]}- **R3** ${attack} is <b>text</b> & nothing else.\n`,
    [tests]: `${files[tests]}test('R3 ${attack.replaceAll("'", '')}', () => assert.ok(add));\n`,
    'specs/adder/holdout/secret.test.js': `const test = require('node:test');
const assert = require('node:assert');
const { add } = require('../../../generated/adder/add.js');
test('R2 hush-hush', () => assert.strictEqual(add(-90017, 0), -90017));
`,
  };
}

test('the report of a session is one page that needs nothing else, says what proves what, and shows hostile text as text', {
  timeout: 120_000,
}, async (t) => {
  const project = makeProject(hostileFiles());
  project.git('config', 'user.name', 'Ada <b>');
  project.git('config', 'user.email', 'ada@example.org');
  const choice = { question: `What of ${attack}?`, choice: `Nothing${unseen}`, alternatives: [attack] };
  const server = await scriptModel([
    [
      say(`Hello ${attack} ${unseen}`),
      writeAdder('exports.add = (a, b) => (a === -90017 ? 0 : a + b);\n'),
      bash(`printf '%s' '${attack}'`),
      { type: 'tool_use', name: 'choose', input: choice },
      runTests,
    ],
    [writeAdder(`// ${attack}${unseen}\nexports.get = () => fetch('x');\n${right}`), runTests],
  ]);
  t.after(async () => {
    await server.close();
    project.remove();
  });
  assert.equal((await regent(project, ['run', 'adder', '--model', 'claude-opus-5-5'], { server })).code, 3);
  const printed = await regent(project, ['report', 'adder', '--html', '-']);
  assert.equal(printed.code, 0, printed.stderr);
  const text = readPage(printed.stdout);
  for (const said of [
    'A candidate waits for a person',
    'All 3 requirements are proven, by 3 tests and 1 holdout test that the agent never saw.',
    `R3 ${attack} is text & nothing else. ✓ proven`.replace('text', '<b>text</b>'),
    '1 test + 1 holdout',
    `What of ${attack}?`,
    `or: ${attack}`,
    'network + new fetch generated/adder/add.js:2',
    `+// ${attack}␛]0;title␇‹U+202E›`,
    'Holdout tests failed; the agent was told of R2.',
    'The agent was told of 1 requirement that holdout tests found failing.',
    'Nobody has decided about it yet.',
  ])
    assert.ok(text.includes(said), `${said}\n\n${text}`);
  // What the log keeps from the agent stays out of what is passed around.
  const told = await regent(project, ['report', 'adder', '--json']);
  for (const all of [printed.stdout, told.stdout]) assert.doesNotMatch(all, /hush|secret\.test/);
  const facts = JSON.parse(told.stdout);
  assert.deepEqual(facts.verdict.requirements[1].holdout, { passed: 1, total: 1 });
  const documented = readFileSync('docs/report.md', 'utf8');
  for (const field of [...Object.keys(facts), ...Object.keys(facts.run), ...Object.keys(facts.verdict)])
    assert.ok(documented.includes(`\`${field}\``), `docs/report.md says nothing of ${field}`);

  // A decision, and the page of it, in a file of its own.
  await regent(project, ['reject', 'adder', '--cause', 'missing-test', '--note', `No test for ${attack}`]);
  const written = await regent(project, ['report', 'adder']);
  const [file = ''] = written.stdout.split('  (');
  assert.equal(file, join(project.root, '.git/regent/reports', `${facts.session.id}.html`));
  const rejected = readPage(readFileSync(file, 'utf8'));
  assert.ok(rejected.includes('Rejected by Ada <b>: a missing test'), rejected.slice(0, 400));
  assert.ok(rejected.includes(`No test for ${attack}`));
});

test('a report never takes the place of a file that Regent did not write, unless it is told to', async (t) => {
  const project = makeProject(adderFiles());
  const server = await scriptModel([[writeAdder(right), runTests]]);
  t.after(async () => {
    await server.close();
    project.remove();
  });
  await regent(project, ['run', 'adder'], { server });
  const page = join(project.root, 'page.html');
  writeFileSync(page, '<!doctype html>mine');
  const refused = await regent(project, ['report', 'adder', '--html', 'page.html']);
  assert.deepEqual([refused.code, readFileSync(page, 'utf8')], [1, '<!doctype html>mine']);
  assert.match(refused.stderr, /is there already, and Regent did not write it\.\n.*--force/);
  const forced = await regent(project, ['report', 'adder', '--html', 'page.html', '--force', '--json']);
  assert.deepEqual(JSON.parse(forced.stdout), { file: page, bytes: readFileSync(page).length });
  assert.equal((await regent(project, ['report', 'adder', '--html', 'page.html'])).code, 0);
  assert.equal((await regent(project, ['report', 'adder', '--html', 'specs'])).code, 2);
  const nowhere = await regent(project, ['report', 'adder', '--html', 'no/such/page.html']);
  assert.deepEqual([nowhere.code, nowhere.stderr.includes('its folder is not there')], [1, true]);
  assert.ok(!existsSync(join(project.root, 'no')));
  assert.deepEqual(
    readdirSync(project.root).filter((name) => name.startsWith('page')),
    ['page.html'],
  );
});

test('the report of a session of 100,000 events is a small page, made in little memory, and says what it leaves out', {
  timeout: 120_000,
}, async (t) => {
  const project = makeProject(adderFiles());
  const server = await scriptModel([[writeAdder(right), runTests]]);
  t.after(async () => {
    await server.close();
    project.remove();
  });
  const { events } = await regent(project, ['run', 'adder', '--json'], { server });
  const { session, at } = events[0] as { session: string; at: string };
  // What one call says: as large a result as hostile text makes it on a page.
  const result = '"'.repeat(700);
  const calls = Array.from({ length: 50_000 }, (_, call) => [
    { type: 'tool-started', attempt: 1, id: `c${call}`, name: 'bash', input: { command: `echo ${call}` } },
    { type: 'tool-finished', attempt: 1, id: `c${call}`, name: 'bash', result, isError: false, ms: 1 },
  ]).flat();
  const log = logFile(project, session);
  const before = readEvents(project, session);
  const all = [...before.slice(0, -1), ...calls, ...before.slice(-1)];
  writeFileSync(log, all.map((event, line) => JSON.stringify({ at, ...event, session, seq: line + 1 })).join('\n'));
  appendFileSync(log, '\n');
  const env = { NODE_OPTIONS: '--max-old-space-size=64' };
  const { stdout, stderr, code } = await regent(project, ['report', session, '--html', '-'], { env });
  assert.equal(code, 0, stderr);
  assert.ok(stdout.length < 5_000_000, `${stdout.length} characters`);
  const page = readPage(stdout);
  assert.match(page, / \d{5} steps between are left out here\. The whole log: regent show adder-/);
  assert.ok(page.includes('bash echo 0') && page.includes('bash echo 49999') && !page.includes('bash echo 25000'));
});
