import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, test } from 'node:test';
import type { DraftEvent } from '../src/core/draft/events.ts';
import { adderFiles, right, writeAdder, wrong } from './support/adder.ts';
import { type CommandRun, makeProject, type Project, regent } from './support/cli.ts';
import { type Block, bash, type ModelServer, type Reply, runTests, scriptModel } from './support/model-server.ts';

const cleanups: (() => unknown)[] = [];
after(async () => {
  for (const clean of cleanups) await clean();
});

const specFile = 'specs/adder/spec.md';
const newTests = 'specs/adder/tests/strings.test.js';
const strings = `const test = require('node:test');
const assert = require('node:assert');
const { add } = require('../../../generated/adder/add.js');
test('R3 joins strings', () => assert.strictEqual(add('a', 'b'), 'ab'));
`;
const r3 = {
  path: specFile,
  edits: [
    {
      old_string: '- **R2** Negative numbers are added too.\n',
      new_string: '- **R2** Negative numbers are added too.\n- **R3** Strings are joined.\n',
    },
  ],
};
const question: Block = {
  type: 'tool_use',
  name: 'choose',
  input: { question: 'What of strings?', choice: 'They are joined.', alternatives: ['They throw.'] },
};

function project(files: Record<string, string> = {}): Project {
  const made = makeProject({ ...adderFiles(), ...files });
  cleanups.push(made.remove);
  return made;
}

async function script(replies: readonly Reply[]): Promise<ModelServer> {
  const server = await scriptModel(replies);
  cleanups.push(server.close);
  return server;
}

function propose(files: readonly object[], reason = 'The session says so.'): Block {
  return { type: 'tool_use', name: 'propose', input: { reason, files } };
}

/** Runs a session that leaves a candidate, and returns its id. */
async function runSession(made: Project, replies: readonly Reply[]): Promise<string> {
  const run = await regent(made, ['run', 'adder', '--json'], { server: await script(replies) });
  assert.equal(run.code, 3, run.stderr + run.stdout.slice(-1000));
  return run.events[0]?.session ?? '';
}

async function draft(made: Project, args: readonly string[], replies: readonly Reply[]) {
  const server = await script(replies);
  const run = await regent(made, [...args, '--json'], { server });
  const events = run.events as unknown as DraftEvent[];
  return { run, server, events, id: events[0]?.session ?? '', refused: problemsOf(events) };
}

function problemsOf(events: readonly DraftEvent[]): string[] {
  return events.flatMap((event) => (event.type === 'draft-refused' ? [event.problems.join(' ')] : []));
}

function json(run: CommandRun): Record<string, never> {
  return JSON.parse(run.stdout.trim().split('\n').at(-1) ?? '{}') as Record<string, never>;
}

function text(made: Project, path: string): string {
  return readFileSync(join(made.root, path), 'utf8');
}

test('an open question becomes a requirement and a test that has run, and is written when a person accepts', async () => {
  const made = project();
  const session = await runSession(made, [[writeAdder(right), question, runTests]]);
  // A test that has come since is the suite's, and none of the draft's.
  const tests = 'specs/adder/tests/add.test.js';
  made.write({ [tests]: `${text(made, tests)}test('R1 adds zero', () => assert.strictEqual(add(0, 0), 0));\n` });
  made.commit('Test zero');
  const { run, server, id } = await draft(
    made,
    ['draft', 'question', session, '1'],
    [[propose([r3, { path: newTests, content: strings }])]],
  );
  assert.equal(run.code, 3, run.stdout + run.stderr);
  const [request = ''] = server.requests;
  assert.match(request, /What of strings\?/);
  assert.match(request, /They are joined\./);

  const shown = await regent(made, ['draft', 'show', id]);
  assert.equal(shown.code, 3);
  assert.match(shown.stdout, /The drafted tests pass on attempt 1 and fail on missing code: R3 joins strings\./);
  assert.match(shown.stdout, /on attempt 1: all 4 tests pass, 1 test of the draft among them$/m);
  assert.match(shown.stdout, /^\+- \*\*R3\*\* Strings are joined\.$/m);
  assert.match(shown.stdout, /^\+test\('R3 joins strings'/m);
  assert.equal(made.git('status', '--porcelain'), '', 'nothing is in the work tree before an accept');

  const accepted = await regent(made, ['draft', 'accept', id, '--json']);
  assert.equal(accepted.code, 0, accepted.stdout + accepted.stderr);
  const { files, plan, diagnostics } = json(accepted) as unknown as {
    files: string[];
    plan: object[];
    diagnostics: object[];
  };
  assert.deepEqual(files, [specFile, newTests]);
  assert.deepEqual(plan, [{ spec: 'adder', causes: ['new'] }]);
  assert.deepEqual(diagnostics, []);
  assert.match(text(made, specFile), /- \*\*R3\*\* Strings are joined\.\n$/);
  assert.equal(text(made, newTests), strings);
  assert.deepEqual(
    made
      .git('status', '--porcelain', '-uall')
      .trim()
      .split('\n')
      .map((line) => line.trim()),
    [`M ${specFile}`, `?? ${newTests}`],
  );
  assert.equal((await regent(made, ['draft', 'accept', id])).code, 1, 'it is accepted once');
});

test('a proposal that reaches beyond its spec, hides something or proves nothing is refused with words, and then told again', async () => {
  const made = project({
    'specs/other/tests/x.test.js': '// not this spec\n',
  });
  const session = await runSession(made, [[writeAdder(right), question, runTests]]);
  const good = [r3, { path: newTests, content: strings }];
  const withTest = (file: object) => [...good, file];
  const only = (path: string) => withTest({ path, content: 'x' });
  const frontmatter = {
    path: specFile,
    edits: [
      ...r3.edits,
      { old_string: 'summary: Adds two numbers', new_string: 'summary: Adds\ntests2: { command: "true" }' },
    ],
  };
  const test3 = (body: string) => ({ path: newTests, content: `${strings.split('test(')[0]}${body}\n` });
  const bad: [name: string, files: object[], said: RegExp][] = [
    ['a parent folder', only('specs/adder/tests/../../../../x'), /is no path for a draft/],
    ['an absolute path', only('/tmp/x'), /is no path for a draft/],
    ['a hidden folder', only('.git/hooks/post-commit'), /is no path for a draft/],
    ['code', only('generated/adder/add.js'), /is not this draft's to write\. It may write: specs\/adder\/spec\.md/],
    ['another spec', only('specs/other/tests/x.test.js'), /is not this draft's to write/],
    ['holdout', only('specs/adder/holdout/x.test.js'), /is not this draft's to write/],
    ['the lock', only('specs/adder/spec.lock'), /is not this draft's to write/],
    ['letter case', only('specs/adder/tests/Strings.test.js'), /differs in letter case alone/],
    ['what runs', [frontmatter, good[1] as object], /The frontmatter of specs\/adder\/spec\.md may not change/],
    ['a whole spec that is no spec', [{ path: specFile, content: '---\n- [' }, good[1] as object], /frontmatter/],
    [
      'an edit of nothing',
      [{ path: specFile, edits: [{ old_string: 'R9', new_string: 'x' }] }],
      /occurs nowhere, and not once/,
    ],
    ['no test', [r3], /The draft has no test/],
    ['an unknown id', [{ path: newTests, content: strings }], /names R3, which the spec does not have/],
    [
      'a requirement without a test',
      [r3, test3("test('R1 adds too', () => assert.strictEqual(add(2, 2), 4));")],
      /No test names R3/,
    ],
    ['too much', [{ path: newTests, content: 'x'.repeat(300_000) }], /Too big/],
    ['both', [{ ...r3, content: 'x' }], /give either content or edits/],
  ];
  const unproven: [name: string, files: object[], said: RegExp][] = [
    [
      'an exit',
      [r3, test3("test('R3 joins', () => assert.ok(add));\nprocess.exit(0);")],
      /The tests don't pass on attempt 1/,
    ],
    [
      'an empty test',
      [r3, { path: newTests, content: "require('node:test')('R3 joins', () => {});" }],
      /A drafted test passes on missing code, so it can't fail: R3 joins/,
    ],
    [
      'a wrong test',
      [r3, test3("test('R3 joins', () => assert.strictEqual(add('a', 'b'), 'x'));")],
      /The tests don't pass on attempt 1: 1 of 3 tests fails: R3 joins/,
    ],
    [
      'a file that never runs',
      [r3, { path: 'specs/adder/tests/r3.mjs', content: "test('R3 joins');" }],
      /Only specs\/adder\/tests\/r3\.mjs names R3, and no command runs that file/,
    ],
  ];
  const hidden = `${strings}// \u001b]52;c;ZXZpbA==\u0007\u202e\n`;
  const replies: Block[][] = [
    [{ type: 'tool_use', name: 'write', input: { file_path: 'x', content: 'x' } }],
    [{ type: 'text', text: 'I would rather talk.' }],
    ...[...bad, ...unproven].map(([, files]) => [propose(files)]),
    [propose([r3, { path: newTests, content: hidden }])],
  ];
  const { run, server, events, id } = await draft(made, ['draft', 'question', session, '--attempts', '40'], replies);
  assert.equal(run.code, 3, run.stdout.slice(-2000) + run.stderr);
  const told = events.flatMap((event) => (event.type === 'draft-told' ? [event.text] : []));
  assert.match(told[0] ?? '', /There is no tool "write"\. The one tool is propose\./);
  assert.match(told[1] ?? '', /Nothing was proposed\. Call propose/);
  for (const [at, [name, , said]] of [...bad, ...unproven].entries()) assert.match(told[at + 2] ?? '', said, name);
  assert.equal(server.requests.length, replies.length, 'the good one ends the drafting');

  const shown = await regent(made, ['draft', 'show', id]);
  assert.match(
    shown.stdout,
    /Characters that can't be seen, or that a terminal obeys, were taken out of specs\/adder\/tests\/strings\.test\.js/,
  );
  // biome-ignore lint/suspicious/noControlCharactersInRegex: none may be there
  assert.doesNotMatch(shown.stdout, /[\u001b\u0007\u202e]/);
  assert.equal((await regent(made, ['draft', 'accept', id])).code, 0);
  assert.equal(text(made, newTests), `${strings}// \n`);
});

test('a rejection becomes a test that fails on the rejected candidate, and what is said of it is where the rejection pointed', async () => {
  const made = project({ 'rules/own.md': '---\ndescription: Short lines\n---\n\nKeep lines short.\n' });
  const hardWired = "exports.add = (a, b) => (a === 1 ? 3 : a === -1 ? -3 : 'no idea');\n";
  const session = await runSession(made, [[writeAdder(hardWired), runTests]]);
  const refused = await regent(made, ['improve', session]);
  assert.match(refused.stderr, /was neither rejected nor ended in an objection/);
  const note = 'It knows the tests by heart; 20 + 22 gives no idea.';
  const rejected = await regent(made, ['reject', session, '--cause', 'missing-test', '--note', note]);
  assert.match(rejected.stdout, new RegExp(`next: .*regent improve ${session}`));

  const tests = 'specs/adder/tests/add.test.js';
  const more = (body: string) => ({
    path: tests,
    edits: [
      {
        old_string: "test('R2 adds negative",
        new_string: `test('R1 adds others', () => ${body});\ntest('R2 adds negative`,
      },
    ],
  });
  const { run, server, events, id } = await draft(
    made,
    ['improve', session],
    [[propose([more('assert.strictEqual(add(1, 2), 3)')])], [propose([more('assert.strictEqual(add(20, 22), 42)')])]],
  );
  assert.equal(run.code, 3, run.stdout.slice(-2000) + run.stderr);
  assert.match(server.requests[0] ?? '', /It knows the tests by heart/);
  assert.match(server.requests[0] ?? '', /no idea/, 'the model sees the code');
  assert.match(
    server.requests[1] ?? '',
    /The drafted tests pass on the rejected candidate, so they don't catch what was wrong with it\./,
  );
  const proofs = events.flatMap((event) => (event.type === 'draft-tested' ? [event.proof.says] : []));
  assert.equal(proofs.at(-1), 'The drafted tests fail on the rejected candidate: R1 adds others.');

  // Whoever changed the file meanwhile does not lose it; putting it back makes the way free.
  const before = text(made, tests);
  made.write({ [tests]: `// mine\n${before}` });
  const stale = await regent(made, ['draft', 'accept', id]);
  assert.equal(stale.code, 1);
  assert.match(
    stale.stderr,
    /Changed since the draft was made: specs\/adder\/tests\/add\.test\.js\. Nothing was written\./,
  );
  assert.equal(text(made, tests), `// mine\n${before}`);
  made.write({ [tests]: before });

  // A person has the last word on the text, and the tests run again.
  const edited = join(made.root, '../edited.js');
  writeFileSync(
    edited,
    before.replace(
      "test('R2 adds neg",
      "test('R1 adds any', () => assert.strictEqual(add(7, 8), 15));\ntest('R2 adds neg",
    ),
  );
  const broken = await regent(made, ['draft', 'edit', id, tests, '--from', join(made.root, 'nothing')]);
  assert.equal(broken.code, 2);
  const change = await regent(made, ['draft', 'edit', id, tests, '--from', edited]);
  assert.match(
    change.stdout,
    /edited by hand since[\s\S]*The drafted tests fail on the rejected candidate: R1 adds any\./,
    change.stderr,
  );
  assert.equal((await regent(made, ['draft', 'accept', 'adder'])).code, 0);
  assert.match(text(made, tests), /R1 adds any/);

  // The same rejection can be laid at a rule's door: its check is run too.
  const rule = (check: string) => ({
    path: 'rules/no-magic.md',
    content: `---\ndescription: No magic answers\ncheck: '${check}'\n---\n\nCompute.\n`,
  });
  const ruled = await draft(
    made,
    ['improve', session, '--asset', 'rule', '--attempts', '6'],
    [
      [propose([{ path: 'rules/own.md', content: 'Mine now.\n' }])],
      [propose([{ path: 'rules/no-magic.md', content: '---\ncheck: [\n---\nx\n' }])],
      [propose([{ path: 'rules/no-magic.md', content: '---\nspecs: [other]\n---\nx\n' }])],
      [propose([rule('! grep -rn nothing generated')])],
      [propose([rule('grep -rn magic generated')])],
      [propose([rule('! grep -rn "no idea" generated')])],
    ],
  );
  assert.match(ruled.refused[0] ?? '', /The rule own is there already/);
  assert.match(ruled.refused[2] ?? '', /The rule does not apply to adder, whose outputs are generated\/adder/);
  assert.equal(ruled.refused.length, 3, ruled.run.stdout);
  const said = ruled.events.flatMap((event) => (event.type === 'draft-tested' ? [event.proof.says] : []));
  assert.match(said[0] ?? '', /passes on the rejected candidate, so it doesn't catch/);
  assert.match(said[1] ?? '', /fails without any code too/);
  assert.match(
    (await regent(made, ['draft', 'show', ruled.id])).stdout,
    /The check of no-magic fails on the rejected candidate, as it should\.[\s\S]*generated\/adder\/add\.js:1/,
  );
  const discarded = await regent(made, ['draft', 'discard', ruled.id]);
  assert.equal(discarded.code, 0);
  assert.ok(!existsSync(join(made.root, 'rules/no-magic.md')));
  const list = await regent(made, ['draft', 'list']);
  assert.match(
    list.stdout,
    /discarded {2}rule no-magic after a rejection \(missing-test\)[\s\S]*accepted {3}spec adder after a rejection/,
  );
  assert.equal(list.code, 0, 'nothing waits');
});

test('sessions become a valid skill, of what failed, what was decided and what the reviewer said, and never of holdout tests', async () => {
  const holdout = `const test = require('node:test');
const assert = require('node:assert');
const { add } = require('../../../generated/adder/add.js');
test('R2 the secret of the holdout', () => assert.strictEqual(add(-40, -2), -42));
`;
  const files = adderFiles({
    frontmatter: 'holdout:\n  command: node --test --test-reporter=tap specs/adder/holdout/*.test.js\n  report: tap\n',
  });
  const made = project({ ...files, 'specs/adder/holdout/secret.test.js': holdout });
  const secretive = 'exports.add = (a, b) => (a === -40 ? 0 : a + b);\n';
  const session = await runSession(made, [
    [writeAdder(wrong), bash('sqlite4 --version'), runTests],
    [writeAdder(secretive), runTests],
    [question, writeAdder(right), runTests],
  ]);
  await regent(made, ['reject', session, '--cause', 'skill', '--note', 'Never subtract.']);
  const outside = join(made.root, '../outside');
  mkdirSync(outside);
  symlinkSync(outside, join(made.root, 'skills'));
  const skill = (name: string, head: string) => [
    { path: `skills/${name}/SKILL.md`, content: `---\n${head}\n---\n\n# Adding\n\nUse +.\n` },
  ];
  const good = skill('adding', 'name: adding\ndescription: Adds numbers. Read it before writing an adder.');
  const first = await draft(
    made,
    ['skill', 'draft', session, '--attempts', '7'],
    [
      [propose(good)],
      [propose([...skill('adding', 'name: adding\ndescription: x'), { path: 'skills/other/SKILL.md', content: 'x' }])],
      [propose([{ path: 'skills/SKILL.md', content: 'x' }])],
      [propose([{ path: 'skills/Adding/SKILL.md', content: 'x' }])],
    ],
  );
  const said = [
    /is reached by a link/,
    /One draft makes one skill/,
    /is not this draft's to write/,
    /"Adding" is no name/,
  ];
  for (const [at, one] of said.entries()) assert.match(first.refused[at] ?? '', one);
  assert.equal(first.run.code, 1, 'nothing was proposed that could be decided about');
  const [request = ''] = first.server.requests;
  for (const told of ['Never subtract.', 'What of strings?', 'R1 adds', 'sqlite4', 'hidden tests failed for R2'])
    assert.ok(request.includes(told), told);
  assert.ok(!request.includes('secret of the holdout') && !request.includes('-42'), 'no holdout test is shown');

  rmSync(join(made.root, 'skills'));
  const { run, refused, id } = await draft(
    made,
    ['skill', 'draft', session],
    [
      [propose(skill('adding', 'name: subtracting\ndescription: Adds numbers.'))],
      [propose(skill('adding', 'name: adding'))],
      [propose(good)],
    ],
  );
  assert.equal(run.code, 3, run.stdout + run.stderr);
  assert.match(refused[0] ?? '', /is not its folder's/);
  assert.match(refused[1] ?? '', /no description/);
  assert.match(
    (await regent(made, ['draft', 'show', id])).stdout,
    /Nothing was run: whether a skill helps, a trial tells\./,
  );
  assert.equal((await regent(made, ['draft', 'accept', id])).code, 0);
  assert.match((await regent(made, ['skill', 'list'])).stdout, /^✓ adding +project .*Adds numbers/m);

  // Of the same session no second skill of that name; the one that is there is changed by its name.
  const again = await draft(
    made,
    ['skill', 'draft', session, '--name', 'adding'],
    [[propose([{ path: 'skills/adding/SKILL.md', edits: [{ old_string: 'Use +.', new_string: 'Use +, never -.' }] }])]],
  );
  assert.equal(again.run.code, 3, again.run.stdout);
  assert.match(again.server.requests[0] ?? '', /# Adding/);
});

test('drift becomes a requirement and a test that tell the code as it is from the accepted code, and can then be locked', async () => {
  const made = project();
  const session = await runSession(made, [[writeAdder(right), runTests]]);
  await regent(made, ['accept', session]);
  const none = await regent(made, ['absorb', 'adder']);
  assert.equal(none.code, 1);
  assert.match(none.stderr, /nothing has drifted/);

  made.write({ 'generated/adder/add.js': 'exports.add = (a, b) => (a === undefined ? 0 : a + b);\n' });
  const nothing = (body: string) => ({
    path: newTests,
    content: `${strings.split('test(')[0]}test('R3 nothing is 0', () => ${body});\n`,
  });
  const r3nothing = {
    path: specFile,
    edits: [{ ...r3.edits[0], new_string: '- **R2** Negative numbers are added too.\n- **R3** `add()` is 0.\n' }],
  };
  const { run, server, events, id } = await draft(
    made,
    ['absorb', 'adder'],
    [
      [propose([r3nothing, nothing('assert.strictEqual(add(0, 0), 0)')])],
      [propose([r3nothing, nothing('assert.strictEqual(add(), 0)')])],
    ],
  );
  assert.equal(run.code, 3, run.stdout + run.stderr);
  assert.match(server.requests[0] ?? '', /\+exports\.add = \(a, b\) => \(a === undefined/);
  const proofs = events.flatMap((event) => (event.type === 'draft-tested' ? [event.proof.says] : []));
  assert.deepEqual(proofs, [
    "The drafted tests pass on the accepted code too, so they don't tell the two apart.",
    'The drafted tests pass on the code as it is and fail on the accepted code: R3 nothing is 0.',
  ]);
  const accepted = await regent(made, ['draft', 'accept', id]);
  assert.match(accepted.stdout, /would regenerate adder: spec, tests, drifted/);
  made.commit('Absorb');
  const refreshed = await regent(made, ['refresh', 'adder']);
  assert.equal(refreshed.code, 0, refreshed.stderr);
  assert.equal((await regent(made, ['plan'])).code, 0, 'the changed code is the accepted code now');

  // A change that no spec could speak of needs no words.
  made.write({ 'generated/adder/add.js': '// A comment.\nexports.add = (a, b) => (a === undefined ? 0 : a + b);\n' });
  const comment = await draft(made, ['absorb', 'adder'], [[propose([], 'Only a comment was added.')]]);
  assert.equal(comment.run.code, 0);
  assert.match(comment.run.stdout, /"outcome":"nothing","reason":"Only a comment was added\."/);
});

test('a draft that is cut off goes on from its log, and no reply is paid for twice', async () => {
  const made = project();
  const session = await runSession(made, [[writeAdder(right), question, runTests]]);
  const files = [r3, { path: newTests, content: strings }];
  const args = ['draft', 'question', session];

  // Killed as soon as the reply is on the disk: what it proposed is not yet looked at.
  const server = await script([[propose([r3])], [propose(files)]]);
  const killed = await regent(made, [...args, '--json'], {
    server,
    onEvent: (event, child) => void (event.type === 'model-replied' && child.kill('SIGKILL')),
  });
  assert.equal(killed.signal, 'SIGKILL');
  const id = killed.events[0]?.session ?? '';
  assert.match((await regent(made, ['draft', 'list'])).stdout, /crashed/);
  assert.equal((await regent(made, ['draft', 'accept', id])).code, 1);
  const resumed = await regent(made, ['draft', 'resume', id, '--json'], { server });
  assert.equal(resumed.code, 3, resumed.stdout + resumed.stderr);
  assert.equal(server.requests.length, 2, 'the first reply was logged, and not asked for again');
  assert.match(server.requests[1] ?? '', /The draft has no test/);

  // What was recorded can be played again, and the limits bind before each request.
  const recording = join(made.root, '.git/regent/drafts', id, 'events.jsonl');
  const played = await regent(made, [...args, '--recorded', recording]);
  assert.equal(played.code, 3, played.stdout + played.stderr);
  assert.match(played.stdout, /a recording, not a live model/);
  const dear = await draft(made, [...args, '--tokens', '500'], [[propose([r3])], [propose(files)]]);
  assert.equal(dear.run.code, 4);
  assert.equal(dear.server.requests.length, 1);
  const more = await regent(made, ['draft', 'resume', dear.id, '--tokens', '100000'], { server: dear.server });
  assert.equal(more.code, 3, more.stdout + more.stderr);
  assert.equal(dear.server.requests.length, 2);
  // What is decided about goes with its time; what waits stays.
  assert.equal((await regent(made, ['draft', 'discard', dear.id])).code, 0);
  await regent(made, ['prune', '--days', '0.000001']);
  const left = await regent(made, ['draft', 'list']);
  assert.ok(!left.stdout.includes(dear.id) && left.stdout.includes(id), left.stdout);
  const ambiguous = await regent(made, ['draft', 'show', 'adder']);
  assert.match(ambiguous.stderr, /may be 2 drafts/);
});

test('the skill that taught the wrong thing is changed where it stands, and no other', async () => {
  const skillText = (body: string) => `---\nname: adding\ndescription: Adds numbers.\n---\n\n${body}\n`;
  const made = project({
    ...adderFiles({ frontmatter: 'skills: [adding]\n' }),
    'skills/adding/SKILL.md': skillText('Always subtract.'),
    'skills/other/SKILL.md': skillText('Never mind.').replace('adding', 'other'),
  });
  const session = await runSession(made, [[writeAdder(right), runTests]]);
  await regent(made, ['reject', session, '--cause', 'skill', '--note', 'It told to subtract.']);
  const edit = { old_string: 'Always subtract.', new_string: 'Never subtract.' };
  const { run, server, refused } = await draft(
    made,
    ['improve', session],
    [
      [propose([{ path: 'skills/other/SKILL.md', edits: [{ old_string: 'Never mind.', new_string: 'x' }] }])],
      [propose([{ path: 'skills/adding/SKILL.md', edits: [edit] }])],
    ],
  );
  assert.equal(run.code, 3, run.stdout + run.stderr);
  assert.match(refused[0] ?? '', /It may write: skills\/adding\/\*\*/);
  assert.match(server.requests[0] ?? '', /Always subtract\./);
  const accepted = await regent(made, ['draft', 'accept', 'adding']);
  assert.equal(accepted.code, 0, accepted.stderr);
  assert.equal(text(made, 'skills/adding/SKILL.md'), skillText('Never subtract.'));

  // Of several, a person has to say which.
  made.write({ [specFile]: text(made, specFile).replace('skills: [adding]', 'skills: [adding, other]') });
  const which = await regent(made, ['improve', session]);
  assert.equal(which.code, 2);
  assert.match(which.stderr, /names several skills[\s\S]*--name adding or --name other/);
});

test('an objection becomes a spec and tests that agree, or a word on why the agent was wrong', async () => {
  const made = project();
  const tests = 'specs/adder/tests/add.test.js';
  const contradiction = text(made, tests).replace('add(-1, -2), -3', 'add(-1, -2), 3');
  made.write({ [tests]: contradiction });
  made.commit('Contradict');
  const input = { requirement: 'R2', evidence: 'The test wants 3 of -1 and -2.', question: 'Is R2 or its test right?' };
  const objected = await regent(made, ['run', 'adder', '--json'], {
    server: await script([[{ type: 'tool_use', name: 'object', input }]]),
  });
  const session = objected.events[0]?.session ?? '';
  assert.match(objected.stdout, new RegExp(`"next":"[^"]*regent improve ${session}`));

  const wrong = await draft(made, ['improve', session], [[propose([], 'The agent overlooked a sign.')]]);
  assert.equal(wrong.run.code, 0);
  const mend = { path: tests, edits: [{ old_string: 'add(-1, -2), 3)', new_string: 'add(-1, -2), -3)' }] };
  const { run, server, id } = await draft(
    made,
    ['improve', session],
    [[propose([mend], 'R2 is right, its test is not.')]],
  );
  assert.equal(run.code, 3, run.stdout + run.stderr);
  assert.match(
    server.requests[0] ?? '',
    /objected to R2[\s\S]*Is R2 or its test right\?[\s\S]*The test wants 3 of -1 and -2\./,
  );
  assert.equal((await regent(made, ['draft', 'accept', id])).code, 0);
  assert.notEqual(text(made, tests), contradiction);
  assert.equal((await regent(made, ['improve', session, '--asset', 'rule'])).code, 2);
});
