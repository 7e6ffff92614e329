// Slugs for URLs: the ASCII words of a text, joined by a separator, and slugs that are not taken yet.
// The numbers in the comments are the requirements that want what stands there.

/** The languages whose own letters and symbols are known: German, Danish, French. */
export type Locale = 'de' | 'da' | 'fr';

/** What can be chosen about a slug. An option that is absent or undefined has its default. */
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
 * Returns the text as a slug: ASCII letters and digits, words joined by the separator. Empty when the text has no word.
 * Throws a TypeError when text is not a string, a RangeError naming the option that is wrong.
 */
export function slugify(text: string, options: SlugifyOptions = {}): string {
  const settings = check(text, options);
  return fit(findWords(text, settings), settings.separator, settings.maxLength);
}

/**
 * Returns the text as a slug that is not among `taken`: the slug itself, or with the smallest number from 2 up behind
 * it. Never empty: `untitled` stands for a text without a word. Throws as `slugify` does, and a RangeError when
 * `maxLength` leaves no room in front of the number.
 */
export function uniqueSlug(text: string, taken: Iterable<string>, options: SlugifyOptions = {}): string {
  const settings = check(text, options);
  const { separator, maxLength } = settings;
  const found = findWords(text, settings);
  const words = found.length > 0 ? found : ['untitled'];
  const used = new Set(taken);

  let stem = fit(words, separator, maxLength);
  if (!used.has(stem)) return stem;
  let suffixLength = 0;
  for (let number = 2; ; number += 1) {
    const suffix = `${separator}${number}`;
    // The stem changes only with the number's count of digits: shortening it for each number would be slow (R12).
    if (suffix.length !== suffixLength) {
      suffixLength = suffix.length;
      const room = maxLength - suffixLength;
      if (room < 1) throw new RangeError(`maxLength ${maxLength} leaves no room for a slug in front of "${suffix}"`);
      stem = fit(words, separator, room);
    }
    if (!used.has(stem + suffix)) return stem + suffix;
  }
}

interface Settings {
  readonly separator: string;
  readonly lowercase: boolean;
  readonly maxLength: number;
  readonly symbols: ReadonlyMap<string, string>;
  readonly letters: ReadonlyMap<string, string>;
}

interface Language {
  readonly letters: Readonly<Record<string, string>>;
  readonly symbols: Readonly<Record<string, string>>;
}

const SEPARATORS: readonly unknown[] = ['-', '_', '.', '~'];

const SYMBOLS = { '&': 'and', '%': 'percent', '+': 'plus', '@': 'at', '€': 'euro', $: 'dollar' };

const LANGUAGES: ReadonlyMap<unknown, Language> = new Map<unknown, Language>([
  [
    'de',
    {
      letters: { ä: 'ae', ö: 'oe', ü: 'ue', Ä: 'Ae', Ö: 'Oe', Ü: 'Ue' },
      symbols: { '&': 'und', '%': 'prozent' },
    },
  ],
  ['da', { letters: { å: 'aa', ø: 'oe', Å: 'Aa', Ø: 'Oe' }, symbols: { '&': 'og', '%': 'procent' } }],
  ['fr', { letters: {}, symbols: { '&': 'et', '%': 'pourcent' } }],
]);

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

function check(text: string, options: SlugifyOptions): Settings {
  if (typeof text !== 'string') throw new TypeError(`text must be a string, not ${text === null ? 'null' : typeof text}`);
  const { separator = '-', lowercase = true, maxLength, locale, symbols = {} } = options;
  if (!SEPARATORS.includes(separator)) throw new RangeError('separator must be one of - _ . ~');
  if (maxLength !== undefined && !(Number.isInteger(maxLength) && maxLength >= 1)) {
    throw new RangeError('maxLength must be a whole number of at least 1');
  }
  const language = LANGUAGES.get(locale);
  if (locale !== undefined && !language) throw new RangeError('locale must be one of de, da, fr');
  const own = Object.entries(symbols);
  for (const [key] of own) {
    if ([...key].length !== 1 || /[A-Za-z0-9]/.test(key)) {
      throw new RangeError(`symbols: ${JSON.stringify(key)} is not one code point other than an ASCII letter or digit`);
    }
  }
  const inherited = Object.entries({ ...SYMBOLS, ...language?.symbols });
  return {
    separator,
    lowercase,
    maxLength: maxLength ?? Number.POSITIVE_INFINITY,
    symbols: new Map([...inherited, ...own].map(([key, words]) => [key, ` ${words} `])),
    letters: new Map(Object.entries(language?.letters ?? {})),
  };
}

/**
 * The words of the whole text in their order, before they are shortened. After the first step, a character's spelling
 * doesn't depend on its neighbours, so the other steps are taken once for each character that occurs. That keeps them
 * fast where a character decomposes into many, or a run of marks into disorder (R12).
 */
function findWords(text: string, settings: Settings): string[] {
  const spellings = new Map<string, string>();
  const spelled = orderLongRuns(text)
    .normalize('NFC')
    .replace(/[^A-Za-z0-9]/gu, (character) => {
      let spelling = spellings.get(character);
      if (spelling === undefined) {
        spelling = spell(character, settings);
        spellings.set(character, spelling);
      }
      return spelling;
    });
  return (settings.lowercase ? spelled.toLowerCase() : spelled).match(/[A-Za-z0-9]+/g) ?? [];
}

/** Takes one character through the steps after normalization: ASCII words, and a space where it separates. */
function spell(character: string, { symbols, letters }: Settings): string {
  const replaced = substitute(symbols.get(character) ?? character, letters);
  const bare = replaced.normalize('NFKD').replace(/\p{M}/gu, '');
  const joined = substitute(bare, LETTERS).replace(/['\u2018\u2019\u02bc\p{Cf}]/gu, '');
  return joined.replace(/[^A-Za-z0-9]+/g, ' ');
}

function substitute(text: string, replacements: ReadonlyMap<string, string>): string {
  return Array.from(text, (character) => replacements.get(character) ?? character).join('');
}

/** Joins as many words from the start as fit into the limit; a first word that is too long is cut (R8). */
function fit(words: readonly string[], separator: string, limit: number): string {
  const [first = ''] = words;
  if (first.length >= limit) return first.slice(0, limit);
  let length = first.length;
  let count = 1;
  for (const word of words.slice(1)) {
    length += separator.length + word.length;
    if (length > limit) break;
    count += 1;
  }
  return words.slice(0, count).join(separator);
}

/**
 * Brings long runs of marks into their canonical order, which changes nothing about what the text means: normalize()
 * does the same, but in quadratic time (R12), and leaves a run that is in order alone.
 */
function orderLongRuns(text: string): string {
  const longRun = /\p{M}{16,}/gu;
  const runs = text.match(longRun);
  if (!runs) return text;
  const parts = classifyMarks(new Set(runs.join('')));
  return text.replace(longRun, (run) => {
    const ordered: string[] = [];
    let buckets: string[] = [];
    for (const mark of run) {
      for (const [part, place] of parts.get(mark) ?? []) {
        if (place < 0) {
          ordered.push(...buckets.filter(Boolean), part);
          buckets = [];
        } else {
          buckets[place] = (buckets[place] ?? '') + part;
        }
      }
    }
    return ordered.join('') + buckets.join('');
  });
}

/**
 * Returns what each mark decomposes into, every part with its place in canonical order: equal for two that keep their
 * order, negative for one that nothing moves across.
 */
function classifyMarks(marks: ReadonlySet<string>): Map<string, [part: string, place: number][]> {
  const decomposed = Array.from(marks, (mark) => [mark, [...mark.normalize('NFD')]] as const);
  const highest = '\u0345'; // the only mark of combining class 240; none is higher
  const movable = [...new Set(decomposed.flatMap(([, parts]) => parts))]
    .filter((part) => part === highest || goesBehind(highest, part))
    .sort((a, b) => Number(goesBehind(a, b)) - Number(goesBehind(b, a)));
  const places = new Map<string, number>();
  let place = 0;
  for (const [index, part] of movable.entries()) {
    if (index > 0 && goesBehind(part, movable[index - 1]!)) place += 1;
    places.set(part, place);
  }
  return new Map(decomposed.map(([mark, parts]) => [mark, parts.map((part) => [part, places.get(part) ?? -1])]));
}

/** Whether canonical order swaps the two when a stands in front of b. */
function goesBehind(a: string, b: string): boolean {
  return a !== b && (a + b).normalize('NFD') === b + a;
}
