/** A token of JavaScript or TypeScript. Comments are left out. */
export interface Token {
  readonly kind: 'word' | 'string' | 'other' | 'punctuator';
  /** The characters as written; for a string its value. */
  readonly text: string;
  /** Whether a line ends between the token before and this one. */
  readonly newLine: boolean;
}

/**
 * Splits a source into tokens, or returns null for one that this simple reader does not understand to its end (JSX with
 * apostrophes, say). A template with interpolations is one `other` token, as is a regular expression or a number.
 */
export function tokenize(source: string): Token[] | null {
  const end: { at: number } = { at: 0 };
  const tokens = readTokens(source, source.startsWith('#!') ? source.indexOf('\n') : 0, false, 0, end);
  return tokens && end.at >= source.length ? tokens : null;
}

const deepestTemplate = 20;
const word = /[\p{ID_Start}$_#@][\p{ID_Continue}$\u200c\u200d]*/uy;
const number = /\d[\w.]*/y;
const space = /\s+/y;
const beforeRegex = /^(?:return|typeof|case|in|of|delete|void|throw|new|else|do|await|yield|instanceof)$/;

function readTokens(
  source: string,
  start: number,
  inTemplate: boolean,
  depth: number,
  end: { at: number },
): Token[] | null {
  const tokens: Token[] = [];
  let newLine = false;
  let braces = 0;
  let at = Math.max(0, start);
  const add = (kind: Token['kind'], text: string, to: number) => {
    tokens.push({ kind, text, newLine });
    newLine = false;
    at = to;
  };
  while (at < source.length) {
    const char = source.charAt(at);
    const blank = sticky(space, source, at);
    if (blank) {
      newLine ||= blank.includes('\n');
      at += blank.length;
    } else if (source.startsWith('//', at)) {
      const line = source.indexOf('\n', at);
      at = line < 0 ? source.length : line;
    } else if (source.startsWith('/*', at)) {
      const close = source.indexOf('*/', at + 2);
      if (close < 0) return null;
      newLine ||= source.slice(at, close).includes('\n');
      at = close + 2;
    } else if (char === "'" || char === '"') {
      const close = stringEnd(source, at);
      if (close < 0) return null;
      add('string', unescapeText(source.slice(at + 1, close)), close + 1);
    } else if (char === '`') {
      const template = readTemplate(source, at, depth);
      if (!template) return null;
      add(template.value === null ? 'other' : 'string', template.value ?? '`', template.end);
    } else if (char === '/' && regexMayStart(tokens.at(-1), newLine)) {
      const close = regexEnd(source, at);
      if (close < 0) return null;
      add('other', '/', close);
    } else {
      const name = sticky(word, source, at);
      const digits = name ? null : sticky(number, source, at);
      if (name) add('word', name, at + name.length);
      else if (digits) add('other', digits, at + digits.length);
      else {
        if (char === '{') braces++;
        if (char === '}' && inTemplate && braces-- === 0) {
          end.at = at + 1;
          return tokens;
        }
        if (char === '}' && !inTemplate) braces--;
        const arrow = source.startsWith('=>', at);
        add('punctuator', arrow ? '=>' : char, at + (arrow ? 2 : 1));
      }
    }
  }
  end.at = at;
  return inTemplate ? null : tokens;
}

function sticky(pattern: RegExp, source: string, at: number): string | null {
  pattern.lastIndex = at;
  return pattern.exec(source)?.[0] ?? null;
}

function stringEnd(source: string, start: number): number {
  const quote = source.charAt(start);
  for (let at = start + 1; at < source.length; at++) {
    const char = source.charAt(at);
    if (char === '\\') at++;
    else if (char === quote) return at;
    else if (char === '\n') return -1;
  }
  return -1;
}

function readTemplate(source: string, start: number, depth: number): { value: string | null; end: number } | null {
  if (depth > deepestTemplate) return null;
  let plain = true;
  let at = start + 1;
  while (at < source.length) {
    const char = source.charAt(at);
    if (char === '\\') at += 2;
    else if (char === '`') return { value: plain ? unescapeText(source.slice(start + 1, at)) : null, end: at + 1 };
    else if (char === '$' && source.charAt(at + 1) === '{') {
      plain = false;
      const end = { at: 0 };
      if (!readTokens(source, at + 2, true, depth + 1, end)) return null;
      at = end.at;
    } else at++;
  }
  return null;
}

function regexMayStart(last: Token | undefined, newLine: boolean): boolean {
  if (!last) return true;
  if (last.kind === 'word') return beforeRegex.test(last.text);
  if (last.kind !== 'punctuator') return false;
  return last.text === '}' ? newLine : last.text !== ')' && last.text !== ']';
}

function regexEnd(source: string, start: number): number {
  let inClass = false;
  for (let at = start + 1; at < source.length; at++) {
    const char = source.charAt(at);
    if (char === '\n') return -1;
    if (char === '\\') at++;
    else if (char === '[') inClass = true;
    else if (char === ']') inClass = false;
    else if (char === '/' && !inClass) return at + 1;
  }
  return -1;
}

const escapes: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r', b: '\b', f: '\f', v: '\v', 0: '\0' };

function unescapeText(text: string): string {
  if (!text.includes('\\')) return text;
  return text.replace(
    /\\(?:u\{([0-9a-f]{1,6})\}|u([0-9a-f]{4})|x([0-9a-f]{2})|(\r?\n)|([\s\S]))/gi,
    (_all, braced, four, two, line, other) => {
      const hex = braced ?? four ?? two;
      if (hex !== undefined) return String.fromCodePoint(Math.min(Number.parseInt(hex, 16), 0x10ffff));
      return line === undefined ? (escapes[other] ?? other) : '';
    },
  );
}
