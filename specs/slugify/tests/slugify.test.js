import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';

const file = new URL('../../../generated/slugify/slugify.ts', import.meta.url);
const { slugify, ...others } = await import(file.href);

/** Asserts every [text, slug] pair at once, so that one failure doesn't hide the next. */
function expectSlugs(pairs, options) {
  const actual = pairs.map(([text]) => [text, slugify(text, options)]);
  assert.deepEqual(actual, pairs);
}

test('R1 the module exports two functions and imports nothing', () => {
  assert.deepEqual([typeof slugify, ...Object.keys(others)], ['function', 'uniqueSlug']);
  assert.doesNotMatch(
    readFileSync(file, 'utf8'),
    /^\s*import\b|\b(import|require)\s*\(|^\s*export\s*(type\s*)?(\*|\{[^}]*\})[^;\n]*\bfrom\b/m,
  );
});

test('R2 words are runs of ASCII letters and digits, joined by one separator', () => {
  expectSlugs([
    ['Hello World', 'hello-world'],
    ['  --Hello,\t\n ... world!?  ', 'hello-world'],
    ['a_b.c~d/e', 'a-b-c-d-e'],
    ['Top 10 in 2026', 'top-10-in-2026'],
  ]);
});

test('R2 other scripts, emoji and stray surrogates only separate', () => {
  expectSlugs([
    ['Tokyo 東京 2020', 'tokyo-2020'],
    ['one🙂two', 'one-two'],
    ['one\ud800two\u0000three', 'one-two-three'],
    ['Привет', ''],
    ['٣ apples', 'apples'],
  ]);
});

test('R2 apostrophes and invisible characters join', () => {
  expectSlugs([
    ["don't", 'dont'],
    ['l’été d‘or', 'lete-dor'],
    ['Hawaiʼi', 'hawaii'],
    ['soft\u00adhyphen zero\u200dwidth', 'softhyphen-zerowidth'],
  ]);
});

test('R2 a text without a word gives the empty string', () => {
  expectSlugs([
    ['', ''],
    [' \n', ''],
    ['---', ''],
    ["'", ''],
    ['東京', ''],
  ]);
});

test('R3 compatibility characters are decomposed and marks dropped', () => {
  expectSlugs([
    ['Crème Brûlée', 'creme-brulee'],
    ['ﬁn', 'fin'],
    ['x²', 'x2'],
    ['½ cup', '1-2-cup'],
    ['ＡＢＣ', 'abc'],
    ['Dvořák Škoda Ångström', 'dvorak-skoda-angstrom'],
  ]);
});

test('R3 canonically equivalent texts give the same slug', () => {
  assert.equal(slugify('Cafe\u0301'), 'cafe');
  assert.equal(slugify('Ba\u0308r', { locale: 'de' }), 'baer');
});

test('R4 letters that do not decompose have a spelling', () => {
  expectSlugs([
    ['Straße', 'strasse'],
    ['Æsir œuvre', 'aesir-oeuvre'],
    ['Łódź', 'lodz'],
    ['Ðorđe Þór ısı', 'dorde-thor-isi'],
    ['ǿ Ǽ', 'o-ae'],
  ]);
  expectSlugs([['ẞ Æ Œ Ø Þ', 'SS-AE-OE-O-TH']], { lowercase: false });
});

test('R5 symbols become words of their own', () => {
  expectSlugs([
    ['R&D', 'r-and-d'],
    ['100%', '100-percent'],
    ['C++', 'c-plus-plus'],
    ['me@home', 'me-at-home'],
    ['5€ or $6', '5-euro-or-dollar-6'],
    ['A＆B', 'a-b'],
  ]);
});

test('R5 the symbols option adds and replaces', () => {
  expectSlugs([['© R&D ™', 'all-rights-r-und-d-trademark']], {
    symbols: { '©': 'All rights', '&': 'und', '™': 'trademark' },
  });
  expectSlugs([['1+1', '1-1']], { symbols: { '+': '' } });
  expectSlugs([['a😀b%', 'a-grin-b-percent']], { symbols: { '😀': 'Grin' } });
});

test('R6 a locale has its own letters and symbols', () => {
  expectSlugs([['Ärger & Übermut: 5%', 'aerger-und-uebermut-5-prozent']], { locale: 'de' });
  expectSlugs([['Rød grød på Århus & Ærø 1%', 'roed-groed-paa-aarhus-og-aeroe-1-procent']], { locale: 'da' });
  expectSlugs([['Été & 3% + ä', 'ete-et-3-pourcent-plus-a']], { locale: 'fr' });
  expectSlugs([['ÄÖÜ', 'AeOeUe']], { locale: 'de', lowercase: false });
});

test('R6 without a locale these letters only lose their marks', () => {
  expectSlugs([['Ärger på øl', 'arger-pa-ol']]);
});

test('R5 the symbols option wins over the locale, and its words follow the locale', () => {
  expectSlugs([['a & b', 'a-fuer-b']], { locale: 'de', symbols: { '&': 'für' } });
});

test('R7 the separator can be chosen', () => {
  for (const separator of ['-', '_', '.', '~']) {
    assert.equal(slugify('a-b_c.d~e', { separator }), ['a', 'b', 'c', 'd', 'e'].join(separator));
  }
});

test('R7 lowercase false keeps the case', () => {
  expectSlugs([['Straße im ÉTÉ', 'Strasse-im-ETE']], { lowercase: false });
});

test('R7 an undefined option has its default', () => {
  const options = { separator: undefined, lowercase: undefined, maxLength: undefined, locale: undefined };
  assert.equal(slugify('A & B', { ...options, symbols: undefined }), 'a-and-b');
});

test('R8 a long slug loses whole words', () => {
  const pairs = [
    [11, 'hello-brave'],
    [16, 'hello-brave'],
    [17, 'hello-brave-world'],
    [10, 'hello'],
    [6, 'hello'],
    [5, 'hello'],
  ];
  const actual = pairs.map(([maxLength]) => [maxLength, slugify('Hello brave world', { maxLength })]);
  assert.deepEqual(actual, pairs);
});

test('R8 a first word that is too long is cut', () => {
  assert.equal(slugify('Hello brave world', { maxLength: 3 }), 'hel');
  assert.equal(slugify('ß', { maxLength: 1 }), 's');
});

test('R10 a slug is its own slug', () => {
  const texts = ['Crème Brûlée & Co.', "C++ isn't 100% ½", 'ǿ🙂東京', 'Straße ẞ'];
  const variants = [{}, { separator: '_' }, { separator: '~', lowercase: false }, { maxLength: 7 }, { locale: 'de' }];
  for (const text of texts) {
    for (const options of variants) {
      const slug = slugify(text, options);
      assert.equal(slugify(slug, options), slug);
    }
  }
});
