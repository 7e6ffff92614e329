import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Event, EventBody } from '../src/core/events.ts';
import type { TestResult } from '../src/core/report.ts';
import { initialState, reduce, type State } from '../src/core/state.ts';
import type { RunningSession, SessionSummary, Workbench } from '../src/core/workbench.ts';
import { drawFrame } from '../src/tui/frame.ts';
import { layoutOf } from '../src/tui/layout.ts';
import { textOf } from '../src/tui/lines.ts';
import { createScreens, type Live } from '../src/tui/store.ts';
import { createTranscript } from '../src/tui/transcript.ts';

const started = {
  type: 'session-started',
  version: 1,
  regent: '0',
  spec: 'slugify',
  base: '',
  baseDate: 0,
  outputs: [],
  requirements: [],
  assets: { spec: '', contract: {}, tests: {}, holdout: {}, include: {}, rules: {}, skills: {}, dependencies: {} },
  assetsDigest: '',
  mode: 'scratch',
  model: 'm',
  modelKind: 'live',
  maxTokens: 1,
  limits: { attempts: 6, minutes: 20, usd: 2, tokens: null },
  sandbox: 'bubblewrap',
  step: true,
  causes: [],
} as const;

function attempt(number: number, results: Readonly<Record<string, TestResult['status']>>): EventBody[] {
  const tests = Object.entries(results).map(([name, status]) => ({ name, status }) as TestResult);
  const passed = tests.filter((one) => one.status === 'passed').length;
  const counts = { passed, failed: tests.length - passed, total: tests.length } as never;
  const report = { tests, counts, problems: [], green: passed === tests.length } as never;
  const lines = { added: 1, removed: 0 };
  return [
    {
      type: 'attempt-started',
      attempt: number,
      commit: `c${number}`,
      digest: '',
      ...lines,
      files: 1,
      undone: [],
      findings: [],
      call: null,
    },
    {
      type: 'attempt-committed',
      attempt: number,
      commit: `c${number}`,
      counts,
      green: false,
      report,
      ...lines,
      usd: 0.04,
      ms: 1,
    },
    { type: 'told', attempt: number, text: '', closes: number },
  ];
}

function live(id: string, spec: string, bodies: readonly EventBody[]): Live {
  const state = bodies
    .map((body, at) => ({ ...body, session: id, seq: at + 1, at: '2026-11-27T02:00:00.000Z' }) as Event)
    .reduce(reduce, initialState as State);
  const session = { id, spec, state } as RunningSession;
  return {
    session,
    state,
    tests: [],
    transcript: createTranscript(),
    place: 'end',
    doing: '',
    recorded: false,
    over: false,
    version: 0,
  };
}

function draw(sessions: readonly Live[], rows = 18, kept: readonly SessionSummary[] = []): string[] {
  const screens = createScreens().getState();
  const state = {
    ...screens,
    sessions: kept,
    screen: 'session',
    bench: { kind: 'open', workbench: { root: '/home/ada/tools' } as Workbench, demo: null },
    live: { sessions, current: 'one', unfolded: false },
  } as const;
  return drawFrame(state, layoutOf(100, rows)).lines.map((line) => textOf(line).trimEnd());
}

const first = attempt(1, { 'R1 a': 'passed', 'R2 b': 'failed', 'R3 c': 'failed' });
const second = attempt(2, { 'R3 c': 'failed', 'R1 a': 'passed', 'R2 b': 'passed', 'R4 d': 'passed' });

/** What stands in the column of the tests. */
function testsOf(screen: readonly string[]): string[] {
  return screen.slice(6).flatMap((row) => /│ (?=Tests|[✓✗…·])(.*)$/.exec(row)?.[1] ?? []);
}

test('a test turns green in the row where it was red, and what is new comes last', () => {
  assert.deepEqual(testsOf(draw([live('one', 'slugify', [started, ...first])])), [
    'Tests 1/3',
    '✗ R2 b',
    '✗ R3 c',
    '✓ R1 a',
  ]);
  assert.deepEqual(testsOf(draw([live('one', 'slugify', [started, ...first, ...second])])), [
    'Tests 3/4',
    '✓ R2 b',
    '✗ R3 c',
    '✓ R1 a',
    '✓ R4 d',
  ]);
});

test('while tests run, each has a result only once it has ended, in the row where it was', () => {
  const again = [started, ...first, attempt(2, {})[0] as EventBody];
  const tests = [{ name: 'R2 b', status: 'passed' } as const, { name: 'R4 d', status: 'failed' } as const];
  assert.deepEqual(testsOf(draw([{ ...live('one', 'slugify', again), tests }])), [
    'Tests 1/4 ▸ running',
    '✓ R2 b',
    '· R3 c',
    '· R1 a',
    '✗ R4 d',
  ]);
});

test('of tests that have no room it is said how many fail', () => {
  const many = Object.fromEntries(
    Array.from({ length: 40 }, (_, at) => [`R${at} x`, at > 30 ? 'failed' : 'passed'] as const),
  );
  const order = { ...Object.fromEntries(Object.keys(many).map((name) => [name, 'passed'] as const)) };
  const screen = draw([live('one', 'slugify', [started, ...attempt(1, order), ...attempt(2, many)])]);
  assert.match(testsOf(screen).at(-1) ?? '', /^… \d+ more, 9 of them ✗$/);
});

test('a pause says where it stands and what can be done; another session that is paused is named', () => {
  const paused = { type: 'paused', reason: 'step' } as const;
  const screen = draw([
    live('one', 'slugify', [started, ...first, paused]),
    live('two', 'parse', [{ ...started, spec: 'parse' }, ...first, paused]),
  ]);
  assert.match(screen[2] ?? '', /^ slugify {2}● paused.*● paused: parse {2}session 1 of 2 \(H L\)$/);
  assert.equal(screen.at(-3), ' ● paused after attempt 1, 1/3 tests pass');
  assert.match(
    screen.at(-1) ?? '',
    /^ space go on {2}enter steer {2}esc interrupt {2}b roll back {2}e edit {2}o results/,
  );
});

test('where no session runs, those that are kept are named, with the keys that lead to them', () => {
  const kept = (spec: string, status: SessionSummary['status'], outcome: string | null): SessionSummary =>
    ({ id: `${spec}-1`, spec, status, outcome, startedAt: '', reason: 'The limit is reached.' }) as SessionSummary;
  const sessions = [
    kept('slugify', 'accepted', 'candidate'),
    kept('parse', 'ended', 'limit'),
    kept('wc', 'waiting', null),
  ];
  assert.deepEqual(draw([], 20, sessions).slice(2, 14), [
    '',
    '  No session runs in this window; 3 sessions are kept.',
    '',
    '    ✓ accepted  slugify',
    '    ✗ limit  parse    The limit is reached.',
    '    ● waits for you  wc',
    '',
    '  c      goes on with that of parse',
    '  enter  opens that of wc in Review',
    '  6      lists all; there any can be opened or gone on with',
    '  On the Specs screen (1), r starts one.',
    '',
  ]);
  assert.ok(!draw([], 20).join('\n').includes('goes on'), 'where none is kept, none is offered');
});
