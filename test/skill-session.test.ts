import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { after, test } from 'node:test';
import type { Event } from '../src/core/events.ts';
import { adderFiles, right, writeAdder, wrong } from './support/adder.ts';
import { makeProject, type Project, regent } from './support/cli.ts';
import { bash, type ModelServer, type Reply, runTests, scriptModel } from './support/model-server.ts';

const skill = (name: string, description: string, body = 'Do it.\n') =>
  `---\nname: ${name}\ndescription: ${description}\n---\n${body}`;
const readSkill = (name: string, file?: string) => ({
  type: 'tool_use' as const,
  name: 'read_skill',
  input: file ? { name, file } : { name },
});

const opened: Project[] = [];
const servers: ModelServer[] = [];
after(async () => {
  for (const project of opened) project.remove();
  await Promise.all(servers.map((server) => server.close()));
});

function project(files: Readonly<Record<string, string>>, frontmatter = ''): Project {
  const made = makeProject({ ...adderFiles({ frontmatter }), ...files });
  opened.push(made);
  return made;
}

function atHome({ env }: Project, path: string, text: string): void {
  mkdirSync(dirname(join(env.HOME!, path)), { recursive: true });
  writeFileSync(join(env.HOME!, path), text);
}

/** Runs a session and returns what the model was sent and what was recorded. */
async function session(made: Project, replies: readonly Reply[], args: readonly string[] = []) {
  const server = await scriptModel(replies);
  servers.push(server);
  const run = await regent(made, ['run', 'adder', '--json', ...args], { server });
  const started = run.events.find((event) => event.type === 'session-started');
  const results = run.events.filter(
    (event): event is Event & { type: 'tool-finished' } => event.type === 'tool-finished',
  );
  const system = JSON.parse(server.requests[0] ?? '{}').system?.[0]?.text as string;
  return { run, id: run.events[0]?.session ?? '', system, first: server.requests[0] ?? '', started, results };
}

const done: readonly Reply[] = [[writeAdder(right), runTests]];

test("a project's skills are offered once it is trusted; what a spec names comes with the spec", async () => {
  const made = project(
    {
      'skills/unasked/SKILL.md': skill('unasked', 'Is UNASKED'),
      'skills/mine/SKILL.md': skill('mine', 'Is the REPOSITORY word'),
      'skills/named/SKILL.md': skill('named', 'x', 'NAMED BODY'),
    },
    'skills: [named]\n',
  );
  atHome(made, '.agents/skills/mine/SKILL.md', skill('mine', 'Is MY OWN word'));

  const cloned = await session(made, done);
  assert.equal(cloned.run.code, 3);
  assert.doesNotMatch(cloned.first, /UNASKED|REPOSITORY/);
  // The repository's skill of the same name does not stand in the way of the person's own.
  assert.match(cloned.system, /- mine: Is MY OWN word/);
  assert.match(cloned.first, /NAMED BODY/);
  assert.deepEqual(
    [cloned.started?.skills?.trusted, cloned.started?.skills?.untrusted, cloned.started?.skills?.offered],
    [false, 3, 1],
  );
  assert.match(
    (await regent(made, ['show', cloned.id])).stdout,
    /3 skills of this project not offered: .*regent trust/,
  );

  const once = await session(made, done, ['--trust']);
  assert.match(once.system, /UNASKED/);

  const trust = await regent(made, ['trust']);
  assert.match(trust.stdout, /Trusted: .*3 skills: mine, named, unasked/);
  const trusted = await session(made, done);
  assert.match(trusted.system, /UNASKED[\s\S]*REPOSITORY|REPOSITORY[\s\S]*UNASKED/);
  assert.doesNotMatch(trusted.system, /MY OWN/);
  assert.equal(trusted.started?.skills?.untrusted, 0);
  // Nothing of this is kept where a repository could write it.
  assert.equal(made.git('status', '--porcelain'), '');
  assert.equal((await regent(made, ['trust', '--revoke', '--json'])).code, 0);
  writeFileSync(join(made.env.REGENT_CONFIG_DIR!, 'trust.json'), '{ broken');
  assert.doesNotMatch((await session(made, done)).system, /UNASKED/);
});

test('who starts a project is not asked to trust it', async () => {
  const made = project({});
  const folder = join(made.root, 'new');
  await regent(made, ['init', folder]);
  const record = JSON.parse(readFileSync(join(made.env.REGENT_CONFIG_DIR!, 'trust.json'), 'utf8'));
  assert.deepEqual(
    Object.values(record.projects).map((one) => (one as { trusted: boolean }).trusted),
    [true],
  );
});

test('the files of a skill that is used lie in the workspace, for reading and running only', async () => {
  const made = project(
    {
      'skills/tool/SKILL.md': skill('tool', 'Adds\ncompatibility: Needs a shell', 'Run `scripts/add.sh`.'),
      'skills/tool/scripts/add.sh': '#!/bin/sh\ncat "$(dirname "$0")/../data.txt"\n',
      'skills/tool/data.txt': 'SECRET SUM\n',
      'skills/named/SKILL.md': skill('named', 'x', 'See data.txt'),
      'skills/named/data.txt': 'NAMED DATA\n',
    },
    'skills: [named]\n',
  );
  made.chmod('skills/tool/scripts/add.sh');
  await regent(made, ['trust']);
  const tool = '.regent-skills/tool';
  const { results, run, first, id } = await session(made, [
    [
      bash('cat .regent-skills/named/data.txt; ls .regent-skills; ln -s /tmp .regent-skills/link'),
      readSkill('tool'),
      readSkill('tool', 'data.txt'),
      bash(`cd ${tool} && ./scripts/add.sh`),
      bash(`echo x > ${tool}/data.txt || rm -r .regent-skills || mv .regent-skills elsewhere`),
      { type: 'tool_use', name: 'read', input: { file_path: `${tool}/SKILL.md` } },
      { type: 'tool_use', name: 'write', input: { file_path: `${tool}/new.md`, content: 'x' } },
      writeAdder(wrong),
      runTests,
    ],
    [bash(`${tool}/scripts/add.sh`), writeAdder(right), runTests],
  ]);
  assert.match(first, /Relative paths above start in \.regent-skills\/named\//);
  const expected = [
    /NAMED DATA\nnamed/,
    /^<skill name="tool">\n\(Compatibility: Needs a shell\)\n\nRun `scripts\/add\.sh`\.\n\n\(Relative paths above start in \.regent-skills\/tool\/, .*data\.txt, scripts\/add\.sh/,
    /SECRET SUM/,
    /SECRET SUM/,
    /[Rr]ead-only/,
    /description: Adds/,
    /is not an output/,
  ];
  for (const [at, pattern] of expected.entries()) assert.match(results[at]?.result ?? '', pattern);
  assert.match(results[9]?.result ?? '', /SECRET SUM/, 'it is still there after an attempt');
  assert.equal(run.code, 3);
  const files = made.git('ls-tree', '-r', '--name-only', `refs/regent/sessions/${id}`);
  assert.doesNotMatch(files, /regent-skills/);
  const undone = run.events.flatMap((event) => (event.type === 'attempt-started' ? event.undone : []));
  assert.deepEqual(undone, []);
});

test('the index of skills keeps to its budget, and what was cut is said', async () => {
  const many = Object.fromEntries(
    Array.from({ length: 40 }, (_, at) => {
      const name = `skill-${String(at).padStart(2, '0')}`;
      return [`skills/${name}/SKILL.md`, skill(name, `${'Words about what it does. '.repeat(20)}`)];
    }),
  );
  const made = project({ ...many, 'regent.json': '{ "skillBudget": 400 }' });
  await regent(made, ['trust']);
  const { system, started, id } = await session(made, done);
  const index = system.slice(system.indexOf('# Skills'));
  const facts = started?.skills;
  assert.ok(facts && facts.tokens <= 400 && facts.tokens > 300, JSON.stringify(facts));
  assert.equal(facts.offered, 40);
  assert.equal(index.split('\n- ').length - 1, facts.listed);
  assert.match(index, new RegExp(`\\(${40 - facts.listed} more skills: no room`));
  assert.match((await regent(made, ['show', id])).stdout, new RegExp(`no room for ${40 - facts.listed} of 40 skills`));
  const validated = await regent(made, ['validate', '--json']);
  assert.match(validated.stdout, /"code":"skill-budget"/);
  assert.equal(validated.code, 0);
});

test('a session that goes on finds the files of the skills that it has read, whatever became of its workspace', async () => {
  const made = project({ 'skills/tool/SKILL.md': skill('tool', 'Adds'), 'skills/tool/data.txt': 'SECRET SUM\n' });
  await regent(made, ['trust']);
  const cut = await session(made, [[readSkill('tool'), writeAdder(wrong), runTests]], ['--attempts', '1']);
  assert.equal(cut.run.code, 4);
  rmSync(made.env.REGENT_CACHE_DIR!, { recursive: true });
  // What was offered at its beginning is offered still.
  await regent(made, ['trust', '--revoke']);
  const server = await scriptModel([
    [bash('cat .regent-skills/tool/data.txt'), readSkill('tool'), writeAdder(right), runTests],
  ]);
  servers.push(server);
  const resumed = await regent(made, ['resume', cut.id, '--attempts', '3', '--json'], { server });
  assert.equal(resumed.code, 3, resumed.stdout.slice(-2000));
  const results = resumed.events.flatMap((event) => (event.type === 'tool-finished' ? [event.result] : []));
  assert.match(results[0] ?? '', /SECRET SUM/);
  assert.match(results[1] ?? '', /^<skill name="tool">/);
  const shown = await regent(made, ['skill', 'show', 'tool']);
  assert.match(shown.stdout, /read in 1 session: adder \(/);
});
