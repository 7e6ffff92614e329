import assert from 'node:assert/strict';
import {
  appendFileSync,
  chmodSync,
  closeSync,
  openSync,
  readFileSync,
  statSync,
  truncateSync,
  utimesSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { fakeGzip, logs } from './logs.js';

const done = (stdout) => ({ code: 0, stdout, stderr: '' });

test('R9 generations move up and the log becomes the first', async (context) => {
  const { rotate, state } = logs(context, { a: 'new', 'a.1': 'one', 'a.2.gz': gzipSync('two') });
  assert.deepEqual(await rotate('a'), done('rotate a\n'));
  assert.deepEqual(state(), { 'a.1': 'new', 'a.2': 'one', 'a.3.gz': 'two' });
});

test('R9 gaps and doubles move along', async (context) => {
  const { rotate, state } = logs(context, { a: '0', 'a.1': '1', 'a.3': '3', 'a.3.gz': gzipSync('3z') });
  await rotate('a');
  assert.deepEqual(state(), { 'a.1': '0', 'a.2': '1', 'a.4': '3', 'a.4.gz': '3z' });
});

test('R9 a program that has the log open goes on writing into the first generation', async (context) => {
  const { rotate, path, state } = logs(context, { a: 'before ' });
  const file = openSync(path('a'), 'a');
  await rotate('--compress', 'a');
  writeSync(file, 'after');
  closeSync(file);
  assert.deepEqual(state(), { 'a.1': 'before after' });
});

test('R10 five generations are kept by default', async (context) => {
  const { rotate, state } = logs(context, { a: '0', 'a.4': '4', 'a.5': '5', 'a.6.gz': gzipSync('6'), 'a.9': '9' });
  await rotate('a');
  assert.deepEqual(state(), { 'a.1': '0', 'a.5': '4' });
});

test('R10 --keep says how many', async (context) => {
  const { rotate, state } = logs(context, { a: '0', 'a.1': '1', 'a.2': '2', 'a.12': '12', 'a.999': '999' });
  await rotate('--keep=1', 'a');
  assert.deepEqual(state(), { 'a.1': '0' });
});

test('R10 the last generation goes also when the one before it is missing', async (context) => {
  const { rotate, state } = logs(context, { a: '0', 'a.11': '11', b: '0', 'b.9': '9', 'b.10': '10', 'b.11': '11' });
  await rotate('--keep=11', 'a', 'b');
  assert.deepEqual(state(), { 'a.1': '0', 'b.1': '0', 'b.10': '9', 'b.11': '10' });
});

test('R10 files that only look alike are not touched', async (context) => {
  const others = {
    'a.0': 'x',
    'a.01': 'x',
    'a.1000': 'x',
    'a.20260131': 'x',
    'a.1.bak': 'x',
    'a.1.txt': 'x',
    aa: 'x',
    'b.1': 'x',
  };
  const { rotate, state } = logs(context, { ...others, a: '0', 'a.998': 'y' });
  await rotate('--keep', '999', 'a');
  assert.deepEqual(state(), { ...others, 'a.1': '0', 'a.999': 'y' });
});

test('R10 no byte is lost over many rotations', async (context) => {
  const { rotate, path, state } = logs(context);
  for (let round = 1; round <= 7; round += 1) {
    appendFileSync(path('a'), `line ${round}\n`);
    assert.equal((await rotate('--keep', '20', ...(round % 3 === 0 ? ['--compress'] : []), 'a')).code, 0);
  }
  const entries = Object.entries(state()).map(([name, text]) => [Number(name.split('.')[1]), text]);
  assert.deepEqual(
    entries.sort(([a], [b]) => b - a).map(([, text]) => text),
    [1, 2, 3, 4, 5, 6, 7].map((n) => `line ${n}\n`),
  );
});

test('R5 an empty log is kept', async (context) => {
  const { rotate, state } = logs(context, { a: '', 'a.1': 'one', 'a.8': 'eight' });
  assert.deepEqual(await rotate('a'), done('keep a\n'));
  assert.deepEqual(state(), { a: '', 'a.1': 'one', 'a.8': 'eight' });
});

test('R6 --size rotates logs of at least that many bytes', async (context) => {
  const { rotate, path } = logs(context, { nine: '123456789', ten: '1234567890', k: '', M: '' });
  truncateSync(path('k'), 2 * 1024 - 1);
  truncateSync(path('M'), 1024 * 1024);
  assert.deepEqual(await rotate('--size', '10', 'nine', 'ten'), done('keep nine\nrotate ten\n'));
  assert.deepEqual(await rotate('--size=2k', 'k'), done('keep k\n'));
  appendFileSync(path('k'), 'x');
  assert.deepEqual(await rotate('--size=2k', 'k'), done('rotate k\n'));
  assert.deepEqual(await rotate('--size=1M', 'M'), done('rotate M\n'));
});

test('R7 --days rotates logs that were last modified long enough ago', async (context) => {
  const { rotate, path } = logs(context, { young: 'x', old: 'x', today: 'x' });
  const ago = (seconds) => Date.now() / 1000 - seconds;
  utimesSync(path('young'), ago(0), ago(3 * 86_400 - 60));
  utimesSync(path('old'), ago(0), ago(3 * 86_400 + 60));
  assert.deepEqual(await rotate('--days', '3', 'young', 'old', 'today'), done('keep young\nrotate old\nkeep today\n'));
});

test('R5 with --size and --days either is enough', async (context) => {
  const { rotate, path } = logs(context, { big: 'xxxx', old: 'x', empty: '', small: 'x' });
  for (const name of ['old', 'empty']) utimesSync(path(name), 0, 0);
  const { stdout } = await rotate('--size', '4', '--days', '1', 'big', 'old', 'empty', 'small');
  assert.equal(stdout, 'rotate big\nrotate old\nkeep empty\nkeep small\n');
});

test('R11 --compress packs generations from the second up', async (context) => {
  const { rotate, path, state } = logs(context, { a: '0', 'a.1': '1', 'a.2': '2', 'a.3.gz': gzipSync('3') });
  chmodSync(path('a.1'), 0o600);
  chmodSync(path('a.2'), 0o644);
  assert.deepEqual(await rotate('a', '--compress'), done('rotate a\n'));
  assert.deepEqual(state(), { 'a.1': '0', 'a.2.gz': '1', 'a.3.gz': '2', 'a.4.gz': '3' });
  assert.equal(statSync(path('a.2.gz')).mode & 0o777, 0o600);
  assert.equal(statSync(path('a.3.gz')).mode & 0o777, 0o644);
});

test('R11 a generation that is also there compressed stays plain', async (context) => {
  const { rotate, state } = logs(context, { a: '0', 'a.1': '1', 'a.1.gz': gzipSync('1z'), 'a.2': '2' });
  assert.equal((await rotate('a', '--compress')).code, 0);
  assert.deepEqual(state(), { 'a.1': '0', 'a.2': '1', 'a.2.gz': '1z', 'a.3.gz': '2' });
});

test('R11 when gzip fails the plain file stays and the log has failed', async (context) => {
  const { rotateWith, state } = logs(context, { a: '0', 'a.1': '1', b: 'b' });
  const { code, stdout, stderr } = await rotateWith(fakeGzip(context, 'exit 1'), '--compress', 'a', 'b');
  assert.deepEqual({ code, stdout }, { code: 1, stdout: 'rotate b\n' });
  assert.match(stderr, /^rotate-logs: .*\ba\b/m);
  assert.deepEqual(state(), { 'a.1': '0', 'a.2': '1', 'b.1': 'b' });
});

test('R12 --dry-run says the same and changes nothing', async (context) => {
  const files = { a: '0', 'a.1': '1', 'a.5': '5', empty: '' };
  const { rotate, state } = logs(context, files);
  const { code, stdout, stderr } = await rotate('--dry-run', '--compress', '--keep', '2', 'a', 'empty', 'missing');
  assert.deepEqual({ code, stdout }, { code: 1, stdout: 'rotate a\nkeep empty\n' });
  assert.match(stderr, /^rotate-logs: .*missing/);
  assert.deepEqual(state(), files);
});

test('R8 a line says what was done with each log', async (context) => {
  const { rotate } = logs(context, { a: '', b: '1', c: '3' });
  assert.deepEqual(await rotate('./b', 'a', 'c'), done('rotate ./b\nkeep a\nrotate c\n'));
});

test('R16 any character may stand in a path', async (context) => {
  const names = [
    'two words',
    'line\nbreak',
    'end\n',
    '*',
    '[a]',
    '?',
    'it\'s "quoted"',
    'back\\slash\\n',
    '-dash',
    '$(id)',
    'ü',
  ];
  const contents = Object.fromEntries(
    names.flatMap((name) => [
      [name, name],
      [`${name}.1`, 'old'],
    ]),
  );
  const { rotate, state } = logs(context, contents);
  assert.deepEqual(await rotate('--compress', '--', ...names), done(names.map((name) => `rotate ${name}\n`).join('')));
  const expected = Object.fromEntries(
    names.flatMap((name) => [
      [`${name}.1`, name],
      [`${name}.2.gz`, 'old'],
    ]),
  );
  assert.deepEqual(
    state(),
    Object.fromEntries(
      Object.keys(expected)
        .sort()
        .map((name) => [name, expected[name]]),
    ),
  );
});

test('R16 the current folder plays no part', async (context) => {
  const { rotate, path } = logs(context, { a: '0' });
  writeFileSync(path('b'), '1');
  assert.equal((await rotate(path('a'), './b')).stdout, `rotate ${path('a')}\nrotate ./b\n`);
  assert.equal(readFileSync(path('b.1'), 'utf8'), '1');
});
