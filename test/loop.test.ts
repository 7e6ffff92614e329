import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import type { ServerResponse } from 'node:http';
import { join } from 'node:path';
import { after, test } from 'node:test';
import type { Event, SessionEnded } from '../src/core/events.ts';
import { adderFiles, right, writeAdder, wrong } from './support/adder.ts';
import { type CommandRun, makeProject, regent } from './support/cli.ts';
import {
  type Block,
  bash,
  type ModelServer,
  type Reply,
  type RequestBody,
  runTests,
  say,
  scriptModel,
  write,
} from './support/model-server.ts';

const rule = `---
name: no-todo
description: No TODO is left
check: '! grep -rn TODO generated'
---

Leave no TODO in the code.
`;
const holdout = `const test = require('node:test');
const assert = require('node:assert');
const { add } = require('../../../generated/careful/add.js');
test('R2 adds what is secret', () => assert.strictEqual(add(-20, 7), -13));
`;
const project = makeProject({
  ...adderFiles(),
  ...adderFiles({
    name: 'careful',
    frontmatter: `holdout:
  command: node --test --test-reporter=tap specs/careful/holdout/*.test.js
  report: tap
`,
  }),
  'specs/careful/holdout/secret.test.js': holdout,
  'rules/no-todo.md': rule,
});
const servers: ModelServer[] = [];
after(async () => {
  project.remove();
  for (const server of servers) await server.close();
});

async function runSession(replies: readonly Reply[], args: readonly string[] = [], spec = 'adder') {
  const server = await scriptModel(replies);
  servers.push(server);
  const run = await regent(project, ['run', spec, '--json', ...args], { server });
  return { run, server, ended: endOf(run), session: run.events[0]?.session ?? '' };
}

function endOf(run: CommandRun): SessionEnded & Event {
  const last = run.events.at(-1);
  assert.equal(last?.type, 'session-ended', `${run.stdout.slice(-2000)}\n${run.stderr}`);
  return last as SessionEnded & Event;
}

function resultsOf(run: CommandRun): { name: string; result: string; isError: boolean }[] {
  return run.events.flatMap((event) => (event.type === 'tool-finished' ? [event] : []));
}

function call(name: string, input: unknown): Block {
  return { type: 'tool_use', name, input };
}

test('what a tool refuses is said in a sentence, changes nothing and costs no attempt', async () => {
  const calls: [Block, RegExp | null][] = [
    [
      call('rm_rf', {}),
      /There is no tool "rm_rf"\. The tools are: read, write, edit, bash, run_tests, object, choose\./,
    ],
    [call('write', { file_path: 'generated/adder/add.js' }), /write was not run: content: /],
    [call('write', { file_path: 7, content: ['x'] }), /write was not run: file_path: .*content: /],
    [call('edit', []), /The input of edit is not an object\. Nothing was done\./],
    [call('choose', { question: '', choice: 'x' }), /choose was not run: question: /],
    [write('../outside.js', ''), /"\.\.\/outside\.js" leads out of the workspace/],
    [write('/etc/passwd', ''), /"\/etc\/passwd" is outside the workspace/],
    [write('generated/adder/../../specs/adder/spec.md', ''), /is not an output, .*Outputs: generated\/adder\/\*\*\./],
    [write('specs/adder/tests/add.test.js', ''), /is not an output/],
    [write(`generated/adder/${'x'.repeat(300)}`, ''), /can't be reached \(ENAMETOOLONG\)/],
    [call('read', { file_path: 'nothing.js' }), /"nothing\.js" does not exist/],
    [
      call('edit', { file_path: 'generated/adder/add.js', old_string: 'a', new_string: 'b' }),
      /does not exist: write it/,
    ],
    [writeAdder(`// one one\n${right}`), null],
    [
      call('edit', { file_path: 'generated/adder/add.js', old_string: 'two', new_string: 'x' }),
      /does not contain old_string/,
    ],
    [call('edit', { file_path: 'generated/adder/add.js', old_string: 'one', new_string: 'x' }), /occurs 2 times/],
    [
      call('edit', { file_path: 'generated/adder/add.js', old_string: 'one', new_string: 'x', replace_all: true }),
      null,
    ],
    [write('generated/adder/add.js/more.js', 'x'), /"generated\/adder\/add\.js" is a file, so nothing lies below it/],
    [bash("printf 'caf\\351 one' > generated/adder/latin.txt"), null],
    [
      call('edit', { file_path: 'generated/adder/latin.txt', old_string: 'one', new_string: 'two' }),
      /"generated\/adder\/latin\.txt" is not UTF-8 text: change it with bash/,
    ],
    [bash('ln -s /etc generated/adder/etc'), null],
    [write('generated/adder/etc/passwd', 'x'), /"generated\/adder\/etc" is a symbolic link/],
    [bash('rm generated/adder/etc'), null],
    [bash('echo x > specs/adder/spec.md || kill -9 $$'), /[Rr]ead-only/],
    [bash('yes | head -c 100000000'), /killed: over the limit on output/],
    [call('read_skill', { name: 'x' }), /There is no tool "read_skill"/],
  ];
  const { run, ended, server } = await runSession([calls.map(([block]) => block), [runTests]]);
  const results = resultsOf(run);
  for (const [index, [block, expected]] of calls.entries()) {
    const finished = results[index];
    const told = `${JSON.stringify(block)}: ${finished?.result}`;
    if (expected) assert.match(finished?.result ?? '', expected, told);
    assert.equal(finished?.isError, expected !== null, told);
    assert.ok((finished?.result.length ?? 0) < 30_000);
  }
  assert.equal(ended.outcome, 'candidate');
  assert.equal(ended.attempts, 1);
  // Every call has its result, in the next message, before anything else.
  const next = JSON.parse(server.requests[1] ?? '') as RequestBody;
  const content = next.messages.at(-1)?.content as { type: string }[];
  assert.deepEqual(
    content.map((block) => block.type),
    calls.map(() => 'tool_result'),
  );
});

test('a tool input that broke off does nothing, and the agent is told how to go on', async () => {
  const { run, ended } = await runSession([
    answer('max_tokens', [writeAdder(right)], { partial: '{"file_path": "generated/adder/add.js", "content": "exp' }),
    [writeAdder(right), runTests],
  ]);
  assert.match(resultsOf(run)[0]?.result ?? '', /not complete JSON[\s\S]*Nothing was done/);
  assert.equal(ended.outcome, 'candidate');
});

test('replies and outputs of megabytes go through, bounded where the agent reads them', async () => {
  const { run, ended, server } = await runSession([
    [say('word '.repeat(400_000)), write('generated/adder/data.txt', 'x'.repeat(3_000_000))],
    [
      bash('seq 1 60000; printf "\\033]0;title\\007\\033[31mred"'),
      call('read', { file_path: 'generated/adder/data.txt' }),
    ],
    [writeAdder(right), runTests],
  ]);
  assert.equal(ended.outcome, 'candidate');
  const [, printed, read] = resultsOf(run);
  assert.match(printed?.result ?? '', /characters in \d+ lines left out/);
  assert.ok((printed?.result.length ?? 0) < 13_000);
  assert.match(printed?.result ?? '', /59999\n60000\nred\b/);
  assert.match(read?.result ?? '', /more characters: give a view_range/);
  assert.ok((server.requests[2]?.length ?? 0) > 5_000_000, 'what was said stays in the conversation');
});

test('a turn that ends without a test run is tested by Regent', async () => {
  const { run, ended } = await runSession([[writeAdder(wrong)], [say('Done.')], [writeAdder(right)], [say('Mended.')]]);
  assert.equal(ended.outcome, 'candidate');
  const attempts = run.events.filter((event) => event.type === 'attempt-started');
  assert.deepEqual(
    attempts.map((event) => event.type === 'attempt-started' && event.call),
    [null, null],
  );
});

test('a test run without a change costs no attempt', async () => {
  const { run, ended } = await runSession([
    [runTests],
    [writeAdder(wrong), runTests],
    [runTests],
    [writeAdder(right), runTests],
  ]);
  assert.deepEqual([ended.outcome, ended.attempts], ['candidate', 2]);
  const told = resultsOf(run).filter((one) => one.name === 'run_tests' && one.isError);
  assert.match(told[0]?.result ?? '', /no file that matches the outputs \(generated\/adder\/\*\*\)/);
  assert.match(told[1]?.result ?? '', /as they were at attempt 1/);
});

test('a second call for unchanged outputs tests them once more, as an attempt', async () => {
  const { run, ended } = await runSession([
    [writeAdder(wrong), runTests],
    [runTests],
    [runTests],
    [writeAdder(right), runTests],
  ]);
  assert.deepEqual([ended.outcome, ended.attempts], ['candidate', 3]);
  const told = resultsOf(run).filter((one) => one.name === 'run_tests');
  assert.match(told[1]?.result ?? '', /call run_tests again/);
  assert.match(told[2]?.result ?? '', /^Attempt 2 of \d+: red/);
});

test('outputs that a commit cannot hold are told to the agent, not a failure of the session', async () => {
  const { run, ended } = await runSession([
    [writeAdder(right), write('generated/adder/ADD.js', right), runTests],
    [bash('rm generated/adder/ADD.js'), runTests],
  ]);
  assert.match(resultsOf(run)[2]?.result ?? '', /No attempt was made: .*differs from .* in case/);
  assert.deepEqual([ended.outcome, ended.attempts], ['candidate', 1]);
});

test('what the outputs can not keep is told in a few lines, and leaves nothing that can not be removed', async () => {
  const name = 'd'.repeat(200);
  const { run, ended } = await runSession([
    [
      writeAdder(right),
      bash('mkdir generated/adder/l; for i in $(seq 300); do ln -s x generated/adder/l/$i; done'),
      bash(`cd generated/adder; for i in $(seq 30); do mkdir ${name} && cd -P ${name} || exit 1; done; touch deepest`),
      runTests,
    ],
    [bash('rm -r generated/adder/l generated/adder/d*'), runTests],
  ]);
  const started = run.events.find((event) => event.type === 'attempt-started');
  const findings = started?.type === 'attempt-started' ? started.findings : [];
  assert.equal(findings.length, 21);
  assert.match(findings.at(-1) ?? '', /And \d+ more paths in the outputs can't be kept/);
  const tested = resultsOf(run).find(({ name: tool }) => tool === 'run_tests');
  assert.ok((tested?.result.length ?? 0) < 8000, `${tested?.result.length} characters`);
  assert.deepEqual([ended.outcome, ended.attempts], ['candidate', 2], ended.reason);
});

test('what was written outside the outputs is taken away, and said', async () => {
  const { run, ended } = await runSession([
    [writeAdder(wrong), bash('mkdir own; echo x > own/x; echo y > y')],
    [runTests],
    [bash('cat own/x y')],
    [writeAdder(right), runTests],
  ]);
  const started = run.events.find((event) => event.type === 'attempt-started');
  assert.deepEqual(started?.type === 'attempt-started' && started.undone, ['own/x', 'y']);
  const [, , tested, looked] = resultsOf(run);
  assert.match(tested?.result ?? '', /Taken away, because it lies outside the outputs: own\/x, y/);
  assert.match(looked?.result ?? '', /own\/x: No such file.*\(exit code 1\)/s);
  assert.equal(looked?.isError, false, 'an exit code is an answer');
  assert.equal(ended.outcome, 'candidate');
});

test('a model that does nothing is asked three times, and can be told what to do', async () => {
  const { run, ended, session } = await runSession([[], [say('Hm.')], []]);
  assert.equal(run.code, 1);
  assert.match(ended.reason, /ended its turn 3 times without writing or testing anything/);
  const server = await scriptModel([[writeAdder(right), runTests]]);
  servers.push(server);
  const resumed = await regent(project, ['resume', session, '--json', '--message', 'Write add.js.'], { server });
  assert.equal(endOf(resumed).outcome, 'candidate');
  assert.match(server.requests[0] ?? '', /Write add\.js\./);
});

test('a reply that was cut off goes on, and three such replies end the session with the mend', async () => {
  const cut = answer('max_tokens', [say('I think')]);
  const { ended, server } = await runSession([cut, [writeAdder(right), runTests]]);
  assert.equal(ended.outcome, 'candidate');
  assert.match(server.requests[1] ?? '', /Your reply was cut off/);
  const { run, ended: failed, session } = await runSession([cut, cut, cut]);
  assert.equal(run.code, 1);
  assert.match(failed.next, new RegExp(`regent resume ${session} --max-tokens N, with more than \\d+`));
  const more = await scriptModel([[writeAdder(right), runTests]]);
  servers.push(more);
  const resumed = await regent(project, ['resume', session, '--json', '--max-tokens', '50000'], { server: more });
  assert.equal(endOf(resumed).outcome, 'candidate');
  assert.equal((JSON.parse(more.requests[0] ?? '') as { max_tokens: number }).max_tokens, 50_000);
});

test('a refusal ends the session, and a resume leaves the refused turn out', async () => {
  const { run, ended, session } = await runSession([answer('refusal', [say('I must not.')])]);
  assert.equal(run.code, 1);
  assert.match(ended.reason, /refused/);
  const server = await scriptModel([[writeAdder(right), runTests]]);
  servers.push(server);
  const resumed = await regent(project, ['resume', session, '--json', '--model', 'other'], { server });
  assert.equal(endOf(resumed).outcome, 'candidate', resumed.stderr);
  assert.ok(!server.requests[0]?.includes('I must not.'));
});

test('a paused turn goes on from what was said, and a full context is a limit', async () => {
  const { ended, server } = await runSession([answer('pause_turn', [say('Half.')]), [writeAdder(right), runTests]]);
  assert.equal(ended.outcome, 'candidate');
  const messages = (JSON.parse(server.requests[1] ?? '') as RequestBody).messages;
  assert.equal(messages.at(-1)?.role, 'assistant');
  const full = await runSession([answer('model_context_window_exceeded', [say('Too')])]);
  assert.equal(full.run.code, 4);
  assert.match(full.ended.reason, /length of the conversation/);
});

test('each limit is named, ends the session with code 4, and says how to go on', async () => {
  const red: Reply[] = [[writeAdder(wrong)], [bash('true')], [bash('true')]];
  const model = ['--model', 'claude-opus-5-5'];
  for (const [args, name] of [
    [['--tokens', '1500'], 'tokens'],
    [['--usd', '0.00001', ...model], 'usd'],
    [['--total-usd', '0.00001', ...model], 'total-usd'],
    [['--minutes', '0.00001'], 'minutes'],
  ] as const) {
    const { run, ended, session } = await runSession(red, args);
    assert.equal(run.code, 4, name);
    const reached = run.events.find((event) => event.type === 'limit-reached');
    assert.equal(reached?.type === 'limit-reached' && reached.limit, name);
    assert.equal(ended.next, `regent resume ${session} --${name} N`);
  }
});

test('of holdout tests that fail the agent learns the requirement, and nothing else', async () => {
  const special = 'exports.add = (a, b) => (a === -20 ? 0 : a + b);\n';
  const { run, ended, server } = await runSession(
    [
      [writeAdder(special, 'careful'), runTests],
      [writeAdder(right, 'careful'), runTests],
    ],
    [],
    'careful',
  );
  assert.deepEqual([ended.outcome, ended.attempts], ['candidate', 2]);
  const finished = run.events.find((event) => event.type === 'verify-finished');
  assert.deepEqual(finished?.type === 'verify-finished' && finished.disclosed, ['R2']);
  assert.match(server.requests[1] ?? '', /Holdout tests, which you cannot see, fail for R2/);
  for (const request of server.requests)
    assert.ok(!/secret|-13|-20, 7/.test(request), 'nothing of the holdout is sent');
});

test('a verification that began with the tests of a later attempt counts only where these pass, and leaves nothing behind', async () => {
  const other = 'exports.add = (a, b) => a * b;\n';
  const { run, ended, session } = await runSession([
    [writeAdder(wrong), runTests],
    [writeAdder(other), runTests],
    [writeAdder(right), runTests],
  ]);
  assert.equal(ended.outcome, 'candidate');
  const course = run.events.flatMap((event) => {
    if (event.type === 'attempt-committed') return [`${event.attempt} ${event.green ? 'green' : 'red'}`];
    return event.type.startsWith('verify-') ? [event.type] : [];
  });
  const steps = ['verify-step', 'verify-step'];
  assert.deepEqual(course, ['1 red', '2 red', '3 green', 'verify-started', ...steps, 'verify-finished']);
  assert.ok(!existsSync(join(project.env.REGENT_CACHE_DIR ?? '', 'sessions', session, 'runs')));
});

test('a rule whose check fails keeps an attempt from being a candidate', async () => {
  const { run, ended } = await runSession([
    [writeAdder(`// TODO\n${right}`), runTests],
    [writeAdder(right), runTests],
  ]);
  assert.deepEqual([ended.outcome, ended.attempts], ['candidate', 2]);
  const first = resultsOf(run).find((one) => one.name === 'run_tests');
  assert.match(first?.result ?? '', /But it is not verified:\n- rule no-todo failed:\n[\s\S]*add\.js:1:\/\/ TODO/);
});

test('what the agent chose is recorded once, also when it says so with its last test run', async () => {
  const choose = (choice: string) =>
    call('choose', { requirement: 'R1', question: 'What of strings?', choice, alternatives: ['Thrown.'] });
  const { run, session } = await runSession([[choose('Joined.'), writeAdder(right), runTests, choose('Refused.')]]);
  const choices = run.events.filter((event) => event.type === 'choice-recorded');
  assert.equal(choices.length, 2);
  const review = await regent(project, ['review', session]);
  const said = review.stdout.match(/R1: What of strings\?\n.*/g);
  assert.equal(said?.length, 1, 'what is chosen again about the same question replaces the choice');
  assert.match(said?.[0] ?? '', /Refused\.$/);
});

test('a command of the agent is run by bash, and what it leaves outside the outputs lasts until the attempt closes', async () => {
  const { run } = await runSession([
    [
      bash('[[ -n $BASH_VERSION ]] && cat <<<"as bash" > notes.txt'),
      bash('cat notes.txt'),
      writeAdder(right),
      runTests,
    ],
  ]);
  assert.deepEqual(
    resultsOf(run).flatMap(({ name, result }) => (name === 'bash' ? [result] : [])),
    ['(exit code 0)', 'as bash\n(exit code 0)'],
  );
  assert.ok(run.events.some((event) => event.type === 'attempt-started' && event.undone.includes('notes.txt')));
});

test('the conversation sent is a prefix of the next one, and specs of one project share its first part', async () => {
  const turns: Reply[] = [[say('A.'), writeAdder(wrong)], [], [runTests], [writeAdder(right), runTests]];
  const { server, ended } = await runSession(turns);
  assert.equal(ended.outcome, 'candidate');
  const blocks = server.requests.map((request) => flatten(JSON.parse(request) as RequestBody));
  for (const [index, before] of blocks.entries()) {
    const next = blocks[index + 1];
    if (next) assert.deepEqual(next.slice(0, before.length), before);
  }
  const other = await runSession([[writeAdder(right, 'careful'), runTests]], [], 'careful');
  const [one, two] = [server, other.server].map((one) => JSON.parse(one.requests[0] ?? '') as RequestBody);
  assert.equal(JSON.stringify(one?.tools), JSON.stringify(two?.tools));
  assert.equal(JSON.stringify(one?.system), JSON.stringify(two?.system));
});

/** The conversation as a list of blocks with their roles; where a cache breakpoint lies is no part of it. */
function flatten({ system, tools, messages }: RequestBody): string[] {
  const strip = (value: unknown) =>
    JSON.stringify(value, (key, inner) => (key === 'cache_control' ? undefined : inner));
  return [
    strip(tools),
    strip(system),
    ...messages.flatMap(({ role, content }) =>
      (Array.isArray(content) ? content : [content]).map((block) => `${role} ${strip(block)}`),
    ),
  ];
}

/** A reply with a stop reason of its own; `partial` is what came of the last call's input. */
function answer(stop: string, blocks: readonly Block[], { partial }: { partial?: string } = {}): Reply {
  return ({ model }, response: ServerResponse) => {
    const usage = { input_tokens: 1000, output_tokens: 100 };
    const events: object[] = [
      { type: 'message_start', message: { id: 'msg', type: 'message', role: 'assistant', model, content: [], usage } },
    ];
    for (const [index, block] of blocks.entries()) {
      const isText = block.type === 'text';
      events.push(
        {
          type: 'content_block_start',
          index,
          content_block: isText ? { type: 'text', text: '' } : { ...block, id: `toolu_cut_${index}`, input: {} },
        },
        {
          type: 'content_block_delta',
          index,
          delta: isText
            ? { type: 'text_delta', text: block.text }
            : { type: 'input_json_delta', partial_json: partial ?? JSON.stringify(block.input) },
        },
        { type: 'content_block_stop', index },
      );
    }
    events.push({ type: 'message_delta', delta: { stop_reason: stop }, usage }, { type: 'message_stop' });
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    for (const event of events)
      response.write(`event: ${(event as { type: string }).type}\ndata: ${JSON.stringify(event)}\n\n`);
    response.end();
    return null;
  };
}
