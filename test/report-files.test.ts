import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { readReport } from '../src/adapters/reports/index.ts';
import { isInstalled, judgeFile, lines, passed, runSuite } from './report-run.ts';

const junit = { format: 'junit', file: 'r.xml' } as const;
const pytest = 'python3 -m pytest -q -p no:cacheprovider --junitxml=$REPORT_DIR/r.xml';
const noPytest = !isInstalled('python3', '-m', 'pytest', '--version');

test("pytest's JUnit: classes, parameters, skips, failures, and a teardown that breaks once", {
  skip: noPytest,
}, async () => {
  const report = await runSuite(pytest, junit, {
    'test_a.py': `import pytest
@pytest.fixture
def bad():
    yield 1
    raise RuntimeError('teardown')
class TestX:
    def test_z(self): assert 1 == 2
    @pytest.mark.parametrize('p', [1, 'a b'])
    def test_p(self, p): pass
def test_teardown(bad): assert 0
@pytest.mark.skip(reason='not now')
def test_s(): pass
`,
  });
  assert.deepEqual(lines(report), [
    'failed test_a.TestX > test_z',
    'passed test_a.TestX > test_p[1]',
    'passed test_a.TestX > test_p[a b]',
    'failed test_a > test_teardown',
    'skipped test_a > test_s',
  ]);
  assert.match(report.tests[0]?.message ?? '', /assert 1 == 2/);
  assert.match(report.tests[3]?.message ?? '', /teardown/);
});

test('a module that pytest can not import fails as a whole', { skip: noPytest }, async () => {
  const report = await runSuite(pytest, junit, { 'test_b.py': 'import nope\ndef test_one(): pass\n' });
  assert.deepEqual(lines(report), ['failed test_b (whole file)', 'missing test_one']);
  assert.match(report.tests[0]?.message ?? '', /No module named 'nope'/);
});

test('code that ends the process under pytest leaves no report', { skip: noPytest }, async () => {
  const report = await runSuite(pytest, junit, { 'test_b.py': 'import os\ndef test_one(): os._exit(0)\n' });
  assert.equal(report.green, false);
  assert.match(report.problems.join(), /There is no report/);
});

test("a suite that has an error of its own, as in busted's JUnit, fails as a whole", async () => {
  const report = await judgeFile(
    'junit',
    `<testsuites errors="1"><testsuite tests="0" name="Run 1 of 1" errors="1"><error>a_spec.lua:1: module 'sum' not found</error></testsuite><testsuite name="b"><testcase name="adds"/></testsuite></testsuites>`,
  );
  assert.deepEqual(lines(report), ['failed Run 1 of 1 (whole file)', 'passed b > adds']);
  assert.match(report.tests[0]?.message ?? '', /module 'sum' not found/);
  assert.deepEqual(report.problems, []);
});

test("Node's JUnit: suites, raw control characters, and files without tests", async () => {
  const report = await runSuite(
    'node --test --test-reporter=junit --test-reporter-destination=$REPORT_DIR/r.xml t/*.test.js',
    junit,
    {
      't/a.test.js': `const { test, describe } = require('node:test');
        describe('outer', () => { describe('inner', () => { test('R1 <&"\\'>', () => {}); test('R2', () => { throw new Error('\\x1b[31mred\\0'); }); }); });`,
      't/b.test.js': 'process.exit(0)',
      't/c.test.js': `require('./nope')`,
    },
  );
  assert.deepEqual(lines(report), [
    'failed t/c.test.js (whole file)',
    'passed outer > inner > R1 <&"\'>',
    'failed outer > inner > R2',
  ]);
  assert.match(report.tests[2]?.message ?? '', /red/);
});

for (const [who, xml, expected] of [
  [
    'vitest',
    '<testsuites><testsuite name="a.test.ts" tests="9"><testcase classname="a.test.ts" name="suite &gt; works"/><testcase classname="a.test.ts" name="off"><skipped/></testcase></testsuite></testsuites>',
    ['passed a.test.ts > suite > works', 'skipped a.test.ts > off'],
  ],
  [
    'jest-junit',
    '<testsuites><testsuite name="suite"><testcase classname="suite works" name="suite works"/></testsuite></testsuites>',
    ['passed suite works'],
  ],
  [
    'Surefire',
    '<?xml version="1.0"?><testsuite name="com.x.ATest"><properties><property name="a" value="b"/></properties><testcase name="works" classname="com.x.ATest"/><testcase name="fails" classname="com.x.ATest"><failure message="expected: &lt;1&gt;" type="E"><![CDATA[at com.x]]></failure><system-out>hi</system-out></testcase></testsuite>',
    ['passed com.x.ATest > works', 'failed com.x.ATest > fails'],
  ],
  [
    'cargo-nextest',
    '<testsuites><testsuite name="crate"><testcase name="tests::works" classname="crate"/></testsuite></testsuites>',
    ['passed crate > tests::works'],
  ],
] as const)
  test(`${who}'s JUnit is read, and its totals are not believed`, async () => {
    assert.deepEqual(lines(await judgeFile('junit', xml)), expected);
  });

for (const [what, xml, problem] of [
  ['cut off', '<testsuites><testsuite name="a"><testcase name="x"/>', /not complete XML/],
  ['not XML at all', 'ok', /not complete XML/],
  ['with a document type', '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><testsuites/>', /document type/],
  [
    'with a document type behind comments',
    '<?xml version="1.0"?><!-- - -- x --><!DOCTYPE a []><testsuites/>',
    /document type|not complete/,
  ],
  ['nested without end', `${'<testsuite>'.repeat(500)}${'</testsuite>'.repeat(500)}`, /can't be read/],
  ['of two documents', '<testsuites><testcase name="a"/></testsuites><testsuites/>', /not one JUnit document/],
  ['without tests', '<testsuites tests="5"><testsuite name="a" tests="5"/></testsuites>', /holds no test/],
  ['that is empty', '', /is empty/],
  ['of another kind', '<html/>', /not one JUnit document/],
] as const)
  test(`a JUnit report ${what} is a problem`, async () => {
    const report = await judgeFile('junit', xml);
    assert.equal(report.green, false);
    assert.match(report.problems.join(), problem);
  });

test('CTRF: suites, messages, and every status that is not a pass', async () => {
  const tests = [
    { name: 'R1', status: 'passed', suite: 'a > b', duration: 1 },
    { name: 'R2', status: 'failed', suite: ['a', 'c'], message: '\x1b[31mbad', trace: 'at x' },
    { name: 'R3', status: 'pending' },
    { name: 'R4', status: 'other', message: null },
  ];
  const report = await judgeFile('ctrf', JSON.stringify({ results: { tool: {}, summary: { passed: 9 }, tests } }));
  assert.deepEqual(lines(report), ['passed a > b > R1', 'failed a > c > R2', 'skipped R3', 'skipped R4']);
  assert.equal(report.tests[1]?.message, 'bad\nat x');
});

for (const [what, json] of [
  ['cut off', '{"results":{"tests":[{"na'],
  ['of another shape', '{"results":{"tests":{"length":1}}}'],
  ['with a status that CTRF does not know', '{"results":{"tests":[{"name":"a","status":"ok"}]}}'],
  ['nested without end', '['.repeat(200_000)],
] as const)
  test(`a CTRF report ${what} is a problem`, async () => {
    const report = await judgeFile('ctrf', json);
    assert.deepEqual([report.green, report.counts.total, report.problems.length], [false, 0, 1]);
  });

test('a report file must be a regular file inside the report folder', async (t) => {
  const root = mkdtempSync(join(tmpdir(), 'regent-report-'));
  t.after(() => rmSync(root, { recursive: true }));
  const reportDir = join(root, 'in');
  mkdirSync(join(reportDir, 'folder'), { recursive: true });
  writeFileSync(join(root, 'out.xml'), '<testsuites><testcase name="a"/></testsuites>');
  symlinkSync(join(root, 'out.xml'), join(reportDir, 'link.xml'));
  symlinkSync(root, join(reportDir, 'up'));
  for (const file of [
    'link.xml',
    'up/out.xml',
    '../out.xml',
    join(root, 'out.xml'),
    'folder',
    'absent.xml',
    'a/../../out.xml',
    '',
  ]) {
    const raw = await readReport({ format: 'junit', file }, { stdout: '', ending: passed, reportDir });
    assert.deepEqual([raw.tests.length, raw.problems.length], [0, 1], file);
  }
});

test('all the files that a pattern matches make one report', async () => {
  const write = (name: string, test: string) =>
    `mkdir -p $REPORT_DIR/s; echo '<testsuite name="${test}"><testcase name="x" classname="${test}"/></testsuite>' > $REPORT_DIR/s/${name}`;
  const command = [write('TEST-b.xml', 'b'), write('TEST-a.xml', 'a'), write('other.xml', 'c')].join('; ');
  const report = await runSuite(command, { format: 'junit', file: 's/TEST-*.xml' }, {});
  assert.deepEqual(lines(report), ['passed a > x', 'passed b > x']);
});

test('where there is no report, the problem shows what the command wrote last', async () => {
  const report = await runSuite('echo doing; no-such-command', junit, {});
  assert.match(report.problems.join(), /r\.xml into \$REPORT_DIR.*code 127.*no-such-command: not found.*doing/s);
});

test('the exit code of a command is one test with its name', async () => {
  const red = await runSuite('echo out; echo err >&2; exit 3', { format: 'exit-code' }, {});
  const green = await runSuite('true\necho more', { format: 'exit-code' }, {});
  assert.deepEqual(lines(green), ['passed true']);
  assert.equal(green.green, true);
  assert.deepEqual(red.tests, [
    { name: 'echo out; echo err >&2; exit 3', status: 'failed', message: 'exit code 3\nout\nerr' },
  ]);
});
