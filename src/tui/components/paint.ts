import { asciiMarks } from '../../core/ascii.ts';
import { cleanLine } from '../../core/text.ts';
import type { Line, Tone } from '../lines.ts';
import { graphemes, widthOf } from '../width.ts';

/** What the terminal can show. */
export interface Looks {
  /** The locale can't show more than ASCII. */
  readonly ascii: boolean;
  readonly colour: boolean;
  /** Without colours: bold and reversed text all the same. */
  readonly attributes?: boolean;
  /** The background is a light one, where yellow, cyan, green and faint text are hard to read. */
  readonly light?: boolean;
}

/**
 * The row as a terminal takes it: the only escape sequences in it are the ones that set these looks. Whatever a model, a
 * test or a file said, no control character gets past here.
 */
export function paint(line: Line, { ascii, colour, attributes, light = false }: Looks): string {
  const sgr = light ? onLight : onDark;
  return line
    .map(({ text, tone }) => {
      const clean = ascii ? toAscii(harmless(text)) : harmless(text);
      const [open, close] = colour ? sgr[tone] : attributes ? withoutColours[tone] : sgr.plain;
      return open === '' ? clean : `\x1b[${open}m${clean}\x1b[${close}m`;
    })
    .join('');
}

/** Sixteen colours at most, and each has a word or a mark beside it. For a dark background, and one that is not known. */
const onDark: Record<Tone, readonly [open: string, close: string]> = {
  plain: ['', ''],
  dim: ['2', '22'],
  bold: ['1', '22'],
  good: ['32', '39'],
  bad: ['31', '39'],
  warn: ['33', '39'],
  accent: ['36;1', '39;22'],
  chosen: ['7', '27'],
  added: ['32', '39'],
  removed: ['31', '39'],
  keyword: ['35', '39'],
  literal: ['36', '39'],
  comment: ['2', '22'],
  name: ['1', '22'],
  // Reversed, so that they stand out without a colour too.
  'added-word': ['32;7', '39;27'],
  'removed-word': ['31;7', '39;27'],
};

/** The same in the colours that a light background shows: blue, magenta, red and grey. */
const onLight: typeof onDark = {
  ...onDark,
  dim: ['90', '39'],
  good: ['34', '39'],
  warn: ['35', '39'],
  accent: ['34;1', '39;22'],
  added: ['34', '39'],
  literal: ['34', '39'],
  comment: ['90', '39'],
  'added-word': ['34;7', '39;27'],
};

/**
 * What is left without colours: bold, and reversed for the chosen row and the words that changed. Dim is left out, for
 * it is a paler colour.
 */
const withoutColours = Object.fromEntries(
  Object.entries(onDark).map(([tone, looks]) => [tone, looks.map(attributesOf)]),
) as unknown as Record<Tone, readonly [open: string, close: string]>;

function attributesOf(codes: string): string {
  const kept = codes.split(';').filter((code) => ['1', '7', '22', '27'].includes(code));
  return kept.join(';');
}

/** Cleans as `cleanLine` does, but keeps runs of spaces: they are what columns are made of. */
function harmless(text: string): string {
  if (printable.test(text)) return text;
  return text.replace(/[^ ]+/g, (word) => cleanLine(word));
}

/** For locales that can't show more: one column stays one column. */
function toAscii(text: string): string {
  if (printable.test(text)) return text;
  return graphemes(text)
    .map((mark) => (printable.test(mark) ? mark : (asciiMarks[mark] ?? '?'.repeat(widthOf(mark)))))
    .join('');
}

const printable = /^[\x20-\x7e]*$/;
