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
  assert.match(text, /assert\.equal\(9451, 9452\)/);
  assert.match(text, /assert\.deepEqual\(\[9451\], \[9452\]\)/);
  assert.ok(text.startsWith(nodeTests));
});

test('unittest classes, pytest functions, bats, Perl, Rust, Ruby, Lua and C++ get theirs', () => {
  const unit =
    'import unittest\nclass A(unittest.TestCase):\n    def test_x(self):\n        self.assertEqual(f(1), 2)\n';
  const files: [string, string, string][] = [
    ['a_test.py', unit, 'python3 -m unittest a_test'],
    ['test_a.py', 'def test_x():\n    assert f(1) == 2\n', 'pytest'],
    ['a.bats', '@test "one" {\n  [ 1 = 1 ]\n}\n', 'bats a.bats'],
    ['a.t', "use Test::More;\nis(1, 1, 'one');\ndone_testing;\n", 'prove a.t'],
    ['b.t', "use Test::More;\nuse B qw(f);\nis(f(1), 1, 'one');\ndone_testing;\n", 'prove b.t'],
    [
      'c.t',
      "use Test2::V0;\nuse B qw<f>;\nis( # begin\n    f(1),\n    1,\n    'one',\n);\ndone_testing;\n",
      'prove c.t',
    ],
    ['a.rs', '#[test]\nfn one() {\n    assert!(true);\n}\n', 'cargo test'],
    ['a_test.rb', 'class ATest < Minitest::Test\n  def test_one\n    assert true\n  end\nend\n', 'ruby a_test.rb'],
    ['a_spec.lua', "describe('a', function()\n  it('one', function()\n  end)\nend)\n", 'busted'],
    ['a_test.cpp', 'TEST_CASE("one") {\n  REQUIRE(1 == 1);\n}\n', 'make test'],
  ];
  for (const [path, text, command] of files) assert.ok((plant(path, text, command)?.tests.length ?? 0) > 0, path);
});

test('nothing about a canary can be foreseen, not even what it compares', () => {
  const text = (word: string) =>
    plantCanaries([{ path: 'a.test.js', text: nodeTests }], 'node --test a.test.js', tap, word)?.files.get('a.test.js');
  const numbers = (word: string) => /assert\.equal\((\d+), (\d+)\)/.exec(text(word) ?? '')?.slice(1);
  assert.notDeepEqual(numbers('qwertyu'), numbers('asdfghj'));
});

test('results of the code are compared with what no honest result equals, before and behind the own tests', () => {
  const files: [path: string, text: string, command: string, other: RegExp, times: number][] = [
    ['test_a.py', 'def test_x():\n    assert f(1) == 2\n', 'pytest', /assert f\(1\) == 4\n/g, 4],
    [
      'a.test.js',
      "import { test } from 'node:test';\nimport assert from 'node:assert';\ntest('x', () => assert.equal(f(1), 2));\n",
      'node --test a.test.js',
      /assert\.equal\(f\(1\), 4\);\n/g,
      3,
    ],
    [
      'a.test.ts',
      "import { expect, it } from 'vitest';\nit('x', async () => {\n  expect(await f(1)).toEqual('two');\n});\n",
      'vitest run a.test.ts',
      /expect\(await f\(1\)\)\.toEqual\('two qwerty'\);\n/g,
      5,
    ],
    ['a.t', "use Test::More;\nis(f(1), 2, 'one');\ndone_testing;\n", 'prove a.t', /is\(scalar\(f\(1\)\), 4, /g, 1],
    [
      'a.rs',
      '#[test]\nfn one() {\n    let x = 1;\n    assert_eq!(f(x), 2);\n    assert_eq!(f(x), y);\n}\n',
      'cargo test',
      /^#\[test\]\nfn one_qwerty_\d\(\) \{\n {4}let x = 1;\n {4}assert_eq!\(f\(x\), 2\);\n {4}assert_ne!\(f\(x\), y\);\n\}\n/gm,
      2,
    ],
    [
      'a_test.rb',
      'class ATest < Minitest::Test\n  def test_x\n    assert_equal 2, f(1)\n  end\nend\n',
      'ruby a_test.rb',
      /assert_equal\(4, f\(1\)\)\n/g,
      1,
    ],
  ];
  for (const [path, text, command, other, times] of files) {
    const planted = plant(path, text, command)?.files.get(path) ?? '';
    assert.equal(planted.match(other)?.length, times, planted);
  }
});

test('copies of own tests expect something else, in each language', () => {
  const copied: [path: string, text: string, command: string, added: RegExp][] = [
    [
      'a.test.js',
      "describe('x', () => {\n  it('R1 odd', () => {\n    const n = 3;\n    expect(even(n)).toBe(false);\n  });\n});\n",
      'vitest run',
      /^ {2}it\('R1 odd qwerty 1', \(\) => \{\n {4}const n = 3;\n {4}expect\(even\(n\)\)\.toBe\(true\);\n {2}\}\);$/m,
    ],
    [
      'a.test.ts',
      "test('R1 lists', async () => {\n  expect(await f()).toEqual([\n    'a',\n    'b',\n  ]);\n});\n",
      'jest',
      /toEqual\(\['a',\n {4}'b', 'a'\]\);/,
    ],
    ['test_a.py', 'def test_x():\n    assert not f(1)\n', 'pytest', /^def test_x_qwerty_1\(\):\n {4}assert f\(1\)$/m],
    [
      'a_test.py',
      'import unittest\nclass A(unittest.TestCase):\n    def test_x(self):\n        y = [1]\n        self.assertEqual(f(1), y, "why")\n',
      'python3 -m unittest',
      /self\.assertEqual\(f\(1\), \[y, \d+\], "why"\)/,
    ],
    ['a.bats', '@test "x" {\n  f 1\n  [ "$R" = 3 ]\n}\n', 'bats', /^ {2}f 1\n {2}\[ "\$R" = 2 \]\n {2}true\n\}$/m],
    [
      'a_test.rb',
      'class ATest < Minitest::Test\n  def test_x\n    assert_equal [1, 2], f(2)\n  end\nend\n',
      'ruby',
      /^ {4}assert_equal \[1, 2, 1\], f\(2\)$/m,
    ],
    [
      'a_spec.lua',
      "describe('a', function()\n  it('x', function()\n    assert.are.same({ 1, 2 }, f(2))\n  end)\nend)\n",
      'busted',
      /assert\.are\.same\(\{1, 2, 1\}, f\(2\)\)/,
    ],
    [
      'ATest.php',
      '<?php\nclass ATest extends TestCase\n{\n    public function testX(): void\n    {\n        $this->assertSame([1], f(1));\n    }\n}\n',
      'phpunit',
      /testXQwerty_1\(\): void\n {4}\{\n {8}\$this->assertSame\(\[1, 1\], f\(1\)\);/,
    ],
    [
      'ATest.java',
      'import org.junit.Test;\npublic class ATest {\n  @Test\n  public void x() {\n    assertEquals(3, A.f(1));\n  }\n}\n',
      'mvn test',
      /void xQwerty_1\(\) \{\n {4}assertEquals\(2, A\.f\(1\)\);/,
    ],
    [
      'a_test.exs',
      'defmodule ATest do\n  use ExUnit.Case\n\n  test "x" do\n    assert A.f(1) == :ok\n  end\nend\n',
      'mix test',
      /test "x qwerty 1" do\n {4}assert A\.f\(1\) == \[:ok, \d+\]\n/,
    ],
  ];
  for (const [path, text, command, added] of copied) {
    assert.match(plant(path, text, command)?.files.get(path) ?? '', added, path);
  }
});

test('no test is copied that may end before its comparison, or catch that it fails', () => {
  const javascript = (body: string) => `test('x', () => {\n  ${body}\n});\ntest('y', () => {});\n`;
  const python = (body: string) =>
    `@decorated\ndef test_w():\n    assert f() is True\n\n\ndef test_x():\n    ${body}\n`;
  const unfit: [path: string, text: string, command: string][] = [
    ...[
      'if (a) return;\n  expect(b).toBe(true);',
      'for (const a of b) {\n    expect(a).toBe(true);\n  }',
      'expect(f()).resolves.toBe(true);',
      'set.equal(a, true);',
      "f('expect(a).toBe(true);');",
    ].map((body): [string, string, string] => ['a.test.js', javascript(body), 'node --test a.test.js']),
    ...[
      'pytest.skip()\n    assert f() is True',
      'with pytest.raises(Exception):\n        assert f() is True',
      'x = """\n    assert f() is True\n    """',
      'assert f() is not True',
      'assert f() or g() is True',
    ].map((body): [string, string, string] => ['test_a.py', python(body), 'pytest']),
  ];
  for (const [path, text, command] of unfit) {
    const planted = plant(path, text, command)?.files.get(path) ?? '';
    assert.match(planted, /qwerty/);
    assert.doesNotMatch(planted, /False|false/, text);
  }
});

test('a comparison that honest code may pass with another value is not made a canary', () => {
  const python = [
    'assert not f(1) == 2',
    'assert f(1) != 3 or g(1) == 2',
    'assert f(1) == g(1) == 2',
    'assert f(1) if True else g(1) == 2',
  ];
  for (const line of python) {
    const text = plant('test_a.py', `def test_x():\n    ${line}\n`, 'pytest')?.files.get('test_a.py') ?? '';
    assert.doesNotMatch(text.replace(line, ''), /f\(1\)/, line);
  }
  const javascript = ['assert.notEqual(f(1), 2)', 'expect(f(1)).not.toBe(2)', 'check(f(1), 2)', 'assert(f(1), 2)'];
  for (const line of javascript) {
    const source = `import { expect, test } from 'vitest';\nimport assert from 'node:assert';\ntest('x', () => {\n  ${line};\n});\n`;
    const text = plant('a.test.js', source, 'node --test a.test.js')?.files.get('a.test.js') ?? '';
    assert.match(text, /qwerty/);
    assert.doesNotMatch(text.replace(line, ''), /f\(1\)/, line);
  }
});

test('a canary does not wait for a callback, which would make it fail when it should have passed', () => {
  const source = "import { strict as assert } from 'node:assert';\nit('x', () => {\n  assert.equal(1, 1);\n});\n";
  assert.match(plant('a.test.js', source, 'mocha a.test.js')?.files.get('a.test.js') ?? '', /async \(\) => \{/);
});

test('a C program of tests has to fail once it did all that it does', () => {
  const source = '#include <assert.h>\nint main(int argc, char *argv[]) {\n  assert(1);\n  return 0;\n}\n';
  const text = plant('a.c', source, 'cc a.c && ./a.out', { format: 'exit-code' })?.files.get('a.c') ?? '';
  assert.match(text, /static int tests_qwerty\(int argc, char \*argv\[\]\) \{\n {2}assert\(1\);/);
  assert.match(
    text,
    /\(void\)tests_qwerty\(argc, argv\);\n {2}volatile int value = 9451;\n {2}assert\(value == 9452\);\n {2}return 0;\n\}\n$/,
  );
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
  assert.equal(names.length, 5);
  assert.equal(read(0, ''), 'silenced');
  assert.equal(read(1, ''), 'failed');
  assert.equal(read(1, names.join('')), 'failed');
  assert.equal(read(1, names[0] ?? ''), 'silenced');
});

test('runners without a report tell by what they print which canary passed', () => {
  const node = nodeTests.replace('equal(1 + 1, 2)', 'equal(f(1), 2)');
  const ruby = 'class ATest < Minitest::Test\n  def test_x\n    assert_equal 2, f(1)\n  end\nend\n';
  const unit =
    'import unittest\nclass A(unittest.TestCase):\n    def test_x(self):\n        self.assertEqual(f(1), 2)\n';
  const runs: [path: string, text: string, command: string, failed: (title: string) => string][] = [
    ['a.test.js', node, 'node --test a.test.js', (title) => `✖ ${title} (1.2ms)\n`],
    ['a.test.js', node, 'npx jest a.test.js', (title) => `  ● ${title}\n`],
    ['a.test.js', node, 'npx mocha a.test.js', (title) => `  2) ${title}:\n`],
    ['a_test.rb', ruby, 'ruby a_test.rb', (title) => `ATest#${title} [a_test.rb:3]:\n`],
    ['a_test.py', unit, 'pytest a_test.py', (title) => `FAILED a_test.py::A::${title} - AssertionError\n`],
    ['a.t', "use Test::More;\nis(f(1), 2, 'one');\n", 'prove a.t', (title) => `#   Failed test '${title}'\n`],
  ];
  for (const [path, text, command, failed] of runs) {
    const canaries = plant(path, text, command, { format: 'exit-code' });
    assert.ok(canaries);
    const read = (said: string, how = command) =>
      readCanaries(canaries, { tests: [], problems: [] }, ran(1, said), false, how);
    const lines = canaries.tests.map(({ title }) => failed(title));
    const passed = `✔ ${canaries.tests.at(-1)?.title}\n`;
    assert.ok(lines.length > 1);
    assert.equal(read(lines.join('')), 'failed', command);
    assert.equal(read(lines.slice(0, -1).join('') + passed), 'silenced', command);
    assert.equal(read(lines[0] ?? '', `${command} --bail`), 'failed', command);
  }
});

test('one canary has the name of a real test, so that names tell nothing', () => {
  const canaries = plant('a.test.js', nodeTests, 'node --test a.test.js');
  assert.equal(canaries?.namesake?.title, 'R1 adds');
  const known = ['R1 adds', 'R2 lists'];
  const planted = (canaries?.tests ?? []).map(({ title }): TestResult => ({ name: title, status: 'failed' }));
  const read = (status: TestResult['status']) => {
    const own = known.map((name): TestResult => ({ name, status: 'passed' }));
    const tests: TestResult[] = [{ name: 'R1 adds', status }, ...own, ...planted];
    const raw = { tests, problems: [] };
    assert.ok(canaries);
    return [
      readCanaries(canaries, raw, ran(1), false, '', known),
      withoutCanaries(canaries, raw).tests.length,
    ] as const;
  };
  assert.deepEqual(read('failed'), ['failed', 2]);
  assert.equal(read('passed')[0], 'silenced');
  const ava = "import test from 'ava';\ntest('R1 adds', (t) => t.is(f(1), 2));\n";
  assert.equal(plant('a.test.js', ava, 'ava')?.namesake, null, 'ava refuses two tests of one name');
  assert.equal(plant('a.test.js', nodeTests, 'node --test', { format: 'exit-code' })?.namesake, null);
});
