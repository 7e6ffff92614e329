import assert from 'node:assert/strict';
import {
  appendFileSync,
  closeSync,
  mkdirSync,
  openSync,
  readFileSync,
  symlinkSync,
  truncateSync,
  utimesSync,
  writeSync,
} from 'node:fs';
import { test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { fakeGzip, logs } from './logs.js';

test('R3 R4 values and flags are told apart', async (context) => {
  const { rotate, state } = logs(context, { a: '0', '--size=1': 'x' });
  const wrong = [
    ['--dry-run=1', 'a'],
    ['--size', '--', 'a'],
    ['--days=+1', 'a'],
    ['a', '--keep', ''],
    ['--size=5MB', 'a'],
    ['--missing', 'a'],
  ];
  assert.deepEqual(await Promise.all(wrong.map(async (args) => (await rotate(...args)).code)), [2, 2, 2, 2, 2, 2]);
  assert.equal((await rotate('--size', '99', '--size', '1', '--', '--size=1', 'a')).code, 0);
  assert.deepEqual(state(), { '--size=1.1': 'x', 'a.1': '0' });
});

test('R5 R6 R7 conditions at their edges', async (context) => {
  const { rotate, path } = logs(context, { a: '', b: 'x', c: '' });
  truncateSync(path('a'), 3 * 1024 * 1024 - 1);
  const day = Date.now() / 1000 - 10 * 86_400;
  utimesSync(path('b'), day + 30, day + 30);
  utimesSync(path('c'), 0, 0);
  assert.equal((await rotate('--size=3M', '--days=10', 'a', 'b', 'c')).stdout, 'keep a\nkeep b\nkeep c\n');
  appendFileSync(path('a'), 'x');
  utimesSync(path('b'), day - 30, day - 30);
  assert.equal((await rotate('--size=3M', '--days=10', 'a', 'b', 'c')).stdout, 'rotate a\nrotate b\nkeep c\n');
});

test('R9 R10 ten and more generations keep their order', async (context) => {
  const old = Object.fromEntries(Array.from({ length: 12 }, (_, index) => [`log.${index + 1}`, `${index + 1}`]));
  const { rotate, state } = logs(context, {
    ...old,
    log: '0',
    'log.100': '100',
    'log.1001': 'other',
    'log.1.gzip': 'other',
  });
  await rotate('--keep', '12', 'log');
  const kept = Object.fromEntries(Array.from({ length: 12 }, (_, index) => [`log.${index + 1}`, `${index}`]));
  assert.deepEqual(
    new Map(Object.entries(state()).sort()),
    new Map(Object.entries({ ...kept, 'log.1001': 'other', 'log.1.gzip': 'other' }).sort()),
  );
});

test('R9 R11 bytes written late reach the compressed generation', async (context) => {
  const { rotate, path, state } = logs(context, { app: 'early ' });
  const file = openSync(path('app'), 'a');
  await rotate('--compress', 'app');
  writeSync(file, 'late');
  closeSync(file);
  appendFileSync(path('app'), 'next');
  await rotate('--compress', 'app');
  assert.deepEqual(state(), { 'app.1': 'next', 'app.2.gz': 'early late' });
});

test('R11 R13 a gzip that fails once leaves a state that the next run mends', async (context) => {
  const { rotate, rotateWith, path, state } = logs(context, { x: '0', 'x.1': '1', 'x.2': '2' });
  assert.equal((await rotateWith(fakeGzip(context, 'echo broken >&2; exit 2'), '--compress', 'x')).code, 1);
  assert.deepEqual(state(), { 'x.1': '0', 'x.2': '1', 'x.3': '2' });
  appendFileSync(path('x'), 'n');
  assert.equal((await rotate('--compress', 'x')).code, 0);
  assert.deepEqual(state(), { 'x.1': 'n', 'x.2.gz': '0', 'x.3.gz': '1', 'x.4.gz': '2' });
});

test('R12 a dry run reports failures as a real one does', async (context) => {
  const { rotate, path } = logs(context, { a: '0', real: 'x', d: 'y' });
  symlinkSync('real', path('link'));
  mkdirSync(path('d.2.gz'));
  const dry = await rotate('--dry-run', 'link', 'a', 'd', 'gone');
  assert.deepEqual({ code: dry.code, stdout: dry.stdout }, { code: 1, stdout: 'rotate a\n' });
  const wet = await rotate('link', 'a', 'd', 'gone');
  assert.deepEqual({ code: wet.code, stdout: wet.stdout }, { code: 1, stdout: 'rotate a\n' });
  assert.equal(readFileSync(path('d'), 'utf8'), 'y');
});

test('R15 logs have locks of their own', async (context) => {
  const { rotate, path, state } = logs(context, { a: '0', b: '1' });
  mkdirSync(path('a.lock'));
  assert.equal((await rotate('a', 'b')).stdout, 'rotate b\n');
  assert.deepEqual(state(), { a: '0', 'a.lock': null, 'b.1': '1' });
});

test('R16 patterns and look-alikes do not disturb each other', async (context) => {
  const { rotate, state } = logs(context, {
    'a*': 'star',
    ab: 'ab',
    'ab.1': 'ab1',
    'x y.log': '1',
    x: '2',
    '\n': 'nl',
    'a\\*': 'esc',
    'a\\*.1.gz': gzipSync('esc1'),
  });
  assert.equal((await rotate('--keep=2', 'a*', 'x y.log', '\n', 'a\\*')).code, 0);
  assert.deepEqual(state(), {
    '\n.1': 'nl',
    'a*.1': 'star',
    'a\\*.1': 'esc',
    'a\\*.2.gz': 'esc1',
    ab: 'ab',
    'ab.1': 'ab1',
    x: '2',
    'x y.log.1': '1',
  });
});
