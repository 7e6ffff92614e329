import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { Headers as LeanHeaders } from '../src/adapters/anthropic/headers.ts';
import { adderFiles } from './support/adder.ts';
import { makeProject, regent } from './support/cli.ts';
import { bash, scriptModel } from './support/model-server.ts';

const object = {
  type: 'tool_use',
  name: 'object',
  input: { requirement: 'R1', evidence: 'e', question: 'q?' },
} as const;

test('a session asks the model with one HTTP client, and loads few files', async (t) => {
  const project = makeProject(adderFiles());
  const server = await scriptModel([[bash('true')], [object]]);
  t.after(async () => {
    project.remove();
    await server.close();
  });
  const hook = join(project.env.HOME ?? '', 'loaded.cjs');
  writeFileSync(
    hook,
    `const read = require('node:fs').readFileSync;
let chunks = 0;
require('node:module').registerHooks({ load: (url, context, next) => { chunks += url.includes('/dist/') ? 1 : 0; return next(url, context); } });
process.on('exit', () => console.error(JSON.stringify({ chunks, modules: process.moduleLoadList })));`,
  );
  const env = { NODE_OPTIONS: `--require=${hook}` };
  const { code, stderr } = await regent(project, ['run', 'adder', '--json'], { server, env });
  const { chunks, modules } = JSON.parse(stderr) as { chunks: number; modules: string[] };
  assert.deepEqual([code, server.requests.length], [5, 2]);
  assert.deepEqual(
    modules.filter((name) => /undici|http2|Internal.*tls_wrap/.test(name)),
    [],
  );
  assert.ok(modules.includes('NativeModule _http_client') && chunks > 5 && chunks < 30, `${chunks} chunks`);
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
