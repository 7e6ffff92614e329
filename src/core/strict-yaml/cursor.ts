/** Thrown within this folder alone: `readStrictYaml` turns it into a value. */
export class StrictYamlError extends Error {
  /** 1-based line of the text. */
  readonly line: number;

  constructor(message: string, line: number) {
    super(message);
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
        } else if (char !== '\uFEFF' && !/[\udc00-\udfff]/.test(char)) column += 1;
      }
    },
    fail(message) {
      throw new StrictYamlError(message, line + 1);
    },
  };
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
