import assert from 'node:assert/strict';
import { existsSync, lstatSync, mkdirSync, readFileSync, symlinkSync } from 'node:fs';
import { test } from 'node:test';
import { fakeGzip, logs, script } from './logs.js';

test('R1 the script begins as a POSIX shell script', () => {
  assert.match(readFileSync(script, 'utf8'), /^#!\/bin\/sh\n/);
});

test('R2 --help prints the usage text', async (context) => {
  const usage = readFileSync(new URL('../contract/usage.txt', import.meta.url), 'utf8');
  assert.deepEqual(await logs(context).rotate('--help'), { code: 0, stdout: usage, stderr: '' });
});

test('R3 arguments are read from left to right, and the last value counts', async (context) => {
  const { rotate, state } = logs(context, { a: '0', 'a.1': '1', 'a.2': '2', '--keep': 'x' });
  assert.equal((await rotate('a', '--help', '--bogus')).code, 0);
  assert.equal((await rotate('a', '--bogus', '--help')).code, 2);
  assert.equal((await rotate('--keep', '9', 'a', '--keep=2', '--', '--keep')).code, 0);
  assert.deepEqual(state(), { '--keep.1': 'x', 'a.1': '0', 'a.2': '1' });
});

test('R4 wrong use ends with 2, names the option and changes nothing', async (context) => {
  const { rotate, state } = logs(context, { a: '0' });
  const wrong = [
    ['--bogus'],
    ['--comp'],
    ['-k'],
    ['-'],
    ['--compress=yes'],
    ['--keep'],
    ['--keep', '0'],
    ['--keep=1000'],
    ['--keep', '-1'],
    ['--keep=03'],
    ['--keep='],
    ['--size', '0'],
    ['--size', '1K'],
    ['--size=k'],
    ['--size', '1 '],
    ['--size=1000000000'],
    ['--days', '1.5'],
    ['--days=0'],
    ['--days=10000'],
    ['--days', '--help'],
  ];
  const results = await Promise.all(wrong.map((args) => rotate('a', ...args)));
  results.forEach(({ code, stdout, stderr }, index) => {
    assert.deepEqual({ code, stdout }, { code: 2, stdout: '' }, wrong[index].join(' '));
    const line = stderr.split('\n').find((text) => text.startsWith('rotate-logs: ')) ?? '';
    assert.ok(line.includes(wrong[index][0].split('=')[0]), stderr);
  });
  assert.deepEqual(state(), { a: '0' });
});

test('R4 no log at all is wrong use', async (context) => {
  const { code, stderr } = await logs(context).rotate('--keep', '3', '--');
  assert.equal(code, 2);
  assert.match(stderr, /^rotate-logs: /m);
});

test('R13 a log that is not there fails, and the others are dealt with', async (context) => {
  const { rotate, path, state } = logs(context, { a: '0', b: '1', 'gone.1': 'x' });
  mkdirSync(path('folder'));
  const { code, stdout, stderr } = await rotate('a', 'gone', 'no/such/folder/log', 'folder', 'b');
  assert.deepEqual({ code, stdout }, { code: 1, stdout: 'rotate a\nrotate b\n' });
  const lines = stderr.split('\n').filter((line) => line.startsWith('rotate-logs: '));
  for (const log of ['gone', 'no/such/folder/log', 'folder'])
    assert.ok(
      lines.some((line) => line.includes(log)),
      stderr,
    );
  assert.deepEqual(state(), { 'a.1': '0', 'b.1': '1', folder: null, 'gone.1': 'x' });
});

test('R13 a symbolic link is refused wherever it leads', async (context) => {
  const { rotate, path, state } = logs(context, { real: 'x' });
  symlinkSync('real', path('link'));
  symlinkSync('nowhere', path('dangling'));
  const { code, stdout, stderr } = await rotate('--missing-ok', 'link', 'dangling');
  assert.deepEqual({ code, stdout }, { code: 1, stdout: '' });
  assert.match(stderr, /^rotate-logs: .*link/m);
  assert.match(stderr, /^rotate-logs: .*dangling/m);
  assert.ok(lstatSync(path('link')).isSymbolicLink() && lstatSync(path('dangling')).isSymbolicLink());
  assert.equal(readFileSync(path('real'), 'utf8'), 'x');
  assert.equal(existsSync(path('real.1')), false);
  assert.equal(existsSync(path('link.lock')), false);
});

test('R13 a generation that is no regular file makes the log fail unchanged', async (context) => {
  const { rotate, path, state } = logs(context, { a: '0', 'a.1': '1', b: '0', 'b.1': '1', target: 't', c: '0' });
  mkdirSync(path('a.3'));
  symlinkSync('target', path('b.700.gz'));
  symlinkSync('nowhere', path('c.1'));
  assert.equal((await rotate('--compress', 'a', 'b', 'c')).code, 1);
  assert.ok(lstatSync(path('c.1')).isSymbolicLink());
  assert.equal(lstatSync(path('b.700.gz')).isSymbolicLink(), true);
  for (const [name, text] of Object.entries({ a: '0', 'a.1': '1', b: '0', 'b.1': '1', target: 't', c: '0' })) {
    assert.equal(readFileSync(path(name), 'utf8'), text, name);
  }
});

test('R14 --missing-ok skips what is not there', async (context) => {
  const { rotate, state } = logs(context, { a: '0' });
  assert.deepEqual(await rotate('--missing-ok', 'gone', 'no/folder/log', 'a'), {
    code: 0,
    stdout: 'rotate a\n',
    stderr: '',
  });
  assert.deepEqual(state(), { 'a.1': '0' });
});

test('R15 a locked log fails and keeps its lock, also in a dry run', async (context) => {
  const { rotate, path, state } = logs(context, { a: '0', b: '1', 'b.lock': 'a file' });
  mkdirSync(path('a.lock'));
  for (const options of [['--dry-run'], []]) {
    const { code, stdout, stderr } = await rotate(...options, 'a', 'b');
    assert.deepEqual({ code, stdout }, { code: 1, stdout: '' });
    assert.match(stderr, /^rotate-logs: .*\ba\b/m);
    assert.deepEqual(state(), { a: '0', 'a.lock': null, b: '1', 'b.lock': 'a file' });
  }
});

test('R15 of several that start at once, one rotates', async (context) => {
  const { rotate, state } = logs(context, { a: '0', 'a.1': '1' });
  const results = await Promise.all(Array.from({ length: 6 }, () => rotate('a')));
  assert.deepEqual(results.map(({ code }) => code).sort(), [0, 1, 1, 1, 1, 1]);
  assert.deepEqual(state(), { 'a.1': '0', 'a.2': '1' });
});

test('R15 the lock is there while gzip runs, and gone after a failure', async (context) => {
  const { rotateWith, state } = logs(context, { a: '0', 'a.1': '1' });
  const bin = fakeGzip(context, 'test -d a.lock && : > locked; exit 1');
  assert.equal((await rotateWith(bin, '--compress', 'a')).code, 1);
  assert.deepEqual(state(), { 'a.1': '0', 'a.2': '1', locked: '' });
});

test('R15 a signal ends the script without its lock and with every generation whole', async (context) => {
  const { rotateWith, state } = logs(context, { a: '0', 'a.1': '1', b: 'b' });
  const bin = fakeGzip(context, "trap '' TERM; kill -TERM 0; exit 1");
  const { code } = await rotateWith(bin, '--compress', 'a', 'b');
  assert.notEqual(code, 0);
  assert.deepEqual(state(), { 'a.1': '0', 'a.2': '1', b: 'b' });
});
