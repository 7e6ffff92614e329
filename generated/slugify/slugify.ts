/**
 * Turns text into the last part of a URL. The numbers in the comments are the requirements of the spec.
 */

/** The languages whose own letters and symbols are known. */
export type Locale = 'de' | 'da' | 'fr';

/** How a slug is made; an option that is absent or undefined has its default. */
export interface SlugifyOptions {
  /** Stands between two words: `-` (the default), `_`, `.` or `~`. */
  readonly separator?: string | undefined;
  /** Lower-case the slug. Default: true. */
  readonly lowercase?: boolean | undefined;
  /** The greatest length of the slug, in characters; at least 1. Default: no limit. */
  readonly maxLength?: number | undefined;
  /** The language of the text. Default: none. */
  readonly locale?: Locale | undefined;
  /** Words for symbols, such as `{ '©': 'copyright' }`. A key is one code point, and no ASCII letter or digit. */
  readonly symbols?: Readonly<Record<string, string>> | undefined;
}

/** R4: the Latin letters that have no decomposition. */
const plainLetters = new Map([
  ['ß', 'ss'],
  ['ẞ', 'SS'],
  ['æ', 'ae'],
  ['Æ', 'AE'],
  ['œ', 'oe'],
  ['Œ', 'OE'],
  ['ø', 'o'],
  ['Ø', 'O'],
  ['đ', 'd'],
  ['Đ', 'D'],
  ['ð', 'd'],
  ['Ð', 'D'],
  ['ł', 'l'],
  ['Ł', 'L'],
  ['þ', 'th'],
  ['Þ', 'TH'],
  ['ı', 'i'],
]);

/** R5: the symbols that are words, in every locale. */
const commonSymbols = new Map([
  ['&', 'and'],
  ['%', 'percent'],
  ['+', 'plus'],
  ['@', 'at'],
  ['€', 'euro'],
  ['$', 'dollar'],
]);

/** R6: what a locale spells in its own way. */
interface Spelling {
  readonly letters: ReadonlyMap<string, string>;
  readonly symbols: ReadonlyMap<string, string>;
}

const locales: ReadonlyMap<string, Spelling> = new Map([
  [
    'de',
    {
      letters: new Map([
        ['ä', 'ae'],
        ['ö', 'oe'],
        ['ü', 'ue'],
        ['Ä', 'Ae'],
        ['Ö', 'Oe'],
        ['Ü', 'Ue'],
      ]),
      symbols: new Map([
        ['&', 'und'],
        ['%', 'prozent'],
      ]),
    },
  ],
  [
    'da',
    {
      letters: new Map([
        ['å', 'aa'],
        ['ø', 'oe'],
        ['Å', 'Aa'],
        ['Ø', 'Oe'],
      ]),
      symbols: new Map([
        ['&', 'og'],
        ['%', 'procent'],
      ]),
    },
  ],
  [
    'fr',
    {
      letters: new Map(),
      symbols: new Map([
        ['&', 'et'],
        ['%', 'pourcent'],
      ]),
    },
  ],
]);

/** The options, checked and with their defaults. */
interface Settings {
  readonly separator: string;
  readonly lowercase: boolean;
  readonly maxLength: number;
  readonly letters: ReadonlyMap<string, string>;
  readonly symbols: ReadonlyMap<string, string>;
}

/**
 * Returns the text as a slug: ASCII letters and digits, words joined by the separator. Empty when the text has no word.
 * Throws a TypeError when text is not a string, a RangeError naming the option that is wrong.
 */
export function slugify(text: string, options: SlugifyOptions = {}): string {
  const settings = check(text, options);
  return shorten(fullSlug(text, settings), settings.separator, settings.maxLength);
}

/**
 * Returns the text as a slug that is not among `taken`: the slug itself, or with the smallest number from 2 up behind
 * it. Never empty: `untitled` stands for a text without a word. Iterates `taken` at most once. Throws as `slugify` does,
 * and a RangeError naming maxLength when that leaves no room for a character in front of the number.
 */
export function uniqueSlug(text: string, taken: Iterable<string>, options: SlugifyOptions = {}): string {
  const settings = check(text, options);
  const { separator, maxLength } = settings;
  const slug = shorten(fullSlug(text, settings) || 'untitled', separator, maxLength);
  const used = new Set(taken);
  if (!used.has(slug)) return slug;
  for (let number = 2; ; number += 1) {
    const suffix = `${separator}${number}`;
    const room = maxLength - suffix.length;
    if (room < 1) throw new RangeError(`maxLength leaves no room for a slug in front of ${suffix}`);
    const candidate = shorten(slug, separator, room) + suffix;
    if (!used.has(candidate)) return candidate;
  }
}

/** R11: the same checks for both functions, before anything else is done. */
function check(text: unknown, options: SlugifyOptions): Settings {
  if (typeof text !== 'string') throw new TypeError('text must be a string');
  const { separator = '-', lowercase = true, maxLength, locale, symbols = {} } = options;
  if (!['-', '_', '.', '~'].includes(separator)) throw new RangeError('separator must be one of - _ . ~');
  if (maxLength !== undefined && !(Number.isInteger(maxLength) && maxLength >= 1)) {
    throw new RangeError('maxLength must be a whole number of at least 1');
  }
  const spelling = locale === undefined ? undefined : locales.get(locale);
  if (locale !== undefined && spelling === undefined) {
    throw new RangeError(`locale must be one of ${[...locales.keys()].join(', ')}`);
  }
  const own = Object.entries(symbols);
  for (const [symbol] of own) {
    if (!/^[^A-Za-z0-9]$/u.test(symbol)) {
      throw new RangeError('a key of symbols must be one code point, and no ASCII letter or digit');
    }
  }
  return {
    separator,
    lowercase,
    maxLength: maxLength ?? Number.POSITIVE_INFINITY,
    letters: spelling?.letters ?? new Map(),
    symbols: new Map([...commonSymbols, ...(spelling?.symbols ?? []), ...own]),
  };
}

/** The slug before it is shortened. */
function fullSlug(text: string, { separator, lowercase, letters, symbols }: Settings): string {
  const replaced = compose(text).replace(/[^A-Za-z0-9]/gu, (symbol) => {
    const replacement = symbols.get(symbol);
    return replacement === undefined ? symbol : ` ${replacement} `;
  });
  const localized =
    letters.size === 0 ? replaced : replaced.replace(/[^A-Za-z0-9]/gu, (letter) => letters.get(letter) ?? letter);
  const slug = words(localized).join(separator);
  return lowercase ? slug.toLowerCase() : slug;
}

/**
 * R2, R3, R4: the runs of ASCII letters and digits, once the text is decomposed. Marks go before the decomposition too,
 * because it would sort them, in a time that grows with the square of their number (R12).
 */
function words(text: string): string[] {
  const spelled = text
    .replace(/\p{M}+/gu, '')
    .normalize('NFKD')
    .replace(/\p{M}+/gu, '')
    .replace(/[ßẞæÆœŒøØđĐðÐłŁþÞı]/g, (letter) => plainLetters.get(letter) ?? letter)
    .replace(/['\u2018\u2019\u02bc\p{Cf}]+/gu, '');
  return spelled.match(/[A-Za-z0-9]+/g) ?? [];
}

/** R8: as many whole words as fit, or the first one cut. */
function shorten(slug: string, separator: string, maxLength: number): string {
  if (slug.length <= maxLength) return slug;
  const end = slug.lastIndexOf(separator, maxLength);
  return slug.slice(0, end > 0 ? end : maxLength);
}

/** So many marks in a row, or characters at a time, are left to `normalize`, which is not linear in either. */
const fewMarks = 32;
const pieceLength = 1024;

/**
 * The text in NFC, in a time proportional to its length (R12). What follows the last starter of a piece (a character of
 * combining class 0) may still compose with the next piece, so it waits for that; all in front of it is final.
 */
function compose(text: string): string {
  const ordered = text.replace(/\p{M}+/gu, (run) => (run.length <= fewMarks ? run : orderMarks(run)));
  let done = '';
  let open = '';
  for (let start = 0; start < ordered.length; ) {
    let end = start + pieceLength;
    while (end < ordered.length && !startsAt(ordered, end)) end += 1;
    const piece = (open + ordered.slice(start, end)).normalize('NFC');
    let last = piece.length - 1;
    while (last > 0 && !startsAt(piece, last)) last -= 1;
    done += piece.slice(0, last);
    open = piece.slice(last);
    start = end;
  }
  return done + open;
}

/** Whether a starter begins at the index; the second half of a surrogate pair is none. */
function startsAt(text: string, index: number): boolean {
  const before = index === 0 ? 0 : text.charCodeAt(index - 1);
  const unit = text.charCodeAt(index);
  if (unit >= 0xdc00 && unit <= 0xdfff && before >= 0xd800 && before <= 0xdbff) return false;
  return isStarter(String.fromCodePoint(text.codePointAt(index) ?? 0));
}

/** What isStarter found out about marks; there are few thousand of them. */
const starters = new Map<string, boolean>();

/** Whether the character has combining class 0. Only marks can have another, and one of these two then changes places. */
function isStarter(character: string): boolean {
  if (!/^\p{M}$/u.test(character)) return true;
  const known = starters.get(character);
  if (known !== undefined) return known;
  const first = [...character.normalize('NFD')][0] ?? character;
  const starter = !isAfter('\u0345', first) && !isAfter(first, '\u0334');
  starters.set(character, starter);
  return starter;
}

/** Whether the canonical order puts the first of two marks behind the second, by their combining classes. */
function isAfter(mark: string, other: string): boolean {
  return mark !== other && (mark + other).normalize('NFD') === other + mark;
}

/** A run of marks, decomposed and in canonical order. */
function orderMarks(run: string): string {
  const decomposed = new Map<string, string[]>();
  for (const mark of new Set(run)) decomposed.set(mark, [...mark.normalize('NFD')]);
  const marks = new Set([...decomposed.values()].flat().filter((mark) => !isStarter(mark)));
  const ranks = new Map<string, number>();
  let rank = 0;
  let previous: string | undefined;
  for (const mark of [...marks].sort((a, b) => Number(isAfter(a, b)) - Number(isAfter(b, a)))) {
    if (previous !== undefined && isAfter(mark, previous)) rank += 1;
    ranks.set(mark, rank);
    previous = mark;
  }

  let ordered = '';
  let block: string[] = [];
  const close = () => {
    ordered += block.length <= fewMarks ? block.join('') : sortByRank(block, ranks);
    block = [];
  };
  for (const character of run) {
    for (const mark of decomposed.get(character) ?? []) {
      if (ranks.has(mark)) {
        block.push(mark);
      } else {
        close();
        ordered += mark;
      }
    }
  }
  close();
  return ordered;
}

/** The marks by rank, those of one rank in the order in which they came. */
function sortByRank(marks: readonly string[], ranks: ReadonlyMap<string, number>): string {
  const buckets: string[] = [];
  for (const mark of marks) {
    const rank = ranks.get(mark) ?? 0;
    buckets[rank] = (buckets[rank] ?? '') + mark;
  }
  return buckets.join('');
}
