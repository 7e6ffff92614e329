import { type Cursor, createCursor, isBlankOrEnd, isBreak, isDocumentMark, REST_OF_LINE, takeBreak } from './cursor.ts';
import { readBlock, readPlain, readQuoted } from './scalars.ts';

export interface Token {
  readonly kind: 'list' | 'mapping' | 'end' | 'item' | 'key' | 'value' | 'text' | 'document-end' | 'stream-end';
  /** 0-based. */
  readonly line: number;
  readonly column: number;
  /** Of a `text`. */
  readonly text: string;
  /** Of a `text` without quotes. */
  readonly plain: boolean;
}

/** A place that becomes a key if a `:` follows in the same line. */
interface PossibleKey {
  readonly at: number;
  /** Nothing else could stand here. */
  readonly required: boolean;
  readonly index: number;
  readonly line: number;
  readonly column: number;
}

/** YAML's own bound on a key that is not marked with `?`; in characters. */
const LONGEST_KEY = 1024;

/** Cuts block-style YAML into tokens, with those that indentation implies. Throws StrictYamlError. */
export function readTokens(source: string): Token[] {
  const cursor = createCursor(source);
  const tokens: Token[] = [];
  const indents: number[] = [];
  let indent = -1;
  /** A key or a collection may begin here. */
  let mayBegin = true;
  let possible: PossibleKey | null = null;

  if (cursor.peek() === '\uFEFF') cursor.forward();
  for (;;) {
    toNextToken();
    dropStaleKey();
    unwind(cursor.column);
    const char = cursor.peek();
    if (char === '\0') break;
    takeToken(char);
  }
  unwind(-1);
  dropKey();
  add('stream-end');
  return tokens;

  function takeToken(char: string): void {
    const isAlone = isBlankOrEnd(cursor.peek(1));
    if (cursor.column === 0 && char === '%') cursor.fail('a line that begins with `%` is a directive in YAML');
    if (cursor.column === 0 && isDocumentMark(cursor)) {
      unwind(-1);
      dropKey();
      mayBegin = false;
      add('document-end');
      cursor.forward(3);
    } else if ('[{'.includes(char)) cursor.fail('flow style (`[…]`, `{…}`) is not allowed; quote text that begins so');
    else if (']},'.includes(char)) cursor.fail(`text can't begin with \`${char}\`; quote it`);
    else if (char === '-' && isAlone) takeItem();
    else if (char === '?' && isAlone) takeKeyMark();
    else if (char === ':' && isAlone) takeValueMark();
    else if (char === '*') cursor.fail('text that begins with `*` is an alias in YAML; quote it');
    else if (char === '&') cursor.fail('text that begins with `&` is an anchor in YAML; quote it');
    else if (char === '!') cursor.fail('text that begins with `!` is a tag in YAML; quote it');
    else if (char === '|' || char === '>') {
      mayBegin = true;
      dropKey();
      const at = here();
      tokens.push({ ...at, kind: 'text', text: readBlock(cursor, indent), plain: false });
    } else if (char === "'" || char === '"') {
      saveKey();
      mayBegin = false;
      const at = here();
      tokens.push({ ...at, kind: 'text', text: readQuoted(cursor), plain: false });
    } else if (/[\t#%@`]/.test(char)) {
      cursor.fail(
        char === '\t' ? 'a tab stands where YAML takes spaces only' : `text can't begin with \`${char}\`; quote it`,
      );
    } else {
      saveKey();
      mayBegin = false;
      const at = here();
      const { text, endsLine } = readPlain(cursor, indent);
      mayBegin = endsLine;
      tokens.push({ ...at, kind: 'text', text, plain: true });
    }
  }

  function takeItem(): void {
    if (!mayBegin) cursor.fail('a list item is not allowed here');
    if (pushIndent(cursor.column)) add('list');
    mayBegin = true;
    dropKey();
    add('item');
    cursor.forward();
  }

  function takeKeyMark(): void {
    if (!mayBegin) cursor.fail('a key is not allowed here');
    if (pushIndent(cursor.column)) add('mapping');
    mayBegin = true;
    dropKey();
    add('key');
    cursor.forward();
  }

  function takeValueMark(): void {
    if (possible !== null) {
      const { at, line, column } = possible;
      possible = null;
      const opens = pushIndent(column);
      const mark = { line, column, text: '', plain: false };
      tokens.splice(at, 0, ...(opens ? [{ ...mark, kind: 'mapping' as const }] : []), { ...mark, kind: 'key' });
      mayBegin = false;
    } else {
      if (!mayBegin) cursor.fail('a second `: ` in one value is not allowed; quote the value');
      if (pushIndent(cursor.column)) add('mapping');
      mayBegin = true;
      dropKey();
    }
    add('value');
    cursor.forward();
  }

  function here(): { line: number; column: number } {
    return { line: cursor.line, column: cursor.column };
  }

  function add(kind: Token['kind']): void {
    tokens.push({ ...here(), kind, text: '', plain: false });
  }

  function saveKey(): void {
    if (!mayBegin) return;
    dropKey();
    const { index, line, column } = cursor;
    possible = { at: tokens.length, required: indent === column, index, line, column };
  }

  function dropKey(): void {
    if (possible?.required) cursor.fail(`line ${possible.line + 1} has no \`:\` behind its key`);
    possible = null;
  }

  function dropStaleKey(): void {
    if (possible === null) return;
    if (possible.line !== cursor.line || lengthSince(cursor, possible.index) > LONGEST_KEY) dropKey();
  }

  function pushIndent(column: number): boolean {
    if (indent >= column) return false;
    indents.push(indent);
    indent = column;
    return true;
  }

  function unwind(column: number): void {
    while (indent > column) {
      indent = indents.pop()!;
      add('end');
    }
  }

  /** Skips blanks, comments and line breaks. */
  function toNextToken(): void {
    for (;;) {
      while (cursor.peek() === ' ') cursor.forward();
      if (cursor.peek() === '#') {
        cursor.take(REST_OF_LINE);
        while (isBreak(cursor.peek())) cursor.forward();
        mayBegin = true;
      } else if (takeBreak(cursor) !== '') {
        mayBegin = true;
        // Behind an empty line tabs are taken for spaces.
        if (cursor.peek() === '\n') while (/[\n\x85\u2028\u2029 \t]/.test(cursor.peek())) cursor.forward();
      } else return;
    }
  }
}

function lengthSince(cursor: Cursor, index: number): number {
  const units = cursor.index - index;
  return units <= LONGEST_KEY ? units : [...cursor.since(index)].length;
}
