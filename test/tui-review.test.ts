import assert from 'node:assert/strict';
import { test } from 'node:test';
import { initialState } from '../src/core/state.ts';
import type { Diff, SessionRecord, SessionSummary } from '../src/core/workbench.ts';
import { paint } from '../src/tui/components/row.tsx';
import { drawFrame } from '../src/tui/frame.ts';
import { layoutOf } from '../src/tui/layout.ts';
import { type Line, lineWidth, textOf } from '../src/tui/lines.ts';
import type { Ink } from '../src/tui/review/diff/ink.ts';
import { loadInk } from '../src/tui/review/diff/ink.ts';
import { createScreens, type ReviewState, type Screens } from '../src/tui/store.ts';
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
const record: SessionRecord = { summary, events: [], decisions: [], state: { ...initialState, model: 'scripted' } };

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
