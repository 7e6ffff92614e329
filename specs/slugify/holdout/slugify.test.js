import assert from 'node:assert/strict';
import { test } from 'node:test';

const { slugify, uniqueSlug } = await import('../../../generated/slugify/slugify.ts');

test('R2 punctuation around and between words leaves one separator', () => {
  assert.equal(slugify('«¡Hola!»—(mundo)…'), 'hola-mundo');
  assert.equal(slugify("rock 'n' roll"), 'rock-n-roll');
  assert.equal(slugify('\ufeffbyte\u2060order'), 'byteorder');
});

test('R3 ligatures, circled digits and stacked marks decompose', () => {
  assert.equal(slugify('eﬃcient ① ㎏ Tiếng Việt ŉ'), 'efficient-1-kg-tieng-viet-n');
});

test('R4 every listed letter keeps its case', () => {
  assert.equal(slugify('ßẞæÆœŒøØđĐðÐłŁþÞı', { lowercase: false }), 'ssSSaeAEoeOEoOdDdDlLthTHi');
});

test('R5 symbols and their replacements', () => {
  assert.equal(slugify('&&+50%@'), 'and-and-plus-50-percent-at');
  assert.equal(slugify('a♥b', { symbols: { '♥': ' Loves—Éclairs ' } }), 'a-loves-eclairs-b');
});

test('R6 locales differ, also with decomposed letters', () => {
  assert.equal(slugify('O\u0308l & A\u030a', { locale: 'de' }), 'oel-und-a');
  assert.equal(slugify('O\u0308l & A\u030a', { locale: 'da' }), 'ol-og-aa');
  assert.equal(slugify('ÅØ', { locale: 'da', lowercase: false }), 'AaOe');
  assert.equal(slugify('50% & $5', { locale: 'fr', symbols: { '&': 'ou' } }), '50-pourcent-ou-dollar-5');
});

test('R8 shortening counts the separators', () => {
  const lengths = Array.from({ length: 9 }, (_, index) =>
    slugify('ab cd ef', { maxLength: index + 1, separator: '.' }),
  );
  assert.deepEqual(lengths, ['a', 'ab', 'ab', 'ab', 'ab.cd', 'ab.cd', 'ab.cd', 'ab.cd.ef', 'ab.cd.ef']);
});

test('R9 numbering goes through a generator and keeps to the limit', () => {
  function* taken() {
    yield* ['uber-uns', 'uber_uns', 'uber_2'];
  }
  assert.equal(uniqueSlug('Über uns', taken(), { separator: '_', maxLength: 9 }), 'uber_3');
  assert.equal(uniqueSlug('…', ['untitled', 'untitled_2'], { separator: '_' }), 'untitled_3');
});

test('R10 a slug is its own slug, over many texts', () => {
  let seed = 7;
  const next = (limit) => {
    seed = (seed * 1103515245 + 12345) % 2147483648;
    return seed % limit;
  };
  const alphabet = [..."aB9 -_.~'&%+@€$äØßþǿﬁ½٣東🙂\u0301\u00ad"];
  for (let round = 0; round < 300; round += 1) {
    const text = Array.from({ length: next(20) }, () => alphabet[next(alphabet.length)]).join('');
    const options = { separator: '-_.~'[next(4)], lowercase: next(2) === 0, maxLength: 1 + next(12) };
    const slug = slugify(text, options);
    assert.match(slug, /^([A-Za-z0-9]+([-_.~][A-Za-z0-9]+)*)?$/, JSON.stringify(text));
    assert.equal(slugify(slug, options), slug, JSON.stringify({ text, options }));
  }
});

test('R11 wrong options are refused by name', () => {
  assert.throws(() => slugify('a', { separator: '-_' }), { name: 'RangeError', message: /separator/ });
  assert.throws(() => slugify('a', { maxLength: 2.5 }), { name: 'RangeError', message: /maxLength/ });
  assert.throws(() => slugify('a', { locale: 'en' }), { name: 'RangeError', message: /locale/ });
  assert.throws(() => uniqueSlug('a', [], { symbols: { '→→': 'to' } }), { name: 'RangeError', message: /symbols/ });
  assert.throws(() => slugify(Symbol('a')), TypeError);
});

test('R12 marks of several classes take less than two seconds in any order', () => {
  const marks = '\u0308\u0327\u0315'.repeat(15_000);
  const start = performance.now();
  assert.equal(slugify(`Gar${marks}con und Glu${marks}ck`), 'garcon-und-gluck');
  assert.ok(performance.now() - start < 2000);
});
