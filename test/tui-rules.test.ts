import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import type { RuleEntry } from '../src/core/rule-work.ts';
import type { Workbench } from '../src/core/workbench.ts';
import { drawFrame } from '../src/tui/frame.ts';
import { layoutOf } from '../src/tui/layout.ts';
import { lineWidth, textOf } from '../src/tui/lines.ts';
import { noRules } from '../src/tui/rules/state.ts';
import { createScreens } from '../src/tui/store.ts';
import { adderFiles, right, writeAdder } from './support/adder.ts';
import { makeProject, regent } from './support/cli.ts';
import { runTests, scriptModel } from './support/model-server.ts';
import { enter, openTerminal } from './support/terminal.ts';

const timeout = 120_000;
const esc = '\x1b';

test('the Rules screen fits every size, whatever names and texts hold', () => {
  const rule = (name: string, check: string | null): RuleEntry['rule'] => ({
    ...{ name, file: `rules/${name}.md`, source: 'rules', description: '日本語 🎉\u001b[2J'.repeat(9), body: 'x' },
    ...{ scope: { kind: 'always' }, check },
  });
  const run = {
    ok: false,
    at: '2026-11-27T01:00:00Z',
    spec: 's',
    session: null,
    attempt: null,
    digest: 'old',
    detail: 'a\tb\r\n'.repeat(20),
  };
  const entries = Array.from({ length: 40 }, (_, at): RuleEntry => {
    const record = at % 2 === 0 ? null : { runs: 3, failures: 1, last: run, lastFailure: run, bySpec: { s: run } };
    const specs = [{ spec: 'ſ'.repeat(99), place: 'system', why: 'w'.repeat(300), note: null } as const];
    return {
      rule: rule(`r${at}${'漢'.repeat(at)}`, record && 'x'),
      shown: '\u202e<rule>\n'.repeat(60),
      tokens: 9,
      specs,
      record,
      digest: 'new',
    };
  });
  const problem = {
    severity: 'error',
    code: 'x',
    file: 'rules/bad.md',
    line: 3,
    message: 'm'.repeat(200),
    mend: 'n',
  } as const;
  const merged = {
    spec: 's',
    trusted: false,
    rules: entries.map((entry, at) => ({
      ...entry,
      ...{
        applies: at % 3 === 0,
        place: at % 3 === 0 ? ('system' as const) : null,
        why: 'because '.repeat(30),
        note: 'note',
      },
    })),
  };
  const list = { trusted: false, rules: entries, specs: ['s'], diagnostics: [problem] };
  for (const pane of ['list', 'details', 'text'] as const) {
    for (const spec of [null, merged]) {
      for (const file of ['rules/bad.md', entries[1]?.rule.file ?? '', entries[39]?.rule.file ?? '']) {
        for (const [columns, rows] of [
          [20, 5],
          [40, 10],
          [80, 24],
          [200, 50],
        ] as const) {
          const rules = { ...noRules, list, merged: spec, cursor: file, pane, scroll: 3 };
          const bench = { kind: 'open', workbench: { root: '/x' } as Workbench, demo: null } as const;
          const state = { ...createScreens().getState(), screen: 'rules' as const, bench, rules };
          const { lines } = drawFrame(state, layoutOf(columns, rows));
          assert.equal(lines.length, rows);
          for (const line of lines) assert.ok(lineWidth(line) <= columns, textOf(line));
          const text = lines.map(textOf).join('');
          for (const one of ['\x1b', '\u202e', '\r', '\t']) assert.ok(!text.includes(one));
        }
      }
    }
  }
});

test('rules are explained, checked, broken, mended, shown as the model gets them, and made, on one screen', {
  timeout,
}, async (t) => {
  const project = makeProject({
    ...adderFiles(),
    'rules/short.md':
      '---\ndescription: Files are short\ncheck: "test $(wc -l < generated/adder/add.js) -lt 3 || { echo too long; exit 1; }"\n---\n\nAt most two lines a file.\n',
    'rules/other.md': '---\nglobs: ["lib/**"]\n---\nNot for the adder.\n',
    '.cursor/rules/sums.mdc': '---\ndescription: How sums are written\n---\nWrite a + b.\u001b]0;title\u0007\n',
    'editor.sh':
      'grep -q "^globs" "$1" && sed -i "s/^globs:.*/glob: x/" "$1" || sed -i "s/^glob:.*/specs: [adder]/" "$1"\n',
  });
  const server = await scriptModel([[writeAdder(right), runTests]]);
  assert.equal((await regent(project, ['run', 'adder', '--accept', 'verified'], { server })).code, 0);
  const env = { ...project.env, EDITOR: `sh ${join(project.root, 'editor.sh')}` };
  const terminal = openTerminal(project.root, env, { columns: 80, rows: 24 });
  t.after(async () => {
    terminal.close();
    await server.close();
    project.remove();
  });
  await terminal.until('nothing to do');
  terminal.press('5');
  await terminal.until('[5 Rules]', '3 rules', '> short', '! for all', 'sums', 'offered', 'other', 'for none');
  terminal.press('s');
  await terminal.until('Rules for which spec?', '2  adder');
  terminal.press('2');
  await terminal.until('adder: 1 given', 'shared by all specs', '1 short', 'not for this spec', '> 1 short');
  terminal.press('j');
  await terminal.until('> sums', 'on request: the agent');
  terminal.press('k');
  await terminal.until('> 1 short', 'applies to every spec', 'has never failed anything', 'in 1 run', 'Nobody knows');
  terminal.press('c');
  await terminal.until('✓ 1 check passed.', 'in 2 runs', 'run on its own');

  project.write({ 'generated/adder/add.js': `${right}\n\n` });
  terminal.press('w');
  await terminal.until('✗ 1 of 1 check failed: short for adder', 'failed 1 of 3 runs', 'too long');
  project.write({ 'generated/adder/add.js': right });

  terminal.press('G');
  await terminal.until('> other', 'can match none of the outputs');
  terminal.press('e');
  await terminal.until('✗ rules/other.md:2: `glob` is no known key.', '✗ line 2', '> rules/other.md');
  terminal.press('e');
  await terminal.until('✓ other is valid:', 'names this spec', 'adder: 2 given');

  terminal.press('/');
  await terminal.until('─ filter');
  terminal.press('sum');
  terminal.press(enter);
  await terminal.until('> sums');
  terminal.press('v');
  await terminal.until(
    'the line that offers it, then its text',
    '- .cursor/rules/sums.mdc: How sums are written',
    'Write a + b.',
  );
  terminal.press(esc);
  await terminal.until('on request');
  terminal.press('x');
  await terminal.until('Export to which tool?', '2  claude');
  terminal.press('2');
  await terminal.until('! Wrote .claude/rules/sums.md. Lost: Claude Code has no rules on request');
  assert.ok(existsSync(join(project.root, '.claude/rules/sums.md')));

  terminal.press('n');
  await terminal.until('Name of the new rule');
  terminal.press('no-eval');
  terminal.press(enter);
  await terminal.until('! rules/no-eval.md:2: The rule still says what its template says', '> 2 no-eval');
  assert.match(readFileSync(join(project.root, 'rules/no-eval.md'), 'utf8'), /^---\ndescription: /);
  assert.equal(terminal.rows().length, 24);
  for (const sequence of ['\x1b]0', '\x9b']) assert.ok(!terminal.written.includes(sequence));
  terminal.press('q');
  assert.equal(await terminal.exited, 0);
});
