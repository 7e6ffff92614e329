import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import { test } from 'node:test';
import { count, files, wordfreq } from './program.js';

test('R3 R4 values and flags are told apart', async (context) => {
  const path = files(context, { '-x': 'b b', text: 'a' });
  const run = async (...args) => (await wordfreq(args, 'stdin', { cwd: path('') })).code;
  assert.equal((await wordfreq(['text', '--', '-x'], '', { cwd: path('') })).stdout, '2\tb\n1\ta\n');
  assert.deepEqual(
    await Promise.all([
      run('-x'),
      run('--case-sensitive=1'),
      run('--format'),
      run('--top', 'ALL'),
      run('--top=+5'),
      run('--tie'),
    ]),
    [2, 2, 2, 2, 2, 2],
  );
  assert.deepEqual(await Promise.all([run('--ties', '--help', '--top'), run('--top=007')]), [0, 0]);
});

test('R5 an input ends its last word', async (context) => {
  const path = files(context, { one: 'foo', two: "bar'", three: 's' });
  assert.deepEqual(await count('', path('one'), path('two'), path('three')), [
    ['bar', 1],
    ['foo', 1],
    ['s', 1],
  ]);
});

test('R6 a broken line in a long open input is reported', async () => {
  const input = Buffer.concat([
    Buffer.alloc(300_000, 'zwei Wörter\n'),
    Buffer.from('caf\xe9\n', 'latin1'),
    Buffer.alloc(70_000, 'x\n'),
  ]);
  const { code, stdout } = await wordfreq(['--format=json'], input, { open: true });
  assert.deepEqual({ code, stdout }, { code: 1, stdout: '' });
});

test('R7 a stop word file is checked like an input', async (context) => {
  const path = files(context, { broken: Buffer.from([0x61, 0x0a, 0x80]), 'my text.txt': 'a' });
  mkdirSync(path('dir'));
  for (const name of ['broken', 'dir', 'gone']) {
    const { code, stdout, stderr } = await wordfreq(['--stop-words', name, 'my text.txt'], '', { cwd: path('') });
    assert.deepEqual({ code, stdout }, { code: 1, stdout: '' });
    assert.ok(stderr.startsWith('wordfreq: ') && stderr.includes(name), stderr);
  }
});

test('R8 R9 a text in many scripts', async () => {
  const text = "L’été, l'Été — L'ÉTE\u0301; Ёлка ёлка_ЁЛКА x₂ ½ 3½ ٤٢ naïve co-op ΌΣΟΣ όσος 𐐀𐐨\n'";
  assert.deepEqual(await count(text), [
    ["l'été", 3],
    ['ёлка', 3],
    ['όσοσ', 2],
    ['3', 1],
    ['co', 1],
    ['naïve', 1],
    ['op', 1],
    ['x', 1],
    ['٤٢', 1],
    ['𐐨𐐨', 1],
  ]);
});

test('R10 stop words with apostrophes, comments and blank lines', async (context) => {
  const path = files(context, { stop: "\r\n\t#x\r\nIT'S\r\n ÜBER\r\nab cd\r\n" });
  assert.deepEqual(await count('it’s über x ab cd its', '--stop-words', path('stop')), [
    ['ab', 1],
    ['cd', 1],
    ['its', 1],
    ['x', 1],
  ]);
});

test('R11 R12 the order holds where --ties goes on', async () => {
  assert.equal((await wordfreq(['--ties', '--top=1'], 'ｂ 𝒳 é zz')).stdout, '1\tzz\n1\té\n1\tｂ\n1\t𝒳\n');
});

test('R14 R15 R16 formats agree', async () => {
  const text = 'to be or not to be';
  const json = JSON.parse((await wordfreq(['--format', 'json', '--top=2', '--ties'], text)).stdout);
  assert.deepEqual(json, {
    total: 6,
    distinct: 4,
    words: [
      { word: 'be', count: 2 },
      { word: 'to', count: 2 },
    ],
  });
  assert.equal(
    (await wordfreq(['--format', 'csv', '--top=3'], text)).stdout,
    'word,count\r\nbe,2\r\nto,2\r\nnot,1\r\n',
  );
  assert.equal((await wordfreq(['--top=3', '--case-sensitive'], '. , ;')).stdout, '');
});
