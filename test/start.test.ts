import assert from 'node:assert/strict';
import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { Headers as LeanHeaders } from '../src/adapters/anthropic/headers.ts';
import { version } from '../src/version.ts';
import { adderFiles } from './support/adder.ts';
import { makeProject, type Project, regent } from './support/cli.ts';
import { bash, scriptModel } from './support/model-server.ts';
import { openTerminal } from './support/terminal.ts';

const object = {
  type: 'tool_use',
  name: 'object',
  input: { requirement: 'R1', evidence: 'e', question: 'q?' },
} as const;

/** Writes a module that, required before all, tells on standard error what was loaded; returns its path. */
function countLoads(project: Project): string {
  const hook = join(project.env.HOME ?? '', 'loaded.cjs');
  writeFileSync(
    hook,
    `const read = require('node:fs').readFileSync;
const chunks = [];
require('node:module').registerHooks({ load: (url, context, next) => { if (url.includes('/dist/')) chunks.push(url); return next(url, context); } });
process.on('exit', () => console.error(JSON.stringify({ chunks, modules: process.moduleLoadList })));`,
  );
  return hook;
}

test('the version is told without loading anything else of Regent', async (t) => {
  const project = makeProject(adderFiles());
  t.after(() => project.remove());
  const env = { NODE_OPTIONS: `--require=${countLoads(project)}` };
  const { code, stdout, stderr } = await regent(project, ['--version'], { env });
  assert.deepEqual([code, stdout], [0, `${version}\n`]);
  const { chunks } = JSON.parse(stderr) as { chunks: string[] };
  const bytes = chunks.reduce((sum, url) => sum + statSync(new URL(url)).size, 0);
  assert.ok(bytes > 0 && bytes < 5_000, `${bytes} bytes`);
});

test('a session asks the model with one HTTP client, and loads few files', async (t) => {
  const project = makeProject(adderFiles());
  const server = await scriptModel([[bash('true')], [object]]);
  t.after(async () => {
    project.remove();
    await server.close();
  });
  const env = { NODE_OPTIONS: `--require=${countLoads(project)}` };
  const { code, stderr } = await regent(project, ['run', 'adder', '--json'], { server, env });
  const { chunks, modules } = JSON.parse(stderr) as { chunks: string[]; modules: string[] };
  assert.deepEqual([code, server.requests.length], [5, 2]);
  assert.deepEqual(
    modules.filter((name) => /undici|http2|Internal.*tls_wrap/.test(name)),
    [],
  );
  assert.ok(
    modules.includes('NativeModule _http_client') && chunks.length > 5 && chunks.length < 30,
    `${chunks.length} chunks`,
  );
});

test('the screens tell what needs doing with few files, and nothing that would read or check an asset anew', async (t) => {
  const project = makeProject(adderFiles());
  t.after(() => project.remove());
  await regent(project, ['plan']);
  const loaded = join(project.env.HOME ?? '', 'loaded.json');
  const hook = join(project.env.HOME ?? '', 'before-frame.cjs');
  writeFileSync(
    hook,
    `const { write } = process.stdout;
const chunks = [];
let isTold = false;
require('node:module').registerHooks({ load: (url, context, next) => { if (url.includes('/dist/') && !isTold) chunks.push(url); return next(url, context); } });
process.stdout.write = (text, ...more) => {
  if ((isTold ||= String(text).includes('1 to do'))) require('node:fs').writeFileSync(${JSON.stringify(loaded)}, JSON.stringify(chunks));
  return write.call(process.stdout, text, ...more);
};`,
  );
  const size = { columns: 80, rows: 24 };
  const terminal = openTerminal(project.root, { ...project.env, NODE_OPTIONS: `--require=${hook}` }, size);
  t.after(() => terminal.close());
  await terminal.until('1 to do');
  const chunks = JSON.parse(readFileSync(loaded, 'utf8')) as string[];
  const bytes = chunks.reduce((sum, url) => sum + statSync(new URL(url)).size, 0);
  assert.deepEqual(
    chunks.filter((url) => /(?:zod|yaml|sdk|session)-[^/]*$/.test(url)),
    [],
  );
  assert.ok(chunks.length < 25 && bytes < 800_000, `${chunks.length} chunks, ${bytes} bytes`);
});

test('the headers that the SDK is bundled with are as those of Node', () => {
  const acts: readonly ((headers: Headers) => unknown)[] = [
    (headers) => headers.set('X-Key', ' a '),
    (headers) => headers.append('x-key', 'b'),
    (headers) => headers.get('X-KEY'),
    (headers) => headers.set('Accept', 'c'),
    (headers) => headers.has('accept'),
    (headers) => [...headers],
    (headers) => [...headers.entries()],
    (headers) => headers.delete('X-Key'),
    (headers) => [headers.get('x-key'), headers.has('x-key')],
    (headers) => headers.set('X-Key', ''),
    (headers) => headers.append('X-Key', 'd'),
    (headers) => Object.fromEntries(headers),
  ];
  const pairs: [string, string][] = [
    ['B', '1'],
    ['b', '2'],
    ['a', '3'],
  ];
  for (const given of [undefined, pairs, { B: '1', a: '2' }]) {
    const ours = new LeanHeaders(given) as unknown as Headers;
    const nodes = new Headers(given);
    for (const [at, act] of acts.entries()) assert.deepEqual(act(ours), act(nodes), `act ${at}`);
  }
});
