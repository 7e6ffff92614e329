import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sha256 } from '../src/adapters/git/digests.ts';
import type { Lock } from '../src/core/lock.ts';
import { assetsDigest, formatLock } from '../src/core/lock.ts';
import { parseLock } from '../src/core/parse-lock.ts';

const file = 'specs/x/spec.lock';
const lock: Lock = {
  version: 1,
  spec: 'x',
  assets: {
    spec: 'a1',
    contract: { 'specs/x/contract/x.d.ts': 'b1' },
    tests: { 'specs/x/tests/b.js': 'c2 755', 'specs/x/tests/a.js': 'c1' },
    holdout: {},
    include: {},
    rules: { style: 'd1' },
    skills: {},
    dependencies: { y: 'e1' },
  },
  environment: { 'package.json': 'f1' },
  outputs: { 'src/x/z.js': '22', 'src/x/a.js': '11 755' },
  tests: ['R2 works', 'R1 works', 'R2 works'],
  build: { session: 's1', attempt: 2, model: 'm', regent: '0.1.0' },
};

function problem(text: string): { code: string; line: number; mend: string } {
  const parsed = parseLock(text, file);
  assert.ok('diagnostic' in parsed, 'the lock was accepted');
  assert.equal(parsed.diagnostic.file, file);
  assert.equal(parsed.diagnostic.severity, 'error');
  return parsed.diagnostic;
}

test('a lock is written in one order, whatever order it was made in, and reads back as it was', () => {
  const text = formatLock(lock);
  const parsed = parseLock(text, file);
  assert.ok('lock' in parsed);
  assert.equal(formatLock(parsed.lock), text);
  assert.deepEqual(parsed.lock.outputs, lock.outputs);
  assert.deepEqual(parsed.lock.tests, ['R1 works', 'R2 works']);
  assert.match(text, /^\{\n {2}"version": 1,\n {2}"spec": "x",/);
  assert.ok(text.indexOf('"src/x/a.js"') < text.indexOf('"src/x/z.js"'));
  assert.ok(text.endsWith('}\n'));
});

test('a changed output changes one line of the lock', () => {
  const before = formatLock(lock).split('\n');
  const after = formatLock({ ...lock, outputs: { ...lock.outputs, 'src/x/z.js': '33' } }).split('\n');
  assert.equal(before.filter((line, index) => line !== after[index]).length, 1);
});

test('a lock with the marks of a merge conflict is recognised, with its line and the mend', () => {
  const text = formatLock(lock).replace('  "outputs"', '<<<<<<< HEAD\n  "outputs"');
  const found = problem(text);
  assert.equal(found.code, 'lock-conflict');
  assert.equal(found.line, text.slice(0, text.indexOf('<<<<<<<')).split('\n').length);
  assert.match(found.mend, /git checkout --ours or --theirs -- specs\/x\/spec\.lock/);
});

test('a lock that is not JSON, of the wrong shape or of a later version is a diagnostic', () => {
  assert.equal(problem('{').code, 'broken-lock');
  assert.equal(problem('null').code, 'broken-lock');
  assert.equal(problem('[]').code, 'broken-lock');
  assert.equal(problem(JSON.stringify({ ...lock, outputs: { a: 1 } })).code, 'broken-lock');
  assert.equal(problem(JSON.stringify({ ...lock, version: 2 })).code, 'newer-lock');
});

test('the digest of the assets follows their content and not their order', () => {
  const digest = assetsDigest(lock.assets, sha256);
  assert.match(digest, /^[0-9a-f]{16}$/);
  const tests = { 'specs/x/tests/a.js': 'c1', 'specs/x/tests/b.js': 'c2 755' };
  assert.equal(assetsDigest({ ...lock.assets, tests, probe: {} }, sha256), digest);
  assert.notEqual(assetsDigest({ ...lock.assets, spec: 'a2' }, sha256), digest);
  assert.notEqual(assetsDigest({ ...lock.assets, tests: {}, holdout: tests }, sha256), digest);
});
