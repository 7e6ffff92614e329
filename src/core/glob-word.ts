/** One element of a glob's path segment. A class keeps only that it takes one character: enough for a sound answer. */
export type Token =
  | { readonly kind: 'char'; readonly char: string }
  | { readonly kind: 'class'; readonly sample: string }
  | { readonly kind: 'one' }
  | { readonly kind: 'many' };

/** Takes a segment without slashes, braces and brackets apart. Letters are lowered. */
export function tokenize(segment: string): Token[] {
  const tokens: Token[] = [];
  const characters = [...segment.toLowerCase()];
  for (let index = 0; index < characters.length; index++) {
    const char = characters[index]!;
    if (char === '*') {
      if (tokens.at(-1)?.kind !== 'many') tokens.push({ kind: 'many' });
    } else if (char === '?') tokens.push({ kind: 'one' });
    else if (char === '[' && characters.indexOf(']', index + 2) !== -1) {
      tokens.push({ kind: 'class', sample: sampleOf(characters[index + 1]!) });
      index = characters.indexOf(']', index + 2);
    } else if (char === '\\' && index + 1 < characters.length) {
      tokens.push({ kind: 'char', char: characters[++index]! });
    } else tokens.push({ kind: 'char', char });
  }
  return tokens;
}

/** Returns a word that both can match, or null when there is none. */
export function wordsMeet(left: readonly Token[], right: readonly Token[]): string | null {
  const width = right.length + 1;
  // From the ends backwards: row i, column j says what can match left from i on and right from j on.
  const table: (string | null)[] = Array.from({ length: (left.length + 1) * width }, () => null);
  for (let i = left.length; i >= 0; i--) {
    for (let j = right.length; j >= 0; j--) table[i * width + j] = meetAt(i, j);
  }
  return table[0] ?? null;

  function meetAt(i: number, j: number): string | null {
    const [from, to] = [left[i], right[j]];
    if (from === undefined && to === undefined) return '';
    const at = (row: number, column: number): string | null => table[row * width + column] ?? null;
    if (from?.kind === 'many' && to?.kind === 'many') return prepend('any', at(i + 1, j) ?? at(i, j + 1));
    if (from?.kind === 'many') return at(i + 1, j) ?? (to === undefined ? null : prepend(sample(to), at(i, j + 1)));
    if (to?.kind === 'many') return at(i, j + 1) ?? (from === undefined ? null : prepend(sample(from), at(i + 1, j)));
    if (from === undefined || to === undefined) return null;
    const char = charsMeet(from, to);
    return char === null ? null : prepend(char, at(i + 1, j + 1));
  }
}

function charsMeet(left: Token, right: Token): string | null {
  if (left.kind === 'char' && right.kind === 'char') return left.char === right.char ? left.char : null;
  if (left.kind === 'char') return left.char;
  return right.kind === 'one' ? sample(left) : sample(right);
}

function sample(token: Token): string {
  if (token.kind === 'char') return token.char;
  if (token.kind === 'class') return token.sample;
  return token.kind === 'one' ? 'x' : '';
}

function sampleOf(first: string): string {
  return /[!^\\]/.test(first) ? 'x' : first;
}

function prepend(char: string, rest: string | null): string | null {
  return rest === null ? null : char + rest;
}
