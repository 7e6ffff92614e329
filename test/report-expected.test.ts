import assert from 'node:assert/strict';
import { test } from 'node:test';
import { expectedTests, requirementIds } from '../src/core/expected.ts';

const titles = (path: string, text: string) => expectedTests([{ path, text }]).map((found) => found.title);

test('JavaScript: literal titles at the top level and in suites are expected', () => {
  const source = `import { test, describe as d, it } from 'node:test'
    const re = /test('no', \\/[/'"]/g
    test('one', () => { test('no', () => {}) })
    test("caf\\u00e9 'q'", async (t) => {})
    test(\`template\`, function () {})
    test('options', { timeout: 5 }, () => {})
    await test('awaited', async () => {})
    d('suite', () => {
      it('nested', () => {})
      d('in', function () { it('deep', (done) => {}) })
    })
    it('last', () => {})`;
  assert.deepEqual(titles('a.test.js', source), [
    'one',
    "café 'q'",
    'template',
    'options',
    'awaited',
    'nested',
    'deep',
    'last',
  ]);
});

test('JavaScript: what may not run, or only looks like a test, is not expected', () => {
  const source = `import { test, describe, it } from 'node:test';
    // test('no', () => {})
    /* test('no', () => {}) */
    const s = "test('no', () => {})", t = \`\${1} test('no', () => {})\`;
    test(\`no \${1}\`, () => {});
    for (const x of [1]) test('no', () => {});
    for (const x of [1]) { test('no', () => {}) }
    if (a)
      test('no', () => {})
    else
      test('no', () => {})
    a && test('no', () => {}); const b = a ? test('no', () => {}) : 0;
    test.skip('no', () => {}); test.todo('no'); xit('no', () => {}); test.each([1])('no', () => {});
    test('no', { skip: true }, () => {}); test('no', { todo: true }, () => {}); test('no');
    function f() { test('no', () => {}) }
    [1].forEach(() => { test('no', () => {}) });
    describe.skip('x', () => { it('no', () => {}) });
    describe('x', () => { const h = () => { it('no', () => {}) }; if (a) return; it('no', () => {}) });
    describe('x', () => { if (a) { return } it('no', () => {}) });
    test('yes', () => {});`;
  assert.deepEqual(titles('a.test.js', source), ['yes']);
});

test('JavaScript: a name that is not the framework’s own declares nothing', () => {
  for (const head of [
    `import { test } from './helper.js';`,
    `const test = base.extend({});`,
    `function test(name, body) {}`,
    `const test = require('tape');`,
    `const { test } = makeTests();`,
    `import { test } from 'node:test'; test.only('x', () => {});`,
  ])
    assert.deepEqual(titles('a.test.js', `${head} test('no', () => {});`), [], head);
  for (const head of [
    `const test = require('node:test');`,
    `const { test } = require('node:test');`,
    `import test from 'ava';`,
    `import { expect, test } from 'vitest';`,
    '',
  ])
    assert.deepEqual(titles('a.test.ts', `${head} test('yes', (): void => {});`), ['yes'], head);
});

test('JavaScript: a source that is not understood to its end declares nothing', () => {
  for (const end of ["const p = <p>Don't</p>", '}', '`', '/*'])
    assert.deepEqual(titles('a.test.jsx', `test('no', () => {});\n${end}`), []);
});

for (const [language, path, source, expected] of [
  [
    'Python',
    't/test_a.py',
    `import pytest\n# def test_no(): pass\n"""\ndef test_no(): pass\n"""\ndef test_yes(): pass\nasync def test_async(x): pass\n@pytest.mark.skip\ndef test_no(): pass\n@pytest.mark.parametrize("a", [\n  1,\n])\ndef test_par(a): pass\n@pytest.mark.skipif(\n  True, reason="x")\ndef test_no(): pass\nif x:\n    def test_no(): pass\nclass TestA:\n    def helper(self):\n        def test_no(): pass\n    def test_in(self): pass\nclass Base:\n    def test_no(self): pass\nclass XTest(unittest.TestCase):\n    def test_u(self): pass\n`,
    ['test_yes', 'test_async', 'test_par', 'test_in', 'test_u'],
  ],
  ['Python helpers', 't/conftest.py', 'def test_no(): pass\n', []],
  [
    'bats',
    'a.bats',
    `@test "R1 adds" {\n}\n# @test "no" {\n@test 'one' {\n}\n@test "no $x" {\n}\n`,
    ['R1 adds', 'one'],
  ],
  [
    'Go',
    'a_test.go',
    'package a\n/*\nfunc TestNo(t *testing.T) {\n*/\nfunc TestYes(t *testing.T) {\n}\nfunc Testno(t *testing.T) {}\n',
    ['TestYes'],
  ],
  ['Go with build tags', 'a_test.go', '//go:build linux\npackage a\nfunc TestNo(t *testing.T) {\n}\n', []],
  [
    'Rust',
    'a.rs',
    '#[cfg(test)]\nmod tests {\n  #[test]\n  fn works() {}\n  #[test]\n  #[ignore]\n  fn no() {}\n  // #[test] fn no() {}\n}',
    ['works'],
  ],
  [
    'Java',
    'ATest.java',
    'class ATest {\n  @Test\n  public void works() {}\n  @Test\n  @DisplayName("x")\n  void no() {}\n}',
    ['works'],
  ],
  [
    'C#',
    'A.cs',
    'public class A {\n  [Fact]\n  public void Works() {}\n  [Fact(Skip="x")]\n  public void No() {}\n}',
    ['Works'],
  ],
  [
    'PHP',
    'ATest.php',
    '<?php\nclass ATest extends TestCase {\n  public function testOne(): void {}\n  // public function testNo() {}\n}',
    ['testOne'],
  ],
  [
    'C++',
    't.cpp',
    '#include "x"\nTEST_CASE("adds") {\n}\nTEST_CASE("no", "[.]") {}\nTEST(Suite, Works) {}\n',
    ['adds', 'Works'],
  ],
  [
    'Minitest',
    'a_test.rb',
    'class ATest < Minitest::Test\n  def test_one\n    # skip\n  end\n  def helper\n  end\nend',
    ['test_one'],
  ],
  [
    'RSpec',
    'a_spec.rb',
    `RSpec.describe Foo do\n  context "x" do\n    it "works" do\n    end\n    xit "no" do\n    end\n    [1].each do\n      it "no" do\n      end\n    end\n  end\nend`,
    ['works'],
  ],
  [
    'ExUnit',
    'a_test.exs',
    'defmodule ATest do\n  # @tag :pending\n  test "works" do\n  end\n  describe "d" do\n    @tag :skip\n    test "no" do\n    end\n    test "context", %{a: b} do\n    end\n  end\nend',
    ['works', 'context'],
  ],
  [
    'busted',
    'a_spec.lua',
    `describe('x', function()\n  it('works', function()\n  end)\n  -- it('no', function()\n  for i=1,2 do\n    it('no', function()\n    end)\n  end\nend)`,
    ['works'],
  ],
  [
    'Test::More',
    'a.t',
    `use Test::More;\nuse Sum qw(sum);\nok(1, 'R1 fine');\nsubtest 'sub' => sub { };\nif (1) {\n  ok(1, 'no');\n}\nok(1, "no $x");\nok(1, 'no') if 1;\n=pod\n\nok(1, 'no');\n\n=cut\n`,
    ['R1 fine', 'sub'],
  ],
  [
    'Test::More with a quotation over several lines',
    'a.t',
    `use Test::More;\nmy @words = qw(\n  one\n);\nok(1, 'no');\n`,
    [],
  ],
  ['an unknown language', 'a.xyz', `test('no', () => {})`, []],
] as const)
  test(`${language}: only what surely runs is expected`, () => {
    assert.deepEqual(titles(path, source), expected);
  });

test('names are recognised however runners write them', () => {
  const matches = (path: string, text: string, name: string) => expectedTests([{ path, text }])[0]?.match(name);
  const js = `test('R1  adds', () => {})`;
  for (const name of ['R1 adds', 'a.test.ts > suite > R1 adds', 'file › R1 adds'])
    assert.equal(matches('a.test.js', js, name), 'itself', name);
  assert.deepEqual(matches('a.test.js', js, 's > R1 adds > sub'), { parent: 's > R1 adds' });
  assert.equal(matches('a.test.js', js, 'suite R1 adds'), 'loosely');
  for (const name of ['R1 adds more', 'R1 add', 'xR1 adds']) assert.equal(matches('a.test.js', js, name), null, name);
  const py = 'def test_z(): pass';
  for (const name of ['test_z', 'tests.test_x.TestY > test_z[param a]', 't.test_z'])
    assert.equal(matches('test_a.py', py, name), 'itself', name);
  for (const name of ['test_zz', 'my_test_z', 'test_z_more']) assert.equal(matches('test_a.py', py, name), null, name);
});

test('a command that selects tests by name expects none', () => {
  const files = [{ path: 'a.test.js', text: `test('a', () => {})` }];
  for (const command of [
    'node --test --test-name-pattern=x',
    'npx vitest run -t x',
    'python3 -m pytest -k x',
    'mocha -g x',
  ])
    assert.equal(expectedTests(files, command).length, 0, command);
  for (const command of ['node --test a.test.js', 'python3 -m pytest -q', 'bats -t a.bats', 'go test -v ./...'])
    assert.equal(expectedTests(files, command).length, 1, command);
});

test('a requirement id is a whole word', () => {
  const text = 'R1 R10 CR1 R2.1. (R3) R4, R5: R1x test_R6_a R7.1.2 ÄR1 r8 R9.x';
  assert.deepEqual(requirementIds(text), ['R1', 'R10', 'R2.1', 'R3', 'R4', 'R5', 'R6', 'R7.1.2', 'R9']);
});

test('hostile sources take no longer than their length allows', () => {
  const pieces = [
    'test(',
    "test('a',()=>{})\n",
    '`${',
    '/*',
    '"\\',
    'if(a){}',
    'describe("x",()=>{',
    '@test "',
    'if\n',
    "subtest '",
    'return\n',
    '#[test]\n',
    '@Test ',
    '=begin\n',
    '  ',
  ];
  const paths = [
    'a.test.js',
    'test_a.py',
    'a.bats',
    'a.t',
    'a_test.go',
    'a.rs',
    'A.java',
    'a_spec.rb',
    'a.exs',
    'a.lua',
    'a.php',
    'a.cpp',
    'a.cs',
  ];
  for (const path of paths) for (const piece of pieces) assert.ok(Array.isArray(titles(path, piece.repeat(20_000))));
});
