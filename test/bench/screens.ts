// What the screens cost: plain figures of one run on this machine, to be held against each other and never asserted.
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import type { ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { adderFiles, right, writeAdder } from '../support/adder.ts';
import { logFile, makeProject, regent } from '../support/cli.ts';
import { type RequestBody, runTests, scriptModel } from '../support/model-server.ts';
import { enter, openTerminal, type TerminalRun } from '../support/terminal.ts';

const size = { columns: 120, rows: 40 };

await benchFirstFrame();
await benchStream('at full speed', 0);
await benchStream('a millisecond apart', 1);
await benchLongSession();

/** From the start of the process to the list of 2,000 specs, and what it costs to stand still. */
async function benchFirstFrame(): Promise<void> {
  const root = mkdtempSync(join(tmpdir(), 'regent-bench-'));
  const project = join(root, 'project');
  for (let at = 0; at < 2000; at++) {
    const folder = join(project, `specs/spec-${at}`);
    mkdirSync(join(folder, 'tests'), { recursive: true });
    writeFileSync(join(folder, 'spec.md'), specText(`spec-${at}`));
    writeFileSync(join(folder, 'tests/a.test.js'), "import { test } from 'node:test';\ntest('R1 does', () => {});\n");
  }
  const git = ['-c', 'user.name=Bench', '-c', 'user.email=bench@localhost', '-C', project];
  for (const args of [
    ['init', '-q'],
    ['add', '-A'],
    ['commit', '-qm', 'Start'],
  ])
    execFileSync('git', [...git, ...args]);
  const env = { PATH: process.env.PATH ?? '', HOME: root, REGENT_CACHE_DIR: join(root, 'c'), REGENT_CONFIG_DIR: root };
  const first: number[] = [];
  const useful: number[] = [];
  for (let run = 0; run < 6; run++) {
    const startedAt = performance.now();
    const terminal = openTerminal(project, env, size);
    await terminal.until('[1 Specs]');
    first.push(performance.now() - startedAt);
    await terminal.until('spec-0', '2000 to do');
    useful.push(performance.now() - startedAt);
    await terminal.until('It does one thing');
    if (run === 5) {
      await delay(300);
      const before = { cpu: cpuMs(terminal), bytes: terminal.written.length };
      await delay(3000);
      print('2,000 specs: memory', `${rssMb(terminal)} MB`);
      print(
        '  idle, in 3 s',
        `${cpuMs(terminal) - before.cpu} ms CPU, ${terminal.written.length - before.bytes} bytes`,
      );
    }
    // The first run compiles and fills the caches; it is left as a person leaves it, for that is when they are written.
    if (run === 0) terminal.press('q');
    else terminal.close();
    await terminal.exited;
  }
  print('  first frame', `${median(first.slice(1))} ms`);
  print(
    '  first useful frame',
    `${median(useful.slice(1))} ms (at the very first start ${Math.round(useful[0] ?? 0)} ms)`,
  );
  rmSync(root, { recursive: true, force: true });
}

/** An answer of 200,000 characters in 2,000 pieces. */
async function benchStream(how: string, gapMs: number): Promise<void> {
  // The answer waits for the measuring to begin: it can be over before the screen has shown that it was asked for.
  const measuring = Promise.withResolvers<void>();
  const answer = (request: RequestBody, response: ServerResponse): null => {
    void measuring.promise.then(() => stream(request, response, gapMs));
    return null;
  };
  const server = await scriptModel([answer, () => null]);
  const project = makeProject(adderFiles());
  const terminal = openTerminal(project.root, { ...project.env, ...server.env }, size);
  await terminal.until('1 to do', 'R2');
  await delay(300);
  const idle = rssMb(terminal);
  terminal.press('r');
  await terminal.until('asking the model');
  await delay(300);
  const before = { cpu: cpuMs(terminal), at: performance.now(), bytes: terminal.written.length };
  measuring.resolve();
  const answers: number[] = [];
  if (gapMs > 0) {
    await terminal.until('the model answers');
    for (const [key, shows] of [
      ['?', '─ Keys'],
      ['\x1b', 'esc interrupt'],
      ['?', '─ Keys'],
      ['\x1b', 'esc interrupt'],
    ] as const) {
      const pressedAt = performance.now();
      terminal.press(key);
      await terminal.until(shows);
      answers.push(performance.now() - pressedAt);
      await delay(100);
    }
  }
  await terminal.until('outputs are empty');
  const took = { cpu: cpuMs(terminal) - before.cpu, ms: performance.now() - before.at };
  const written = terminal.written.slice(before.bytes);
  const frames = written.split('\x1b[?2026h').length - 1;
  print(`200,000 characters ${how}`, `${took.cpu} ms CPU in ${Math.round(took.ms)} ms`);
  print('  frames', `${frames}, ${Math.round(written.length / Math.max(1, frames))} bytes each`);
  print('  memory', `${idle} MB before, ${rssMb(terminal)} MB after`);
  // Esc waits to see whether more follows it.
  if (answers.length > 0)
    print('  a key is answered after', `${answers.map((ms) => Math.round(ms)).join(', ')} ms (?, esc, ?, esc)`);
  terminal.close();
  await server.close();
  project.remove();
}

/** A session of 100,000 events, opened in Review. */
async function benchLongSession(): Promise<void> {
  const server = await scriptModel([[writeAdder(right), runTests]]);
  const project = makeProject(adderFiles());
  const { events } = await regent(project, ['run', 'adder', '--json'], { server });
  const id = events[0]?.session ?? '';
  const at = events.findIndex((event) => event.type === 'model-replied');
  const text = { ...events[at], type: 'model-text', turn: 1, attempt: 1, text: 'A line of what was said.\n' };
  const many = [...events.slice(0, at), ...Array.from({ length: 100_000 }, () => text), ...events.slice(at)];
  const log = logFile(project, id);
  writeFileSync(log, `${many.map((event, seq) => JSON.stringify({ ...event, seq: seq + 1 })).join('\n')}\n`);
  const terminal = openTerminal(project.root, { ...project.env, ...server.env }, size);
  await terminal.until('waits for you', 'R2');
  const startedAt = performance.now();
  terminal.press(enter);
  await terminal.until('[3 Review]', 'R1');
  print('100,000 events: Review opens after', `${Math.round(performance.now() - startedAt)} ms`);
  await delay(500);
  print('  memory', `${rssMb(terminal)} MB (the log is ${Math.round(readFileSync(log).length / 1e6)} MB)`);
  for (let page = 0; page < 6 && !terminal.rows().join('\n').includes('A line of what'); page++) {
    terminal.press('\t');
    await delay(400);
  }
  for (const [name, keys] of [
    ['at its beginning', 'jjjjjjjjjj'],
    ['at its end', 'Gkkkkkkkkkk'],
  ] as const) {
    const cpu = cpuMs(terminal);
    for (const key of keys) {
      terminal.press(key);
      await delay(60);
    }
    print(`  ten keys ${name}`, `${cpuMs(terminal) - cpu} ms CPU`);
  }
  terminal.close();
  await server.close();
  project.remove();
}

function stream({ model }: RequestBody, response: ServerResponse, gapMs: number): void {
  const usage = { input_tokens: 1, output_tokens: 1, cache_read_input_tokens: 0, cache_creation_input_tokens: 0 };
  const send = (event: { type: string }): void =>
    void response.write(`event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`);
  const start = { id: 'm', type: 'message', role: 'assistant', model, content: [], stop_reason: null, usage };
  response.writeHead(200, { 'content-type': 'text/event-stream' });
  send({ type: 'message_start', message: start } as { type: string });
  send({ type: 'content_block_start', index: 0, content_block: { type: 'text', text: '' } } as { type: string });
  let sent = 0;
  const step = (): void => {
    for (const until = gapMs === 0 ? sent + 50 : sent + 1; sent < until; sent++) {
      const text = `${`Piece ${sent} of what the model says about the spec. `.padEnd(99, 'lorem ipsum ')}${sent % 7 === 6 ? '\n' : ' '}`;
      send({ type: 'content_block_delta', index: 0, delta: { type: 'text_delta', text } } as { type: string });
    }
    if (sent < 2000) {
      setTimeout(step, gapMs);
      return;
    }
    send({ type: 'content_block_stop', index: 0 } as { type: string });
    send({ type: 'message_delta', delta: { stop_reason: 'end_turn', stop_sequence: null }, usage } as { type: string });
    send({ type: 'message_stop' });
    response.end();
  };
  step();
}

function specText(name: string): string {
  return `---\nname: ${name}\nlanguage: javascript\noutputs: [src/${name}/**]\ntests:\n  command: node --test --test-reporter=tap specs/${name}/tests/*.test.js\n  report: tap\n---\n\n- **R1** It does one thing.\n`;
}

/** User and system time that the program took so far. */
function cpuMs({ pid }: TerminalRun): number {
  const [user = 0, system = 0] = readFileSync(`/proc/${pid}/stat`, 'utf8').split(' ').slice(13, 15).map(Number);
  return (user + system) * 10;
}

function rssMb({ pid }: TerminalRun): number {
  return Math.round(Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) / 1024);
}

function median(values: readonly number[]): number {
  return Math.round([...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN);
}

function print(what: string, figure: string): void {
  process.stdout.write(`${what.padEnd(44)} ${figure}\n`);
}
