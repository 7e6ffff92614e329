import assert from 'node:assert/strict';
import { mkdirSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs';
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

test('skill list says what becomes of each skill, and what it costs', async () => {
  const made = project({
    'specs/one/spec.md':
      '---\nname: one\nsummary: x\noutputs: [src/**]\ntests: { command: "true", report: tap }\nskills: [mine]\n---\n\n- **R1** x\n',
    'skills/mine/SKILL.md': skill('mine', '', 'word '.repeat(400)),
    'skills/twice/SKILL.md': skill('twice'),
    'skills/silent/SKILL.md': '---\nname: silent\n---\n',
    '.claude/skills/twice/SKILL.md': skill('twice', 'version: 1\n', 'Otherwise.\n'),
  });
  atHome(made, { '.agents/skills/own/SKILL.md': skill('own') });
  // What a repository's links lead to elsewhere on the machine is none of its skills.
  symlinkSync(join(made.env.HOME!, '.agents'), join(made.root, '.agents'));
  symlinkSync(join(made.env.HOME!, '.agents/skills/own'), join(made.root, 'skills/linked'));
  const states = async () => {
    const list = objects(await regent(made, ['skill', 'list', '--json']));
    return Object.fromEntries(list.filter(({ source }) => source !== 'built-in').map((one) => [one.file, one.state]));
  };
  const own = join(made.env.HOME!, '.agents/skills/own/SKILL.md');
  const before = await states();
  assert.deepEqual(before, {
    'skills/mine/SKILL.md': 'untrusted',
    'skills/silent/SKILL.md': 'skipped',
    'skills/twice/SKILL.md': 'untrusted',
    '.claude/skills/twice/SKILL.md': 'shadowed',
    [own]: 'offered',
  });
  await regent(made, ['trust']);
  assert.equal((await states())['skills/mine/SKILL.md'], 'offered');

  const [mine] = objects(await regent(made, ['skill', 'list', 'does', 'MINE', '--json']));
  assert.deepEqual([mine?.name, mine?.valid, mine?.specs], ['mine', true, ['one']]);
  const tokens = mine?.tokens as { index: number; instructions: number };
  assert.ok(tokens.instructions >= 490 && tokens.instructions <= 510 && tokens.index < 20, JSON.stringify(tokens));
  const validated = await regent(made, ['validate', '--json']);
  assert.equal(validated.stdout.match(/"link-outside"/g)?.length, 2);
  assert.match(validated.stdout, /"skill-shadowed","file":"\.claude\/skills\/twice\/SKILL\.md"/);
  const text = await regent(made, ['skill', 'list']);
  assert.match(text.stdout, /✗ silent +project +skipped/);
  assert.match(text.stdout, /✓ mine +project +offered .*\[1 spec\]/);
  assert.match(text.stdout, /8 skills \(1 shadowed, 1 skipped\); 3 offered, for about \d+ of 2000 tokens/);
  const shadowed = objects(await regent(made, ['skill', 'list', '--json'])).find(({ state }) => state === 'shadowed');
  assert.deepEqual({ ...(shadowed?.tokens as object), instructions: 0 }, { index: 0, instructions: 0 });
});

test('skill show gives to the letter what the model gets at each level', async () => {
  const made = project({
    'skills/tool/SKILL.md': skill('tool', '', '# Tool\n\nRun `a.sh`.\n'),
    'skills/tool/a.sh': 'echo a\n',
    'skills/tool/b.bin': 'x\0y',
  });
  await regent(made, ['trust']);
  const level = async (number: number) => regent(made, ['skill', 'show', 'tool', '--level', String(number)]);
  assert.equal((await level(1)).stdout, '- tool: Does tool. Use when asked.\n');
  const second = await level(2);
  assert.match(
    second.stdout,
    /^<skill name="tool">\n# Tool\n\nRun `a\.sh`\.\n\n\(Relative paths above start in \.regent-skills\/tool\//,
  );
  assert.match((await level(3)).stdout, /--- a\.sh\necho a\n\n--- b\.bin\n\(no text: 3 bytes\)/);
  const whole = await regent(made, ['skill', 'show', 'tool']);
  assert.match(whole.stdout, /level 3 +2 tokens +file by file: 2 files/);
  // The same numbers wherever they stand: what the model gets, a token for four bytes.
  const [tokens, ...others] = [
    {
      index: Math.ceil('- tool: Does tool. Use when asked.'.length / 4),
      instructions: Math.ceil((second.stdout.length - 1) / 4),
    },
    objects(await regent(made, ['skill', 'list', 'tool', '--json'])).find(({ name }) => name === 'tool')?.tokens,
    objects(await regent(made, ['skill', 'show', 'tool', '--json']))[0]?.tokens,
    {
      index: Number(/level 1 +(\d+) tokens +in every prompt/.exec(whole.stdout)?.[1]),
      instructions: Number(/level 2 +(\d+) tokens +when it is read or named/.exec(whole.stdout)?.[1]),
    },
    {
      index: Number(/in every prompt: about (\d+) tokens/.exec((await level(1)).stderr)?.[1]),
      instructions: Number(/when it is read or named: about (\d+) tokens/.exec(second.stderr)?.[1]),
    },
  ];
  for (const other of others) assert.deepEqual(other, tokens);
  assert.match(whole.stdout, /named by no spec\n {2}read in 0 sessions/);
  assert.equal((await regent(made, ['skill', 'show', 'tol'])).code, 2);
  assert.equal((await regent(made, ['skill', 'show', 'tool', '--level', '4'])).code, 2);
});

test('a new skill is valid at once, whatever it begins from', async () => {
  const made = project({});
  const description = 'Reads: "PDF" # and more. Use when asked.';
  for (const args of [
    ['basic'],
    ['with-script', '--from', 'script'],
    ['with-reference', '--from', 'reference', '--description', description],
  ]) {
    const run = await regent(made, ['skill', 'new', ...args, '--json']);
    assert.equal(run.code, 0, run.stdout);
    assert.deepEqual([objects(run)[0]?.valid, objects(run)[0]?.trusted], [true, true], run.stdout);
  }
  const copied = await regent(made, ['skill', 'new', 'copied', '--from', 'with-reference', '--json']);
  assert.equal(objects(copied)[0]?.valid, true);
  const valid = await regent(made, ['skill', 'validate', 'skills']);
  assert.equal(valid.code, 0);
  assert.match(
    valid.stderr,
    /skills\/basic\/SKILL\.md:3: warning The skill still says what its template says: "Says how/,
  );
  assert.match((await regent(made, ['validate', '--json'])).stdout, /"placeholder","message":"The skill still says/);
  assert.match(
    (await regent(made, ['skill', 'show', 'with-reference', '--level', '1'])).stdout,
    /Reads: "PDF" # and more/,
  );
  assert.match((await regent(made, ['skill', 'show', 'copied'])).stdout, /references\/details\.md/);
  for (const args of [['basic'], ['No Name'], ['../out'], ['other', '--from', 'nothing']]) {
    assert.notEqual((await regent(made, ['skill', 'new', ...args])).code, 0, args.join(' '));
  }
});

test('a skill takes the place of the one that it lies in', async () => {
  const made = project({
    'skills/here/SKILL.md': skill('here'),
    'skills/here/here/SKILL.md': skill('here', '', 'Another.\n'),
    'skills/here/here/notes.md': 'Notes.\n',
  });
  assert.equal((await regent(made, ['skill', 'import', 'skills/here/here', '--force'])).code, 0);
  assert.match((await regent(made, ['skill', 'show', 'here', '--level', '2'])).stdout, /Another\./);
  assert.deepEqual(readdirSync(join(made.root, 'skills')), ['here']);
  assert.deepEqual(readdirSync(join(made.root, 'skills/here')).sort(), ['SKILL.md', 'notes.md']);
});

test('skills come from other tools and go to them, and nothing is written over unasked', async () => {
  const made = project({ 'skills/here/SKILL.md': skill('here') });
  atHome(made, {
    '.claude/skills/one/SKILL.md': skill('one'),
    '.claude/skills/one/scripts/run.sh': '#!/bin/sh\n',
    '.claude/skills/odd-folder/SKILL.md': skill('two'),
    '.claude/skills/broken/SKILL.md': '---\nname: broken\n---\n',
    'elsewhere/here/SKILL.md': skill('here', '', 'Another.\n'),
  });
  const imported = await regent(made, ['skill', 'import', 'claude']);
  assert.equal(imported.code, 1);
  assert.match(imported.stderr, /broken: .*no description/);
  // What another folder's name made invalid goes by its own name here.
  assert.equal((await regent(made, ['skill', 'validate', 'skills/one', 'skills/two'])).code, 0);
  assert.match(
    (await regent(made, ['skill', 'import', 'claude'])).stdout,
    /skills\/one\/SKILL\.md {2}is there already/,
  );

  const elsewhere = join(made.env.HOME!, 'elsewhere');
  const refused = await regent(made, ['skill', 'import', elsewhere]);
  assert.match(refused.stderr, /skills\/here is there already, and is another/);
  assert.equal((await regent(made, ['skill', 'import', elsewhere, '--force'])).code, 0);
  assert.match((await regent(made, ['skill', 'show', 'here', '--level', '2'])).stdout, /Another\./);

  assert.equal((await regent(made, ['skill', 'export', 'one', '--to', 'claude'])).code, 0);
  assert.equal((await regent(made, ['skill', 'export', 'one', '--to', 'out'])).code, 0);
  assert.equal((await regent(made, ['skill', 'validate', '.claude/skills/one', 'out/one'])).code, 0);
  made.write({ 'out/two/notes.txt': 'mine' });
  assert.equal((await regent(made, ['skill', 'export', 'two', '--to', 'out', '--force'])).code, 1);
  assert.equal((await regent(made, ['skill', 'export', 'one'])).code, 2);
  assert.equal((await regent(made, ['skill', 'import', 'nowhere'])).code, 2);
});
