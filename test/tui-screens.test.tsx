import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { SpecDetails, Workbench } from '../src/core/workbench.ts';
import { drawFrame } from '../src/tui/frame.ts';
import { bindingFor, keymap, keymapMarkdown } from '../src/tui/keymap.ts';
import { layoutOf } from '../src/tui/layout.ts';
import { lineWidth, textOf } from '../src/tui/lines.ts';
import { createScreens, type Screens, screens } from '../src/tui/store.ts';

const facts = {
  name: 'slugify',
  folder: 'specs/slugify',
  summary: 'URL slugs from any text',
  language: 'typescript',
  outputs: ['src/slugify/**'],
  depends: [],
  include: [],
  skills: [],
  mode: 'scratch',
  limits: { attempts: 6, minutes: 20, usd: 2, tokens: null },
} as const;

const details: SpecDetails = {
  spec: {
    ...facts,
    tests: { command: 'node --test', report: { format: 'tap' }, timeout: 60 },
    holdout: null,
    contract: null,
    requirements: [],
    body: '',
  },
  requirements: [
    { id: 'R1', text: 'Words are joined.', line: 3, tests: ['R1 joins words'], holdout: 1 },
    { id: 'R2', text: '日本語 stays as it is.', line: 4, tests: [], holdout: 0 },
  ],
  rules: [],
  files: ['specs/slugify/spec.md'],
  diagnostics: [],
};

/** The Specs screen of a project with two specs, of which one was changed. */
function specsState(): Screens {
  const entry = { needs: 'regenerate', drift: [] } as const;
  return {
    ...createScreens().getState(),
    bench: { kind: 'open', workbench: { root: '/home/ada/tools' } as Workbench, demo: null },
    sessions: [],
    specs: {
      plan: {
        plan: {
          entries: [
            { ...entry, spec: 'parse', causes: [], needs: 'nothing', order: 0 },
            { ...entry, spec: 'slugify', causes: ['spec', 'tests'], order: 1 },
          ],
          orphans: [],
        },
        specs: new Map([['slugify', facts]]),
        diagnostics: [],
      },
      problem: null,
      cursor: 'slugify',
      filter: '',
      details: new Map([['slugify', details]]),
      open: false,
      scroll: 0,
      run: null,
    },
  };
}

function draw(state: Screens, columns: number, rows: number): string[] {
  return drawFrame(state, layoutOf(columns, rows)).lines.map((line) => textOf(line).trimEnd());
}

test('the Specs screen says what needs doing and why, and which requirement no test names', () => {
  assert.deepEqual(draw(specsState(), 72, 16), [
    ' regent  [1 Specs] 2 Session  3 Review  4 Skills  5 Rules  6 History',
    '─'.repeat(72),
    '  2 specs, 1 to do           │ slugify  URL slugs from any text',
    '> slugify   ● spec, tests    │ ● To do: spec.md changed; the tests',
    '  parse     ✓ as accepted    │ changed.',
    '                             │',
    '                             │ Requirements 2  ! without a test: R2',
    '                             │ R1   Words are joined.',
    '                             │      · R1 joins words',
    '                             │      · 1 hidden test',
    '                             │ R2   日本語 stays as it is.',
    '                             │      ! no test names it',
    '                             │',
    '                             │   … 8 more (tab, j)',
    '',
    ' enter open  r run  R all  p plan  e edit  / filter  :  ?  q',
  ]);
});

test('a confirmation says what will happen, above the keys that decide', () => {
  const state: Screens = {
    ...specsState(),
    dialog: {
      kind: 'confirm',
      title: 'Leave Regent?',
      lines: ['1 session will be interrupted.'],
      yes: 'leave',
      run: () => {},
    },
  };
  assert.deepEqual(draw(state, 60, 12).slice(-4), [
    '─ Leave Regent? ────────────────────────────────────────────',
    ' 1 session will be interrupted.',
    '',
    ' enter leave  esc no',
  ]);
});

test('a problem and its mend are never cut off where there is room for them below', () => {
  const notice = {
    tone: 'bad',
    text: 'The model can not be asked: no key is set.',
    next: 'set ANTHROPIC_API_KEY to your key',
  } as const;
  assert.deepEqual(draw({ ...specsState(), notice }, 60, 12).slice(-3), [
    ' ✗ The model can not be asked: no key is set.',
    '   set ANTHROPIC_API_KEY to your key',
    ' enter open  r run  R all  p plan  e edit  / filter  :  ?  q',
  ]);
});

test('a spec whose candidate was rejected says so, and for what', () => {
  const decision = { type: 'rejected', cause: 'missing-test', note: '', at: '2026-11-27T08:00:00Z' };
  const session = {
    id: 's',
    spec: 'slugify',
    startedAt: decision.at,
    status: 'rejected',
    usd: null,
    decisions: [decision],
  };
  const state = { ...specsState(), sessions: [session] as unknown as Screens['sessions'] };
  const rows = draw(state, 100, 24);
  assert.match(rows[3] ?? '', /^> slugify +● spec, tests · rejected +│/);
  assert.match(rows.join('\n'), /│ candidate was rejected, for missing-test\.$/m);
});

test('what is cut off is marked: in what is said, in a question, in what a spec waits for', () => {
  const notice = { tone: 'bad', text: 'Long words. '.repeat(40), next: 'Long advice. '.repeat(40) } as const;
  const said = draw({ ...specsState(), notice }, 60, 24).slice(-8, -1);
  assert.match(said[0] ?? '', /^ ✗ Long words\. /);
  assert.match(said[2] ?? '', /^ {3}Long words\. .*…$/);
  assert.match(said[6] ?? '', /^ {3}.*advice\. Long …$/);

  const lines = Array.from({ length: 30 }, (_, at) => `· file ${at}`);
  const dialog = { kind: 'confirm', title: 'Write?', lines, yes: 'write', run: () => {} } as const;
  const asked = draw({ ...specsState(), dialog }, 60, 12);
  assert.deepEqual(asked.slice(2, 4), [`─ Write? ${'─'.repeat(51)}`, ' · file 0']);
  assert.equal(asked[9], '   … 24 more lines');
});

test('every screen and dialog has exactly as many rows as the terminal, and none wider than it', () => {
  const dialogs: Screens['dialog'][] = [
    null,
    { kind: 'page', title: 'Keys', page: 'help', scroll: 3 },
    { kind: 'page', title: 'The plan', page: 'plan', scroll: 0 },
    { kind: 'palette', edit: { before: 'ru', after: '' }, at: 0 },
    { kind: 'text', title: 'to the agent', edit: { before: '日本語'.repeat(60), after: 'x' }, run: () => {} },
    {
      kind: 'choose',
      title: 'Which?',
      options: [
        ['a', 'one'],
        ['b', 'two'],
      ],
      at: 1,
      run: () => {},
    },
  ];
  for (const screen of [...screens, 'draft', 'trial'] as const) {
    for (const dialog of dialogs) {
      for (const [columns, rows] of [
        [80, 24],
        [200, 50],
        [40, 10],
        [20, 5],
        [1, 1],
      ] as const) {
        const { lines, cursor } = drawFrame({ ...specsState(), screen, dialog }, layoutOf(columns, rows));
        const where = `${screen}, ${dialog?.kind}, ${columns}×${rows}`;
        assert.equal(lines.length, rows, where);
        for (const line of lines) assert.ok(lineWidth(line) <= columns, `${where}: ${textOf(line)}`);
        if (cursor) assert.ok(cursor.x < columns && cursor.y < rows, where);
      }
    }
  }
});

test('no key has two meanings at once, and each has words for the help and the documentation', () => {
  const state = specsState();
  for (const screen of [...screens, 'draft', 'trial'] as const) {
    const own = keymap.filter((one) => one.where === screen || one.where === 'everywhere');
    for (const key of new Set(own.flatMap((one) => one.keys))) {
      const usable = own.filter(
        (one) => one.keys.includes(key) && (one.disabled?.({ ...state, screen }) ?? null) === null,
      );
      assert.ok(usable.length <= 1, `${screen} ${key}: ${usable.map((one) => one.name).join(', ')}`);
    }
  }
  for (const one of keymap) {
    assert.match(one.help, /^[A-Z].*\.$/s, one.name);
    assert.ok(keymapMarkdown().includes(one.help));
  }
  assert.equal(bindingFor('r', state)?.name, 'specs.run');
});
