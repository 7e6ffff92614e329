import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, test } from 'node:test';
import type { Event, SessionEnded } from '../src/core/events.ts';
import { adderFiles, right, writeAdder, wrong } from './support/adder.ts';
import { type CommandRun, logText, makeProject, type Project, readEvents, regent } from './support/cli.ts';
import {
  type Block,
  type ModelServer,
  type Reply,
  type RequestBody,
  runTests,
  scriptModel,
} from './support/model-server.ts';

const projects: Project[] = [];
const servers: ModelServer[] = [];
after(async () => {
  for (const project of projects) project.remove();
  for (const server of servers) await server.close();
});

function makeAdder(more: Readonly<Record<string, string>> = {}): Project {
  const project = makeProject({ ...adderFiles(), ...more });
  projects.push(project);
  return project;
}

async function script(replies: readonly Reply[]): Promise<ModelServer> {
  const server = await scriptModel(replies);
  servers.push(server);
  return server;
}

/** A model that writes the right file for whichever spec it is asked about, and tests it. */
function scriptRight(): Promise<ModelServer> {
  const reply: Reply = ({ messages }: RequestBody) => {
    const opening = JSON.stringify(messages[0]);
    const name = /generated\/([a-z]+)\/\*\*/.exec(opening)?.[1] ?? 'adder';
    return [writeAdder(right, name), runTests];
  };
  return script(Array.from({ length: 50 }, () => reply));
}

function endsOf(run: CommandRun): (SessionEnded & Event)[] {
  return run.events.filter((event): event is SessionEnded & Event => event.type === 'session-ended');
}

const objection: Block = {
  type: 'tool_use',
  name: 'object',
  input: { requirement: 'R1', evidence: 'It contradicts R2.', question: 'Which holds?' },
};

test('--json prints the lines of the log and nothing else, and the last one says how it ended', async () => {
  const project = makeAdder();
  const server = await script([
    [writeAdder(wrong), runTests],
    [writeAdder(right), runTests],
  ]);
  const run = await regent(project, ['run', 'adder', '--json'], { server });
  assert.equal(run.code, 3);
  assert.equal(run.stderr, '');
  const { session } = run.events[0] as Event;
  assert.equal(run.stdout, logText(project, session));
  for (const [index, event] of run.events.entries()) {
    assert.equal(event.session, session);
    assert.equal(event.seq, index + 1);
    assert.equal(new Date(event.at).toISOString(), event.at);
  }
  const attempts = run.events.filter((event) => event.type === 'attempt-committed');
  assert.deepEqual(
    attempts.map((event) => event.type === 'attempt-committed' && [event.attempt, event.counts.passed, event.green]),
    [
      [1, 0, false],
      [2, 2, true],
    ],
  );
  const [ended] = endsOf(run);
  assert.equal(run.events.at(-1), ended);
  assert.equal(ended?.commit, attempts[1]?.type === 'attempt-committed' && attempts[1].commit);
  assert.equal(project.git('cat-file', '-p', `refs/regent/logs/${session}`), `${run.stdout}`);
  const shown = await regent(project, ['show', session, '--json']);
  assert.equal(shown.stdout, run.stdout);
});

test('plain text says what happened and what to do next, without colour or control characters', async () => {
  const project = makeAdder();
  const server = await script([
    [writeAdder(wrong), runTests],
    [writeAdder(right), runTests],
  ]);
  const run = await regent(project, ['run', 'adder'], { server, env: { NO_COLOR: '1', FORCE_COLOR: '1' } });
  assert.equal(run.code, 3);
  assert.match(run.stdout, /attempt 1 {2}✗ 0\/2[\s\S]*✗ R1 adds[\s\S]*attempt 2 {2}✓ 2\/2[\s\S]*verify ✓ tests 2\/2/);
  assert.match(run.stdout, /candidate {2}[0-9a-f]{40}[\s\S]*next: regent review adder-/);
  assert.ok(![...run.stdout].some((char) => char !== '\n' && (char < ' ' || char === '\x7f')));
});

test('each command tells by its exit code what is the matter', async () => {
  const project = makeAdder();
  const codes: [string[], number, RegExp][] = [
    [['plan'], 3, /regenerate {2}adder {2}new/],
    [['validate'], 0, /no errors/],
    [['run', 'adder'], 3, /candidate/],
    [['review'], 3, /adder/],
    [['show', 'adder'], 0, /attempt 1/],
    [['show', 'adder', '1'], 0, /add\.js/],
    [['show', 'adder', '9'], 2, /has no attempt 9; it has 1/],
    [['log'], 0, /waiting/],
    [['reject', 'adder'], 2, /A rejection says what was at fault[\s\S]*--cause spec/],
    [['accept', 'adder'], 0, /accepted {2}adder on main/],
    [['accept', 'adder'], 1, /No candidate of adder waits[\s\S]*regent run adder/],
    [['plan'], 0, /Nothing to do/],
    [['run'], 0, /Nothing to do/],
    [['verify'], 0, /✓ adder/],
    [['verify', 'addr'], 1, /There is no spec "addr"/],
    [['accept', ''], 1, /There is no session/],
    [['draft', 'accept', ''], 1, /There is no draft/],
    [['undo', 'adder'], 0, /undone {2}adder/],
    [['undo', 'adder'], 1, /nothing to undo/],
    [['plan'], 3, /adder/],
    [['prune'], 0, /./],
    [['doctor'], 0, /./],
    [['completion', 'bash'], 0, /complete -F/],
    [['completion', 'tcsh'], 2, /Give bash, zsh or fish/],
  ];
  const server = await scriptRight();
  for (const [args, code, text] of codes) {
    const run = await regent(project, args, { server });
    const all = `${run.stdout}\n${run.stderr}`;
    assert.equal(run.code, code, `regent ${args.join(' ')}: ${all}`);
    assert.match(all, text, `regent ${args.join(' ')}`);
  }
});

test('an objection ends with code 5, and says the question and the next step', async () => {
  const run = await regent(makeAdder(), ['run', 'adder'], { server: await script([[objection]]) });
  assert.equal(run.code, 5);
  assert.match(run.stdout, /objection to R1: Which holds\?[\s\S]*evidence: It contradicts R2\./);
  assert.match(run.stdout, /objected[\s\S]*next: .*regent resume adder-\w+ --message/);
});

test('wrong use is answered with code 2 and what would be right', async () => {
  const project = makeAdder();
  for (const [args, text] of [
    [
      ['run', '--attempst', '3'],
      /Unknown option '--attempst'[\s\S]*Did you mean --attempts\? See how it is used: regent run --help/,
    ],
    [['rnu'], /There is no command "rnu"\.\s+Did you mean run\?/],
    [['run', 'adder', '--attempts', 'many'], /--attempts "many" is not a number above 0/],
    [['run', 'adder', '--attempts', '1.5'], /--attempts/],
    [['run', 'adder', '--usd', '-1'], /--usd "-1" is not a number above 0/],
    [['run', 'adder', '--mode', 'fresh'], /--mode fresh is not known[\s\S]*scratch or revise/],
    [['run', 'adder', '--accept', 'all'], /--accept all is not known/],
    [['run', 'adder', '--candidates', '0'], /--candidates "0"/],
    [['resume'], /Missing required argument 'session'/],
    [['accept'], /Missing required argument 'session'/],
    [['reject', 'adder', '--cause', 'mood'], /--cause mood is not known/],
    [['completion'], /Missing required argument|Give bash/],
  ] as const) {
    const run = await regent(project, args);
    assert.equal(run.code, 2, `regent ${args.join(' ')}: ${run.stdout}${run.stderr}`);
    assertPlain(run, text);
    const { code, stdout } = await regent(project, [...args, '--json']);
    assert.deepEqual([code, Object.keys(JSON.parse(stdout))], [2, ['error', 'mend', 'diagnostics']]);
  }
});

test('what keeps a session from beginning is said in two lines, with the mend', async () => {
  const project = makeAdder();
  const server = await script([]);
  const noGit = join(project.root, '..', 'elsewhere');
  const unborn = join(project.root, '..', 'unborn');
  mkdirSync(noGit);
  mkdirSync(unborn);
  execFileSync('git', ['init', '-q', unborn]);
  for (const [path, text] of Object.entries(adderFiles())) {
    mkdirSync(join(unborn, path, '..'), { recursive: true });
    writeFileSync(join(unborn, path), text);
  }
  for (const [index, [args, options, text]] of (
    [
      [['run', 'addr'], { server }, /There is no spec "addr"[\s\S]*adder/],
      [['run', '../adder'], { server }, /There is no spec "\.\.\/adder"/],
      [['run', 'adder', 'addr'], { server }, /Nothing was run, for there is no spec "addr"/],
      [['run', 'adder'], { env: { HOME: project.env.HOME } }, /The model can't be asked[\s\S]*ANTHROPIC_API_KEY/],
      [['run', 'adder'], { server, cwd: noGit }, /git/],
      [['run', 'adder'], { server, cwd: unborn }, /has no commit yet[\s\S]*git commit/],
      [['run', 'adder', '--recorded', 'nothing.jsonl'], { server }, /nothing\.jsonl/],
      [['resume', 'adder-nothing'], { server }, /There is no session[\s\S]*regent log/],
      [['show', 'adder'], { server }, /There is no session/],
      [['review'], { server }, /./],
    ] as const
  ).entries()) {
    const run = await regent(project, args, options);
    assert.equal(run.code, 1, `regent ${args.join(' ')}: ${run.stdout}${run.stderr}`);
    assertPlain(run, text);
    assert.equal(run.stdout, '');
    if (index % 3 > 0) continue;
    const json = await regent(project, [...args, '--json'], options);
    assert.equal(json.code, run.code);
    const [problem] = json.events as unknown as { error: string; mend: string }[];
    assert.ok(problem?.error && problem.mend, json.stdout);
  }
  assert.equal(server.requests.length, 0);
});

test('init makes its first commit also where git knows an address and no name', async () => {
  const project = makeAdder();
  writeFileSync(
    join(project.env.HOME ?? '', '.gitconfig'),
    '[user]\n  email = ada@example.org\n  useConfigOnly = true\n',
  );
  const folder = join(project.root, '..', 'new');
  mkdirSync(folder);
  const run = await regent(project, ['init', '--json'], { cwd: folder });
  assert.equal(run.code, 0, run.stdout + run.stderr);
  const author = execFileSync('git', ['log', '-1', '--format=%an <%ae>'], { cwd: folder, encoding: 'utf8' });
  assert.equal(author, 'Regent <regent@localhost>\n');
});

test('what validate calls an error keeps a session from beginning, and costs nothing', async () => {
  const server = await script([]);
  const holdout = 'holdout: { command: node --test specs/adder/holdout/*.js, report: tap }\n';
  const other = adderFiles({ name: 'other' });
  const clash = {
    ...other,
    'specs/other/spec.md': other['specs/other/spec.md']!.replace('[generated/other/**]', '[generated/**]'),
  };
  for (const [files, args, place, more] of [
    [
      adderFiles({ frontmatter: holdout }),
      ['run', 'adder'],
      /specs\/adder\/spec\.md:9: .*specs\/adder\/holdout, which holds no files/,
    ],
    [adderFiles({ frontmatter: 'depends: [nothing]\n' }), ['run', 'adder'], /spec\.md:9: .*There is no spec `nothing`/],
    [adderFiles({ frontmatter: 'skills: [nothing]\n' }), ['run', 'adder'], /spec\.md:9: .*There is no skill `nothing`/],
    [adderFiles({ frontmatter: 'depends: [adder]\n' }), ['run', 'adder'], /spec\.md:9: .*adder → adder/],
    [clash, ['run'], /specs\/other\/spec\.md:5: .*`generated\/\*\*` overlaps with `generated\/adder\/\*\*`/],
    [clash, ['plan'], /specs\/other\/spec\.md:5: .*overlaps/],
    [
      adderFiles({ frontmatter: 'depends: [other]\n' }),
      ['run'],
      /spec\.md:9: .*adder → other → adder/,
      adderFiles({ name: 'other', frontmatter: 'depends: [adder]\n' }),
    ],
  ] as [Record<string, string>, string[], RegExp, Record<string, string>?][]) {
    const project = makeAdder({ ...files, ...more });
    const run = await regent(project, args, { server });
    assert.equal(run.code, 1, `regent ${args.join(' ')}: ${run.stdout}${run.stderr}`);
    assertPlain(run, place);
  }
  assert.equal(server.requests.length, 0);
});

test('where all specs are gone from the work tree, the way back is named', async () => {
  const project = makeAdder();
  rmSync(join(project.root, 'specs'), { recursive: true });
  const back = /the last commit has adder\.\n *To bring them back: git restore --staged --worktree specs/;
  assert.match((await regent(project, ['plan'])).stdout, back);
  const run = await regent(project, ['run']);
  assert.equal(run.code, 1);
  assert.match(run.stderr, back);
  project.git('restore', '--staged', '--worktree', 'specs');
  assert.match((await regent(project, ['plan'])).stdout, /1 spec to regenerate/);
});

test("without a sandbox is possible at the user's word alone, and is said wherever it counts", async () => {
  const project = makeAdder();
  const server = await scriptRight();
  const run = await regent(project, ['run', 'adder', '--no-sandbox', '--accept', 'verified'], { server });
  assert.equal(run.code, 0, run.stdout + run.stderr);
  assert.match(run.stdout, /NO SANDBOX: code that the model writes runs as you/);
  assert.match(project.git('log', '-1', '--format=%B'), /Regent-Sandbox: none/);
});

test('a broken regent.json, lock or spec is named with its line', async () => {
  const server = await script([]);
  const config = makeAdder({ 'regent.json': '{\n  "mode": "fresh"\n}\n' });
  for (const args of [['run', 'adder'], ['validate']]) {
    const run = await regent(config, args, { server });
    assert.equal(run.code, 1);
    assertPlain(run, /regent\.json:2: error [\s\S]*scratch/);
  }
  const spec = makeAdder({ 'specs/bad/spec.md': '---\nname: bad\n---\n' });
  for (const args of [['run', 'bad'], ['run'], ['validate'], ['plan']]) {
    const run = await regent(spec, args, { server });
    assert.equal(run.code, 1, args.join(' '));
    assertPlain(run, /specs\/bad\/spec\.md:\d+: error/);
  }
  const lock = makeAdder({ 'specs/adder/spec.lock': '{"version": 1,' });
  for (const args of [['plan'], ['run']]) {
    const run = await regent(lock, args, { server });
    assertPlain(run, /specs\/adder\/spec\.lock:\d+: error/);
    assert.equal(run.code, 1);
  }
  assert.equal(server.requests.length, 0);
});

test('what the machine refuses is said with a way on, and never as a bug', async () => {
  const project = makeAdder();
  const trust = await regent(project, ['trust'], { env: { REGENT_CONFIG_DIR: '/sys/regent' } });
  assert.equal(trust.code, 1);
  assert.match(trust.stderr, /mkdir '\/sys\/regent'\n {2}Check who owns it[\s\S]*REGENT_CONFIG_DIR/);
  const inShell = (script: string) =>
    spawnSync('sh', ['-c', script, process.execPath, join(process.cwd(), 'dist/regent.js')], {
      cwd: project.root,
      env: project.env,
      encoding: 'utf8',
    });
  const unheard = inShell('exec "$0" "$1" validate > /dev/full');
  assert.deepEqual([unheard.status, /can't write what it has to say/.test(unheard.stderr)], [1, true]);
  const nowhere = inShell('mkdir gone && cd gone && rmdir ../gone && exec "$0" "$1" plan');
  assert.equal(nowhere.status, 1);
  assert.match(nowhere.stderr, /^regent: The folder that it was started in is gone\.\n.* cd\n$/);
});

test('--step stops after each attempt, and resume goes on to the next', async () => {
  const project = makeAdder();
  const replies: Reply[] = [
    [writeAdder(wrong), runTests],
    [writeAdder(`${wrong}//`), runTests],
    [writeAdder(`${wrong}///`), runTests],
    [writeAdder(right), runTests],
  ];
  const server = await script(replies);
  const first = await regent(project, ['run', 'adder', '--step', '--json'], { server });
  const { session } = first.events[0] as Event;
  assert.deepEqual([first.code, endsOf(first)[0]?.reason], [130, 'Paused after attempt 1.']);
  assert.equal(server.requests.length, 1);
  const second = await regent(project, ['resume', session, '--json'], { server });
  assert.deepEqual([second.code, endsOf(second)[0]?.reason], [130, 'Paused after attempt 2.']);
  assert.equal(server.requests.length, 2);
  const rest = await regent(project, ['resume', session, '--json', '--no-step'], { server });
  assert.deepEqual([rest.code, endsOf(rest)[0]?.attempt], [3, 4]);
  assert.equal(rest.events[0]?.type, 'session-resumed', 'a resume prints what is new');
});

test('--candidates runs independent sessions, of which one can be accepted', async () => {
  const project = makeAdder();
  const run = await regent(project, ['run', 'adder', '--candidates', '2', '--json'], { server: await scriptRight() });
  assert.equal(run.code, 3);
  const ends = endsOf(run);
  assert.deepEqual(
    ends.map((end) => end.outcome),
    ['candidate', 'candidate'],
  );
  for (const { session } of ends) {
    assert.deepEqual(
      run.events.filter((event) => event.session === session),
      readEvents(project, session),
    );
  }
  const which = await regent(project, ['accept', 'adder']);
  assert.equal(which.code, 1);
  assert.match(which.stderr, /2 candidates of adder wait: adder-\w+, adder-\w+[\s\S]*Name one/);
  assert.equal((await regent(project, ['accept', ends[1]?.session ?? ''])).code, 0);
});

test('run without names follows the plan, dependencies first, and accepts on request, several at a time', async () => {
  const project = makeAdder({
    ...adderFiles({ name: 'above', frontmatter: 'depends: [basis]\n' }),
    ...adderFiles({ name: 'basis' }),
    ...adderFiles({ name: 'aside' }),
    ...adderFiles({ name: 'asunder' }),
    'specs/basis/contract/api.d.ts': 'export function add(a: number, b: number): number;\n',
  });
  const server = await scriptRight();
  const waiting = await regent(project, ['run', 'above', 'basis', '--json'], { server });
  assert.equal(waiting.code, 1);
  assert.deepEqual(
    endsOf(waiting).map((end) => end.session.split('-')[0]),
    ['basis'],
  );
  assert.match(waiting.stdout, /above was not run: basis, which it depends on, has no accepted build yet/);
  const alone = await regent(project, ['run', 'above'], { server });
  assert.equal(alone.code, 1);
  assert.match(alone.stderr, /above depends on basis, which has no accepted build yet[\s\S]*regent run basis/);
  const all = await regent(project, ['run', '--jobs', '2', '--accept', 'verified'], { server });
  assert.equal(all.code, 0, all.stdout + all.stderr);
  assert.equal(project.git('log', '--format=%s').match(/Regenerate/g)?.length, 5);
  assert.ok(all.stdout.indexOf('accepted  basis') < all.stdout.indexOf('accepted  above'));
  assert.equal(project.git('status', '--porcelain'), '');
  assert.equal((await regent(project, ['plan'])).code, 0);
});

test('revise shows the old outputs to the agent, scratch hides them', async () => {
  const project = makeAdder({ 'generated/adder/add.js': `// the old one\n${right}` });
  const look: Block = { type: 'tool_use', name: 'read', input: { file_path: 'generated/adder/add.js' } };
  for (const [mode, text] of [
    ['scratch', /does not exist/],
    ['revise', /the old one/],
  ] as const) {
    const server = await script([[look], [writeAdder(right), runTests]]);
    const run = await regent(project, ['run', 'adder', '--json', '--mode', mode], { server });
    const read = run.events.find((event) => event.type === 'tool-finished');
    assert.match(read?.type === 'tool-finished' ? read.result : '', text, mode);
    assert.equal(run.code, 3);
  }
});

/** A message for people: says the text, and no stack of ours. */
function assertPlain(run: CommandRun, text: RegExp): void {
  const all = run.stdout + run.stderr;
  assert.match(all, text);
  assert.ok(!/^\s+at .*:\d+:\d+\)?$/m.test(all) && !/REGENT_DEBUG/.test(all), all);
}

test('a further spec is valid at once, and never written over another', async (t) => {
  const project = makeProject(adderFiles());
  t.after(() => project.remove());
  const made = await regent(project, ['spec', 'new', 'trim', '--json']);
  assert.deepEqual(JSON.parse(made.stdout).written, ['specs/trim/spec.md', 'specs/trim/tests/trim.test.mjs']);
  assert.equal((await regent(project, ['validate', 'trim'])).code, 0);
  assert.equal((await regent(project, ['spec', 'new', 'adder'])).code, 1);
  const { code, stderr } = await regent(project, ['spec', 'new', '../x']);
  assert.equal(code, 2);
  assert.match(stderr, /can't name a spec/);
});
