import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { accessSync, constants, mkdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { count, env, files, program, wordfreq } from './program.js';

const text = 'c a b a c d a'; // a 3, c 2, b 1, d 1

test('R1 the program is an executable script that works in any folder', async (context) => {
  accessSync(program, constants.X_OK);
  assert.match(readFileSync(program, 'utf8'), /^#!\/usr\/bin\/env \S/);
  const path = files(context, { 'in.txt': 'é' });
  assert.equal((await wordfreq(['in.txt'], '', { cwd: path('') })).stdout, '1\té\n');
});

test('R2 --help prints the usage text', async () => {
  const usage = readFileSync(new URL('../contract/usage.txt', import.meta.url), 'utf8');
  assert.deepEqual(await wordfreq(['--help']), { code: 0, stdout: usage, stderr: '' });
});

test('R3 options stand anywhere before --, and the last one counts', async (context) => {
  const path = files(context, { one: text, '--top': 'x' });
  const cwd = path('');
  assert.equal((await wordfreq(['--top', '3', 'one', '--top=1'], '', { cwd })).stdout, '3\ta\n');
  assert.equal((await wordfreq(['--top=1', '--', '--top', 'one'], '', { cwd })).stdout, '3\ta\n');
});

test('R3 arguments are read from left to right', async () => {
  assert.equal((await wordfreq(['--top', '2', '--help', '--bogus'])).code, 0);
  assert.equal((await wordfreq(['--bogus', '--help'])).code, 2);
  assert.equal((await wordfreq(['--top', '--help'])).code, 2);
  assert.equal((await wordfreq(['--stop-words', '--help'])).code, 1, 'there is no file named --help');
});

test('R4 wrong use ends with 2 and names the option', async () => {
  const wrong = [
    ['--bogus'],
    ['--tie'],
    ['-n'],
    ['--stop-words'],
    ['--ties=yes'],
    ['--format', 'xml'],
    ['--top=0'],
    ['--top', '٣'],
    ['no such file', '--to', '3'],
  ];
  const results = await Promise.all(wrong.map((args) => wordfreq(args, 'text')));
  results.forEach(({ code, stdout, stderr }, index) => {
    const option = wrong[index].find((argument) => argument.startsWith('-')).split('=')[0];
    assert.deepEqual({ code, stdout }, { code: 2, stdout: '' }, wrong[index].join(' '));
    const line = stderr.split('\n').find((text) => text.startsWith('wordfreq: ')) ?? '';
    assert.ok(line.includes(option), `${option} is not named in: ${stderr}`);
  });
});

test('R5 inputs are counted together, and - is standard input', async (context) => {
  const path = files(context, { one: 'a b', two: 'a c' });
  assert.deepEqual(await count('unread', path('one'), path('two')), [
    ['a', 2],
    ['b', 1],
    ['c', 1],
  ]);
  assert.deepEqual(await count('in', path('one'), '-', '-', path('two')), [
    ['a', 2],
    ['b', 1],
    ['c', 1],
    ['in', 1],
  ]);
});

test('R6 a byte order mark at the start of each input is dropped', async (context) => {
  const path = files(context, { one: '\ufeffa', two: '\ufeffa b' });
  assert.deepEqual(await count('', path('one'), path('two')), [
    ['a', 2],
    ['b', 1],
  ]);
});

test('R6 a broken line is reported while the input is still open', async () => {
  const input = Buffer.concat([
    Buffer.from('good line\n'.repeat(20_000)),
    Buffer.from([0xff, 0x0a]),
    Buffer.alloc(9000, 'a\n'),
  ]);
  const { code, stdout, stderr } = await wordfreq([], input, { open: true });
  assert.deepEqual([code, stdout], [1, '']);
  assert.match(stderr, /^wordfreq: .*-.*\n$/);
});

test('R6 a hundred thousand words are counted in time', async () => {
  const words = Array.from({ length: 1000 }, (_, index) => `w${index}`);
  const listed = await count(`${words.join(' ')}\n`.repeat(100));
  assert.equal(listed.length, 1000);
  assert.ok(listed.every(([, times]) => times === 100));
});

test('R7 what cannot be read ends with 1 and is named', async (context) => {
  const path = files(context, { good: 'a', latin1: Buffer.from('caf\xe9 ole', 'latin1') });
  mkdirSync(path('folder'));
  const cases = [
    ['missing'],
    ['folder'],
    ['latin1'],
    ['good', 'missing'],
    ['good', '--stop-words', 'latin1'],
    ['--stop-words=missing'],
  ];
  const results = await Promise.all(cases.map((args) => wordfreq(args, 'text', { cwd: path('') })));
  results.forEach(({ code, stdout, stderr }, index) => {
    assert.deepEqual({ code, stdout }, { code: 1, stdout: '' }, cases[index].join(' '));
    assert.match(stderr, /^wordfreq: [^\n]*\n$/);
    assert.ok(stderr.includes(cases[index].at(-1).split('=').at(-1)), stderr);
  });
});

test('R7 truncated and overlong UTF-8 is refused', async () => {
  const inputs = [
    [0x61, 0xe2, 0x82],
    [0xc0, 0xaf],
    [0xed, 0xa0, 0x80],
  ];
  const results = await Promise.all(inputs.map((bytes) => wordfreq([], Buffer.from(bytes))));
  assert.deepEqual(
    results.map(({ code }) => code),
    [1, 1, 1],
  );
});

test('R12 --top limits the list, and ten words are the default', async () => {
  const list = async (args, input = text) => (await wordfreq(args, input)).stdout;
  assert.equal(await list(['--top', '2']), '3\ta\n2\tc\n');
  assert.equal(await list(['--top', '99']), '3\ta\n2\tc\n1\tb\n1\td\n');
  assert.equal((await list([], 'a b c d e f g h i j k l')).split('\n').length - 1, 10);
});

test('R12 --ties lists those as frequent as the last one', async () => {
  assert.equal((await wordfreq(['--top', '3', '--ties'], text)).stdout, '3\ta\n2\tc\n1\tb\n1\td\n');
  assert.equal((await wordfreq(['--ties', '--top', '2'], text)).stdout, '3\ta\n2\tc\n');
});

test('R13 the text format has a count, a tab and a word', async () => {
  assert.deepEqual(await wordfreq(['--format', 'text', '--top=1'], 'Ünder ünder'), {
    code: 0,
    stdout: '2\tünder\n',
    stderr: '',
  });
});

test('R14 the json format has totals and the list', async (context) => {
  const path = files(context, { stop: 'd' });
  const { stdout } = await wordfreq(['--format', 'json', '--top', '1', '--stop-words', path('stop')], text);
  assert.deepEqual(JSON.parse(stdout), { total: 6, distinct: 3, words: [{ word: 'a', count: 3 }] });
  assert.equal(stdout.at(-1), '\n');
});

test('R15 the csv format has a first line and CRLF', async () => {
  assert.equal((await wordfreq(['--format=csv'], "é é it's")).stdout, "word,count\r\né,2\r\nit's,1\r\n");
});

test('R16 an input without words is an empty list', async () => {
  assert.deepEqual(await wordfreq([], ''), { code: 0, stdout: '', stderr: '' });
  assert.equal((await wordfreq(['--format', 'csv'], '---\n')).stdout, 'word,count\r\n');
  const { stdout } = await wordfreq(['--format', 'json'], '\ufeff');
  assert.deepEqual(JSON.parse(stdout), { total: 0, distinct: 0, words: [] });
});

test('R17 a reader that goes away is no error', async () => {
  const shell = 'exec 3>&1; "$0" --top all | { exec <&-; echo closed >&3; }';
  const child = spawn('/bin/sh', ['-c', shell, program], { env, timeout: 10_000, killSignal: 'SIGKILL' });
  let stderr = '';
  child.stderr.on('data', (bytes) => {
    stderr += bytes;
  });
  child.stdin.on('error', () => {});
  const closed = new Promise((done) => child.on('close', done));
  await new Promise((done) => child.stdout.once('data', done)); // Nobody reads any more; only now is there input.
  child.stdin.end(Array.from({ length: 20_000 }, (_, index) => `word${index}`).join('\n'));
  await closed;
  assert.equal(stderr, '');
});
