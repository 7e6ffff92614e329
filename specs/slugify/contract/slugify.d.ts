/** The languages whose own letters and symbols are known (R6): German, Danish, French. */
export type Locale = 'de' | 'da' | 'fr';

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
export function slugify(text: string, options?: SlugifyOptions): string;

/**
 * Returns the text as a slug that is not among `taken`: the slug itself, or with the smallest number from 2 up behind
 * it. Never empty. Throws as `slugify` does, and a RangeError when `maxLength` leaves no room.
 */
export function uniqueSlug(text: string, taken: Iterable<string>, options?: SlugifyOptions): string;
