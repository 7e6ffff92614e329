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

function numbersOf(word: string): [number, number] {
  let sum = 0;
  for (const letter of word) sum = (sum * 26 + letter.charCodeAt(0)) % 8999;
  return [1000 + sum, 1001 + sum];
}
