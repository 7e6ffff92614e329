import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import type { SkillEntry, SkillLevels, SkillListing } from '../src/core/skill-work.ts';
import type { Workbench } from '../src/core/workbench.ts';
import { drawFrame } from '../src/tui/frame.ts';
import { layoutOf } from '../src/tui/layout.ts';
import { lineWidth, textOf } from '../src/tui/lines.ts';
import { noSkills } from '../src/tui/skills/state.ts';
import { createScreens } from '../src/tui/store.ts';
import { adderFiles, right, writeAdder } from './support/adder.ts';
import { makeProject } from './support/cli.ts';
import { runTests, scriptModel } from './support/model-server.ts';
import { enter, openTerminal } from './support/terminal.ts';

const timeout = 120_000;
const esc = '\x1b';

test('the Skills screen fits every size, whatever names and texts hold', () => {
  const states = ['offered', 'cut', 'named-only', 'untrusted', 'shadowed', 'skipped'] as const;
  const problem = {
    severity: 'error',
    code: 'x',
    file: 'f',
    line: 3,
    message: 'm'.repeat(200),
    mend: 'n',
    by: 'text',
  } as const;
  const skills = Array.from({ length: 40 }, (_, at): SkillEntry => {
    const state = states[at % states.length] ?? 'offered';
    return {
      name: `s${at}${'漢'.repeat(at)}`,
      description: '日本語 🎉\u001b[2J'.repeat(20),
      source: 'project',
      folder: `/p/skills/${at}`,
      file: `skills/${at}/SKILL.md`,
      state,
      by: state === 'shadowed' ? '\u202eother' : null,
      valid: at % 2 === 0,
      problems: at % 2 === 0 ? [] : [problem, problem],
      skipped: state === 'skipped' ? problem : null,
      tokens: { index: 99, instructions: 1_000_000 },
      compatibility: at % 3 === 0 ? 'needs \u001b[2J 漢字'.repeat(40) : '',
      specs: ['ſ'.repeat(99)],
    };
  });
  const index = { text: '- s0: x', tokens: 9, budget: 9, listed: ['s0'], shortened: [], left: ['s1'] };
  const list: SkillListing = { skills, index, trusted: null };
  const levels: SkillLevels = {
    instructions: '\u202e<skill>\n\tx'.repeat(60),
    files: [{ path: 'a\u001b]0;x', bytes: 3, tokens: 1, text: null }],
  };
  for (const pane of ['list', 'details', 'text'] as const) {
    for (const level of [1, 2, 3] as const) {
      for (const at of [0, 5, 39]) {
        for (const [columns, rows] of [
          [20, 5],
          [80, 24],
          [200, 50],
        ] as const) {
          const store = createScreens();
          store.setState({
            screen: 'skills',
            bench: { kind: 'open', workbench: { root: '/p' } as Workbench, demo: null },
            skills: {
              ...noSkills,
              list,
              pane,
              level,
              cursor: `/p/skills/${at}`,
              levels: new Map([['/p/skills/0', levels]]),
            },
          });
          const { lines } = drawFrame(store.getState(), layoutOf(columns, rows));
          assert.equal(lines.length, rows);
          for (const one of lines) {
            assert.ok(lineWidth(one) <= columns, textOf(one));
            // biome-ignore lint/suspicious/noControlCharactersInRegex: those are what must not be there
            assert.doesNotMatch(textOf(one), /[\x00-\x1f\x7f-\x9f\u202e]/);
          }
        }
      }
    }
  }
});

test('a skill is made, mended, looked at and tried without leaving the workbench', { timeout }, async (t) => {
  const project = makeProject({
    ...adderFiles(),
    'skills/sums/SKILL.md': '---\nname: sums\ndescription: How sums are written. Use for arithmetic.\n---\nSUMS BODY\n',
    'skills/sums/data.txt': 'DATA\n',
    // First breaks the skill, then mends it.
    'editor.sh':
      'grep -q "^extra" "$1" && sed -i "s/^extra:.*/license: MIT/; /^[12][.] What/d; /^Done when/d" "$1" || sed -i "s/^description:.*/description: Greets. Use for greetings.\\nextra: [x]/" "$1"\n',
  });
  const home = (path: string, text: string) => {
    const file = join(project.env.HOME ?? '', path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
  };
  home('.claude/skills/sums/SKILL.md', '---\nname: sums\ndescription: Mine\n---\n');
  home('.claude/skills/other/SKILL.md', '---\nname: other\ndescription: Another\n---\nOTHER\n');
  const server = await scriptModel([[writeAdder(right), runTests]]);
  const env = { ...project.env, ...server.env, EDITOR: `sh ${join(project.root, 'editor.sh')}` };
  const terminal = openTerminal(project.root, env, { columns: 80, rows: 24 });
  t.after(async () => {
    terminal.close();
    await server.close();
    project.remove();
  });
  await terminal.until('1 to do');
  // The project brings a skill: the person is asked once, before the first session that would be offered it.
  terminal.press('r');
  await terminal.until('May the agent be offered them?', 'Yes, I trust it: offer sums');
  terminal.press(enter);
  await terminal.until('candidate');
  assert.match(server.requests[0] ?? '', /- sums: How sums are written/);

  terminal.press('4');
  await terminal.until('[4 Skills]', '> ✓ sums', 'project', '✓ valid', 'It shadows', 'other', 'shadowed', 'level 3');
  terminal.press('v');
  await terminal.until('level 1 of 3, in every prompt', '- sums: How sums are written. Use for arithmetic.');
  terminal.press('l');
  await terminal.until('level 2 of 3', '<skill name="sums">', 'SUMS BODY', '.regent-skills/sums/');
  terminal.press('l');
  await terminal.until('level 3 of 3', '--- data.txt', 'DATA');
  terminal.press('v');

  await terminal.until('> ✓ sums');
  terminal.press('n');
  await terminal.until('Name of the new skill');
  // What is no name is said while it is typed, and stays to be mended.
  terminal.press('sums');
  await terminal.until('sums is there already: choose another.');
  terminal.press('\x15Greet me');
  await terminal.until('> Greet me', 'Try greet-me: 1 to 64 lowercase letters');
  terminal.press(enter);
  terminal.press('\x15greet');
  await terminal.until('> greet', 'Name of the new skill');
  terminal.press(enter);
  await terminal.until('Begin greet from', 'like sums');
  terminal.press('1');
  await terminal.until('✗ skills/greet/SKILL.md:4:', '> ✗ greet', '✗ not valid');
  terminal.press('e');
  await terminal.until('✓ greet is valid. Tokens, about:', '> ✓ greet');
  assert.match(
    readFileSync(join(project.root, 'skills/greet/SKILL.md'), 'utf8'),
    /^---\nname: greet\ndescription: Greets/,
  );

  // A save in another window is seen at once.
  const saved = join(project.root, 'skills/greet/SKILL.md');
  const text = readFileSync(saved, 'utf8');
  writeFileSync(saved, text.replace('name: greet', 'name: Greet'));
  await terminal.until('✗ skills/greet/SKILL.md:2: The name `Greet` has upper-case letters.');
  writeFileSync(saved, text);
  await terminal.until('✓ greet is valid. Tokens, about:');

  terminal.press('/');
  await terminal.until('─ filter');
  terminal.press('another home');
  terminal.press(enter);
  await terminal.until('> ✓ other', '1 match "another home"');
  terminal.press(esc);
  await terminal.until('sums');
  terminal.press('x');
  await terminal.until('Export to', '2  agents');
  terminal.press('2');
  await terminal.until('Wrote .agents/skills/other/SKILL.md.');
  assert.ok(existsSync(join(project.root, '.agents/skills/other/SKILL.md')));
  terminal.press('i');
  await terminal.until('Import from', '1  claude');
  terminal.press(enter);
  await terminal.until('1 skill imported, 1 refused: sums', '> ✓ other');
  assert.equal(terminal.rows().length, 24);
  terminal.press('q');
  assert.equal(await terminal.exited, 0);
});
