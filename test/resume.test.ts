import assert from 'node:assert/strict';
import { type ChildProcess, execFileSync } from 'node:child_process';
import {
  appendFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  renameSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { openWorkbench } from '../src/adapters/workbench/index.ts';
import type { Event, SessionEnded } from '../src/core/events.ts';
import { adderFiles, delicateSession, right, writeAdder, wrong } from './support/adder.ts';
import { type CommandRun, logFile, logText, makeProject, type Project, readEvents, regent } from './support/cli.ts';
import {
  type Block,
  bash,
  type ModelServer,
  type Reply,
  type RequestBody,
  runTests,
  say,
  scriptModel,
  sendReply,
} from './support/model-server.ts';

const projects: Project[] = [];
const servers: ModelServer[] = [];
after(async () => {
  for (const project of projects) project.remove();
  for (const server of servers) await server.close();
});

function makeAdder(frontmatter = ''): Project {
  const project = makeProject(adderFiles({ frontmatter }));
  projects.push(project);
  return project;
}

/** A model that answers by how far the conversation is, however often and by whatever process it is asked. */
async function scriptTurns(turns: readonly Reply[]): Promise<ModelServer> {
  const server = await scriptModel(
    Array.from(
      { length: 500 },
      (): Reply => (request, response) => {
        const reply = turns[turnOf(request) - 1] ?? [say('Done.')];
        return typeof reply === 'function' ? reply(request, response) : reply;
      },
    ),
  );
  servers.push(server);
  return server;
}

const hang: Reply = () => null;

function turnOf(request: { readonly messages: readonly { role: string }[] }): number {
  return 1 + request.messages.filter((message) => message.role === 'assistant').length;
}

function endOf(run: CommandRun): SessionEnded {
  const last = run.events.at(-1);
  assert.equal(last?.type, 'session-ended', `${run.stdout.slice(-2000)}\n${run.stderr}`);
  return last as SessionEnded & Event;
}

/** Runs until the wanted event is in the log, and kills the process there and then. */
async function runAndKill(
  project: Project,
  server: ModelServer,
  args: readonly string[],
  isWanted: (event: Event) => boolean,
  kill: (child: ChildProcess) => unknown = (child) => child.kill('SIGKILL'),
): Promise<CommandRun> {
  let isKilled = false;
  return regent(project, [...args, '--json'], {
    server,
    onEvent: (event, child) => {
      if (isKilled || !isWanted(event)) return;
      isKilled = true;
      kill(child);
    },
  });
}

const isTool = (type: 'tool-started' | 'tool-finished', name: string) => (event: Event) =>
  event.type === type && event.name === name;
const is =
  (type: Event['type'], attempt?: number) =>
  (event: Event): boolean =>
    event.type === type && (attempt === undefined || ('attempt' in event && event.attempt === attempt));

const moments: readonly (readonly ((event: Event) => boolean)[])[] = [
  [is('session-started'), is('model-replied'), isTool('tool-started', 'edit'), is('attempt-started', 1)],
  [isTool('tool-started', 'bash'), is('attempt-committed', 1), is('choice-recorded'), is('verify-step')],
  [isTool('tool-finished', 'bash'), is('attempt-started', 2), is('attempt-committed', 2), is('session-ended')],
];

test('a session killed at a dozen moments ends in the very commit of one that was left alone', async () => {
  const project = makeAdder();
  const server = await scriptTurns(delicateSession);
  const undisturbed = endOf(await regent(project, ['run', 'adder', '--json', '--model', 'm'], { server }));
  assert.equal(undisturbed.outcome, 'candidate');
  for (const wanted of moments) {
    const before = server.requests.length;
    let session = '';
    let known: string[] = [];
    const answered: number[] = [];
    for (const isWanted of [...wanted, () => false]) {
      const asked = server.requests.length;
      const args = session === '' ? ['run', 'adder', '--model', 'm'] : ['resume', session];
      const run = await runAndKill(project, server, args, isWanted);
      session ||= run.events[0]?.session ?? '';
      const lines = logText(project, session).split('\n').slice(0, -1);
      const events = lines.map((line) => JSON.parse(line) as Event);
      assert.deepEqual(lines.slice(0, known.length), known, 'what was recorded stays as it was');
      assert.deepEqual(
        events.map((event) => event.seq),
        events.map((_, index) => index + 1),
      );
      for (const event of run.events) {
        assert.ok(lines.includes(JSON.stringify(event)), `nothing is shown unrecorded: ${JSON.stringify(event)}`);
      }
      for (const body of server.requests.slice(asked))
        assert.ok(!answered.includes(turnOf(JSON.parse(body))), 'what was answered is not asked again');
      for (const event of events) if (event.type === 'model-replied') answered.push(event.turn);
      known = lines;
      if (run.signal === null) {
        assert.equal(run.code, 3, run.stderr);
        assert.equal(endOf(run).commit, undisturbed.commit);
        assert.equal(events.filter((event) => event.type === 'choice-recorded').length, 1);
      }
      assert.deepEqual(processesOf(session), []);
    }
    const bodies = server.requests.slice(before);
    assert.equal(new Set(bodies).size, delicateSession.length, 'a request that is sent again has the same bytes');
  }
  assert.equal(project.git('fsck', '--strict', '--no-dangling'), '');
});

test('a torn last line is cut off, and said', async () => {
  const { project, server, session } = await killed(isTool('tool-finished', 'edit'));
  appendFileSync(logFile(project, session), '{"type":"tool-sta');
  const run = await regent(project, ['resume', session, '--json'], { server });
  assert.equal(endOf(run).outcome, 'candidate');
  assert.match(repairsOf(run), /last line of the log was torn; 17 bytes were cut off/);
});

test('a damaged log goes on from its last good event, and the damaged one is kept', async () => {
  const { project, server, session } = await killed(is('attempt-committed', 1));
  const lines = logText(project, session).split('\n');
  const at = lines.findIndex((line) => line.includes('"tool-finished"'));
  lines[at] = '\0\0garbage';
  writeFileSync(logFile(project, session), lines.join('\n'));
  const run = await regent(project, ['resume', session, '--json'], { server });
  assert.equal(endOf(run).outcome, 'candidate', run.stderr);
  assert.match(repairsOf(run), new RegExp(`damaged from line ${at + 1} on`));
  assert.equal(readFileSync(`${logFile(project, session)}.damaged`, 'utf8'), lines.join('\n'));
});

test('a workspace that was deleted is built anew, and the agent is told', async () => {
  const { project, session } = await killed((event) => event.type === 'model-replied' && event.turn === 2);
  rmSync(join(project.env.REGENT_CACHE_DIR ?? '', 'sessions', session), { recursive: true });
  const server = await scriptTurns([...delicateSession.slice(0, 2), [writeAdder(right), runTests]]);
  const run = await regent(project, ['resume', session, '--json'], { server });
  assert.match(repairsOf(run), /workspace was gone and was built anew/);
  assert.equal(endOf(run).outcome, 'candidate');
  const told = (JSON.parse(server.requests[0] ?? '') as RequestBody).messages.at(-1)?.content as { type: string }[];
  assert.match(JSON.stringify(told), /had to be built anew; the outputs are empty/);
  // The Messages API refuses a text that stands before the results of calls.
  assert.deepEqual(
    told.map((block) => block.type),
    ['tool_result', 'tool_result', 'text'],
  );
});

test('a session does not go on when its assets have changed, and the way on is said', async () => {
  const { project, server, session } = await killed(is('attempt-committed', 1));
  project.write({ 'specs/adder/tests/more.test.js': "require('node:test')('R1 more', () => {});\n" });
  const asked = server.requests.length;
  const run = await regent(project, ['resume', session], { server });
  assert.equal(run.code, 1);
  assert.match(run.stderr, /adder is built from changed since session .* began: specs\/adder\/tests\/more\.test\.js/);
  assert.match(run.stderr, /--take-assets.*regent run adder/);
  assert.equal(server.requests.length, asked);
});

test('of two processes that resume a session one is turned away', async () => {
  const { project, session } = await killed(is('model-asked', 2));
  let release: () => void = () => {};
  const server = await scriptTurns(
    delicateSession.map((blocks, index) => (request, response) => {
      if (index !== 3) return blocks;
      release = () => sendReply(response, request.model, 99, blocks);
      return null;
    }),
  );
  let second: Promise<CommandRun> | undefined;
  const first = await regent(project, ['resume', session, '--json'], {
    server,
    onEvent: (event) => {
      if (event.type !== 'session-resumed') return;
      second = regent(project, ['resume', session], { server }).finally(() => release());
    },
  });
  const turnedAway = await second;
  assert.equal(turnedAway?.code, 1);
  assert.match(turnedAway?.stderr ?? '', /is running|is in use by process \d+/);
  assert.equal(endOf(first).outcome, 'candidate');
});

test('a lock whose process is dead, or is another of the same id, holds nobody up', async () => {
  const { project, server, session } = await killed(is('attempt-committed', 1));
  const lock = `${logFile(project, session)}.lock`;
  assert.ok(existsSync(lock), 'the killed process left its lock');
  writeFileSync(lock, `${process.pid} 1`);
  assert.equal(endOf(await regent(project, ['resume', session, '--json'], { server })).outcome, 'candidate');
  assert.ok(!existsSync(lock));
  assert.deepEqual(
    readdirSync(join(logFile(project, session), '..')).filter((name) => name.includes('lock')),
    [],
  );
});

test('a request that was interrupted is sent again as it was, not taken for the end of a turn', async () => {
  const project = makeAdder();
  const hanging = await scriptTurns([...delicateSession.slice(0, 1), hang]);
  const run = await runAndKill(
    project,
    hanging,
    ['run', 'adder', '--model', 'm'],
    (event) => event.type === 'model-asked' && event.turn === 2,
    (child) => child.kill('SIGINT'),
  );
  assert.equal(run.code, 130);
  assert.equal(endOf(run).outcome, 'interrupted');
  const server = await scriptTurns(delicateSession);
  const resumed = await regent(project, ['resume', run.events[0]?.session ?? '', '--json'], { server });
  assert.equal(endOf(resumed).outcome, 'candidate');
  const second = hanging.requests[1];
  if (second !== undefined) assert.equal(server.requests[0], second);
});

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  test(`${signal} ends a session at once while a command hangs, as interrupted and resumable`, async () => {
    const project = makeAdder();
    const server = await scriptTurns([[writeAdder(right), bash('echo "$PPID" > /dev/null; sleep 250')], [runTests]]);
    const run = await runAndKill(
      project,
      server,
      ['run', 'adder', '--model', 'm'],
      isTool('tool-started', 'bash'),
      (child) => child.kill(signal),
    );
    assert.equal(run.code, 130);
    assert.equal(endOf(run).outcome, 'interrupted');
    assert.match(endOf(run).next, /regent resume adder-/);
    assert.deepEqual(processesOf(run.events[0]?.session ?? ''), []);
  });
}

test('Ctrl-C in a terminal, which reaches all of the group, breaks off no commit', async () => {
  const project = makeAdder();
  const server = await scriptTurns([[writeAdder(right), runTests]]);
  const run = await regent(project, ['run', 'adder', '--model', 'm', '--json'], {
    server,
    ownGroup: true,
    onEvent: (event, child) => {
      if (isTool('tool-started', 'run_tests')(event)) process.kill(-(child.pid as number), 'SIGINT');
    },
  });
  assert.equal(run.code, 130, run.stdout);
  assert.equal(endOf(run).outcome, 'interrupted');
});

test('an outage ends a session with one event, and it goes on when the outage is over', async () => {
  const project = makeAdder();
  const objects = join(project.root, '.git/objects');
  const server = await scriptTurns([
    [writeAdder(right)],
    () => {
      renameSync(objects, `${objects}.away`);
      return [runTests];
    },
  ]);
  const run = await regent(project, ['run', 'adder', '--model', 'm', '--json'], { server });
  assert.equal(run.code, 1);
  assert.equal(endOf(run).outcome, 'failed');
  assert.match(endOf(run).reason, /^Regent itself failed: git /);
  rmSync(objects, { recursive: true, force: true });
  renameSync(`${objects}.away`, objects);
  const resumed = await regent(project, ['resume', run.events[0]?.session ?? '', '--json'], { server });
  assert.equal(endOf(resumed).outcome, 'candidate', resumed.stdout);
});

test('a reader of stdout that goes away ends the session as interrupted', async () => {
  const project = makeAdder();
  const server = await scriptTurns([[writeAdder(right)], [runTests]]);
  const run = await regent(project, ['run', 'adder', '--model', 'm', '--json'], {
    server,
    onEvent: (event, child) => {
      if (event.type === 'session-started') child.stdout?.destroy();
    },
  });
  assert.equal(run.code, 130);
  assert.equal(run.stderr, '');
  const session = run.events[0]?.session ?? '';
  const last = readEvents(project, session).at(-1);
  assert.equal(last?.type === 'session-ended' && last.outcome, 'interrupted');
  assert.equal(endOf(await regent(project, ['resume', session, '--json'], { server })).outcome, 'candidate');
});

test('an interruption before there is a session exits at once', async () => {
  const project = makeAdder();
  const server = await scriptTurns([]);
  const { env, started } = slowGit(project, 'rev-parse|ls-files|cat-file|status');
  const run = regent(project, ['run', 'adder'], {
    server,
    env,
    onStart: (child) => void started().then(() => child.kill('SIGINT')),
  });
  assert.equal((await run).code, 130);
  assert.equal(server.requests.length, 0);
  for (let tries = 0; tries < 500 && processesIn(project.root).length > 0; tries++)
    await new Promise((resolve) => setTimeout(resolve, 5));
  assert.deepEqual(processesIn(project.root), [], 'the git that hangs is gone too');
});

test('a second interruption does not wait for what the first one winds up', async () => {
  const project = makeAdder();
  const server = await scriptTurns([hang]);
  const { env, started } = slowGit(project, 'hash-object');
  const run = await regent(project, ['run', 'adder', '--json'], {
    server,
    env,
    onEvent: (event, child) => {
      if (event.type === 'model-asked') child.kill('SIGINT');
      if (event.type === 'session-ended') void started().then(() => child.kill('SIGINT'));
    },
  });
  assert.equal(run.code, 130);
  assert.equal(endOf(run).outcome, 'interrupted');
});

test('a candidate goes on with a message, and what is accepted then is the later attempt', async () => {
  const { project, server, session, ended } = await finished();
  const again = await regent(project, ['resume', session, '--json', '--message', 'Say more in a comment.'], { server });
  assert.equal(again.code, 3, again.stderr);
  assert.equal(endOf(again).attempt, 2);
  assert.notEqual(endOf(again).commit, ended.commit);
  assert.match(server.requests.at(-1) ?? '', /The person you work for says:\\nSay more in a comment\./);
  const accepted = await regent(project, ['accept', session, '--json'], { server });
  assert.equal(accepted.code, 0, accepted.stderr);
  assert.match(project.git('show', 'HEAD:generated/adder/add.js'), /more/);
});

test('a candidate without a message stays what it is', async () => {
  const { project, server, session, ended } = await finished();
  const asked = server.requests.length;
  const run = await regent(project, ['resume', session, '--json'], { server });
  assert.equal(run.code, 3);
  assert.equal(endOf(run).commit, ended.commit);
  assert.equal(server.requests.length, asked);
});

test('a rejected session goes on with a message, and then waits for a decision again', async () => {
  const { project, server, session } = await finished();
  assert.equal((await regent(project, ['reject', session, '--cause', 'bad-luck', '--note', 'Bare.'])).code, 0);
  const bare = await regent(project, ['resume', session], { server });
  assert.equal(bare.code, 1);
  assert.match(bare.stderr, /was rejected[\s\S]*--message/);
  const again = await regent(project, ['resume', session, '--json', '--message', 'Add a comment.'], { server });
  assert.equal(endOf(again).outcome, 'candidate');
  const waiting = (await regent(project, ['log', '--json'])).events as unknown as { status: string }[];
  assert.equal(waiting[0]?.status, 'waiting');
  assert.equal((await regent(project, ['accept', 'adder'])).code, 0);
  const refused = await regent(project, ['resume', session, '--message', 'More.'], { server });
  assert.equal(refused.code, 1);
  assert.match(refused.stderr, /is accepted[\s\S]*regent run adder/);
});

test('a verified attempt can still be accepted when the session was cut off after it', async () => {
  const { project, session, ended } = await finished();
  const server = await scriptTurns([...Array<Block[]>(4).fill([]), hang]);
  const cut = await runAndKill(
    project,
    await scriptTurns([hang, hang, hang]),
    ['resume', session, '--message', 'More.'],
    is('model-asked'),
    (child) => child.kill('SIGINT'),
  );
  assert.equal(endOf(cut).outcome, 'interrupted');
  const accepted = await regent(project, ['accept', session, '--json'], { server });
  assert.equal(accepted.code, 0, accepted.stderr);
  assert.equal((accepted.events[0] as unknown as { files: number }).files, 1);
  assert.ok(ended.commit);
});

test('a session at its limit goes on when the limit is raised, and only then', async () => {
  const project = makeAdder();
  const server = await scriptTurns([
    [writeAdder(wrong), runTests],
    [writeAdder(right), runTests],
  ]);
  const run = await regent(project, ['run', 'adder', '--json', '--attempts', '1'], { server });
  assert.equal(run.code, 4);
  const { session } = run.events[0] as Event;
  assert.equal(endOf(run).next, `regent resume ${session} --attempts N`);
  assert.equal((await regent(project, ['resume', session], { server })).code, 4);
  assert.equal(server.requests.length, 1);
  const raised = await regent(project, ['resume', session, '--json', '--attempts', '2'], { server });
  assert.equal(raised.code, 3);
  assert.equal(server.requests.length, 2);
});

test('an objection is answered with a message', async () => {
  const project = makeAdder();
  const objection: Block = {
    type: 'tool_use',
    name: 'object',
    input: { requirement: 'R1', evidence: 'R1 says sum, a test says difference.', question: 'Which?' },
  };
  const server = await scriptTurns([[objection], [writeAdder(right), runTests]]);
  const run = await regent(project, ['run', 'adder', '--json'], { server });
  assert.equal(run.code, 5);
  const { session } = run.events[0] as Event;
  assert.equal((await regent(project, ['resume', session], { server })).code, 5);
  const answered = await regent(project, ['resume', session, '--json', '--message', 'The sum.'], { server });
  assert.equal(answered.code, 3, answered.stderr);
  assert.match(server.requests[1] ?? '', /Recorded[\s\S]*The sum\./);
});

test('a rollback puts the outputs back before the agent goes on, and an unknown attempt is refused', async () => {
  const project = makeAdder();
  const turns: Reply[] = [
    [writeAdder(`${wrong}// first\n`), runTests],
    [writeAdder(wrong), bash('ln -s /etc/hostname generated/adder/link; echo x > generated/adder/extra.txt'), runTests],
    [bash('cat generated/adder/add.js; ls generated/adder'), writeAdder(right), runTests],
  ];
  const server = await scriptTurns(turns);
  const run = await regent(project, ['run', 'adder', '--json', '--attempts', '2'], { server });
  const { session } = run.events[0] as Event;
  const refused = await regent(project, ['resume', session, '--rollback', '7', '--attempts', '3'], { server });
  assert.equal(refused.code, 2);
  assert.match(refused.stderr, /has no attempt 7; it has 2/);
  const back = await regent(project, ['resume', session, '--json', '--rollback', '1', '--attempts', '3'], { server });
  assert.equal(endOf(back).outcome, 'candidate', back.stderr);
  const shown = back.events.find(isTool('tool-finished', 'bash'));
  assert.ok(shown?.type === 'tool-finished' && shown.result.startsWith(`${wrong}// first\nadd.js\n`));
});

/** A session that was killed at a moment, and the model to go on with. */
async function killed(isWanted: (event: Event) => boolean) {
  const project = makeAdder();
  const server = await scriptTurns(delicateSession);
  const run = await runAndKill(project, server, ['run', 'adder', '--model', 'm'], isWanted);
  assert.equal(run.signal, 'SIGKILL');
  return { project, server, session: run.events[0]?.session ?? '' };
}

/** A session that ended with a candidate; its model then adds a comment when it is asked again. */
async function finished() {
  const project = makeAdder();
  const server = await scriptTurns([
    [writeAdder(right), runTests],
    [writeAdder(`${right}// more\n`), runTests],
  ]);
  const run = await regent(project, ['run', 'adder', '--json', '--model', 'm'], { server });
  return { project, server, session: run.events[0]?.session ?? '', ended: endOf(run) };
}

function repairsOf(run: CommandRun): string {
  const resumed = run.events.find((event) => event.type === 'session-resumed');
  return resumed?.type === 'session-resumed' ? resumed.repairs.join('\n') : '';
}

/** A `git` that says so and then sleeps when it is asked for one of the commands; else it is the real one. */
function slowGit(project: Project, commands: string) {
  const bin = join(project.root, '..', 'bin');
  const fifo = join(bin, 'started');
  const real = (process.env.PATH ?? '').split(':').find((path) => existsSync(join(path, 'git')));
  project.write({
    '../bin/git': `#!/bin/sh
case " $* " in *" hash-object "*|*" rev-parse "*|*" ls-files "*|*" cat-file "*|*" status "*)
  for word in "$@"; do case "$word" in ${commands}) echo started >> ${fifo}; exec sleep 250;; esac; done;;
esac
exec ${real}/git "$@"
`,
  });
  project.chmod('../bin/git');
  return {
    env: { PATH: `${bin}:${process.env.PATH}` },
    started: async () => {
      while (!existsSync(fifo)) await new Promise((resolve) => setImmediate(resolve));
    },
  };
}

/** What still runs in a folder, by process id. */
function processesIn(folder: string): string[] {
  if (!existsSync('/proc')) return [];
  return readdirSync('/proc').filter((pid) => {
    try {
      return /^\d+$/.test(pid) && readlinkSync(`/proc/${pid}/cwd`) === folder;
    } catch {
      return false;
    }
  });
}

/** What still runs in the session's folders, by command line. */
function processesOf(session: string): string[] {
  if (!existsSync('/proc') || session === '') return [];
  return readdirSync('/proc').flatMap((pid) => {
    if (!/^\d+$/.test(pid)) return [];
    try {
      const words = readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0').join(' ');
      return words.includes(`sessions/${session}`) ? [words] : [];
    } catch {
      return [];
    }
  });
}

test('a resume that fails half-way leaves the session to be resumed, by the same process too', async () => {
  const { project, server, session } = await killed(is('attempt-committed', 1));
  const workbench = await openWorkbench(project.root, { ...process.env, ...project.env, ...server.env });
  assert.ok('resume' in workbench);
  const model = { kind: 'live' } as const;
  project.git('update-ref', '-d', `refs/regent/sessions/${session}`);
  project.git('gc', '-q', '--prune=now');
  await assert.rejects(workbench.resume(session, { model, rollBackTo: 1 }), /git ls-tree failed/);
  const unknown = await workbench.resume(session, { model, rollBackTo: 7 });
  assert.match(JSON.stringify(unknown), /has no attempt 7; it has 1/);
  const resumed = await workbench.resume(session, { model, limits: { attempts: 1 } });
  assert.ok('done' in resumed, JSON.stringify(resumed));
  await resumed.done;
});

test('prune sweeps what is left of a session that was killed before its first event, and no log of another', async () => {
  const project = makeAdder();
  const sessions = join(project.root, '.git/regent/sessions');
  const lay = (id: string, log: string | null, hoursOld: number): void => {
    mkdirSync(join(sessions, id), { recursive: true });
    mkdirSync(join(project.env.REGENT_CACHE_DIR ?? '', 'sessions', id, 'work'), { recursive: true });
    writeFileSync(join(sessions, id, 'events.jsonl.lock'), `${2 ** 22} 1`);
    if (log !== null) writeFileSync(join(sessions, id, 'events.jsonl'), log);
    const then = Date.now() / 1000 - hoursOld * 3600;
    utimesSync(join(sessions, id), then, then);
  };
  lay('adder-empty', null, 30);
  lay('adder-torn', '{"type":"session-st', 30);
  lay('adder-starting', '', 1);
  lay('adder-damaged', '\0\0\0\n', 30);
  // A command may have nested folders until no path leads there any more.
  const name = 'd'.repeat(200);
  execFileSync('sh', ['-c', `for i in $(seq 30); do mkdir ${name} && cd -P ${name} || exit 1; done; touch deepest`], {
    cwd: join(project.env.REGENT_CACHE_DIR ?? '', 'sessions/adder-torn/work'),
  });

  const { code, stdout, stderr } = await regent(project, ['prune', '--days', '1', '--json']);
  const { pruned = stderr } = JSON.parse(stdout || '{}') as { pruned?: string[] };
  assert.deepEqual([code, [...pruned].sort()], [0, ['adder-empty', 'adder-torn']]);
  assert.deepEqual(readdirSync(sessions).sort(), ['adder-damaged', 'adder-starting']);
  assert.deepEqual(readdirSync(join(project.env.REGENT_CACHE_DIR ?? '', 'sessions')).sort(), [
    'adder-damaged',
    'adder-starting',
  ]);
});
