import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { adderFiles } from './support/adder.ts';
import { makeProject, regent } from './support/cli.ts';
import { openDesk } from './support/desk.ts';
import { scriptModel } from './support/model-server.ts';
import { openTerminal } from './support/terminal.ts';

for (const args of [[], ['--screen-reader']]) {
  test(`when the terminal goes away the program ends, and its session can be resumed ${args.join('')}`, {
    timeout: 60_000,
  }, async (t) => {
    const project = makeProject(adderFiles());
    const server = await scriptModel([() => null]);
    const terminal = openTerminal(project.root, { ...project.env, ...server.env }, { columns: 80, rows: 24 }, args);
    t.after(async () => {
      terminal.close();
      await server.close();
      project.remove();
    });
    await terminal.until('1 to do', 'adder');
    terminal.press('r');
    // Until the session waits for the model's answer.
    while (server.requests.length === 0) await new Promise((resolve) => setImmediate(resolve));
    terminal.hangUp();
    // Not one that goes on without a terminal, however idle or busy.
    while (isAlive(terminal.pid)) await new Promise((resolve) => setImmediate(resolve));
    const { stdout } = await regent(project, ['log', '--json']);
    const { outcome, status } = JSON.parse(stdout.split('\n')[0] ?? '{}') as { outcome: string; status: string };
    assert.deepEqual({ outcome, status }, { outcome: 'interrupted', status: 'ended' });
  });
}

test('a demo leaves nothing behind when its terminal goes away, nor when it is killed and another is played', {
  timeout: 60_000,
}, async (t) => {
  const project = makeProject({ 'tmp/regent-demo-kept/mine.txt': 'of an earlier demo, that was kept' });
  t.after(() => project.remove());
  const scratch = join(project.root, 'tmp');
  const cache = join(project.root, 'cache');
  const playDemo = async () => {
    const env = { ...project.env, TMPDIR: scratch, REGENT_CACHE_DIR: cache };
    const terminal = openTerminal(project.root, env, { columns: 80, rows: 24 });
    t.after(() => terminal.close());
    await terminal.until('D  watch a recorded session');
    terminal.press('D');
    await terminal.until('Which recording?');
    terminal.press('1');
    await terminal.until('RECORDING');
    return terminal;
  };
  const killed = await playDemo();
  assert.equal(readdirSync(scratch).filter((name) => name.startsWith('regent-demo-')).length, 2);
  killed.close();
  await killed.exited;
  const gone = await playDemo();
  gone.hangUp();
  while (isAlive(gone.pid)) await new Promise((resolve) => setImmediate(resolve));
  assert.deepEqual(
    readdirSync(scratch).filter((name) => name.startsWith('regent-demo-')),
    ['regent-demo-kept'],
  );
  assert.deepEqual(readdirSync(join(cache, 'sessions')), []);
});

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

test('the screen comes back whole after the editor had the terminal, and after a suspension', {
  timeout: 60_000,
}, async (t) => {
  const { terminal } = await openDesk(t, [], {
    env: { EDITOR: "printf '\\n- **R3** Zero is added too.\\n' >>", CI: 'true' },
  });
  await terminal.until('1 to do', '> adder');
  terminal.press('e');
  await terminal.until('R3   Zero is added too.', 'q quit');
  // What neither the editing nor the keys change.
  const frame = (): string[] => terminal.rows().filter((_, at) => at < 4 || at === 23);
  const before = frame();
  const { length } = terminal.written;
  // No shell takes the job over here, so the screen is back at once.
  terminal.press('\x1a');
  terminal.press('?');
  await terminal.until('─ Keys ─');
  terminal.press('\x1b');
  await terminal.until('R3   Zero is added too.', 'q quit');
  assert.deepEqual(frame(), before);
  const again = terminal.written.slice(length);
  assert.ok(again.indexOf('\x1b[?1049l') < again.indexOf('\x1b[?1049h'), 'it left the screen and came back');
  terminal.press('q');
  assert.equal(await terminal.exited, 0);
  assert.ok(terminal.written.lastIndexOf('\x1b[?7h') > terminal.written.lastIndexOf('\x1b[?7l'), 'rows wrap again');
});
