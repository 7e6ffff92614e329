import assert from 'node:assert/strict';
import { test } from 'node:test';
import { plantCanaries, readCanaries, withoutCanaries } from '../src/core/canary.ts';
import type { TestResult } from '../src/core/report.ts';

const tap = { format: 'tap' } as const;
const plant = (path: string, text: string, command: string, format: typeof tap | { format: 'exit-code' } = tap) =>
  plantCanaries([{ path, text }], command, format, 'qwerty');
const ran = (code: number, stderr = '') => ({ ending: { kind: 'exited' as const, code }, stdout: '', stderr });

const nodeTests = `import assert from 'node:assert/strict';
import { test } from 'node:test';
test('R1 adds', () => assert.equal(1 + 1, 2));
test('R2 lists', () => { assert.deepEqual([1], [1]); });
`;

test('a file gets a failing test for each assertion that it uses, named like its own', () => {
  const canaries = plant('a.test.js', nodeTests, 'node --test a.test.js');
  assert.deepEqual(
    canaries?.tests.map((one) => one.title),
    ['R1 adds qwerty', 'R1 adds qwerty 1'],
  );
  const text = canaries?.files.get('a.test.js') ?? '';
  assert.match(text, /assert\.equal\(17, 18\)/);
  assert.match(text, /assert\.deepEqual\(\[17\], \[18\]\)/);
  assert.ok(text.startsWith(nodeTests));
});

test('unittest classes, pytest functions, bats, Perl and Rust get theirs', () => {
  const unit =
    'import unittest\nclass A(unittest.TestCase):\n    def test_x(self):\n        self.assertEqual(f(1), 2)\n';
  const files: [string, string, string][] = [
    ['a_test.py', unit, 'python3 -m unittest a_test'],
    ['test_a.py', 'def test_x():\n    assert f(1) == 2\n', 'pytest'],
    ['a.bats', '@test "one" {\n  [ 1 = 1 ]\n}\n', 'bats a.bats'],
    ['a.t', "use Test::More;\nis(1, 1, 'one');\ndone_testing;\n", 'prove a.t'],
    ['a.rs', '#[test]\nfn one() {\n    assert!(true);\n}\n', 'cargo test'],
  ];
  for (const [path, text, command] of files) assert.ok((plant(path, text, command)?.tests.length ?? 0) > 0, path);
});

test('Python compares a result of the code with what no honest result equals', () => {
  const text = plant('test_a.py', 'def test_x():\n    assert f(1) == 2\n', 'pytest')?.files.get('test_a.py');
  assert.match(text ?? '', /assert f\(1\) == 127331/);
});

test('none is planted where it might not run beside honest code', () => {
  const unit = 'import unittest\nclass A(unittest.TestCase):\n    def test_x(self):\n        self.assertEqual(1, 1)\n';
  assert.equal(plant('a.test.js', nodeTests, 'node --test --test-name-pattern=R1 a.test.js'), null);
  assert.equal(plant('a.test.js', `${nodeTests}process.exit(0);\n`, 'node a.test.js'), null);
  assert.equal(plant('a_test.py', unit, 'python3 -m unittest a_test.A.test_x'), null);
  assert.equal(plant('a_test.py', `${unit}suite = unittest.TestSuite()\n`, 'python3 a_test.py'), null);
  assert.equal(plant('a_test.py', 'def test_x():\n    pass\n\ntest_x()\n', 'python3 a_test.py'), null);
  assert.equal(plant('run.sh', 'if true; then\n. ./code.sh\nfi\n', 'sh run.sh', { format: 'exit-code' }), null);
  assert.equal(plant('data.json', '{}', 'make test'), null);
});

test('canaries that fail are taken out again; one that passes or vanishes was silenced', () => {
  const canaries = plant('a.test.js', nodeTests, 'node --test a.test.js');
  assert.ok(canaries);
  const real: TestResult[] = [
    { name: 'R1 adds', status: 'passed' },
    { name: 'R2 lists', status: 'passed' },
  ];
  const both = (status: TestResult['status']): TestResult[] => [
    { name: 'R1 adds qwerty', status: 'failed' },
    { name: 'R1 adds qwerty 1', status },
  ];
  const read = (tests: TestResult[], code: number) =>
    readCanaries(canaries, { tests, problems: [] }, ran(code), false, '');
  assert.equal(read([...real, ...both('failed')], 1), 'failed');
  assert.equal(read([...real, ...both('passed')], 1), 'silenced');
  assert.equal(read([...real, ...both('failed').slice(0, 1)], 1), 'failed');
  assert.equal(read(real, 0), 'silenced');
  assert.equal(read([], 0), 'silenced');
  assert.equal(read([], 2), 'unclear');
  const rest = withoutCanaries(canaries, { tests: [...real, ...both('failed')], problems: [] });
  assert.deepEqual(rest.tests, real);
});

test('without a report, the run has to fail, and to name all canaries if it names one', () => {
  const unit =
    'import unittest\nclass A(unittest.TestCase):\n    def test_x(self):\n        self.assertEqual(f(1), 2)\n';
  const command = 'python3 -m unittest a_test';
  const canaries = plant('a_test.py', unit, command, { format: 'exit-code' });
  assert.ok(canaries);
  const read = (code: number, said: string) =>
    readCanaries(canaries, { tests: [], problems: [] }, ran(code, said), code === 0, command);
  const names = canaries.tests.map((one) => `FAIL: ${one.title} (a_test.A)\nRan 3 tests in 0.001s\n`);
  assert.equal(names.length, 2);
  assert.equal(read(0, ''), 'silenced');
  assert.equal(read(1, ''), 'failed');
  assert.equal(read(1, names.join('')), 'failed');
  assert.equal(read(1, names[0] ?? ''), 'silenced');
});
