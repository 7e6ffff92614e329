import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readReport } from '../src/adapters/reports/index.ts';
import { judge } from '../src/core/judge.ts';

test('a complete TAP stream whose tests all pass is green', async () => {
  const ending = { kind: 'exited', code: 0 } as const;
  const raw = await readReport({ format: 'tap' }, { stdout: '1..1\nok 1 - R1 adds\n', ending, reportDir: '/nowhere' });
  assert.equal(judge(raw, ending, { static: [], seen: [] }, { format: 'tap' }).green, true);
});
