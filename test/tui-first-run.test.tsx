import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { adderFiles } from './support/adder.ts';
import { makeProject, regent } from './support/cli.ts';
import { runTests, say, scriptModel, write } from './support/model-server.ts';
import { enter, openTerminal } from './support/terminal.ts';

const timeout = 120_000;
const size = { columns: 80, rows: 24 };

/** A machine on which Regent was never run, and a folder on it with one file of the person's. */
function strange(t: TestContext) {
  const home = mkdtempSync(join(tmpdir(), 'regent-first-'));
  t.after(() => rmSync(home, { recursive: true, force: true }));
  const folder = join(home, 'project');
  mkdirSync(folder);
  writeFileSync(join(folder, 'notes.txt'), 'mine\n');
  const env = {
    PATH: process.env.PATH ?? '',
    HOME: home,
    REGENT_CACHE_DIR: join(home, 'cache'),
    REGENT_CONFIG_DIR: join(home, 'config'),
  };
  return { folder, env };
}

const greet = `export function greet(names) {
  const left = names.map((name) => name.trim()).filter(Boolean);
  if (left.length === 0) return 'Hello, world!';
  const last = left.pop();
  return 'Hello, ' + (left.length > 0 ? left.join(', ') + ' and ' : '') + last + '!';
}
`;

test('without repository, specs and key, each is offered with a key, up to the first accepted commit', {
  timeout,
}, async (t) => {
  const { folder, env } = strange(t);
  const server = await scriptModel([[write('src/greet/greet.mjs', greet), runTests], [say('Done.')]]);
  const terminal = openTerminal(folder, env, size);
  t.after(async () => {
    terminal.close();
    await server.close();
  });
  await terminal.until('is not in a git repository', 'i  start here', 'D  watch', '✓ git', 'there is no API key');
  terminal.press('i');
  await terminal.until(
    '· git init',
    '· writes 4 files',
    'a first commit of specs, by Regent',
    'nothing else is committed',
  );
  terminal.press(enter);
  await terminal.until('Wrote 4 files', '> greet', '● new');
  const git = (...args: string[]) => execFileSync('git', args, { cwd: folder, encoding: 'utf8' });
  assert.equal(git('status', '--porcelain'), '?? notes.txt\n');
  terminal.press('r');
  await terminal.until('there is no API key', '! offers what helps');
  terminal.press('!');
  await terminal.until('What Regent needs here', '> 4  ! model');
  terminal.press(enter);
  await terminal.until('1  watch a recorded session', '3  use a key');
  terminal.press('3');
  await terminal.until('export ANTHROPIC_API_KEY=');
  terminal.press(enter);
  await terminal.until('> 4  ! model');
  terminal.press(enter);
  await terminal.until('2  ask a server');
  terminal.press('2');
  await terminal.until('address of the server');
  terminal.press(`${server.url}${enter}`);
  await terminal.until("the model's name on that server");
  terminal.press(enter);
  await terminal.until(`Asks ${server.url} until you leave.`);
  terminal.press('r');
  await terminal.until('verified candidate waits for you', 'enter reviews it');
  terminal.press(enter);
  await terminal.until('[3 Review]', 'R1');
  terminal.press('a');
  await terminal.until('one commit on the current branch');
  terminal.press(enter);
  await terminal.until('Accepted greet');
  assert.match(git('log', '-1', '--format=%s'), /^Regenerate greet/);
  assert.ok(existsSync(join(folder, 'src/greet/greet.mjs')));
});

test('a recorded session leads to an accepted commit, and then back to where one came from', {
  timeout,
}, async (t) => {
  const { folder, env } = strange(t);
  const terminal = openTerminal(folder, env, size);
  t.after(() => terminal.close());
  await terminal.until('D  watch');
  terminal.press('D');
  await terminal.until('> 1  daily-revenue');
  terminal.press(enter);
  await terminal.until('RECORDING');
  await terminal.until('verified candidate waits for you');
  terminal.press(enter);
  await terminal.until('[3 Review]', 'DEMO');
  terminal.press('a');
  await terminal.until('one commit on the current branch');
  terminal.press(enter);
  await terminal.until('Accepted daily-revenue');
  terminal.press('1D');
  await terminal.until(`none: delete this demo, and go back to`);
  terminal.press('4');
  await terminal.until('is not in a git repository');
  terminal.press('q');
  assert.equal(await terminal.exited, 0);
});

test('init makes the first commit of a branch that has none: of the assets, and of nothing else', async (t) => {
  const project = makeProject({ 'secret.txt': 'mine' });
  t.after(() => project.remove());
  project.git('update-ref', '-d', 'HEAD');
  project.git('rm', '-q', '--cached', 'secret.txt');
  project.write(adderFiles());
  const doctor = JSON.parse((await regent(project, ['doctor', '--json'])).stdout) as {
    findings: { name: string; mend: string; found: string }[];
  };
  assert.match(doctor.findings.find((one) => one.name === 'first commit')?.mend ?? '', /regent init/);
  const settings = doctor.findings.find((one) => one.name === 'settings');
  assert.ok(settings?.found.startsWith(join(project.env.REGENT_CONFIG_DIR ?? '', 'settings.json')), settings?.found);
  const { code, stdout } = await regent(project, ['init', '--json']);
  assert.equal(code, 0);
  assert.deepEqual(JSON.parse(stdout).written, []);
  assert.deepEqual(project.git('ls-files').trim().split('\n').sort(), Object.keys(adderFiles()).sort());
  assert.equal(project.git('status', '--porcelain'), '?? secret.txt\n');
  const again = await regent(project, ['init']);
  assert.equal(again.code, 1);
  assert.match(again.stderr, /specs\/adder is there already/);
});
