import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import type { SessionSummary, Workbench } from '../src/core/workbench.ts';
import { drawFrame } from '../src/tui/frame.ts';
import { layoutOf } from '../src/tui/layout.ts';
import { textOf } from '../src/tui/lines.ts';
import { createScreens, type Screens } from '../src/tui/store.ts';
import { adderFiles, right, writeAdder } from './support/adder.ts';
import { makeProject, regent } from './support/cli.ts';
import { runTests, scriptModel } from './support/model-server.ts';

const project = makeProject(adderFiles());
const server = await scriptModel([
  [writeAdder(right), runTests],
  [writeAdder(`// better\n${right}`), runTests],
]);
after(async () => {
  project.remove();
  await server.close();
});

test('regent log tells who decided what, why and when, and the same words narrow it', async () => {
  const as = (name: string) => project.git('config', 'user.name', name);
  project.git('config', 'user.email', 'ada@example.org');
  as('Grace');
  await regent(project, ['run', 'adder', '--model', 'claude-opus-5-5'], { server });
  await regent(project, ['reject', 'adder', '--cause', 'missing-test', '--note', 'no test for zero']);
  as('Ada');
  await regent(project, ['run', 'adder', '--model', 'm'], { server });
  await regent(project, ['accept', 'adder']);
  const log = async (...args: string[]) => {
    const { stdout, code } = await regent(project, ['log', ...args]);
    assert.equal(code, 0, args.join(' '));
    return stdout;
  };
  const all = await log();
  assert.match(all, /accepted {5}1 attempt {2}by Ada <ada@example\.org>\n/);
  assert.match(
    all,
    /rejected .*by Grace.*\n {2}missing-test: no test for zero\n2 sessions, \$0\.01 in all, and 1 of unknown cost/,
  );
  assert.match(await log('--by', 'grace'), /^[^\n]*rejected[^\n]*\n[^\n]*\n1 session, /);
  assert.match(await log('adder', '--status', 'accepted', '--since', '1h'), /^[^\n]*accepted[^\n]*\n1 session, /);
  assert.match(await log('--cause', 'missing-test', '--until', '1h'), /No session is like that/);
  assert.match(await log('--since', '2999-01-01'), /No session is like that/);
  // A colleague has the commits, and not the sessions.
  const clone = makeProject({ 'a.txt': 'a' });
  after(() => clone.remove());
  clone.git('fetch', '-q', project.root, 'main');
  clone.git('reset', '-q', '--hard', 'FETCH_HEAD');
  const there = (await regent(clone, ['log'])).stdout;
  assert.match(there, /^[^\n]*adder-\w+ {2}accepted [^\n]*by Ada <ada@example\.org> {2}\(elsewhere\)\n1 session, /);
  const wrong = await regent(project, ['log', '--since', 'christmas']);
  assert.equal(wrong.code, 2);
  assert.match(wrong.stderr, /--since "christmas" is no time: give a day \(2026-11-01\), or 7d/);
});

const session: SessionSummary = {
  id: 'slugify-1',
  spec: 'slugify',
  startedAt: '2026-11-20T10:00:00.000Z',
  endedAt: '2026-11-20T10:05:00.000Z',
  status: 'waiting',
  outcome: 'candidate',
  reason: 'Attempt 2 is green and verified.',
  attempts: 2,
  usd: 0.25,
  model: 'claude-opus-5-5',
  commit: null,
  by: null,
  decisions: [],
};
const by = 'Ada <ada@example.org>';
const stamp = { session: 'parse-1', seq: 1, at: '2026-11-22T09:00:00.000Z' };

function history(filter: string): Screens {
  const state = createScreens().getState();
  const rejected = { type: 'rejected', spec: 'parse', attempt: 1, candidate: 'c', by } as const;
  return {
    ...state,
    screen: 'history',
    bench: { kind: 'open', workbench: { root: '/home/ada/tools' } as Workbench, demo: null },
    history: { cursor: 0, filter, elsewhere: [] },
    sessions: [
      {
        ...session,
        id: 'parse-1',
        spec: 'parse',
        status: 'rejected',
        usd: null,
        by,
        decisions: [{ ...stamp, ...rejected, cause: 'spec', note: 'R2 says two things' }],
      },
      session,
    ],
    specs: {
      ...state.specs,
      plan: {
        plan: {
          entries: [
            { spec: 'words', causes: ['drifted'], needs: 'regenerate', order: 0, drift: ['src/words/index.ts'] },
          ],
          orphans: [],
        },
        specs: new Map(),
        diagnostics: [],
      },
    },
  };
}

function draw(state: Screens): string[] {
  const { lines } = drawFrame(state, layoutOf(80, 24));
  return lines.map((line) =>
    textOf(line)
      .trimEnd()
      .replace(/\d{4}-\d\d-\d\d \d\d:\d\d/g, 'WHEN'),
  );
}

test('the History screen shows what drifted, what became of each session and why, and what it all cost', () => {
  assert.deepEqual(draw(history('')).slice(2, 6), [
    `${'  2 sessions'.padEnd(80 - '$0.25 in all, and 1 of unknown cost '.length)}$0.25 in all, and 1 of unknown cost`,
    '> words     ✗ drifted          1 file changed by hand',
    '  parse     ✗ rejected       $?      WHEN  Ada: spec',
    '  slugify   ● waits for you  $0.25   WHEN  claude-opus-5-5',
  ]);
});

test('its filter takes words, a person and days, says what it can not read, and sums what is left', () => {
  const [title = '', first = '', second = ''] = draw(history('ada since:2026-11-01')).slice(2);
  assert.match(title, /^ {2}1 of 2 like "ada since:2026-11-01" +\$0\.00 together, and 1 of unknown cost/);
  assert.match(first, /^> parse {5}✗ rejected {7}\$\? {6}WHEN {2}Ada: spec$/);
  assert.equal(second, '');
  assert.match(
    draw(history('ada since:2026-11-01')).join('\n'),
    /WHEN {2}Ada rejected attempt 1, for spec: R2 says two things/,
  );
  assert.match(draw(history('until:soon')).join('\n'), /! until "soon" is no time/);
  assert.match(draw(history('status:waiting')).join('\n'), /1 of 2 like .*\$0\.25 together/);
  assert.match(draw(history('by:grace')).join('\n'), /No session is like that\. esc clears the filter\./);
});
