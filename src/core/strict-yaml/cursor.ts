/**
 * Thrown within this folder alone: `readStrictYaml` turns it into a value. It is no Error: thousands of files may be
 * refused in a second, and most of that would go into call stacks that nobody sees.
 */
export class StrictYamlError {
  readonly message: string;
  /** 1-based line of the text. */
  readonly line: number;

  constructor(message: string, line: number) {
    this.message = message;
    this.line = line;
  }
}

/** A place in a text. NUL stands for its end, so that looking ahead needs no care. */
export interface Cursor {
  /** In UTF-16 units. */
  readonly index: number;
  /** 0-based. */
  readonly line: number;
  /** In characters; a byte order mark takes none. */
  readonly column: number;
  peek(ahead?: number): string;
  /** The text from an index to here. */
  since(index: number): string;
  forward(count?: number): void;
  /** Goes on while a sticky pattern that takes no line break matches, and returns what it took. */
  take(pattern: RegExp): string;
  fail(message: string): never;
}

/** Text is broken by LF and by the three that Unicode adds, but only LF begins a new line. CR is expected to be gone. */
export const isBreak = (char: string): boolean =>
  char === '\n' || char === '\x85' || char === '\u2028' || char === '\u2029';
export const isBreakOrEnd = (char: string): boolean => char === '\0' || isBreak(char);
export const isBlankOrEnd = (char: string): boolean => char === ' ' || char === '\t' || isBreakOrEnd(char);

export function createCursor(text: string): Cursor {
  let index = 0;
  let line = 0;
  let column = 0;
  return {
    get index() {
      return index;
    },
    get line() {
      return line;
    },
    get column() {
      return column;
    },
    peek: (ahead = 0) => text[index + ahead] ?? '\0',
    since: (from) => text.slice(from, index),
    forward(count = 1) {
      for (let left = count; left > 0 && index < text.length; left--) {
        const char = text[index++]!;
        if (char === '\n') {
          line += 1;
          column = 0;
        } else column += widthOf(char);
      }
    },
    take(pattern) {
      pattern.lastIndex = index;
      const taken = pattern.exec(text)?.[0] ?? '';
      index += taken.length;
      if (ASCII.test(taken)) column += taken.length;
      else for (const char of taken) column += widthOf(char);
      return taken;
    },
    fail(message) {
      throw new StrictYamlError(message, line + 1);
    },
  };
}

/** What stands before the next line break. */
export const REST_OF_LINE = /[^\n\x85\u2028\u2029]+/y;

const ASCII = /^[\x20-\x7e]*$/;

/** A byte order mark takes no column, and the second half of a surrogate pair neither. */
function widthOf(char: string): number {
  const code = char.charCodeAt(0);
  return code === 0xfeff || (code >= 0xdc00 && code < 0xe000) ? 0 : 1;
}

/** Takes one line break and returns what it counts as; '' where there is none. */
export function takeBreak(cursor: Cursor): string {
  const char = cursor.peek();
  if (!isBreak(char)) return '';
  cursor.forward();
  return char === '\x85' ? '\n' : char;
}

/** `---` or `...`, alone or with something behind a blank. */
export function isDocumentMark(cursor: Cursor): boolean {
  const first = cursor.peek();
  if (first !== '.' && first !== '-') return false;
  return cursor.peek(1) === first && cursor.peek(2) === first && isBlankOrEnd(cursor.peek(3));
}
