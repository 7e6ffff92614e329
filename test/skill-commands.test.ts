import assert from 'node:assert/strict';
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { after, test } from 'node:test';
import { type CommandRun, makeProject, type Project, regent } from './support/cli.ts';

const skill = (name: string, more = '', body = 'Do it.\n') =>
  `---\nname: ${name}\ndescription: Does ${name}. Use when asked.\n${more}---\n${body}`;

const opened: Project[] = [];
after(() => {
  for (const project of opened) project.remove();
});

function project(files: Readonly<Record<string, string>>): Project {
  const made = makeProject({ 'README.md': 'x\n', ...files });
  opened.push(made);
  return made;
}

/** Writes files below the person's home folder. */
function atHome({ env }: Project, files: Readonly<Record<string, string>>): void {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(env.HOME!, path)), { recursive: true });
    writeFileSync(join(env.HOME!, path), text);
  }
}

const objects = (run: CommandRun): Record<string, unknown>[] =>
  run.stdout
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line));

test('skill validate says what is wrong with every skill, by file and line, wherever it lies', async () => {
  const made = project({
    'skills/good/SKILL.md': skill('good'),
    'skills/other/SKILL.md': skill('name'),
    'skills/group/deep/SKILL.md': skill('deep', 'version: 1\n'),
    'skills/broken/SKILL.md': '---\nname: broken\ndescription: a: b: [\n---\n',
    '.claude/skills/lower/skill.md': skill('lower'),
  });
  symlinkSync('nowhere', join(made.root, 'skills/good/dangling'));
  symlinkSync('../group', join(made.root, 'skills/group/circle'));
  writeFileSync(join(made.root, 'skills/latin.md'), Buffer.from([0xe9]));
  mkdirSync(join(made.root, 'skills/latin'));
  writeFileSync(
    join(made.root, 'skills/latin/SKILL.md'),
    Buffer.from('---\nname: latin\ndescription: \xe9\n---\n', 'latin1'),
  );
  atHome(made, { '.agents/skills/mine/SKILL.md': skill('mine') });

  const all = await regent(made, ['skill', 'validate', '--json']);
  assert.equal(all.code, 1);
  const verdicts = new Map(objects(all).map((one) => [one.name, one]));
  const valid = (name: string) => verdicts.get(name)?.valid;
  for (const name of ['good', 'lower', 'mine']) assert.equal(valid(name), true, name);
  for (const name of ['other', 'deep', 'broken', 'latin']) assert.equal(valid(name), false, name);

  const named = await regent(made, ['skill', 'validate', 'good', 'skills/other']);
  assert.equal(named.code, 1);
  assert.match(named.stderr, /skills\/other\/SKILL\.md:2: error The name `name` is not its folder's, `other`\./);
  assert.match(named.stdout, /2 skills: 1 not valid/);
  assert.equal((await regent(made, ['skill', 'validate', 'good'])).code, 0);

  // A folder anywhere, also outside of any repository.
  const home = { cwd: made.env.HOME! };
  assert.equal((await regent(made, ['skill', 'validate', '.agents/skills/mine/SKILL.md'], home)).code, 0);
  assert.equal((await regent(made, ['skill', 'validate', '.agents/skills/mine/'], home)).code, 0);
  assert.equal((await regent(made, ['skill', 'validate', '.'], home)).code, 0);
  assert.equal((await regent(made, ['skill', 'validate', './nowhere'], home)).code, 2);
  assert.equal((await regent(made, ['skill', 'validate', 'goood'])).code, 2);
  const empty = await regent(made, ['skill', 'validate', '.git', '--json']);
  assert.equal(empty.code, 1);
  assert.match(empty.stdout, /no-skill-file/);
});
