import assert from 'node:assert/strict';
import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { readLiveTap } from '../src/adapters/reports/live-tap.ts';
import { judgeTap, lines } from './report-run.ts';
import { adderFiles, right, writeAdder } from './support/adder.ts';
import { openDesk } from './support/desk.ts';
import { runTests } from './support/model-server.ts';

const streams: readonly (readonly [what: string, tap: string])[] = [
  [
    'directives',
    'TAP version 13\n1..3\nok 1 - a # SKIP why\nnot ok 2 - b # TODO later\nok 3 - c \\# d \\\\ e # time=3ms\n',
  ],
  [
    "Node's suites and diagnostics",
    `TAP version 13
# Subtest: outer
    # Subtest: inner
        # Subtest: R2 one
        ok 1 - R2 one
          ---
          duration_ms: 0.2
          ...
        # Subtest: R3 two
        not ok 2 - R3 two
          ---
          error: |-
            ok 7 - no test of ours
          code: 'ERR'
          ...
        1..2
    not ok 1 - inner
      ---
      type: 'suite'
      failureType: 'subtestsFailed'
      ...
    1..1
not ok 1 - outer
  ---
  type: 'suite'
  failureType: 'subtestsFailed'
  ...
# Subtest: R1 last
ok 2 - R1 last
1..2
# tests 3
# pass 2
`,
  ],
  ['no dashes, and a bare name', '1..2\r\nok 1 R1 bats says so\r\nnot ok 2 R2 and this\r\n'],
  [
    "tape's titles",
    'TAP version 13\n# R1 adds\nok 1 should be equal\n# R2 more\nnot ok 2 should be truthy\n\n1..2\n# tests 2\n',
  ],
];

for (const [what, tap] of streams)
  test(`tests are told as they end, as the report names them: ${what}`, async () => {
    const found: string[] = [];
    const read = readLiveTap(({ name, status }) => found.push(`${status} ${name}`));
    for (const piece of tap) read(piece);
    assert.deepEqual(found, lines(await judgeTap(tap)));
  });

test('on the Session screen a test turns green while others still run, and no holdout test ever shows', {
  timeout: 120_000,
}, async (t) => {
  const files = adderFiles({
    frontmatter: 'holdout:\n  command: node --test --test-reporter=tap specs/adder/holdout/*.test.js\n  report: tap\n',
  });
  const title = 'specs/adder/tests/add.test.js';
  const waiting =
    "test('R2 waits', async () => { while (!require('node:fs').existsSync('go')) await require('node:timers/promises').setTimeout(20); });\n";
  const { project, terminal } = await openDesk(t, [[writeAdder(right), runTests]], {
    size: { columns: 110, rows: 30 },
    files: {
      ...files,
      [title]: `${files[title]}${waiting}`,
      'specs/adder/holdout/more.test.js': "require('node:test')('R1 secretly', () => {});\n",
    },
  });
  await terminal.until('1 to do');
  terminal.press('r');
  await terminal.until('Tests 2/2 ▸ running', '✓ R1 adds', '✓ R2 adds negative numbers');
  assert.ok(!terminal.rows().join('\n').includes('R2 waits'), 'what has not ended has no result');
  // The tests run in folders of Regent's cache: the one that waits is let go there, until all that runs has ended.
  const sessions = join(project.env.REGENT_CACHE_DIR ?? '', 'sessions');
  const letGo = (): void => {
    for (const path of readdirSync(sessions, { recursive: true, encoding: 'utf8' }))
      if (/runs\/run-\w+\/workspace$/.test(path)) writeFileSync(join(sessions, path, 'go'), '');
  };
  const timer = setInterval(() => {
    try {
      letGo();
    } catch {
      // A folder that is removed while it is listed belongs to a run that has ended.
    }
  }, 50);
  t.after(() => clearInterval(timer));
  await terminal.until('✓ 3/3 verified', '✓ R2 waits');
  assert.doesNotMatch(terminal.written, /secretly/);
});
