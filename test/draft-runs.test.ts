import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { DraftSource } from '../src/core/draft/events.ts';
import { judgeRuns, type Ran } from '../src/core/draft/judge-runs.ts';
import { countTests } from '../src/core/judge.ts';
import type { TestResult } from '../src/core/report.ts';

type Outcome = 'passed' | 'failed' | 'missing';

const rejection: DraftSource = { kind: 'rejection', session: 's', attempt: 1, cause: 'missing-test', note: '' };
const question: DraftSource = { kind: 'question', session: 's', attempt: 1, number: 1, question: 'q', answer: null };
const drift: DraftSource = { kind: 'drift', files: ['x'] };

/** A run of a suite that had `R1 old` before the draft, which passed. */
function ran(
  wanted: Ran['wanted'],
  results: Record<string, Outcome>,
  more: Partial<Ran> & { problem?: string } = {},
): Ran {
  const { problem, ...rest } = more;
  const tests = Object.entries(results).map(([name, status]): TestResult => ({ name, status, message: 'because' }));
  const counts = countTests(tests);
  const problems = problem === undefined ? [] : [problem];
  const green = problems.length === 0 && counts.passed === counts.total;
  const before = new Map([['R1 old', true]]);
  return { on: 'the code', wanted, report: { tests, counts, problems, green }, before, opaque: false, ...rest };
}

const cases: readonly (readonly [
  title: string,
  source: DraftSource,
  runs: readonly Ran[],
  tells: boolean,
  says: RegExp,
])[] = [
  [
    'a new test that fails on the rejected candidate tells something, whatever passes beside it',
    rejection,
    [ran('fails', { 'R1 old': 'passed', 'R1 new': 'failed', 'R1 more': 'passed' })],
    true,
    /^The drafted tests fail on the code: R1 new\.$/,
  ],
  [
    'a test that was there and was changed tells something too',
    rejection,
    [ran('fails', { 'R1 old': 'failed' })],
    true,
    /fail on the code: R1 old\.$/,
  ],
  [
    'tests that all pass on it tell nothing',
    rejection,
    [ran('fails', { 'R1 old': 'passed', 'R1 new': 'passed' })],
    false,
    /don't catch/,
  ],
  [
    'a test that failed before the draft tells nothing of the draft',
    rejection,
    [ran('fails', { 'R1 old': 'failed', 'R1 new': 'passed' }, { before: new Map([['R1 old', false]]) })],
    false,
    /can't be run as they are drafted/,
  ],
  [
    'a test in a file that the command does not run is no test that passes',
    rejection,
    [ran('fails', { 'R1 old': 'passed' })],
    false,
    /No test that is new has run/,
  ],
  [
    'a file that does not load is no test that fails',
    rejection,
    [ran('fails', { 'R1 old': 'passed', 'a.test.js (whole file)': 'failed', 'R1 new': 'missing' })],
    false,
    /can't be run as they are drafted: 1 test never ran: R1 new\.$/,
  ],
  [
    'a run that broke off proves nothing, though a test failed in it',
    rejection,
    [ran('fails', { 'R1 new': 'failed' }, { problem: 'The tests did not end.' })],
    false,
    /can't be run as they are drafted: The tests did not end\./,
  ],
  [
    'what an exit code says counts, with the caveat that it names no test',
    rejection,
    [ran('fails', { 'R1 old': 'failed' }, { opaque: true })],
    true,
    /^The drafted tests fail on the code\. The suite reports by its exit code/,
  ],
  [
    'a new test that passes with the code and not without it tells something',
    question,
    [ran('passes', { 'R1 old': 'passed', 'R2 new': 'passed' }), ran('fails', { 'a.test.js (whole file)': 'failed' })],
    true,
    /^The drafted tests pass on the code and fail on the code: R2 new\.$/,
  ],
  [
    'a new test that passes without any code can not fail',
    question,
    [
      ran('passes', { 'R1 old': 'passed', 'R2 new': 'passed' }),
      ran('fails', { 'R1 old': 'failed', 'R2 new': 'passed' }),
    ],
    false,
    /so it can't fail: R2 new\.$/,
  ],
  [
    'without a new test there is nothing to prove',
    question,
    [ran('passes', { 'R1 old': 'passed' })],
    false,
    /No test that is new has run/,
  ],
  [
    'on code that may do otherwise, a failing assertion is as good as a pass',
    { ...question, answer: 'otherwise' },
    [ran(null, { 'R1 old': 'passed', 'R2 new': 'failed' }), ran('fails', { 'a.test.js (whole file)': 'failed' })],
    true,
    /fail on the code and fail on the code: R2 new/,
  ],
  [
    'drift is told from the accepted code by tests that do not even load there',
    drift,
    [
      ran('passes', { 'R1 old': 'passed', 'R2 new': 'passed' }),
      ran('fails', { 'R1 old': 'missing', 'R2 new': 'missing' }),
    ],
    true,
    /pass on the code and fail on the code: R2 new/,
  ],
  [
    'tests that pass on both tell nothing apart',
    drift,
    [ran('passes', { 'R2 new': 'passed' }), ran('fails', { 'R2 new': 'passed' })],
    false,
    /don't tell the two apart/,
  ],
];

for (const [title, source, runs, tells, says] of cases) {
  test(title, () => {
    const proof = judgeRuns(source, runs, 1);
    assert.equal(proof.tells, tells, proof.says);
    assert.match(proof.says, says);
  });
}
