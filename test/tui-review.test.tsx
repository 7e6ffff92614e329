import assert from 'node:assert/strict';
import { test } from 'node:test';
import { reviewOrder, siblingsOf } from '../src/core/candidates.ts';
import { compareOutputs } from '../src/core/inspect/index.ts';
import type { TestReport } from '../src/core/report.ts';
import { initialState, type State } from '../src/core/state.ts';
import type { Diff, SessionRecord, SessionSummary } from '../src/core/workbench.ts';
import { paint } from '../src/tui/components/paint.ts';
import type { Deps } from '../src/tui/deps.ts';
import { drawFrame } from '../src/tui/frame.ts';
import { bindingFor } from '../src/tui/keymap.ts';
import { layoutOf } from '../src/tui/layout.ts';
import { type Line, lineWidth, textOf } from '../src/tui/lines.ts';
import type { Ink } from '../src/tui/review/diff/ink.ts';
import { loadInk } from '../src/tui/review/diff/ink.ts';
import { firstSpot, listOf, moveSpot, type Spot, showList } from '../src/tui/review/list.ts';
import { createScreens, type ReviewState, type Screens, type Store } from '../src/tui/store.ts';
import { createTranscript } from '../src/tui/transcript.ts';

const summary: SessionSummary = {
  id: 'adder-1',
  spec: 'adder',
  startedAt: '2026-11-20T10:00:00.000Z',
  endedAt: '2026-11-20T10:01:00.000Z',
  status: 'waiting',
  outcome: 'candidate',
  reason: '',
  attempts: 1,
  usd: 0.04,
  model: 'scripted',
  commit: null,
  by: null,
  decisions: [],
};
const record: SessionRecord = {
  summary,
  events: async function* () {},
  decisions: [],
  state: { ...initialState, model: 'scripted' },
};

/** One file's part of a diff, as git writes it. */
function patch(path: string, ...lines: readonly string[]): string {
  return `diff --git a/${path} b/${path}\nindex 1111111..2222222 100644\n--- a/${path}\n+++ b/${path}\n${lines.join('\n')}\n`;
}

function diffOf(parts: Readonly<Record<string, readonly string[]>>): Diff {
  const count = (lines: readonly string[], sign: string) => lines.filter((line) => line.startsWith(sign)).length;
  return {
    text: Object.entries(parts)
      .map(([path, lines]) => patch(path, ...lines))
      .join(''),
    files: Object.entries(parts).map(([path, lines]) => ({
      path,
      added: count(lines, '+'),
      removed: count(lines, '-'),
      status: 'changed',
    })),
  };
}

function reviewing(diff: Diff, change: Partial<ReviewState> = {}): Screens {
  const review: ReviewState = {
    record,
    from: 'specs',
    attempt: 1,
    page: 'diff',
    base: 'base',
    bases: ['base'],
    diff,
    whole: diff,
    inspection: null,
    transcript: createTranscript(),
    spots: {},
    folds: {},
    layout: 'auto',
    ink: null,
    choice: null,
    rivals: null,
    ...change,
  };
  return { ...createScreens().getState(), screen: 'review', review };
}

/** The rows of the page: what is below the screen's own rows, and above the keys. */
function page(screens: Screens, columns = 60, rows = 24): Line[] {
  const { lines } = drawFrame(screens, layoutOf(columns, rows));
  assert.equal(lines.length, rows);
  for (const line of lines) assert.ok(lineWidth(line) <= columns, textOf(line));
  const shown = lines.slice(6, -2);
  while (shown.length > 0 && textOf(shown.at(-1) ?? []).trim() === '') shown.pop();
  return shown;
}

const draw = (...args: Parameters<typeof page>): string[] => page(...args).map((line) => textOf(line).trimEnd());

async function inkFor(old: Record<string, string>, now: Record<string, string>): Promise<Ink> {
  let ink: Ink | null = null;
  const texts = { old: new Map(Object.entries(old)), new: new Map(Object.entries(now)) };
  await loadInk(texts, [...new Set([...texts.old.keys(), ...texts.new.keys()])], (made) => {
    ink = made;
    return true;
  });
  return ink as unknown as Ink;
}

test('a diff has numbers, signs and its files one below the other; what is no content is put in words', () => {
  const diff = diffOf({
    'src/add.js': [
      '@@ -1,3 +1,3 @@ head',
      ' // 日本語',
      '-const a = 1;',
      '+const a = 2;',
      ' end',
      '\\ No newline at end of file',
    ],
    'src/run.sh': [],
    'img/logo.png': [],
  });
  const files: Diff['files'] = [
    diff.files[0] as Diff['files'][number],
    { path: 'src/run.sh', from: 'src/go.sh', added: 0, removed: 0, status: 'moved', modes: ['100644', '100755'] },
    { path: 'img/logo.png', added: 0, removed: 0, status: 'added', binary: true },
  ];
  const text = diff.text.replace(/--- a\/img.*\n\+\+\+ .*\n/, 'Binary files /dev/null and b/img/logo.png differ\n');
  assert.deepEqual(
    draw(reviewing({ text, files })),
    [
      ' 3 files  +1 −1  f lists them, ] and [ go from one to the nex',
      ' ▾ src/add.js  +1 −1',
      ' @@ -1,3 +1,3 @@ head',
      '   1   // 日本語',
      '   2 − const a = 1;',
      '   2 + const a = 2;',
      '   3   end',
      '   (no newline at end of file)',
      ' ▾ src/run.sh  +0 −0  moved, from src/go.sh, mode 644 to 755',
      ' ▾ img/logo.png  +0 −0  added, binary',
      '   (binary: its content is not shown)',
    ].map((row) => (row.endsWith('nex') ? `${row.slice(0, 59)}…` : row)),
  );
});

test('nothing in a diff can reach the terminal: controls are shown, tabs are columns, long lines go on below', () => {
  const diff = diffOf({
    'a\x1b]0;title\x07\u202e.js': [
      '@@ -1,2 +1,3 @@ \x1b[2J',
      '-a\x1b[31mred\x1b]8;;http://evil\x1b\\x',
      '+\tx\ty\u202e\x9b5;5H\x07',
      `+${'日本'.repeat(20)}`,
      ' one\r',
      '+two',
    ],
  });
  const screens = reviewing(diff);
  assert.deepEqual(draw(screens, 50).slice(2), [
    ' @@ -1,2 +1,3 @@ ␛[2J',
    '   1 − a␛[31mred␛]8;;http://evil␛\\x',
    '   1 +     x   y‹U+202E›‹U+009B›5;5H␇',
    `   2 + ${'日本'.repeat(10)}日`,
    `     + ${`本${'日本'.repeat(9)}`}`,
    '   3   one␍',
    '   4 + two',
  ]);
  const bytes = page(screens, 50)
    .map((line) => paint(line, { ascii: false, colour: false }))
    .join('\n');
  assert.doesNotMatch(bytes.replaceAll('\n', ''), /\p{Cc}|\u202e/u);
});

test('old and new stand side by side where there is room or it is asked for, each change beside what it became', () => {
  const diff = diffOf({
    'a.js': ['@@ -1,4 +1,4 @@', ' keep', '-const one = 1;', '-gone();', '+const one = 2;', '+fresh(a, b);', ' end'],
  });
  const rows = [
    ' @@ -1,4 +1,4 @@',
    '   1   keep                   │   1   keep',
    '   2 − const one = 1;         │   2 + const one = 2;',
    '   3 − gone();                │',
    '                              │   3 + fresh(a, b);',
    '   4   end                    │   4   end',
  ];
  assert.deepEqual(draw(reviewing(diff, { layout: 'side' })).slice(2), rows);
  assert.ok(draw(reviewing(diff), 140).some((row) => /2 − const one = 1; +│ +2 \+ const one = 2;/.test(row)));
  assert.ok(!draw(reviewing(diff, { layout: 'unified' }), 140).some((row) => row.includes('│')));
});

test('once the ink is there, code has tones, and the words that changed within a line stand out', async () => {
  const diff = diffOf({
    'a.js': ['@@ -1,2 +1,2 @@', " const keep = 'x'; // note", '-return first + 1;', '+return second + 1;'],
  });
  const old = "const keep = 'x'; // note\nreturn first + 1;\n";

  const ink = await inkFor({ 'a.js': old }, { 'a.js': old.replace('first', 'second') });
  const tones = page(reviewing(diff, { ink })).map((line) => line.map(({ text, tone }) => `${tone}:${text.trim()}`));
  assert.deepEqual(
    tones[3]?.filter((one) => !one.endsWith(':')),
    ['dim:1', 'keyword:const', 'plain:keep =', "literal:'x'", 'plain:;', 'comment:// note'],
  );
  assert.deepEqual(
    tones[4]?.filter((one) => /removed|added/.test(one)),
    ['removed:2', 'removed:−', 'removed:return', 'removed-word:first', 'removed:+ 1;'],
  );
  assert.ok(tones[5]?.includes('added-word:second') && tones[5]?.includes('keyword:return'));
});

test('large and generated files are folded at first, and only the lines that show are ever drawn', () => {
  const many = Array.from({ length: 50_000 }, (_, at) => `+line ${at}`);
  const parts = {
    'a.js': ['@@ -0,0 +1,1 @@', '+x'],
    'big.js': ['@@ -0,0 +1,50000 @@', ...many],
    'package-lock.json': ['@@ -1,1 +1,1 @@', '+{}'],
  };
  assert.deepEqual(draw(reviewing(diffOf(parts))).slice(1), [
    ' ▾ a.js  +1 −0',
    ' @@ -0,0 +1,1 @@',
    '   1 + x',
    ' ▸ big.js  +50000 −0  folded: o unfolds',
    ' ▸ package-lock.json  +1 −0  generated, folded: o unfolds',
  ]);
  let asked = 0;
  const ink: Ink = {
    words: () => null,
    toned: () => {
      asked++;
      return null;
    },
  };
  const alone = reviewing(diffOf({ 'big.js': parts['big.js'] }), {
    ink,
    spots: { diff: { cursor: 0, top: 30_000, row: 0 } },
  });
  assert.equal(draw(alone)[0], ' 29998 + line 29997');
  assert.ok(asked <= 3 * 24, `${asked} lines were drawn for a screen of 24`);
});

const report = (...tests: readonly (readonly [name: string, status: 'passed' | 'failed'])[]): TestReport => {
  const passed = tests.filter(([, status]) => status === 'passed').length;
  const counts = { passed, failed: tests.length - passed, skipped: 0, missing: 0, total: tests.length };
  return {
    tests: tests.map(([name, status]) => ({ name, status })),
    counts,
    problems: [],
    green: passed === tests.length,
  };
};

/** A session with one verified attempt: a requirement proven, one that no test names, and an open question. */
function judged(change: Partial<SessionSummary> = {}): SessionRecord {
  const tests = report(['R1 adds', 'passed'], ['R1 adds \x1b[31mmore', 'passed']);
  const choice = {
    type: 'choice-recorded',
    attempt: 1,
    question: 'What of strings?',
    choice: 'They are joined.',
    alternatives: ['They throw.'],
  };
  const state = {
    ...record.state,
    started: {
      requirements: [
        { id: 'R1', text: 'Numbers are added.', line: 3 },
        { id: 'R2', text: 'Zero is nothing.', line: 4 },
      ],
    },
    attempts: [
      {
        number: 1,
        started: { commit: 'c0ffee', added: 12, removed: 0 },
        tested: { counts: tests.counts, report: tests, green: true, usd: 0.04 },
        steps: [
          { step: 'tests', ok: true, counts: tests.counts },
          {
            step: 'holdout',
            ok: true,
            counts: report(['h', 'passed']).counts,
            report: report(['R1 hidden', 'passed']),
          },
        ],
        verified: true,
        disclosed: [],
      },
    ],
    choices: [choice],
    usage: { input: 100, cacheRead: 300, cacheWrite: 0, output: 50 },
    usd: 0.04,
    workedMs: 90_000,
    replied: 2,
    ended: { outcome: 'candidate' },
  } as unknown as State;
  return { ...record, summary: { ...summary, ...change }, state };
}

test('the verdict page says in a minute what needs a person: first what is open, then what is new, then what is proven', () => {
  const inspection = compareOutputs(
    { texts: new Map([['a.js', 'export const add = (a) => a;\n']]), unread: [] },
    {
      texts: new Map([
        ['a.js', "import left from 'left-pad';\nexport const add = (a, b) => fetch(a + b);\n"],
        ['b.rb', 'puts 1\n'],
      ]),
      unread: [],
    },
  );
  const screens = reviewing(diffOf({ 'a.js': ['@@ -1 +1,2 @@', '+x'] }), {
    record: judged(),
    page: 'verdict',
    inspection,
  });
  assert.deepEqual(draw(screens, 80, 50), [
    ' ! 1 of 2 requirements proven, by 2 tests and 1 hidden',
    ' ✓ verified in a fresh folder: tests 2/2 · holdout 1/1',
    ' ! no test names R2 · 1 open question · newly used: network · new dependencies:',
    '   left-pad · 1 public name changed',
    '',
    ' Not proven',
    '>  ! R2    Zero is nothing.                                    no test names it',
    '',
    ' Open questions  the spec is silent, and the agent decided',
    '   ? What of strings?',
    '     → They are joined. (1 alternative)',
    '',
    ' Capabilities  new against before; by patterns in the code: a hint, no proof',
    '   ! network      fetch                                                  a.js:2',
    '',
    ' Dependencies  new and dropped',
    '   + package      left-pad                                               a.js:1',
    '',
    ' Public surface  names, options and contracts that others see',
    '   ~ value        add (a) → (a, b)                                       a.js:2',
    '',
    ' Capabilities and surface are not known for .rb: b.rb',
    '',
    ' Requirements  and the tests that prove each',
    '   ✓ R1    Numbers are added.                                2 tests + 1 hidden',
    '   ! R2    Zero is nothing.                                    no test names it',
    '',
    ' Verification  in a fresh folder, with pristine tests',
    '   ✓ tests  2 of 2',
    '   ✓ holdout  1 of 1',
    '',
    ' Changed  since the session began; enter opens the diff',
    '   changed  a.js  +1 −0',
    '',
    ' Cost',
    '   $0.04 · 450 tokens, 50 of them written, 75% of what was sent from the cache',
    '   · 1.5 min · 1 attempt · 2 turns · scripted',
    '',
    ' session  · c0ffee',
  ]);
});

test('the cursor goes from one thing to the next, and the store says which open question it is on', async () => {
  const store = createStoreWith(reviewing(diffOf({}), { record: judged(), page: 'verdict' }));
  const deps = { store, terminal: { size: () => ({ columns: 80, rows: 24 }) } } as unknown as Deps;
  const press = async (key: string) => bindingFor(key, store.getState())?.run(deps);
  await press('j');
  assert.equal(store.getState().review?.choice?.question, 'What of strings?');
  await press('enter');
  assert.ok(draw(store.getState(), 80).includes('       or: They throw.'));
  await press('G');
  assert.equal(store.getState().review?.choice, null);
  await press('g');
  assert.match(draw(store.getState(), 80).join('\n'), /^> {2}! R2/m);
});

test('in a diff, keys go from file to file and from change to change, mark where one is, and fold that', async () => {
  const hunk = ['@@ -1 +1 @@', '-a', '+b'];
  const store = createStoreWith(reviewing(diffOf({ 'a.js': [...hunk, ...hunk], 'b.js': hunk, 'c.js': hunk })));
  const deps = { store, terminal: { size: () => ({ columns: 60, rows: 24 }) } } as unknown as Deps;
  const press = async (...keys: readonly string[]) => {
    for (const key of keys) await bindingFor(key, store.getState())?.run(deps);
  };
  const marked = () => draw(store.getState()).filter((row) => row.startsWith('>'));
  await press(']', ']', ']');
  assert.deepEqual(marked(), ['>▾ c.js  +1 −1']);
  await press('o');
  assert.deepEqual(marked(), ['>▸ c.js  +1 −1  folded: o unfolds']);
  await press(']');
  assert.equal(store.getState().notice?.text, 'It is the last file.');
  await press('[', 'n');
  assert.deepEqual(marked(), ['>@@ -1 +1 @@']);
  await press('N', 'N', 'N');
  assert.equal(draw(store.getState())[1], ' ▾ a.js  +2 −2');
  assert.equal(store.getState().notice?.text, 'It is the first change.');
  await press('O');
  assert.deepEqual(draw(store.getState()).length, 4);
});

test('candidates of one run stand side by side in order, and only the one that is open can be decided about', () => {
  const made = (number: number, more: Partial<SessionSummary> = {}) => ({
    record: judged({ id: `adder-${number}`, candidate: { number, of: 2 }, ...more }),
    files: [{ path: 'a.js', added: 10 * number, removed: 1, status: 'changed' }],
  });
  const rivals = [made(1), made(2, { status: 'rejected' })];
  const screens = reviewing(diffOf({}), { record: rivals[1]?.record as SessionRecord, page: 'candidates', rivals });
  assert.deepEqual(draw(screens, 80), [
    ' 2 candidates  enter opens one; H and L step from one to the next',
    '',
    '            outcome          tests     hidden   size         cost    min',
    '>   1 of 2  ● waits for you  ✓ 2/2     ✓ 1/1    +10 −1       $0.04   1.5',
    '            1 attempt · 1 file · 1 not proven · 1 open question · scripted · ad…',
    '   [2 of 2] ✗ rejected       ✓ 2/2     ✓ 1/1    +20 −1       $0.04   1.5',
    '            1 attempt · 1 file · 1 not proven · 1 open question · scripted · ad…',
  ]);
  assert.equal(bindingFor('a', screens)?.disabled?.(screens), 'Open this candidate first (enter).');
  const of = (number: number, startedAt: string): SessionSummary => ({
    ...summary,
    id: `${number} ${startedAt}`,
    startedAt,
    candidate: { number, of: 2 },
  });
  const sessions = [of(2, '5'), of(1, '4'), { ...summary, id: 'alone', startedAt: '3' }, of(1, '2'), of(2, '1')];
  assert.deepEqual(
    reviewOrder(sessions).map((one) => one.id),
    ['1 4', '2 5', 'alone', '1 2', '2 1'],
  );
  assert.deepEqual(
    siblingsOf(sessions, of(2, '1')).map((one) => one.id),
    ['1 2', '2 1'],
  );
});

test('moving down and up by one passes over no row, whatever its things are like', () => {
  for (let shape = 0; shape < 200; shape++) {
    const items = Array.from({ length: 9 }, (_, at) => {
      const height = 1 + ((shape * 7 + at * at * 5) % 23);
      const rows: Line[] = Array.from({ length: height }, (_, row) => [{ text: ` ${at}.${row}`, tone: 'plain' }]);
      return { key: String(at), stop: (shape + at * 3) % 4 > 0, rows: () => rows };
    });
    const list = listOf(items);
    const window = { width: 20, height: 1 + (shape % 11) };
    let spot: Spot = firstSpot;
    for (const by of [1, -1]) {
      const seen = new Set<string>();
      for (let before: Spot | null = null; JSON.stringify(before) !== JSON.stringify(spot); ) {
        for (const line of showList(list, spot, window)) seen.add(textOf(line).slice(1));
        before = spot;
        spot = moveSpot(list, spot, by, window);
      }
      assert.equal(
        seen.size,
        items.reduce((sum, item) => sum + item.rows().length, 0),
        `shape ${shape}, ${by}`,
      );
    }
  }
});

test('every page fits every size, and moving about never leaves it', async () => {
  const diff = diffOf({
    'a/日本語.js': ['@@ -1,3 +1,3 @@', ' \tx\r', '-日本語', `+${'語'.repeat(99)}`, ' end'],
    'b.js': ['@@ -1 +1 @@', '+x'],
  });
  const rivals = [1, 2].map((number) => ({ record: judged({ candidate: { number, of: 2 } }), files: diff.files }));
  for (const of of ['verdict', 'diff', 'steps', 'tests', 'candidates'] as const) {
    for (const [columns, rows] of [
      [80, 24],
      [300, 100],
      [40, 10],
      [20, 7],
      [3, 5],
      [1, 1],
    ] as const) {
      for (const layout of ['side', 'unified'] as const) {
        const record = judged({ candidate: { number: 1, of: 2 } });
        const store = createStoreWith(reviewing(diff, { record, page: of, rivals, layout }));
        const deps = { store, terminal: { size: () => ({ columns, rows }) } } as unknown as Deps;
        for (const key of ['', 'j', 'G', 'O', 'G', 'k', 'ctrl-u', 'n', ']', 'o', 'g', 'ctrl-d', 'G']) {
          if (key !== '') await bindingFor(key, store.getState())?.run(deps);
          const { lines } = drawFrame(store.getState(), layoutOf(columns, rows));
          assert.equal(lines.length, rows);
          for (const line of lines) assert.ok(lineWidth(line) <= columns, `${of} ${columns}×${rows}: ${textOf(line)}`);
        }
      }
    }
  }
});

function createStoreWith(state: Screens): Store {
  const store = createScreens();
  store.setState(state);
  return store;
}
