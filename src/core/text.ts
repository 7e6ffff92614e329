/**
 * Returns text that is safe to show and to compare: no terminal escape sequences (not even unterminated ones), no
 * control characters but newline and tab, `\r\n` and a bare `\r` as newline, no bidi controls or invisible formatting
 * that could spoof, U+FFFD for lone surrogates. Takes time linear in the text's length.
 */
export function cleanText(text: string): string {
  if (usual.test(text) && text.isWellFormed()) return text.includes('\r') ? endLines(text) : text;
  return endLines(text.toWellFormed().replace(escapes, ''))
    .replace(lineSeparators, ' ')
    .replace(hidden, '')
    .replace(joiners, '');
}

function endLines(text: string): string {
  return text.replaceAll('\r\n', '\n').replaceAll('\r', '\n');
}

/** The same, on one line: every run of white space is one space. For names and titles. */
export function cleanLine(text: string): string {
  return cleanText(text).replace(/\s+/g, ' ').trim();
}

/**
 * Returns text that is as safe as `cleanText` makes it, but shows what that takes away: `␛`, `‹U+202E›`. For code that a
 * person judges, where what does not show matters. Line ends are those of `cleanText`; a bare `\r` is `␍`.
 */
export function revealText(text: string): string {
  if (plain.test(text)) return text;
  return cleanText(
    text
      .toWellFormed()
      .replaceAll('\r\n', '\n')
      .replace(unseen, (char) => {
        const code = char.codePointAt(0) ?? 0;
        if (code < 0x20) return String.fromCodePoint(0x2400 + code);
        return code === 0x7f ? '\u2421' : `‹${codeName(code)}›`;
      }),
  );
}

/**
 * Returns JSON that says the same, with the characters that a terminal acts on, or that don't show, as `\u202e`: JSON
 * itself escapes only a part of the control characters.
 */
export function escapeUnseen(json: string): string {
  if (plain.test(json)) return json;
  return json.replace(unseen, (char) => char.split('').map(escapeUnit).join(''));
}

function escapeUnit(unit: string): string {
  return `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`;
}

/** Finds the characters of a text that don't show, or that change how the others show, with their offsets. */
export function* revealed(text: string): Generator<{ readonly at: number; readonly name: string }> {
  if (plain.test(text.replaceAll('\r\n', '\n'))) return;
  for (const match of text.replaceAll('\r\n', ' \n').matchAll(unseen)) {
    const code = match[0].codePointAt(0) ?? 0;
    const isControl = code < 0x20 || (code >= 0x7f && code < 0xa0);
    const isBidi = /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/.test(match[0]);
    const what = isControl ? 'control' : isBidi ? 'changes direction' : 'invisible';
    yield { at: match.index, name: `${codeName(code)} (${what})` };
  }
}

/**
 * Returns text of at most `max` characters: all of it, or its head and its tail with a line between them that says
 * how much was left out. The tail gets the larger half, for that is where programs say why they failed.
 */
export function headTail(text: string, max: number): string {
  if (text.length <= max) return text;
  const room = max - longestNote;
  if (room <= 0) return sliceWhole(text, 0, max);
  const head = cutAfterLine(text, Math.floor(room * 0.4));
  const tail = cutBeforeLine(text, text.length - (room - Math.floor(room * 0.4)));
  const lines = countLines(text, head, tail);
  const note = `[… ${tail - head} characters${lines > 1 ? ` in ${lines} lines` : ''} left out …]`;
  return `${trimEnd(text.slice(0, head))}\n${note}\n${text.slice(tail)}`;
}

const longestNote = 64;

// Most text needs nothing done: this one test spares it the rest.
const plain =
  /^[\t\n\x20-\x7e\u00a1-\u00ac\u00ae-\u0600\u0900-\u1000\u1100-\u1790\u2010-\u2027\u2030-\u205f\u2070-\u30ff\u3400-\ua000\uac00-\ud7a0]*$/;

// The same with what comes often besides: CR, and the halves of pairs but for the one that hidden characters share.
const usual =
  /^[\t\n\r\x20-\x7e\u00a1-\u00ac\u00ae-\u0600\u0900-\u1000\u1100-\u1790\u2010-\u2027\u2030-\u205f\u2070-\u30ff\u3400-\ua000\uac00-\ud7a0\ud800-\udb3f\udb41-\ufefe\uff00-\ufff8]*$/;

// Payloads end at a line's end too, so that an unterminated sequence hides one line and no more. No alternative can
// fail after it has consumed a character class, so there is nothing to backtrack into.
const escapes = new RegExp(
  [
    '(?:\\x1b[\\]PX^_]|[\\x90\\x98\\x9d-\\x9f])[^\\x07\\x1b\\x9c\\n\\r]*(?:\\x07|\\x1b\\\\|\\x9c)?', // OSC, DCS, SOS, PM, APC
    '(?:\\x1b\\[|\\x9b)[0-?]*[ -/]*[@-~]?', // CSI
    '\\x1b[ -/]*[0-~]?',
  ].join('|'),
  'g',
);
const lineSeparators = /[\u2028\u2029]/g;
// Tags and supplementary variation selectors can carry a whole hidden message.
const hidden = new RegExp(
  [
    '[\\x00-\\x08\\x0b-\\x1f\\x7f-\\x9f\\xad\\u061c\\u180e\\u200b\\u200e\\u200f\\u202a-\\u202e\\u2060-\\u206f\\ufeff\\ufff9-\\ufffb]',
    '[\\u{e0000}-\\u{e01ef}]',
  ].join('|'),
  'gu',
);

// They stay where they follow something that is not ASCII: emoji, Persian and Indic scripts need them.
const joiners = /(?<=^|[\0-\x7f\u200c\u200d])[\u200c\u200d]/g;

// What `cleanText` takes away, but for line ends and tabs; joiners only where they join nothing.
const unseen = new RegExp(`${hidden.source}|\\r|[\\u2028\\u2029]|${joiners.source}`, 'gu');

function codeName(code: number): string {
  return `U+${code.toString(16).toUpperCase().padStart(4, '0')}`;
}

/** The largest line boundary not after `at`, or `at` itself where that would lose more than half. */
function cutAfterLine(text: string, at: number): number {
  const line = text.lastIndexOf('\n', at - 1) + 1;
  return line > at / 2 ? line : wholeCharacter(text, at);
}

function cutBeforeLine(text: string, at: number): number {
  const line = text.indexOf('\n', at) + 1;
  return line > 0 && line - at < (text.length - at) / 2 ? line : wholeCharacter(text, at);
}

function sliceWhole(text: string, start: number, end: number): string {
  return text.slice(start, wholeCharacter(text, end));
}

/** How many lines a file with this text has: behind the last line's end no further one begins. */
export function lineCount(text: string): number {
  return countLines(text, 0, text.length) + (text === '' || text.endsWith('\n') ? 0 : 1);
}

/** Never between the halves of a surrogate pair. */
function wholeCharacter(text: string, at: number): number {
  return /[\udc00-\udfff]/.test(text.charAt(at)) && /[\ud800-\udbff]/.test(text.charAt(at - 1)) ? at - 1 : at;
}

function countLines(text: string, start: number, end: number): number {
  let lines = 0;
  for (let at = text.indexOf('\n', start); at >= 0 && at < end; at = text.indexOf('\n', at + 1)) lines++;
  return lines;
}

function trimEnd(text: string): string {
  return text.endsWith('\n') ? text.slice(0, -1) : text;
}
