import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Skill } from '../src/core/asset.ts';
import { chooseSkills, parseSkill } from '../src/core/skill.ts';

function parse(text: string, folder = '/home/me/skills/pdf') {
  return parseSkill({ source: 'project', folder, file: 'skills/pdf/SKILL.md', text, files: ['a.py'] });
}

function codes(text: string, folder?: string): string[] {
  return parse(text, folder).diagnostics.map(({ severity, code }) => `${severity} ${code}`);
}

test('a skill loads with name, description, body and further files', () => {
  const { skill, diagnostics } = parse('---\nname: pdf\ndescription: Reads PDF.\nlicense: MIT\n---\n# PDF\n');
  assert.deepEqual(diagnostics, []);
  assert.deepEqual(skill, {
    name: 'pdf',
    description: 'Reads PDF.',
    folder: '/home/me/skills/pdf',
    source: 'project',
    body: '# PDF\n',
    files: ['a.py'],
  });
});

test('careless but readable skills load', () => {
  const description = (text: string) => parse(text).skill?.description;
  assert.equal(description('---\nname: pdf\ndescription: Use when: the user asks\n---\n'), 'Use when: the user asks');
  assert.equal(description('\uFEFF---\r\nname: pdf\r\ndescription: Windows\r\n---\r\nx'), 'Windows');
  assert.equal(description('---\nname: pdf\ndescription: >\n  Folded\n  text\n---\n'), 'Folded text');
  assert.equal(description('---\nname: pdf\ndescription: plain\n  goes on\n---\n'), 'plain goes on');
  assert.equal(description('---\nname: pdf\ndescription: |\n  two\n  lines\n---\n'), 'two\nlines');
  assert.equal(description('---\nname: pdf\ndescription: 読む — “PDF”\n---\n'), '読む — “PDF”');
  assert.equal(description('---\nname: pdf\ndescription: x\nallowed-tools: [Read, "Bash(a:*)"]\n---\n'), 'x');
  assert.equal(description('---\nname: pdf\ndescription: x\nargument-hint: [a] [b]\n---\n'), 'x');
  assert.equal(description('---\nname: pdf\ndescription: x\nmetadata: {"a": {"b": ["c"]}}\n---\n'), 'x');
  assert.equal(description('---\nname: pdf\ndescription: x\nmetadata:\n  {\n    "a": [1]\n  }\n---\n'), 'x');
  assert.equal(description('---\nname: pdf\ndescription: *bold* words\n---\n'), '*bold* words');
  assert.equal(description('---\nname: pdf\ndescription: 2024\n---\n'), '2024');
  // The validator takes these, so they load.
  assert.equal(description('---\nname: pdf\ndescription: "one\ntwo"\n---\n'), 'one two');
  assert.equal(description(`---\nname: pdf\ndescription: x\n---\n${'y'.repeat(400_000)}`), 'x');
});

test('a problem with the name is a warning, and the skill loads', () => {
  assert.deepEqual(codes('---\nname: other\ndescription: x\n---\n'), ['warning name-not-folder']);
  assert.deepEqual(codes('---\ndescription: x\n---\n'), ['warning no-name']);
  assert.deepEqual(codes('---\nname: P D F\ndescription: x\n---\n'), ['warning name-not-folder', 'warning bad-name']);
  assert.equal(parse('---\ndescription: x\n---\n').skill?.name, 'pdf');
  assert.equal(parse('---\nname: P D F\ndescription: x\n---\n').skill?.name, 'P D F');
  assert.deepEqual(codes(`---\nname: pdf\ndescription: ${'x'.repeat(1025)}\n---\n`), ['warning long-description']);
});

test('a skill without description, or with frontmatter that can not be read, is skipped with the reason', () => {
  const texts = [
    '# no frontmatter',
    '---\nname: pdf\n---\n',
    '---\nname: pdf\ndescription: "  "\n---\n',
    '---\nname: pdf\n',
  ];
  texts.push(
    '---\nname: pdf\ndescription: x\n bad: [\n---\n',
    '---\n- a\n---\n',
    '---\nname: pdf\ndescription: [a]\n---\n',
  );
  for (const text of texts) {
    const { skill, diagnostics } = parse(text);
    assert.equal(skill, null, text);
    assert.match(diagnostics[0]!.message, /^The skill is skipped: /, text);
    assert.equal(diagnostics[0]!.severity, 'warning');
  }
});

test('of two skills with one name the nearer counts, and it is known which it hides', () => {
  const make = (source: Skill['source'], name: string): Skill => ({
    name,
    description: 'x',
    folder: `/${source}/${name}`,
    source,
    body: '',
    files: [],
  });
  const { skills, shadowed } = chooseSkills([
    make('built-in', 'a'),
    make('home-claude', 'b'),
    make('agents', 'a'),
    make('project', 'a'),
    make('home-agents', 'b'),
  ]);
  assert.deepEqual(
    skills.map((skill) => skill.folder),
    ['/project/a', '/home-agents/b'],
  );
  assert.deepEqual(
    shadowed.map(({ skill, by }) => `${skill.folder} by ${by.folder}`),
    ['/agents/a by /project/a', '/home-claude/b by /home-agents/b', '/built-in/a by /project/a'],
  );
});
