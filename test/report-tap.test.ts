import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isInstalled, judgeTap, lines, runSuite } from './report-run.ts';

const tap = { format: 'tap' } as const;
const nodeTap = 'node --test --test-reporter=tap t/*.test.js';

test('a complete TAP stream whose tests all pass is green', async () => {
  assert.equal((await judgeTap('1..1\nok 1 - R1 adds\n')).green, true);
});

for (const [what, stream, problem] of [
  ['an empty stream', '', /no line of TAP/],
  ['a header alone', 'TAP version 13\n', /stops after its header/],
  ['a stream without a plan', 'ok 1 - a\n', /has no plan/],
  ['a plan that is not complete', '1..2\nok 1 - a\n', /plans 2 tests and holds 1/],
  ['more tests than planned', '1..1\nok 1 - a\nok 2 - b\n', /plans 1 tests and holds 2/],
  ['a number that occurs twice', '1..2\nok 1 - a\nok 1 - b\n', /two tests with the number 1/],
  ['a number outside the plan', '1..2\nok 1 - a\nok 7 - b\n', /number 7, which is not in its plan/],
  ['two plans', 'ok 1 - a\n1..1\n1..1\n', /goes on with "1\.\.1"/],
  ['a test after the plan at the end', 'ok 1 - a\n1..1\nok 2 - b\n', /goes on with "ok 2 - b"/],
  ['a bail-out', '1..1\nok 1 - a\nBail out! no database\n', /bailed out: no database/],
  ['a plan of nothing', '1..0 # SKIP no perl\n', /plans no test/],
  ['subtests that break off', '# Subtest: s\n    ok 1 - a\n1..1\n', /subtests of "s"/],
  ['nesting without end', `${'    '.repeat(200)}# Subtest: s\n`, /too deeply/],
] as const)
  test(`${what} is a problem`, async () => {
    const report = await judgeTap(stream);
    assert.equal(report.green, false);
    assert.match(report.problems.join('\n'), problem);
  });

test('a stream in which every line is wrong is a report with problems', async () => {
  const report = await judgeTap(`1..1\n${'ok 1 - a\n'.repeat(150_000)}`);
  assert.equal(report.green, false);
  assert.match(report.problems.join('\n'), /plans 1 tests and holds \d+[\s\S]*two tests with the number 1/);
});

test('skipped and todo tests are skipped, whatever else they say', async () => {
  const report = await judgeTap('1..3\nok 1 - a # SKIP why\nnot ok 2 - b # TODO later\nok 3 - c\n');
  assert.deepEqual(lines(report), ['skipped a', 'skipped b', 'passed c']);
  assert.equal(report.green, false);
});

test("Node's nested suites become leaf tests with full names, with message and place of what failed", async () => {
  const report = await runSuite(nodeTap, tap, {
    't/a.test.js': `const { test, describe, it } = require('node:test'); const assert = require('node:assert');
      test('R1 passes', () => {});
      describe('outer', () => { describe('inner', () => { it('R2 # ünï 👩‍👩‍👧', () => {}); it('R3 fails', () => assert.equal(1, 2)); }); });
      test('parent', async (t) => { await t.test('child', () => {}); });`,
  });
  assert.deepEqual(lines(report), [
    'passed R1 passes',
    'passed outer > inner > R2 # ünï 👩‍👩‍👧',
    'failed outer > inner > R3 fails',
    'passed parent > child',
  ]);
  const message = report.tests[2]?.message ?? '';
  assert.match(message, /1 (==|!==) 2/);
  assert.match(message, /t\/a\.test\.js:3:/);
  assert.doesNotMatch(message, /duration|node:internal/);
});

for (const [what, file] of [
  ['is empty', ''],
  ['ends its process at once', 'process.exit(0)'],
  [
    'ends its process half-way',
    `const { test } = require('node:test'); test('a', () => {}); test('b', () => process.exit(0));`,
  ],
] as const)
  test(`a Node test file that ${what} is not a passed test`, async () => {
    const report = await runSuite(nodeTap, tap, { 't/a.test.js': file });
    assert.equal(report.green, false);
    assert.equal(report.counts.passed, 0);
    assert.match(report.problems.join(), /No test was reported by t\/a\.test\.js/);
  });

test('a helper among the test files, which has no tests, does not spoil a green run', async () => {
  const report = await runSuite(nodeTap, tap, {
    't/a.test.js': `const { test } = require('node:test'); test('a', () => {}); test('b', () => {});`,
    't/b.test.js': 'module.exports = 1',
  });
  assert.equal(report.green, true);
});

test('a file that can not be loaded fails as a whole, with the error that stopped it', async () => {
  const report = await runSuite(nodeTap, tap, { 't/a.test.js': `require('./nope')` });
  assert.deepEqual(lines(report), ['failed t/a.test.js (whole file)']);
  assert.match(report.tests[0]?.message ?? '', /Cannot find module '\.\/nope'/);
});

test('TAP that the code under test prints is no test of the report', async () => {
  const fake = `console.log('\\rok 1 - R1 fake\\nok 2 - R2 fake\\n1..2'); process.exit(0);`;
  const report = await runSuite(nodeTap, tap, {
    't/a.test.js': `${fake} const { test } = require('node:test'); test('R1 fake', () => {}); test('R2 fake', () => {});`,
  });
  assert.deepEqual([report.green, report.counts.passed], [false, 0]);
});

test('a carriage return in what a runner quotes starts no line of its own', async () => {
  assert.deepEqual(lines(await judgeTap('1..1\n# said\rok 2 - fake\nok 1 - a\r\n')), ['passed a']);
});

test('fake TAP before the real report is a second plan', async () => {
  const report = await runSuite(`printf 'ok 1 - R1\\n1..1\\n'; ${nodeTap}`, tap, {
    't/a.test.js': `const { test } = require('node:test'); test('R1', () => {});`,
  });
  assert.equal(report.green, false);
  assert.match(report.problems.join('\n'), /goes on with/);
});

test('titles with quotes, escapes, hashes and line ends are recognised in the report', async () => {
  const report = await runSuite(nodeTap, tap, {
    't/a.test.js': String.raw`const { test } = require('node:test');
      test('dup', () => {}); test('dup', () => {}); test("it's \"q\" # x \\ y", () => {}); test('a\nb\tc', () => {});
      test('true # skip me', () => {}); test('\x1b[31mred\x1b[0m \u202eevil\u2028sep', () => {}); test('a > b', () => {});`,
  });
  assert.deepEqual([report.green, report.counts.total], [true, 7]);
});

test('bats: failures carry what follows them', { skip: !isInstalled('bats', '--version') }, async () => {
  const report = await runSuite('bats a.bats', tap, {
    'a.bats': '@test "R1 adds" { true; }\n@test "R2 fails" { echo said; false; }\n@test "R3 later" { skip "why"; }\n',
  });
  assert.deepEqual(lines(report), ['passed R1 adds', 'failed R2 fails', 'skipped R3 later']);
  assert.match(report.tests[1]?.message ?? '', /said/);
});

test('bats: a test that prints another one as TAP is found out', {
  skip: !isInstalled('bats', '--version'),
}, async () => {
  const report = await runSuite('bats a.bats', tap, {
    'a.bats': '@test "R1" { echo "ok 2 - R2" >&3; }\n@test "R2" { true; }\n',
  });
  assert.equal(report.green, false);
});

test('Test::More, alone and under prove: diagnostics on stderr reach their tests', {
  skip: !isInstalled('prove', '--version'),
}, async () => {
  const files = {
    'a.t': `use Test::More tests => 2;\nok(1, 'R1 fine');\nis(1, 2, 'R2 differs');\n`,
    'b.t': `use Test::More tests => 1;\nok(1, 'R3');\n`,
  };
  const alone = await runSuite('perl a.t', tap, { 'a.t': files['a.t'] });
  const both = await runSuite('prove -v a.t b.t', tap, files);
  assert.deepEqual(lines(alone), ['passed R1 fine', 'failed R2 differs']);
  assert.deepEqual(lines(both), ['passed R1 fine', 'failed R2 differs', 'passed R3']);
  assert.deepEqual(both.problems, []);
  for (const report of [alone, both]) assert.match(report.tests[1]?.message ?? '', /got: '1'\s+expected: '2'/);
});

test("Test::More: the code's own TAP and an exit before the last tests are not green", {
  skip: !isInstalled('perl', '-v'),
}, async () => {
  const inside = await runSuite('perl a.t', tap, {
    'a.t': `use Test::More;\nok(1, 'R1');\nprint "ok 2 - fake\\n";\nok(1, 'R2');\ndone_testing;\n`,
  });
  const before = await runSuite('perl a.t', tap, {
    'a.t': `use Test::More;\nsub cheat { print "ok 1 - R1\\n1..1\\n"; exit 0 }\ncheat();\nok(1, 'R1');\nok(1, 'R2');\ndone_testing;\n`,
  });
  assert.deepEqual([inside.green, before.green], [false, false]);
  assert.ok(lines(before).includes('missing R2'));
});

test("tape's titles, which are comments, are the suites of its assertions", async () => {
  const report = await judgeTap(
    'TAP version 13\n# adds\nok 1 should be equal\n# subtracts\nok 2 should be equal\n\n1..2\n# tests 2\n# pass  2\n\n# ok\n',
  );
  assert.deepEqual(lines(report), ['passed adds > should be equal', 'passed subtracts > should be equal']);
  assert.equal(report.green, true);
});

test("vitest's subtests in braces are read", async () => {
  const report = await judgeTap(
    'TAP version 13\n1..1\nok 1 - a.test.ts # time=1ms {\n    1..1\n    ok 1 - suite # time=1ms {\n        1..1\n        ok 1 - works # time=1ms\n    }\n}\n',
  );
  assert.deepEqual(lines(report), ['passed a.test.ts > suite > works']);
  assert.equal(report.green, true);
});
