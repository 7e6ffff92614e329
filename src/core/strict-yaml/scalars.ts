import { type Cursor, isBlankOrEnd, isBreak, isBreakOrEnd, isDocumentMark, REST_OF_LINE, takeBreak } from './cursor.ts';

/** Reads plain text, over several lines where they are indented deeper than `indent`. */
export function readPlain(cursor: Cursor, indent: number): { text: string; endsLine: boolean } {
  let text = '';
  let gap = '';
  let endsLine = false;
  for (;;) {
    if (cursor.peek() === '#') break;
    const words = cursor.take(PLAIN);
    if (words === '') break;
    endsLine = false;
    text += gap + words;
    const between = readPlainGap(cursor);
    endsLine = between.endsLine;
    if (between.text === '' || cursor.peek() === '#' || cursor.column <= indent) break;
    gap = between.text;
  }
  return { text, endsLine };
}

/** Words of one line. A `:` with white space behind it ends them, and so does a `#` with white space before it. */
const PLAIN =
  /(?:[^ \t\n\x85\u2028\u2029:]+|:(?=[^ \t\n\x85\u2028\u2029])| +(?=[^ \t\n\x85\u2028\u2029#:]|:[^ \t\n\x85\u2028\u2029]))+/y;

/** What stands between two words of plain text. A tab ends it: nothing may follow one. */
function readPlainGap(cursor: Cursor): { text: string; endsLine: boolean } {
  const start = cursor.index;
  while (cursor.peek() === ' ') cursor.forward();
  if (!isBreak(cursor.peek())) return { text: cursor.since(start), endsLine: false };
  const first = takeBreak(cursor);
  let breaks = '';
  while (!isDocumentMark(cursor)) {
    while (cursor.peek() === ' ') cursor.forward();
    if (!isBreak(cursor.peek())) return { text: fold(first, breaks), endsLine: true };
    breaks += takeBreak(cursor);
  }
  return { text: '', endsLine: true };
}

/** One line break is a space; further ones stay. */
function fold(first: string, breaks: string): string {
  if (first !== '\n') return first + breaks;
  return breaks === '' ? ' ' : breaks;
}

/** Reads text in single or double quotes. Its lines may be indented in any way. */
export function readQuoted(cursor: Cursor): string {
  const quote = cursor.peek();
  const opened = cursor.line + 1;
  cursor.forward();
  let text = readQuotedWord(cursor, quote);
  while (cursor.peek() !== quote) {
    const start = cursor.index;
    while (cursor.peek() === ' ' || cursor.peek() === '\t') cursor.forward();
    if (cursor.peek() === '\0') cursor.fail(`the quote that opens in line ${opened} is never closed`);
    if (isBreak(cursor.peek())) text += fold(takeBreak(cursor), readQuotedBreaks(cursor));
    else text += cursor.since(start);
    text += readQuotedWord(cursor, quote);
  }
  cursor.forward();
  return text;
}

function readQuotedBreaks(cursor: Cursor): string {
  let breaks = '';
  for (;;) {
    if (isDocumentMark(cursor)) cursor.fail('a document ends within quotes');
    while (cursor.peek() === ' ' || cursor.peek() === '\t') cursor.forward();
    if (!isBreak(cursor.peek())) return breaks;
    breaks += takeBreak(cursor);
  }
}

const QUOTED = /[^ \t\n\x85\u2028\u2029'"\\]+/y;

function readQuotedWord(cursor: Cursor, quote: string): string {
  let text = '';
  for (;;) {
    text += cursor.take(QUOTED);
    const char = cursor.peek();
    if (char === quote && quote === "'" && cursor.peek(1) === "'") {
      text += "'";
      cursor.forward(2);
    } else if (char === quote || isBlankOrEnd(char)) return text;
    else if (char === '\\' && quote === '"') text += readEscape(cursor);
    else {
      text += char;
      cursor.forward();
    }
  }
}

const ESCAPES: Readonly<Record<string, string>> = {
  '0': '\0',
  a: '\x07',
  b: '\b',
  t: '\t',
  '\t': '\t',
  n: '\n',
  v: '\v',
  f: '\f',
  r: '\r',
  e: '\x1b',
  ' ': ' ',
  '"': '"',
  '/': '/',
  '\\': '\\',
  N: '\x85',
  _: '\xa0',
  L: '\u2028',
  P: '\u2029',
};
const CODES: Readonly<Record<string, number>> = { x: 2, u: 4, U: 8 };

function readEscape(cursor: Cursor): string {
  cursor.forward();
  const char = cursor.peek();
  if (isBreak(char)) {
    takeBreak(cursor);
    return readQuotedBreaks(cursor);
  }
  cursor.forward();
  const simple = Object.hasOwn(ESCAPES, char) ? ESCAPES[char] : undefined;
  if (simple !== undefined) return simple;
  const length = Object.hasOwn(CODES, char) ? CODES[char] : undefined;
  if (length === undefined) cursor.fail(`\`\\${char}\` is no escape in double quotes`);
  const start = cursor.index;
  cursor.forward(length);
  const digits = cursor.since(start);
  const code = /^[0-9a-f]+$/i.test(digits) && digits.length === length ? Number.parseInt(digits, 16) : -1;
  if (code < 0 || code > 0x10ffff) cursor.fail(`\`\\${char}\` is no escape without ${length} hexadecimal digits`);
  return String.fromCodePoint(code);
}

/** Reads the text below a `|` or `>`; `indent` is that of the mapping or list it stands in. */
export function readBlock(cursor: Cursor, indent: number): string {
  const folded = cursor.peek() === '>';
  cursor.forward();
  const { keep, increment } = readHeader(cursor);
  const least = indent + 1;
  let breaks = '';
  let depth: number;
  if (increment === null) {
    depth = least;
    while (cursor.peek() === ' ' || isBreak(cursor.peek())) {
      if (cursor.peek() !== ' ') breaks += takeBreak(cursor);
      else {
        cursor.forward();
        depth = Math.max(depth, cursor.column);
      }
    }
  } else {
    depth = Math.max(least, 1) + increment - 1;
    breaks = readBlockBreaks(cursor, depth);
  }
  let text = '';
  let end = '';
  while (cursor.column === depth && cursor.peek() !== '\0') {
    text += breaks;
    const isIndented = cursor.peek() === ' ' || cursor.peek() === '\t';
    text += cursor.take(REST_OF_LINE);
    end = takeBreak(cursor);
    breaks = readBlockBreaks(cursor, depth);
    if (least === 0 && cursor.column === 0 && isDocumentMark(cursor)) break;
    if (cursor.column !== depth || cursor.peek() === '\0') break;
    const joins = folded && end === '\n' && !isIndented && cursor.peek() !== ' ' && cursor.peek() !== '\t';
    text += joins ? (breaks === '' ? ' ' : '') : end;
  }
  return text + (keep === '-' ? '' : end) + (keep === '+' ? breaks : '');
}

function readHeader(cursor: Cursor): { keep: string; increment: number | null } {
  const start = cursor.index;
  while (/[-+0-9]/.test(cursor.peek())) cursor.forward();
  const header = /^(?:([-+]?)([1-9]?)|([1-9])([-+]))$/.exec(cursor.since(start));
  while (cursor.peek() === ' ') cursor.forward();
  if (cursor.peek() === '#' && cursor.since(start) !== '' && /[ ]$/.test(cursor.since(start))) {
    cursor.take(REST_OF_LINE);
  }
  if (header === null || !isBreakOrEnd(cursor.peek())) {
    cursor.fail('behind `|` or `>` only `+`, `-` and a digit may stand');
  }
  takeBreak(cursor);
  const digit = header[2] || header[3] || '';
  return { keep: header[1] || header[4] || '', increment: digit === '' ? null : Number(digit) };
}

function readBlockBreaks(cursor: Cursor, depth: number): string {
  let breaks = '';
  for (;;) {
    while (cursor.column < depth && cursor.peek() === ' ') cursor.forward();
    if (!isBreak(cursor.peek())) return breaks;
    breaks += takeBreak(cursor);
  }
}
