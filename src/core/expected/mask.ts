/** How a language writes what is no code. */
export interface Syntax {
  readonly line: string | null;
  readonly block: readonly (readonly [string, string])[];
  /** The longest first. Strings with one quote end at the line's end at the latest. */
  readonly quotes: readonly string[];
}

export const cLike: Syntax = { line: '//', block: [['/*', '*/']], quotes: ['"""', '"', "'"] };
export const hashLike: Syntax = { line: '#', block: [], quotes: ['"""', "'''", '"', "'"] };
export const rubyLike: Syntax = { line: '#', block: [['\n=begin', '\n=end']], quotes: ['"', "'"] };
export const luaLike: Syntax = {
  line: '--',
  block: [
    ['--[[', ']]'],
    ['[[', ']]'],
  ],
  quotes: ['"', "'"],
};

/**
 * Returns the source with every comment, and all within strings, replaced by spaces. Lines and columns stay, so that a
 * pattern that matches here can't have matched within a comment or a string.
 */
export function maskSource(source: string, syntax: Syntax): string {
  const parts: string[] = [];
  const special = new RegExp(
    [...syntax.block.map(([open]) => open), ...(syntax.line ? [syntax.line] : []), ...syntax.quotes]
      .map(escapePattern)
      .join('|'),
    'g',
  );
  let at = 0;
  for (let match = special.exec(source); match; match = special.exec(source)) {
    parts.push(source.slice(at, match.index));
    const block = syntax.block.find(([open]) => open === match[0]);
    const quote = syntax.quotes.includes(match[0]) ? match[0] : '';
    const start = match.index + match[0].length;
    const end = block
      ? after(source, block[1], start)
      : quote
        ? stringEnd(source, quote, start)
        : lineEnd(source, start);
    const inner = source.slice(match.index, end);
    const kept = quote.length;
    const closed = kept > 0 && inner.length >= 2 * kept && inner.endsWith(quote) ? kept : 0;
    parts.push(
      inner.slice(0, kept),
      blank(inner.slice(kept, inner.length - closed)),
      inner.slice(inner.length - closed),
    );
    at = end;
    special.lastIndex = Math.max(end, match.index + 1);
  }
  parts.push(source.slice(at));
  return parts.join('');
}

function blank(text: string): string {
  return text.replace(/[^\n]/g, ' ');
}

function after(source: string, close: string, start: number): number {
  const found = source.indexOf(close, start);
  return found < 0 ? source.length : found + close.length;
}

function lineEnd(source: string, start: number): number {
  const found = source.indexOf('\n', start);
  return found < 0 ? source.length : found;
}

function stringEnd(source: string, quote: string, start: number): number {
  for (let at = start; at < source.length; at++) {
    const char = source.charAt(at);
    if (char === '\\') at++;
    else if (char === '\n' && quote.length === 1) return at;
    else if (char === quote[0] && source.startsWith(quote, at)) return at + quote.length;
  }
  return source.length;
}

function escapePattern(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\\n]/g, (char) => (char === '\n' ? '\\n' : `\\${char}`));
}
