import assert from 'node:assert/strict';
import { test } from 'node:test';
import { count, files } from './program.js';

test('R8 words are runs of letters, marks and decimal digits', async () => {
  assert.deepEqual(
    await count('one-two snake_case x²y Ⅷ 10 ١٢ क्षि'),
    [
      ['10', 1],
      ['case', 1],
      ['one', 1],
      ['snake', 1],
      ['two', 1],
      ['x', 1],
      ['y', 1],
      ['क्षि', 1],
      ['١٢', 1],
    ].sort(([a], [b]) => Buffer.compare(Buffer.from(a), Buffer.from(b))),
  );
});

test('R8 apostrophes inside a word belong to it', async () => {
  assert.deepEqual(await count("rock’n'roll rock'n'roll 'tis dogs' a''b x'-y 90's"), [
    ["rock'n'roll", 2],
    ["90's", 1],
    ['a', 1],
    ['b', 1],
    ['dogs', 1],
    ['tis', 1],
    ['x', 1],
    ['y', 1],
  ]);
});

test('R8 composed and decomposed spellings are one word', async () => {
  assert.deepEqual(await count('caf\u00e9 cafe\u0301'), [['caf\u00e9', 2]]);
});

test('R8 marks alone are no word, and invisible characters separate', async () => {
  assert.deepEqual(
    await count(' \u0301 - \u0301\u0302 a\u00adb c\u200dd e🙂f\u0000g'),
    [...'abcdefg'].map((word) => [word, 1]),
  );
});

test('R9 case is folded beyond ASCII', async () => {
  assert.deepEqual(await count('The THE the Éa ÉA éa ΟΔΟΣ οδος οδοσ Straße STRASSE ẞ'), [
    ['the', 3],
    ['éa', 3],
    ['οδοσ', 3],
    ['strasse', 1],
    ['straße', 1],
    ['ß', 1],
  ]);
});

test('R9 --case-sensitive counts words as they are written', async () => {
  assert.deepEqual(await count('The the οδος οδος ΟΔΟΣ', '--case-sensitive'), [
    ['οδος', 2],
    ['The', 1],
    ['the', 1],
    ['ΟΔΟΣ', 1],
  ]);
});

test('R10 stop words are not counted', async (context) => {
  const path = files(context, { 'stop.txt': '\ufeffThe\n# and\n\n  of \t\r\nDON’T\nnew york\ncafe\u0301' });
  assert.deepEqual(await count("the and of don't new york CAFÉ off", '--stop-words', path('stop.txt')), [
    ['and', 1],
    ['new', 1],
    ['off', 1],
    ['york', 1],
  ]);
});

test('R10 stop words add up and follow --case-sensitive', async (context) => {
  const path = files(context, { one: 'a\n', two: 'The\n' });
  const stop = [`--stop-words=${path('one')}`, '--stop-words', path('two')];
  assert.deepEqual(await count('a A the The b', ...stop), [['b', 1]]);
  assert.deepEqual(await count('a A the The b', ...stop, '--case-sensitive'), [
    ['A', 1],
    ['b', 1],
    ['the', 1],
  ]);
});

test('R11 ties are listed by code point, not by UTF-16 unit', async () => {
  assert.deepEqual(await count('𐐨 ａ z é a b b'), [
    ['b', 2],
    ['a', 1],
    ['z', 1],
    ['é', 1],
    ['ａ', 1],
    ['𐐨', 1],
  ]);
});
