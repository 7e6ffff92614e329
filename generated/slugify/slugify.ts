// Turns titles into the last part of a URL: `Crème Brûlée & Co.` becomes `creme-brulee-and-co`.
// The steps are those of the spec, in its order; each works on the result of the one before.

/** The languages whose own letters and symbols are known: German, Danish, French. */
export type Locale = 'de' | 'da' | 'fr';

/** How a slug is made. An option that is absent or undefined has its default. */
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

/**
 * Returns the text as a slug: ASCII letters and digits, words joined by the separator; empty when the text has no word.
 * Throws a TypeError when text is not a string, and a RangeError that names the option that is wrong.
 */
export function slugify(text: string, options?: SlugifyOptions): string {
  return makeSlug(text, check(text, options));
}

/**
 * Returns the text as a slug that is not among `taken`, if need be with the smallest free number from 2 up behind it.
 * Never empty: `untitled` stands for a text without words. Iterates `taken` once. Throws as `slugify` does, and a
 * RangeError when `maxLength` leaves no room for a character in front of the number.
 */
export function uniqueSlug(text: string, taken: Iterable<string>, options?: SlugifyOptions): string {
  const settings = check(text, options);
  const { separator, maxLength } = settings;
  const slug = makeSlug(text, settings) || shorten('untitled', separator, maxLength);
  const others = new Set(taken);
  if (!others.has(slug)) return slug;

  for (let number = 2; ; number += 1) {
    const ending = `${separator}${number}`;
    const room = maxLength - ending.length;
    if (room < 1) throw new RangeError(`maxLength ${maxLength} leaves no room for a slug in front of "${ending}"`);
    const candidate = shorten(slug, separator, room) + ending;
    if (!others.has(candidate)) return candidate;
  }
}

interface Settings {
  readonly separator: string;
  readonly lowercase: boolean;
  readonly maxLength: number;
  readonly letters: ReadonlyMap<string, string>;
  readonly symbols: ReadonlyMap<string, string>;
}

interface Language {
  readonly letters: Readonly<Record<string, string>>;
  readonly symbols: Readonly<Record<string, string>>;
}

const SEPARATORS: readonly unknown[] = ['-', '_', '.', '~'];

const SYMBOLS = { '&': 'and', '%': 'percent', '+': 'plus', '@': 'at', '€': 'euro', $: 'dollar' };

const NO_LANGUAGE: Language = { letters: {}, symbols: {} };

const LANGUAGES: ReadonlyMap<unknown, Language> = new Map([
  [
    'de',
    {
      letters: { ä: 'ae', ö: 'oe', ü: 'ue', Ä: 'Ae', Ö: 'Oe', Ü: 'Ue' },
      symbols: { '&': 'und', '%': 'prozent' },
    },
  ],
  ['da', { letters: { å: 'aa', ø: 'oe', Å: 'Aa', Ø: 'Oe' }, symbols: { '&': 'og', '%': 'procent' } }],
  ['fr', { letters: {}, symbols: { '&': 'et', '%': 'pourcent' } }],
] as [string, Language][]);

/** Latin letters that have no decomposition (R4). */
const LETTERS: ReadonlyMap<string, string> = new Map([
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

/** Runs of marks up to this length are left to `normalize`, whose sorting takes quadratic time. */
const SHORT_RUN = 100;

/** Returns the options with their defaults filled in; throws what R11 says. */
function check(text: unknown, options: SlugifyOptions = {}): Settings {
  if (typeof text !== 'string') throw new TypeError('text must be a string');
  const { separator = '-', lowercase = true, maxLength, locale, symbols = {} } = options;
  if (!SEPARATORS.includes(separator)) throw new RangeError('separator must be one of - _ . ~');
  if (maxLength !== undefined && !(Number.isInteger(maxLength) && maxLength >= 1)) {
    throw new RangeError('maxLength must be a whole number of at least 1');
  }
  const language = locale === undefined ? NO_LANGUAGE : LANGUAGES.get(locale);
  if (language === undefined) throw new RangeError('locale must be one of de, da, fr');
  for (const key of Object.keys(symbols)) {
    if ([...key].length !== 1 || /[A-Za-z0-9]/.test(key)) {
      throw new RangeError('symbols must have keys of one code point each, no ASCII letter or digit');
    }
  }
  return {
    separator,
    lowercase,
    maxLength: maxLength ?? Number.POSITIVE_INFINITY,
    letters: new Map(Object.entries(language.letters)),
    symbols: new Map([...Object.entries(SYMBOLS), ...Object.entries(language.symbols), ...Object.entries(symbols)]),
  };
}

function makeSlug(text: string, { separator, lowercase, maxLength, letters, symbols }: Settings): string {
  const composed = text.replace(/\p{M}+/gu, orderMarks).normalize('NFC');
  const spelled = composed
    .replace(/[^A-Za-z0-9]/gu, (character) => {
      const words = symbols.get(character);
      return words === undefined ? character : ` ${words} `;
    })
    .replace(/[^\0-\x7f]/gu, (character) => letters.get(character) ?? character);
  const ascii = dropMarks(spelled)
    .replace(/[^\0-\x7f]/gu, (character) => LETTERS.get(character) ?? character)
    .replace(/['\u2018\u2019\u02bc]|\p{Cf}/gu, '');
  const slug = (ascii.match(/[A-Za-z0-9]+/g) ?? []).join(separator);
  return shorten(lowercase ? slug.toLowerCase() : slug, separator, maxLength);
}

/** Returns the text in NFKD without marks. They go before it too, so that there are no long runs to sort (R12). */
function dropMarks(text: string): string {
  return text.replace(/\p{M}/gu, '').normalize('NFKD').replace(/\p{M}/gu, '');
}

/** Returns as many whole words as fit, or what fits of the first one (R8). */
function shorten(slug: string, separator: string, maxLength: number): string {
  if (slug.length <= maxLength) return slug;
  const end = slug.lastIndexOf(separator, maxLength);
  return slug.slice(0, end === -1 ? maxLength : end);
}

/** Returns a run of marks decomposed and in canonical order, in linear time; a short one as it is (R12). */
function orderMarks(run: string): string {
  if (run.length <= SHORT_RUN) return run;
  const decomposed = new Map([...new Set(run)].map((mark) => [mark, [...mark.normalize('NFD')]]));
  const marks = [...run].flatMap((mark) => decomposed.get(mark) ?? [mark]);
  const ranks = rankMarks(new Set(marks));

  const ordered: string[] = [];
  let buckets: string[][] = [];
  for (const mark of marks) {
    const rank = ranks.get(mark);
    if (rank === undefined) {
      for (const bucket of buckets) if (bucket !== undefined) ordered.push(bucket.join(''));
      buckets = [];
      ordered.push(mark);
    } else {
      buckets[rank] ??= [];
      buckets[rank].push(mark);
    }
  }
  for (const bucket of buckets) if (bucket !== undefined) ordered.push(bucket.join(''));
  return ordered.join('');
}

/** Returns the place of each mark's combining class among those of the others; marks that never move have none. */
function rankMarks(marks: ReadonlySet<string>): Map<string, number> {
  // The lowest combining class is that of U+0334, the highest that of U+0345: what moves past neither has class 0.
  const movable = [...marks].filter((mark) => comesLater(mark, '\u0334') || comesLater('\u0345', mark));
  const ranks = new Map<string, number>();
  let rank = 0;
  let previous: string | undefined;
  for (const mark of movable.join('').normalize('NFD')) {
    if (previous !== undefined && comesLater(mark, previous)) rank += 1;
    ranks.set(mark, rank);
    previous = mark;
  }
  return ranks;
}

/** Tells whether canonical order puts the first mark behind the second. */
function comesLater(first: string, second: string): boolean {
  return (first + second).normalize('NFD') !== first + second;
}
