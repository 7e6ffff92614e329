import assert from 'node:assert/strict';
import { test } from 'node:test';
import { expectedTests } from '../src/core/expected.ts';
import { describeReport, judge, requirementsOf, seenNames } from '../src/core/judge.ts';
import type { SandboxEnding } from '../src/core/ports.ts';
import type { TestReport, TestResult } from '../src/core/report.ts';
import { compareTests } from '../src/core/test-changes.ts';

const tap = { format: 'tap' } as const;
const exited = (code: number): SandboxEnding => ({ kind: 'exited', code });

function judged(
  names: readonly string[],
  options: { seen?: readonly string[]; source?: string; ending?: SandboxEnding; stderr?: string } = {},
): TestReport {
  const tests = names.map((line): TestResult => {
    const [, mark, name] = /^([-~]?)(.*)$/.exec(line) ?? [];
    return { name: name ?? '', status: mark === '-' ? 'failed' : mark === '~' ? 'skipped' : 'passed' };
  });
  const expected = {
    static: options.source ? expectedTests([{ path: 'a.test.js', text: options.source }]) : [],
    seen: options.seen ?? [],
  };
  return judge({ tests, problems: [] }, options.ending ?? exited(0), expected, tap, options.stderr);
}

const missing = (report: TestReport) =>
  report.tests.filter((test) => test.status === 'missing').map((test) => test.name);

test('green takes a pass, and nothing that speaks against it', () => {
  assert.equal(judged(['a', 'b']).green, true);
  assert.equal(judged([]).green, false);
  assert.equal(judged(['a', '-b']).green, false);
  assert.equal(judged(['a', '~b']).green, false);
  assert.equal(
    judge({ tests: [{ name: 'a', status: 'passed' }], problems: ['x'] }, exited(0), { static: [], seen: [] }, tap)
      .green,
    false,
  );
});

test('an exit code says which problem there is when every test passed', () => {
  const report = judged(['a'], { ending: exited(7), stderr: 'Segmentation fault' });
  assert.equal(report.green, false);
  assert.match(report.problems.join(), /exited with code 7.*Segmentation fault/s);
  assert.deepEqual(judged(['-a'], { ending: exited(1) }).problems, []);
});

test('code that ended the test process is named, whatever the report says', () => {
  const stderr = 'noise\nregent: src/a.js ended the test process (process.exit)\n';
  const report = judged(['a', '-b'], { ending: exited(86), stderr });
  assert.match(report.problems.join(), /The code under test ended the test process.*src\/a\.js/);
});

test('a time-out keeps what was there, and names the first test that was not', () => {
  const source = `test('one', () => {}); test('two', () => {}); test('three', () => {});`;
  const report = judged(['one'], { source, ending: { kind: 'timed-out', seconds: 30 } });
  assert.deepEqual(report.counts, { passed: 1, failed: 0, skipped: 0, missing: 2, total: 3 });
  assert.match(report.problems.join(), /within 30 seconds.*"two"/);
});

for (const ending of [
  { kind: 'killed', signal: 'SIGSEGV' },
  { kind: 'over-limit', limit: 'memory', allowed: '512 MB' },
  { kind: 'interrupted' },
  { kind: 'failed', message: 'No sandbox.', mend: 'Install bubblewrap.' },
] as const)
  test(`a run that was ${ending.kind} is never green`, () => {
    const report = judged(['a'], { ending });
    assert.equal(report.green, false);
    for (const value of Object.values(ending).slice(1)) assert.match(report.problems.join(), new RegExp(value));
  });

test('a test that is declared and not reported is missing, as often as it is', () => {
  const source = `test('same', () => {}); test('same', () => {}); describe('s', () => { it('other', () => {}); });`;
  assert.deepEqual(missing(judged(['same', 'same', 's > other'], { source })), []);
  assert.deepEqual(missing(judged(['same', 's > other'], { source })), ['same']);
  assert.deepEqual(missing(judged(['same', '-same'], { source })), ['other']);
});

test('runners that join suites and titles with spaces are understood, but no title stands for another', () => {
  const source = `describe('s', () => { it('adds', () => {}); it('never adds', () => {}); });`;
  assert.deepEqual(missing(judged(['s adds', 's never adds'], { source })), []);
  assert.deepEqual(missing(judged(['s > never adds'], { source })), ['adds']);
});

test('a parent whose subtests are reported is there', () => {
  const source = `test('parent', async (t) => { await t.test('x', () => {}); });`;
  assert.deepEqual(missing(judged(['parent > x', 'parent > y'], { source })), []);
});

test('a test that was reported before and is not now is missing', () => {
  const report = judged(['s > a'], { seen: ['s > a', 's > b'] });
  assert.deepEqual(missing(report), ['s > b']);
  assert.deepEqual(seenNames(report), ['s > a', 's > b']);
});

test('what changes in a name from run to run makes no test missing', () => {
  const seen = ['reads /tmp/x-4f2a9c/in.txt', 'at 2026-11-23T07:26:05.354Z', 'pid 4711 in 12.5ms', 'id deadbeef01'];
  const now = ['reads /tmp/x-99ab01/in.txt', 'at 2026-11-24T08:00:01.002Z', 'pid 12 in 3ms', 'id 0badcafe77'];
  assert.deepEqual(missing(judged(now, { seen })), []);
  assert.deepEqual(missing(judged(now.slice(1), { seen })).length, 1);
});

test('a name that holds what the code returned may change, but not vanish', () => {
  const seen = ['s > got undefined', 's > fine'];
  assert.deepEqual(missing(judged(['s > got five', 's > fine'], { seen })), []);
  assert.deepEqual(missing(judged(['s > fine'], { seen })), ['s > got undefined']);
  assert.deepEqual(missing(judged(['t > got five', 's > fine'], { seen })), ['s > got undefined']);
});

test('a file that could not run is not a test that may be expected later', () => {
  const report = judged(['-t/a.test.js (whole file)', 'b'], { source: `test('c', () => {});` });
  assert.deepEqual(seenNames(report), ['b']);
});

test('a failure overtakes a pass of the same name', () => {
  const report = judged(['a', '-a', 'b']);
  assert.deepEqual(report.counts, { passed: 1, failed: 1, skipped: 0, missing: 0, total: 2 });
});

test('a green report is one line, a red one has failures first, then problems, and passes in one line', () => {
  const failing: TestResult = { name: 's > b', status: 'failed', message: 'expected 1\nactual 2' };
  const raw = { tests: [{ name: 'a', status: 'passed' } as const, failing], problems: ['No plan.'] };
  const report = judge(raw, exited(1), { static: [], seen: [] }, tap);
  assert.equal(describeReport(judged(['a', 'b'])), 'Green: all 2 tests pass.');
  assert.equal(describeReport(report), '✗ s > b\n  expected 1\n  actual 2\n\n! No plan.\n\n1 of 2 tests pass.');
});

test('a description keeps to its budget: what does not fit is listed by name, then counted', () => {
  const tests = Array.from(
    { length: 2_000 },
    (_, i): TestResult => ({ name: `test ${i}`, status: 'failed', message: 'm'.repeat(3_000) }),
  );
  const report = judge({ tests, problems: ['p'.repeat(50_000)] }, exited(1), { static: [], seen: [] }, tap);
  for (const budget of [500, 2_000, 12_000]) {
    const text = describeReport(report, { budget });
    assert.ok(text.length <= budget, `${text.length} of ${budget}`);
    assert.match(text, /… and \d+ more that did not pass\.[\s\S]*0 of 2000 tests pass\.$/);
  }
});

test('a report takes no longer to judge than its length allows', () => {
  const titles = Array.from({ length: 2_000 }, (_, at) => `adds ${at} and one`);
  const source = titles.map((title) => `test('${title}', () => {});`).join('\n');
  const startedAt = performance.now();
  const more = Array.from({ length: 50_000 }, (_, at) => `sums > adds ${at} and two`);
  const report = judged([...titles.slice(1), ...more], { source });
  assert.deepEqual(missing(report), [titles[0]]);
  assert.ok(performance.now() - startedAt < 10_000);
});

test('a title is found by its words, whatever stands around them', () => {
  const source = `test('+', () => {}); test('naïve §1', () => {}); test('works(x)', () => {}); test('a > b', () => {});`;
  assert.deepEqual(missing(judged(['sum > +', 'of naïve §1', 'works(x) > in vain', 'all > a > b'], { source })), []);
  assert.deepEqual(missing(judged(['sum > -', 'naïve §10', 'works(y)', 'a > c > b'], { source })), [
    '+',
    'naïve §1',
    'works(x)',
    'a > b',
  ]);
});

test('a suite whose body threw has not vanished once its tests are there', () => {
  const seen = seenNames(judged(['-All > sums', '-All > products', 'All > zero']));
  assert.deepEqual(missing(judged(['All > sums > of two', 'All > zero'], { seen })), ['All > products']);
});

test('from one run to the next, tests turn green, turn red, vanish or appear, by name', () => {
  const after = judged(['a', '-b', 'c', 'd', '-e'], { seen: ['a', 'b', 'c', 'gone'] });
  assert.deepEqual(compareTests(judged(['-a', 'b', 'c', 'gone', '-left']), after), {
    green: ['a'],
    red: ['b'],
    vanished: ['gone', 'left'],
    appeared: ['d', 'e'],
  });
  assert.deepEqual(compareTests(judged(['a', '-a']), judged(['a', 'a'])).green, ['a'], 'one of two passed before');
});

test('requirements are found in names, whole ids only', () => {
  const map = requirementsOf(judged(['R1 and R2.1: x', '-CR1 R10', 'test_R1_y', 'R1, R1']));
  assert.deepEqual(
    [...map].map(([id, tests]) => `${id} ${tests.map((test) => test.status[0]).join('')}`),
    ['R1 ppp', 'R2.1 p', 'R10 f'],
  );
});
