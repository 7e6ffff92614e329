import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { describe, test } from 'node:test';
import { attemptsOf, type Files, git, makeProject, readTree, runScripted, writeAll } from './support/exercise.ts';
import { runTests, write } from './support/model-server.ts';

/*
 * Exercises as they are published (a description, tests, a stub and a solution), turned into specs in the ways that
 * somebody might who knows the format of specs and nothing else.
 */

interface Exercise {
  readonly title: string;
  /** What it needs on this machine; Node and sh are always there. */
  readonly needs?: string;
  readonly outputs: string;
  readonly command: string;
  readonly report: string;
  readonly tests: Files;
  /** Where the solution goes; it is the only output. */
  readonly path: string;
  readonly stub: string;
  readonly solution: string;
}

const description = `# Instructions

A leap year occurs in every year that is evenly divisible by 4, but not by 100, unless it is also by 400.

- 1997 was not a leap year
- 2000 was.
`;

const javascript = {
  stub: `export const isLeap = (year) => {\n  throw new Error('Remove this line and implement the function');\n};\n`,
  solution: 'export const isLeap = (year) => year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);\n',
};
const nodeTests = `import assert from 'node:assert/strict';
import { describe, it, test } from 'node:test';
import { isLeap } from '../../../src/leap/leap.js';

describe('A leap year', () => {
  it("isn't one that 4 does not divide", () => assert.equal(isLeap(2015), false));
  it('is one that 400 divides', () => {
    assert.equal(isLeap(2000), true);
  });
  it.skip('is not asked for before there were any', () => {});
});
test('centuries # 1', async (t) => {
  await t.test('1900', () => assert.equal(isLeap(1900), false));
});
`;
const pythonTests = `# These tests are auto-generated
import unittest

from leap import (
    leap_year,
)


class LeapTest(unittest.TestCase):
    def test_year_not_divisible_by_4(self):
        self.assertIs(leap_year(2015), False)

    def test_years_divisible_by_400(self):
        for year in (1600, 2000):
            with self.subTest(year=year):
                self.assertTrue(leap_year(year))

    # Additional tests for this track
    @unittest.skip("extra-credit")
    def test_year_one(self):
        self.assertFalse(leap_year(1))
`.replaceAll('\n', '\r\n');
const python = {
  needs: 'python3',
  stub: 'def leap_year(year):\n    pass\n',
  solution: 'def leap_year(year):\n    return year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)\n',
};
const batsTests = `#!/usr/bin/env bats
load bats-extra

@test "not divisible by 4: common year" {
  run bash leap.sh 2015
  assert_output "false"
}

@test 'divisible by 400: leap year' {
  [[ $BATS_RUN_SKIPPED == "true" ]] || skip
  run bash leap.sh 2000
  assert_output "true"
}
`;
const batsExtra = `assert_output() {\n  [ "$output" = "$1" ] || { echo "expected: $1, actual: $output"; return 1; }\n}\n`;
const bash = {
  stub: '#!/usr/bin/env bash\n\n# The following comments should help you get started:\n',
  solution: `#!/usr/bin/env bash
if (($1 % 4 == 0 && ($1 % 100 != 0 || $1 % 400 == 0))); then echo true; else echo false; fi
`,
};

const exercises: readonly Exercise[] = [
  {
    ...javascript,
    title: 'JavaScript, node:test, TAP',
    outputs: '[src/leap/**]',
    command: 'node --test --test-reporter=tap "specs/leap/tests/**/*.spec.js"',
    report: 'tap',
    tests: {
      'specs/leap/tests/größe and more/leap.spec.js': nodeTests.replace('../../../', '../../../../'),
      'package.json': '{ "type": "module" }\n',
    },
    path: 'src/leap/leap.js',
  },
  {
    title: 'JavaScript, CommonJS, tests copied beside the one output, a report file',
    outputs: '[src/leap/leap.js]',
    command: 'cp specs/leap/tests/* src/leap && cd src/leap && node --test --test-reporter junit > $REPORT_DIR/out.xml',
    report: '{ format: junit, file: out.xml }',
    tests: {
      'specs/leap/tests/leap.test.js': nodeTests
        .replace(/^import (.*) from ('node:\w+(?:\/\w+)?');/gm, 'const $1 = require($2);')
        .replace(/^import (.*) from .*;/m, "const $1 = require('./leap');"),
    },
    path: 'src/leap/leap.js',
    stub: javascript.stub.replace('export const isLeap', 'exports.isLeap'),
    solution: javascript.solution.replace('export const isLeap', 'exports.isLeap'),
  },
  {
    ...javascript,
    title: 'JavaScript, a test harness of its own that exits as it likes',
    outputs: '[src/leap/**]',
    command: 'cp specs/leap/tests/*.js src/leap/ && node src/leap/leap.spec.js',
    report: 'exit-code',
    tests: {
      'package.json': '{ "type": "module" }\n',
      'specs/leap/tests/leap.spec.js': `import { isLeap } from './leap.js';
let failed = 0;
const test = (title, body) => {
  try {
    body();
  } catch (error) {
    failed++;
    console.log('not ok', title, error.message);
  }
};
const expect = (got) => ({ toBe(wanted) { if (got !== wanted) throw new Error(got + ' is not ' + wanted); } });
test('1997', () => expect(isLeap(1997)).toBe(false));
test('2000', () => expect(isLeap(2000)).toBe(true));
process.exit(failed ? 1 : 0);
`,
    },
    path: 'src/leap/leap.js',
  },
  {
    title: 'TypeScript, run as it is',
    outputs: '["src/leap/*.ts"]',
    command: 'node --test --test-reporter=tap specs/leap/tests/*.test.ts',
    report: 'tap',
    tests: {
      'package.json': '{ "type": "module" }\n',
      'specs/leap/contract/leap.d.ts': 'export function isLeap(year: number): boolean;\n',
      'specs/leap/tests/leap.test.ts': nodeTests.replace('leap.js', 'leap.ts'),
    },
    path: 'src/leap/leap.ts',
    stub: javascript.stub.replace('(year)', '(year: number): boolean'),
    solution: javascript.solution.replace('(year)', '(year: number): boolean'),
  },
  {
    ...python,
    title: 'Python, unittest, found through PYTHONPATH',
    outputs: '[src/leap/**]',
    command: 'cd src/leap && PYTHONPATH=. python3 -m unittest discover -s ../../specs/leap/tests -p "*_test.py"',
    report: 'exit-code',
    tests: { 'specs/leap/tests/leap_test.py': pythonTests },
    path: 'src/leap/leap.py',
  },
  {
    ...python,
    title: 'Python, unittest, at the root of the repository',
    outputs: '[leap.py]',
    command: 'cp specs/leap/tests/*_test.py . && python3 -m unittest -v leap_test.LeapTest',
    report: 'exit-code',
    tests: { 'specs/leap/tests/leap_test.py': pythonTests },
    path: 'leap.py',
  },
  {
    ...bash,
    needs: 'bats',
    title: 'bash, bats, tests copied beside the solution',
    outputs: '[src/leap/leap.sh]',
    command: 'cp specs/leap/tests/* src/leap && cd src/leap && BATS_RUN_SKIPPED=true bats --tap leap.bats',
    report: 'tap',
    tests: { 'specs/leap/tests/leap.bats': batsTests, 'specs/leap/tests/bats-extra.bash': batsExtra },
    path: 'src/leap/leap.sh',
  },
  {
    ...bash,
    needs: 'bats',
    title: 'bash, bats, a report that is written after bats has ended',
    outputs: '[src/leap/**]',
    command:
      'cd src/leap && BATS_RUN_SKIPPED=true bats --report-formatter junit --output $REPORT_DIR ../../specs/leap/tests',
    report: '{ format: junit, file: report.xml }',
    tests: { 'specs/leap/tests/leap.bats': batsTests, 'specs/leap/tests/bats-extra.bash': batsExtra },
    path: 'src/leap/leap.sh',
  },
  {
    title: 'sh, a program that is run by an executable test',
    outputs: '[bin/leap]',
    command: './specs/leap/tests/run.sh',
    report: 'exit-code',
    tests: {
      'specs/leap/tests/run.sh': {
        executable: `#!/bin/sh
set -e
cd "$(dirname "$0")"
../../../bin/leap 2015 > "$TMPDIR/out"
[ "$(cat "$TMPDIR/out")" = false ]
[ "$(../../../bin/leap 2000)" = true ]
`,
      },
    },
    path: 'bin/leap',
    stub: '#!/bin/sh\n',
    solution: `#!/bin/sh
if [ $(($1 % 400)) = 0 ] || { [ $(($1 % 4)) = 0 ] && [ $(($1 % 100)) != 0 ]; }; then echo true; else echo false; fi
`,
  },
  {
    needs: 'gcc',
    title: 'C, compiled into a folder that git ignores',
    outputs: '["src/leap/*.c"]',
    command: 'mkdir -p build && gcc -Wall src/leap/leap.c specs/leap/tests/test_leap.c -o build/tests && ./build/tests',
    report: 'tap',
    tests: {
      '.gitignore': 'build/\n',
      'specs/leap/tests/test_leap.c': `#include <stdio.h>
int leap_year(int year);
static int count, bad;
static void check(int ok, const char *title) {
  if (!ok) bad = 1;
  printf("%sok %d - %s\\n", ok ? "" : "not ", ++count, title);
}
int main(void) {
  check(!leap_year(2015), "not divisible by 4");
  check(leap_year(2000), "divisible by 400");
  printf("1..%d\\n", count);
  return bad;
}
`,
    },
    path: 'src/leap/leap.c',
    stub: 'int leap_year(int year) { (void)year; return 0; }\n',
    solution: 'int leap_year(int year) { return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0); }\n',
  },
];

describe('An exercise becomes an accepted build in two attempts', { concurrency: 2 }, () => {
  for (const exercise of exercises) {
    test(exercise.title, { skip: missing(exercise.needs) }, async () => {
      const { path, stub, solution } = exercise;
      const project = makeProject({
        ...exercise.tests,
        'specs/leap/spec.md': specOf(exercise),
        'staged.txt': 'a\n',
        'dirty.txt': 'a\n',
      });
      try {
        writeAll(project.root, { 'staged.txt': 'b\n', 'dirty.txt': 'b\n', 'ungetrackt/ü b.txt': 'c\n' });
        git(project.root, 'add', 'staged.txt');
        writeAll(project.root, { 'staged.txt': 'c\n' });
        const before = readTree(project.root);

        const { session, events, ended, workbench } = await runScripted(project, 'leap', [
          [write(path, stub), runTests],
          [write(path, solution), runTests],
        ]);
        const attempts = attemptsOf(events);
        assert.equal(ended.outcome, 'candidate', attempts.map((one) => one.report).join('\n'));
        assert.deepEqual(
          attempts.map((one) => one.green),
          [false, true],
        );

        const accepted = await workbench.accept(session, {});
        assert.ok(!('problem' in accepted), JSON.stringify(accepted));
        const after = readTree(project.root);
        assert.deepEqual(
          [...after.keys()].filter((one) => !before.has(one)).sort(),
          ['specs/leap/spec.lock', path].sort(),
        );
        for (const [file, content] of before) assert.equal(after.get(file), content, file);
        assert.equal(git(project.root, 'diff', '--cached', '--name-only'), 'staged.txt\n');
        assert.equal(git(project.root, 'show', `HEAD:${path}`), solution);
      } finally {
        project.remove();
      }
    });
  }
});

function specOf({ outputs, command, report }: Exercise): string {
  return `---
name: leap
summary: Tells leap years
outputs: ${outputs}
tests:
  command: ${JSON.stringify(command)}
  report: ${report}
---
${description}`;
}

/** Why an exercise can't be run on this machine, or false. */
function missing(program: string | undefined): string | false {
  if (program === undefined) return false;
  try {
    execFileSync(program, ['--version'], { stdio: 'ignore' });
    return false;
  } catch {
    return `${program} is not there`;
  }
}
