import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { adderFiles, right, writeAdder, wrong } from './support/adder.ts';
import { makeProject, type Project, readEvents, regent } from './support/cli.ts';
import { bash, type Reply, runTests, say, scriptModel } from './support/model-server.ts';
import { enter, openTerminal, type TerminalRun } from './support/terminal.ts';

const timeout = 120_000;

interface Desk {
  readonly project: Project;
  readonly session: string;
  readonly terminal: TerminalRun;
}

/** A project in which a candidate waits, made in two attempts, and Regent on a terminal. */
async function open(t: TestContext, more: readonly Reply[] = []): Promise<Desk> {
  const project = makeProject(adderFiles());
  project.git('config', 'user.name', 'Ada');
  project.git('config', 'user.email', 'ada@example.org');
  const made: Reply[] = [
    [say('First the file.'), writeAdder(wrong), runTests],
    [say('The sign is wrong.'), bash('echo looked'), writeAdder(`// 日本語\n${right}`), runTests],
  ];
  const server = await scriptModel([...made, ...more]);
  const run = await regent(project, ['run', 'adder', '--json'], { server });
  assert.equal(run.code, 3, run.stdout + run.stderr);
  const terminal = openTerminal(project.root, { ...project.env, ...server.env }, { columns: 80, rows: 24 });
  t.after(async () => {
    terminal.close();
    await server.close();
    project.remove();
  });
  return { project, session: run.events[0]?.session ?? '', terminal };
}

test('three keys lead from a waiting candidate to the accepted commit, and one more takes it back', {
  timeout,
}, async (t) => {
  const { project, terminal } = await open(t);
  await terminal.until('waits for you', '> adder');
  terminal.press(enter);
  await terminal.until('[verdict]', '2 of 2 requirements proven', 'verified in a fresh folder');
  terminal.press('a');
  await terminal.until('Accept attempt 2 of adder?', '1 file (+2 −0)');
  terminal.press(enter);
  await terminal.until('✓ Accepted adder: commit', 'u undoes it', '✓ accepted');
  assert.match(project.git('log', '-1', '--format=%B'), /^Regenerate adder\n(?:.*\n)*Regent-Attempt: 2\n/);
  assert.equal(project.git('status', '--porcelain'), '');
  terminal.press('a');
  await terminal.until('It is accepted already; u undoes that.');
  terminal.press('u');
  await terminal.until('Undo the accept of adder?');
  terminal.press(enter);
  await terminal.until('✓ Undone:', '✗ undone');
  assert.equal(project.git('ls-files', 'generated'), '');
});

test('an attempt can be read: its steps with results folded, the tests that turned, the diff against the one before', {
  timeout,
}, async (t) => {
  const { terminal } = await open(t);
  await terminal.until('waits for you', '> adder');
  terminal.press(enter);
  await terminal.until('value        add(a, b)', 'generated/adder/add.js:2');
  terminal.press(enter);
  await terminal.until('[diff]', '>  2 + exports.add = (a, b) => a + b;');
  terminal.press('d');
  await terminal.until('against the attempt before', '   1 − exports.add = (a, b) => a - b;', '   1 + // 日本語');
  terminal.press('s');
  terminal.press('s');
  await terminal.until('│   2 + exports.add');
  terminal.press('\t');
  await terminal.until('[steps]', '>● The sign is wrong.', '· bash echo looked → 2 lines', '✓ attempt 2: 2 of 2');
  terminal.press('O');
  await terminal.until('      + // 日本語');
  terminal.press('\t');
  await terminal.until('[tests]', '2 turned green', '✓ R1 adds  turned green');
  terminal.press('h');
  await terminal.until('[1 ✗ 0/2', '✗ R1 adds');
  terminal.press('a');
  await terminal.until('Only the candidate can be accepted: attempt 2 (l).');
});

test('what stands against an accept is said with the way on; a rejection keeps cause and note, and hands it on', {
  timeout,
}, async (t) => {
  const { project, session, terminal } = await open(t, [[say('Done.'), writeAdder(right), runTests]]);
  project.write({ 'generated/adder/add.js': 'mine\n' });
  await terminal.until('waits for you', '> adder');
  terminal.press(enter);
  await terminal.until(
    '[verdict]',
    '✗ There is work of yours',
    'git stash -u -- generated/adder/add.js',
    'a look again',
  );
  terminal.press('a');
  await terminal.until('It is still so: There is work of yours');
  assert.equal(project.git('log', '--format=%s').trim(), 'Specify');
  project.git('clean', '-fdq');
  terminal.press('a');
  await terminal.until('Nothing stands in the way of an accept any more.', 'a accept');
  const { 'specs/adder/spec.md': spec = '' } = adderFiles();
  project.write({ 'specs/adder/spec.md': `${spec}- **R3** Zero too.\n` });
  terminal.press('a');
  await terminal.until('Accept attempt 2 of adder?');
  terminal.press(enter);
  await terminal.until('✗ The candidate is stale: spec', 'regent run adder', 'c go on');
  // From now on the page says so, `a` too, and the session can be proven against what changed.
  terminal.press('c');
  await terminal.until('Go on with what changed?', 'specs/adder/spec.md', 'take it in');
  terminal.press('\x1b');
  await terminal.until('✗ The candidate is stale: spec', 'x reject', 'c go on');
  project.git('checkout', '-q', 'specs');
  terminal.press('x');
  await terminal.until('what was at fault?', 'a missing test');
  terminal.press(`j${enter}`);
  await terminal.until('why (may be empty)');
  terminal.press(`no test of zero${enter}`);
  await terminal.until('Rejected: missing-test.', '✗ rejected');
  terminal.press('t');
  await terminal.until('try again; tell the agent', '> no test of zero');
  terminal.press(enter);
  await terminal.until('[2 Session]', 'attempt 3: 2 of 2');
  const told = readEvents(project, session).find((event) => event.type === 'steering-queued');
  assert.match(JSON.stringify(told), /no test of zero/);
});
