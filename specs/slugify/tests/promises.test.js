import assert from 'node:assert/strict';
import { test } from 'node:test';

const { slugify, uniqueSlug } = await import('../../../generated/slugify/slugify.ts');

test('R9 a free slug stays as it is', () => {
  assert.equal(uniqueSlug('Daily News', []), 'daily-news');
  assert.equal(uniqueSlug('Daily News', ['daily', 'daily-news-2', 'Daily-News']), 'daily-news');
});

test('R9 a taken slug gets the smallest free number', () => {
  assert.equal(uniqueSlug('News', ['news']), 'news-2');
  assert.equal(uniqueSlug('News', ['news-3', 'news', 'news-2', 'news-5']), 'news-4');
  assert.equal(uniqueSlug('News', ['News'], { separator: '_', lowercase: false }), 'News_2');
});

test('R9 untitled stands for an empty slug', () => {
  assert.equal(uniqueSlug('???', []), 'untitled');
  assert.equal(uniqueSlug('', new Set(['untitled']), { lowercase: false }), 'untitled-2');
  assert.equal(uniqueSlug('', [], { maxLength: 5 }), 'untit');
  assert.equal(uniqueSlug('', ['untit'], { maxLength: 5 }), 'unt-2');
});

test('R9 the number counts towards maxLength', () => {
  assert.equal(uniqueSlug('Hello world', ['hello-world'], { maxLength: 11 }), 'hello-2');
  assert.equal(uniqueSlug('Hello world', ['hello-world'], { maxLength: 13 }), 'hello-world-2');
  const nine = ['abcd', ...[2, 3, 4, 5, 6, 7, 8, 9].map((n) => `ab-${n}`)];
  assert.equal(uniqueSlug('abcdef', nine, { maxLength: 4 }), 'a-10');
});

test('R9 no room for a number is a RangeError', () => {
  assert.throws(() => uniqueSlug('abc', ['ab'], { maxLength: 2 }), RangeError);
});

test('R9 taken is any iterable, iterated at most once', () => {
  let rounds = 0;
  const taken = {
    *[Symbol.iterator]() {
      rounds += 1;
      yield* ['a', 'a-2'];
    },
  };
  assert.equal(uniqueSlug('A', taken), 'a-3');
  assert.equal(rounds, 1);
});

test('R11 a text that is no string is a TypeError', () => {
  for (const text of [undefined, null, 42, ['a'], {}]) {
    assert.throws(() => slugify(text), TypeError);
    assert.throws(() => uniqueSlug(text, []), TypeError);
  }
});

test('R11 a wrong option is a RangeError that names it', () => {
  const wrong = [
    ...['', '--', ' ', '+', 'a'].map((separator) => ({ separator })),
    ...[0, -1, 1.5, Number.NaN, Number.POSITIVE_INFINITY].map((maxLength) => ({ maxLength })),
    ...['xx', 'DE', '', 'toString'].map((locale) => ({ locale })),
    ...['', 'ab', 'a', 'Z', '7', '&&'].map((key) => ({ symbols: { [key]: 'x' } })),
  ];
  for (const options of wrong) {
    const expected = { name: 'RangeError', message: new RegExp(Object.keys(options)[0]) };
    assert.throws(() => slugify('', options), expected, JSON.stringify(options));
    assert.throws(() => uniqueSlug('abc', [], options), expected, JSON.stringify(options));
  }
});

test('R12 arguments are not changed', () => {
  const options = Object.freeze({ locale: 'de', symbols: Object.freeze({ '©': 'copyright' }) });
  const taken = new Set(['copyright']);
  assert.equal(uniqueSlug('©', taken, options), 'copyright-2');
  assert.deepEqual([...taken], ['copyright']);
  assert.equal(slugify('©'), '', 'symbols of one call are not remembered for the next');
});

test('R12 a million characters take less than two seconds', () => {
  for (const text of [`${'-'.repeat(999_999)}x`, "a'".repeat(500_000), 'ab '.repeat(333_333)]) {
    const start = performance.now();
    slugify(text, { maxLength: 20 });
    assert.ok(performance.now() - start < 2000);
  }
});

test('R12 long runs of marks in no canonical order take less than two seconds', () => {
  const text = `Vie${'\u0301'.repeat(25_000)}${'\u0323'.repeat(25_000)}t Nam`;
  const start = performance.now();
  assert.equal(slugify(text), 'viet-nam');
  assert.ok(performance.now() - start < 2000);
});

test('R12 fifty thousand taken slugs take less than two seconds', () => {
  const taken = ['a', ...Array.from({ length: 49_999 }, (_, index) => `a-${index + 2}`)];
  const start = performance.now();
  assert.equal(uniqueSlug('a', taken), 'a-50001');
  assert.ok(performance.now() - start < 2000);
});
