import { cleanText } from '../../core/text.ts';
import { dim, exactly, fit, type Line, line } from '../lines.ts';
import { wrap } from '../width.ts';

/** A text on the whole body, below its title: for what a model gets, to the letter. */
export function textPage(title: Line, text: string, scroll: number, columns: number, body: number): Line[] {
  return exactly([fit(title, columns), ...scrolled(textRows(text, columns), scroll, body - 1)], body);
}

/** How many rows a text has on such a page. */
export function textLength(text: string, columns: number): number {
  return textRows(text, columns).length;
}

/** The rows that show of what may be longer; the last says how many are missing, and which keys lead to them. */
export function scrolled(lines: readonly Line[], scroll: number, room: number, keys = 'j'): Line[] {
  const from = Math.min(scroll, mostScroll(lines.length, room));
  const shown = lines.slice(from, from + room);
  if (lines.length > from + room) shown[room - 1] = line(dim(`  … ${lines.length - from - room + 1} more (${keys})`));
  return shown;
}

/** How far so many rows can be scrolled in this room. */
export function mostScroll(rows: number, room: number): number {
  return Math.max(0, rows - room);
}

/** The scroll some rows further down, or up, and no further than there is something: the next key is not lost. */
export function moveScroll(scroll: number, by: number, most: number): number {
  return Math.max(0, Math.min(most, Math.min(most, scroll) + by));
}

/** A paragraph of plain text, with a margin. */
export function paragraph(text: string, columns: number): Line[] {
  return wrap(text, columns - 4).map((row) => line(`  ${row}`));
}

function textRows(text: string, columns: number): Line[] {
  return cleanText(text)
    .replaceAll('\t', '  ')
    .split('\n')
    .flatMap((row) => (row === '' ? [''] : wrap(row, columns - 2)))
    .map((row) => line(` ${row}`));
}
