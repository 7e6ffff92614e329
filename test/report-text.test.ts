import assert from 'node:assert/strict';
import { test } from 'node:test';
import { stripVTControlCharacters } from 'node:util';
import { cleanLine, cleanText, headTail } from '../src/core/text.ts';

test('escape sequences go, whole or cut off', () => {
  for (const [dirty, clean] of [
    ['\x1b[31mred\x1b[0m', 'red'],
    ['a\x1b]8;;http://x\x07link\x1b]8;;\x1b\\b', 'alinkb'],
    ['a\x1b]52;c;AAAA', 'a'],
    ['a\x1b]0;title never ends\nnext', 'a\nnext'],
    ['\x1bPq#0;2\x1b\\x\x1b_apc\x1b\\y', 'xy'],
    ['\x9b31mred\x9d0;t\x9cz', 'redz'],
    ['a\x1b', 'a'],
    ['a\x1b[', 'a'],
    ['\x1b(B\x1b7\x1b=x', 'x'],
  ] as const)
    assert.equal(cleanText(dirty), clean);
});

test('nothing that terminals act on is left of any text', () => {
  let seed = 7;
  const next = () => (seed = (seed * 48_271) % 2_147_483_647);
  const alphabet = [
    '\x1b',
    '[',
    ']',
    'P',
    '\\',
    '\x07',
    '\x9b',
    '\x9d',
    '\r',
    '\n',
    '0',
    'm',
    '\u202e',
    '\ud800',
    '\udc00',
    '\u200d',
    'é',
    '\x08',
  ];
  for (let i = 0; i < 5_000; i++) {
    const dirty = Array.from({ length: 12 }, () => alphabet[next() % alphabet.length]).join('');
    const clean = cleanText(dirty);
    for (const char of clean) assert.ok(!acts(char.codePointAt(0) ?? 0), JSON.stringify(clean));
    assert.ok(clean.isWellFormed());
    assert.equal(stripVTControlCharacters(clean), clean);
    assert.equal(cleanText(clean), clean);
  }
});

test('line ends become newlines; other controls, bidi marks, invisible letters and tags go', () => {
  assert.equal(cleanText('a\r\nb\rc\td\0e\x08f\x7f'), 'a\nb\nc\tdef');
  assert.equal(cleanText('a\u202eb\u2066c\u200bd\ufeffe\u00adf\u{e0041}g\u2028h'), 'abcdefg h');
  assert.equal(cleanText('\ud83da'), '\ufffda');
});

test('emoji and scripts that need joiners stay whole', () => {
  for (const text of ['👨‍👩‍👧', 'می‌خواهم', 'क्‍ष', 'ünïcødé 日本語']) assert.equal(cleanText(text), text);
  assert.equal(cleanText('a\u200db'), 'ab');
});

test('a line is one line', () => {
  assert.equal(cleanLine('  a\r\n\t b\u2028c '), 'a b c');
});

test('long hostile text takes no longer than its length allows', () => {
  for (const piece of ['\x1b]', '\x1b[', '\x1b[0;', '\x9d', '\r', '\u200d', '\x1b'])
    assert.ok(cleanText(piece.repeat(500_000)).length <= 1_000_000);
});

test('what is cut says how much is gone, and no character is cut in half', () => {
  const text = Array.from({ length: 1_000 }, (_, i) => `line ${i}\n`).join('');
  const cut = headTail(text, 400);
  assert.ok(cut.length <= 400);
  assert.match(cut, /^line 0\n[\s\S]*\n\[… \d+ characters in \d+ lines left out …\]\n[\s\S]*line 999\n$/);
  assert.equal(headTail('short', 400), 'short');
  for (let max = 0; max < 200; max++) {
    const emoji = headTail('👍'.repeat(300), max);
    assert.ok(emoji.length <= max && emoji.isWellFormed());
  }
});

function acts(code: number): boolean {
  const control = code < 0x20 && code !== 0x09 && code !== 0x0a;
  return control || (code >= 0x7f && code < 0xa0) || (code >= 0x202a && code <= 0x202e);
}
