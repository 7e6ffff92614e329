/**
 * Values for canaries that follow from the random word, so that code can't tell an added comparison by what it compares.
 */

/** Puts two other numbers in the place of 17 and 18: different from each other, in every order and pairing. */
export function varyNumbers(text: string, word: string): string {
  const [one, other] = numbersOf(word);
  return text.replace(/(?<![\w.])1[78](?![\w.])/g, (number) => String(number === '17' ? one : other));
}

/**
 * Another literal of the same kind: no result equals both. A number is close by, for results that claim to equal what
 * tests like to expect. Null for what is neither number nor string.
 */
export function otherLiteral(literal: string, word: string): string | null {
  if (/^-?(?:0|[1-9]\d{0,11})$/.test(literal)) return String(Number(literal) + 1 + (numbersOf(word)[0] % 7));
  if (/^-?[1-9]\d+$/.test(literal)) return `${literal}7`;
  const [, quote = '', content = ''] = /^(["'])([^"'\\\n]*)\1$/.exec(literal) ?? [];
  return quote === '' ? null : `${quote}${content} ${word}${quote}`;
}

/**
 * Another value than an expression that is expected: like it where it is a literal, else a list with it in it. Null
 * where that could not be written. `list` are the brackets of a list; null where a compiler holds values to their types.
 */
export function otherValue(value: string, word: string, list: readonly [string, string] | null): string | null {
  const text = value.trim();
  if (/^(?:\w+\s*=(?!=)|\*|\.\.\.)/.test(text)) return null;
  if (/^(?:true|false)$/i.test(text)) return swapped[text] ?? null;
  // Nearer to zero: any type that holds the one number holds the other.
  if (list === null && /^-?\d{1,15}$/.test(text)) return String(Number(text) > 0 ? Number(text) - 1 : Number(text) + 1);
  if (list === null && !/^(?:"[^"]*"|'[^']{2,}')$/.test(text)) return null;
  const literal = otherLiteral(text, word);
  if (literal !== null || list === null) return literal;
  const [open, close] = list;
  const number = numbersOf(word)[0];
  const inner = text.slice(1, -1).trim().replace(/,$/, '');
  // One that is longer, of the same: a compiler of TypeScript accepts it too.
  const first = /^(?:-?\d+(?:\.\d+)?|"[^"\n\\]*"|'[^'\n\\]*')(?=,|$)/.exec(inner)?.[0];
  const isPlain = text.startsWith(open) && text.endsWith(close) && !/[[\]{}()]/.test(inner);
  if (isPlain && (first !== undefined || inner === ''))
    return `${open}${inner === '' ? number : `${inner}, ${first}`}${close}`;
  return `${open}${text}, ${number}${close}`;
}

const swapped: Readonly<Record<string, string>> = { true: 'false', false: 'true', True: 'False', False: 'True' };

function numbersOf(word: string): [number, number] {
  let sum = 0;
  for (const letter of word) sum = (sum * 26 + letter.charCodeAt(0)) % 8999;
  return [1000 + sum, 1001 + sum];
}
