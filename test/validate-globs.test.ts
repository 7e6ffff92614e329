import assert from 'node:assert/strict';
import { test } from 'node:test';
import { globsMeet, matchGlobs } from '../src/core/glob.ts';

/** All sequences of one to `length` of these. */
function sequences(parts: readonly string[], length: number): string[][] {
  const shorter = length === 1 ? [[]] : [[], ...sequences(parts, length - 1)];
  return shorter.flatMap((sequence) => parts.map((part) => [...sequence, part]));
}

test('where no common path is found, no path is matched by both globs', () => {
  const words = ['a', 'b', '*', 'a*', '*b', '?', '[ab]', '**', '{a,ab}', 'a?b', '*.ts', '{a/b,b}', '.a', '.*'];
  const globs = sequences(words, 2).map((words) => words.join('/'));
  const names = ['a', 'b', 'ab', 'aab', 'aXb', '.a', 'x.ts', '.ts'];
  const paths = sequences(names, 3).map((names) => names.join('/'));
  const matched = globs.map((glob) => new Set(paths.filter(matchGlobs([glob]))));
  let apart = 0;
  for (const [i, left] of globs.entries()) {
    for (const [j, right] of globs.entries()) {
      const example = globsMeet(left, right);
      if (example !== null) continue;
      apart++;
      const both = [...matched[i]!].find((path) => matched[j]!.has(path));
      assert.equal(both, undefined, `${left} and ${right} both match ${both}`);
    }
  }
  assert.ok(apart > 5000, `only ${apart} pairs were apart`);
});

test('the common path that is shown is matched by both globs', () => {
  const pairs = [
    ['src/**', 'src/a/*.ts'],
    ['**/x.ts', 'src/**'],
    ['a*c', '*bc'],
    ['{a,b}/**', 'b/c'],
    ['**', '**'],
    ['*', '*'],
    ['a/**/b/**', '**/c/b/d'],
    ['[ab]?', 'b*'],
  ] as const;
  for (const [left, right] of pairs) {
    const example = globsMeet(left, right)!;
    assert.ok(matchGlobs([left])(example) && matchGlobs([right])(example), `${left} ${right} ${example}`);
  }
});

test('a glob made to be slow is compared at once', () => {
  assert.equal(globsMeet(`${'*a'.repeat(400)}b`, `${'a*'.repeat(400)}c`), null);
  assert.notEqual(globsMeet('**/'.repeat(300), 'a/'.repeat(400)), null);
  assert.notEqual(globsMeet('{a,b}'.repeat(40), 'x'), null);
});
