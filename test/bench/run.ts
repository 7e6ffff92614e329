// Prints what Regent costs, as ratios within one run: absolute times depend on the machine and on what else it does.
//   npm run bench               all
//   npm run bench -- --runs 11  more runs, for a noisy machine
import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import type { Event } from '../../src/core/events.ts';
import { runTests, say, scriptModel, write } from '../support/model-server.ts';

const { values } = parseArgs({ options: { runs: { type: 'string', default: '7' } } });
const runs = Number(values.runs);
const regent = resolve('dist/regent.js');
const baseline = resolve('test/bench/baseline.mjs');
const root = mkdtempSync(join(tmpdir(), 'regent-bench-'));
const env = {
  ...process.env,
  HOME: root,
  REGENT_CACHE_DIR: join(root, 'cache'),
  REGENT_CONFIG_DIR: join(root, 'config'),
};

const wrong = "export const greet = (names) => 'Hello, ' + names.join(' and ') + '!';\n";
const right = `export function greet(names) {
  const left = names.map((name) => name.trim()).filter(Boolean);
  if (left.length === 0) return 'Hello, world!';
  const last = left.pop();
  return 'Hello, ' + (left.length > 0 ? left.join(', ') + ' and ' : '') + last + '!';
}
`;
const script = [
  [say('I begin.'), write('src/greet/greet.mjs', wrong)],
  [runTests],
  [write('src/greet/greet.mjs', right)],
  [runTests],
  [say('Done.')],
];
const testCommand = 'node --test --test-reporter=tap specs/greet/tests/greet.test.mjs';

try {
  await benchStart();
  await benchSession();
  await benchPlan();
} finally {
  rmSync(root, { recursive: true, force: true });
}

async function benchStart(): Promise<void> {
  const node: number[] = [];
  const version: number[] = [];
  for (let run = 0; run <= runs; run++) {
    node.push(await time(['-e', '0'], root));
    version.push(await time([regent, '--version'], root));
  }
  print(`regent --version        ${ms(median(version))}  (node alone ${ms(median(node))})`);
}

async function benchSession(): Promise<void> {
  await time([regent, 'init', 'project'], root);
  const project = join(root, 'project');
  const base: number[] = [];
  const ours: number[] = [];
  const stages = new Map<string, number[]>();
  let requests: readonly string[] = [];
  for (let run = 0; run <= runs; run++) {
    const first = await scriptModel(script);
    base.push(await time([baseline, testCommand], project, first.env));
    await first.close();
    rmSync(join(project, 'src'), { recursive: true, force: true });
    const second = await scriptModel(script);
    const out: string[] = [];
    const startedAt = Date.now();
    ours.push(await time([regent, 'run', 'greet', '--json'], project, second.env, out));
    const endedAt = Date.now();
    await second.close();
    requests = second.requests;
    addStages(
      stages,
      out
        .join('')
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line) as Event),
      startedAt,
      endedAt,
    );
  }
  const ratios = ours.slice(1).map((wall, at) => wall / (base[at + 1] ?? wall));
  const bytes = requests.reduce((sum, body) => sum + Buffer.byteLength(body), 0);
  print(
    `five-turn session       ${median(ratios).toFixed(2)} times a script without sandbox, log, commits or verification`,
  );
  print(`                        (${ms(median(ours.slice(1)))} against ${ms(median(base.slice(1)))})`);
  // The quickest of each is what the machine's other work disturbed least.
  const [least, leastBase] = [Math.min(...ours.slice(1)), Math.min(...base.slice(1))];
  print(
    `                        (the quickest ${ms(least)} against ${ms(leastBase)}: ${(least / leastBase).toFixed(2)})`,
  );
  print(
    `  requests              ${(bytes / 1024).toFixed(1)} KB in ${requests.length}; each begins with the one before: ${isPrefixStable(requests) ? 'yes' : 'NO'}`,
  );
  for (const [stage, times] of stages) print(`  ${stage.padEnd(22)}${ms(median(times))}`);
}

async function benchPlan(): Promise<void> {
  const many = makeProject(2000, 20_000);
  const few = makeProject(2, 20);
  const large: number[] = [];
  const small: number[] = [];
  await time([regent, 'plan'], many);
  for (let run = 0; run < runs; run++) {
    large.push(await time([regent, 'plan'], many));
    small.push(await time([regent, 'plan'], few));
  }
  print(`plan, 2,000 specs and 20,000 files  ${ms(median(large))}  (2 specs: ${ms(median(small))})`);
}

/** From the start of the process, and from one event to the next, to its end: where a session's time goes. */
function addStages(stages: Map<string, number[]>, events: readonly Event[], startedAt: number, endedAt: number): void {
  const sums = new Map([['start', Date.parse(events[0]?.at ?? '') - startedAt]]);
  for (const [at, event] of events.entries()) {
    const before = events[at - 1];
    if (!before) continue;
    const stage = stageOf(event);
    sums.set(stage, (sums.get(stage) ?? 0) + Date.parse(event.at) - Date.parse(before.at));
  }
  sums.set('exit', endedAt - Date.parse(events.at(-1)?.at ?? ''));
  for (const [stage, sum] of sums) stages.set(stage, [...(stages.get(stage) ?? []), sum]);
}

function stageOf(event: Event): string {
  if (event.type.startsWith('model-')) return 'model requests';
  if (event.type === 'attempt-started') return 'snapshot and commit';
  if (event.type === 'attempt-committed') return 'tests';
  if (event.type.startsWith('verify-')) return 'verification';
  if (event.type.startsWith('tool-')) return 'tools';
  return 'the rest';
}

function makeProject(specs: number, files: number): string {
  const folder = mkdtempSync(join(root, 'plan-'));
  const put = (path: string, text: string): void => {
    mkdirSync(join(folder, path, '..'), { recursive: true });
    writeFileSync(join(folder, path), text);
  };
  for (let at = 0; at < specs; at++) {
    const name = `spec-${at}`;
    put(
      `specs/${name}/spec.md`,
      `---\nname: ${name}\nlanguage: javascript\noutputs: [src/${name}/**]\ntests:\n  command: node --test --test-reporter=tap specs/${name}/tests/*.test.js\n  report: tap\n---\n\n- **R1** It does one thing.\n`,
    );
    put(`specs/${name}/tests/a.test.js`, "import { test } from 'node:test';\ntest('R1 does', () => {});\n");
  }
  for (let at = 0; at < files - 2 * specs; at++) put(`lib/${at % 100}/${at}.txt`, `${at}\n`);
  const git = ['-c', 'user.name=Bench', '-c', 'user.email=bench@localhost', '-C', folder];
  for (const args of [
    ['init', '-q'],
    ['add', '-A'],
    ['commit', '-qm', 'Start'],
  ])
    runGit([...git, ...args]);
  return folder;
}

function runGit(args: readonly string[]): void {
  const { spawnSync } = process.getBuiltinModule('node:child_process');
  const { status, stderr } = spawnSync('git', args, { encoding: 'utf8' });
  if (status !== 0) throw new Error(stderr);
}

function isPrefixStable(requests: readonly string[]): boolean {
  const prefixes = requests.map((body) =>
    JSON.stringify((JSON.parse(body) as { messages: unknown }).messages).slice(0, -1),
  );
  return prefixes.every((prefix, at) => at === 0 || prefix.startsWith(prefixes[at - 1] ?? ''));
}

function time(
  args: readonly string[],
  cwd: string,
  more: Record<string, string> = {},
  out: string[] = [],
): Promise<number> {
  const startedAt = performance.now();
  const child = spawn(process.execPath, args, { cwd, env: { ...env, ...more }, stdio: ['ignore', 'pipe', 'inherit'] });
  child.stdout.on('data', (chunk: Buffer) => out.push(chunk.toString()));
  return new Promise((done) => child.on('close', () => done(performance.now() - startedAt)));
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}

function ms(value: number): string {
  return `${Math.round(value)} ms`.padStart(8);
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}
