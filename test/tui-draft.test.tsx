import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { DRAFT_LIMITS, type DraftSummary } from '../src/core/draft/port.ts';
import { type DraftState as DraftLog, initialDraft } from '../src/core/draft/state.ts';
import { paint } from '../src/tui/components/paint.ts';
import { drawFrame } from '../src/tui/frame.ts';
import { layoutOf } from '../src/tui/layout.ts';
import { type Line, lineWidth } from '../src/tui/lines.ts';
import { createScreens, type Screens } from '../src/tui/store.ts';
import { adderFiles, right, writeAdder } from './support/adder.ts';
import { makeProject, regent } from './support/cli.ts';
import { type Block, runTests, scriptModel } from './support/model-server.ts';
import { enter, openTerminal } from './support/terminal.ts';

const timeout = 120_000;
const head = `const test = require('node:test');
const assert = require('node:assert');
const { add } = require('../../../generated/adder/add.js');
`;

function propose(requirement: string, body: string): Block {
  const last = '- **R2** Negative numbers are added too.\n';
  const files = [
    { path: 'specs/adder/spec.md', edits: [{ old_string: last, new_string: `${last}- **R3** ${requirement}\n` }] },
    { path: 'specs/adder/tests/more.test.js', content: `${head}test('R3 ${requirement}', () => ${body});\n` },
  ];
  return { type: 'tool_use', name: 'propose', input: { reason: `Because: ${requirement}`, files } };
}

const skill = {
  path: 'skills/adding/SKILL.md',
  content: '---\nname: adding\ndescription: Adds numbers. Read it before writing an adder.\n---\n\nUse +.\n',
};

test('drafts on the screens: a question, an edit, a rejection, drift; each shown before anything is written', {
  timeout,
}, async (t) => {
  const choose = { question: 'What of strings?', choice: 'They are joined.' };
  const server = await scriptModel([
    [writeAdder(right), { type: 'tool_use', name: 'choose', input: choose }, runTests],
    [propose('Strings are joined.', "assert.strictEqual(add('a', 'b'), 'ab')")],
    [propose('Text of digits is a number.', "assert.strictEqual(add('1', '2'), 3)")],
    [{ type: 'tool_use', name: 'propose', input: { reason: 'It had to add.', files: [skill] } }],
    [propose('Nothing is 0.', 'assert.strictEqual(add(), 0)')],
    [{ type: 'tool_use', name: 'propose', input: { reason: 'It is only a default.', files: [] } }],
  ]);
  const project = makeProject({ ...adderFiles(), 'edit.sh': 'sed -i "s/are joined/are put together/" "$1"\n' });
  const session = await regent(project, ['run', 'adder', '--json'], { server });
  assert.equal(session.code, 3, session.stderr);
  const env = { ...project.env, ...server.env, EDITOR: `sh ${join(project.root, 'edit.sh')}` };
  const terminal = openTerminal(project.root, env, { columns: 100, rows: 36 });
  t.after(async () => {
    terminal.close();
    await server.close();
    project.remove();
  });
  const specText = () => readFileSync(join(project.root, 'specs/adder/spec.md'), 'utf8');

  await terminal.until('● waits for you');
  terminal.press(enter);
  await terminal.until('[verdict]', 'What of strings?', 'q make it a requirement');
  terminal.press('q');
  await terminal.until('which answer?', '1  what the agent chose: They are joined.');
  terminal.press(enter);
  await terminal.until(
    'spec adder from an open question  ● waits for you',
    'Because: Strings are joined.',
    '✓ The drafted tests pass on attempt 1 and fail on missing code',
    '+ - **R3** Strings are joined.',
    'a accept',
  );
  terminal.press('e');
  await terminal.until('edited by hand since', '+ - **R3** Strings are put together.');
  assert.doesNotMatch(specText(), /R3/);
  terminal.press('a');
  await terminal.until(
    'Accept the draft?',
    'Writes specs/adder/spec.md, specs/adder/tests/more.test.js into the work tree.',
  );
  terminal.press(enter);
  await terminal.until('Wrote 2 files. The plan would regenerate adder: new.', '✓ accepted');
  assert.match(specText(), /- \*\*R3\*\* Strings are put together\.\n$/);
  project.git('checkout', '-q', '.');
  project.git('clean', '-fdq', 'specs');

  terminal.press('\x1b');
  await terminal.until('[verdict]');
  terminal.press('x');
  await terminal.until('what was at fault?');
  terminal.press('2');
  await terminal.until('why (may be empty)');
  terminal.press(`digits are not numbers${enter}`);
  await terminal.until('Rejected: missing-test.', 'i drafts the test', 'i improve the asset');
  terminal.press('i');
  await terminal.until(
    'spec adder after a rejection (missing-test)  ● waits for you',
    '✓ The drafted tests fail on the rejected candidate: R3 Text of digits is a',
  );
  terminal.press('\x1b');
  await terminal.until('[3 Review]');
  terminal.press('1');
  await terminal.until('[1 Specs]●1', 'w drafts');
  terminal.press('w');
  await terminal.until('after a rejection');
  terminal.press('x');
  await terminal.until('Discard the draft?', 'Nothing was written, and nothing will be.');
  terminal.press(enter);
  await terminal.until('The draft is discarded', '[1 Specs]');
  assert.ok(!existsSync(join(project.root, 'specs/adder/tests/more.test.js')));

  terminal.press('4');
  await terminal.until('D draft');
  terminal.press('n');
  await terminal.until('Name of the new skill');
  terminal.press(`adding${enter}`);
  await terminal.until('Begin adding from', 'sessions: a model drafts');
  terminal.press('j'.repeat(9));
  terminal.press(enter);
  await terminal.until('Draft a skill from which session?');
  terminal.press('1');
  await terminal.until('From another session too?', '1  draft it from 1 session');
  terminal.press('1');
  await terminal.until('skill adding from a session  ● waits for you', '· Nothing was run: whether a skill helps');
  terminal.press('a');
  await terminal.until('Writes skills/adding/SKILL.md');
  terminal.press(enter);
  await terminal.until('Wrote 1 file.', '✓ accepted');
  terminal.press('\x1b');
  await terminal.until('[4 Skills]', 'adding');
  terminal.press('1');

  const again = await regent(project, ['resume', session.events[0]?.session ?? '', '--message', 'Once more.'], {
    server: await withReplies(t, [[writeAdder(`${right}// again\n`), runTests]]),
  });
  assert.equal(again.code, 3, again.stdout + again.stderr);
  await regent(project, ['accept', 'adder']);
  project.write({ 'generated/adder/add.js': 'exports.add = (a, b) => (a === undefined ? 0 : a + b);\n' });
  terminal.press('\x12');
  await terminal.until('● drifted', 'A absorb');
  terminal.press('A');
  await terminal.until(
    'spec adder from drift  ● waits for you',
    '✓ The drafted tests pass on the code as it is and fail on the accepted code',
  );

  terminal.press('r');
  await terminal.until('Draft it anew with', 'From the same source; this draft stays as it is.', 'tokens a reply');
  terminal.press(enter);
  await terminal.until('✗ nothing', 'It is only a default.');
});

/** A draft as a hostile model and test would make it. */
function draftState(): Screens {
  const evil = '\u001b]0;title\u0007\u001b[2J日本語';
  const file = {
    path: 'specs/adder/tests/more.test.js',
    before: null,
    after: `// ${evil}\n`,
  };
  const run = { on: 'the rejected candidate', wanted: 'fails', passes: false } as const;
  const failed = { name: 'R3 joins', status: 'failed', message: `expected ${evil}\nnot this` } as const;
  const counts = { passed: 2, failed: 1, skipped: 0, missing: 0, total: 3 };
  const report = { tests: [failed], counts, problems: [], green: false };
  const state: DraftLog = {
    ...initialDraft,
    id: 'd-adder-1',
    model: 'scripted',
    usd: 0.012,
    started: {
      type: 'draft-started',
      version: 1,
      regent: '0.1.0',
      source: { kind: 'rejection', session: 'adder-1', attempt: 2, cause: 'missing-test', note: '' },
      scope: { asset: 'test', spec: 'adder', name: null },
      model: 'scripted',
      modelKind: 'live',
      maxTokens: 1000,
      limits: DRAFT_LIMITS,
      sandbox: 'bubblewrap',
    },
    proposal: {
      call: 'c1',
      files: [file],
      reason: `The reviewer says so. ${evil}`,
      notes: ['This test is taken away or renamed: R2 adds'],
      edited: false,
      proof: {
        tells: true,
        says: 'The drafted tests fail on the rejected candidate: R3 joins.',
        runs: [{ ...run, says: '1 of 3 tests fails: R3 joins', report, drafted: ['R3 joins'] }],
        ms: 5,
      },
    },
    ended: {
      type: 'draft-ended',
      outcome: 'ready',
      reason: '',
      next: '',
      turns: 1,
      usage: initialDraft.usage,
      usd: 0.012,
      minutes: 0.1,
    },
  };
  const path = file.path;
  const diff = {
    text: `diff --git a/${path} b/${path}\nnew file mode 100644\n--- /dev/null\n+++ b/${path}\n@@ -0,0 +1 @@\n+${file.after}`,
    files: [{ path, added: 1, removed: 0, status: 'added' }],
  };
  const summary = { id: 'd-adder-1', status: 'waiting' } as DraftSummary;
  const record = { summary, state, events: [], diff };
  const draft = { id: 'd-adder-1', state, record, running: null, ink: null, from: 'specs', scroll: 0 } as const;
  return { ...createScreens().getState(), screen: 'draft', draft };
}

function draw(state: Screens, columns: number, rows: number): Line[] {
  return [...drawFrame(state, layoutOf(columns, rows)).lines];
}

test('a draft says why, what its tests did and what would change, whatever a model or a test printed', () => {
  const looks = { ascii: false, colour: false };
  const rows = draw(draftState(), 80, 24).map((line) => paint(line, looks).trimEnd());
  assert.deepEqual(rows.slice(2, 19), [
    ' spec adder after a rejection (missing-test)  ● waits for you',
    ' d-adder-1 · scripted · $0.01',
    '',
    ' Why',
    '   The reviewer says so. 日本語',
    '   ! This test is taken away or renamed: R2 adds',
    '',
    ' What its tests did',
    '   ✓ The drafted tests fail on the rejected candidate: R3 joins.',
    '   on the rejected candidate: 1 of 3 tests fails: R3 joins',
    '     ✗ R3 joins',
    '       expected 日本語',
    '       not this',
    '',
    ' specs/adder/tests/more.test.js  +1 −0  added',
    ' @@ -0,0 +1 @@',
    '   1 + // ␛]0;title␇␛[2J日本語',
  ]);
  assert.equal(rows.at(-1), ' a accept  e edit  x discard  esc back  : commands  ? help  q quit');
  for (const [columns, height] of [
    [200, 50],
    [40, 10],
    [20, 5],
    [1, 1],
  ] as const) {
    const lines = draw(draftState(), columns, height);
    assert.equal(lines.length, height);
    for (const one of lines) assert.ok(lineWidth(one) <= columns, `${columns}: ${paint(one, looks)}`);
  }
});

async function withReplies(t: { after(clean: () => unknown): void }, replies: readonly Block[][]) {
  const server = await scriptModel(replies);
  t.after(() => server.close());
  return server;
}
