import { cleanText } from '../../core/text.ts';
import { dim, exactly, fit, type Line, line } from '../lines.ts';
import { wrap } from '../width.ts';

/** A text on the whole body, below its title: for what a model gets, to the letter. */
export function textPage(title: Line, text: string, scroll: number, columns: number, body: number): Line[] {
  const rows = cleanText(text)
    .replaceAll('\t', '  ')
    .split('\n')
    .flatMap((row) => (row === '' ? [''] : wrap(row, columns - 2)))
    .map((row) => line(` ${row}`));
  return exactly([fit(title, columns), ...scrolled(rows, scroll, body - 1)], body);
}

/** The rows that show of what may be longer; the last says how many are missing. */
export function scrolled(lines: readonly Line[], scroll: number, room: number): Line[] {
  const from = Math.min(scroll, Math.max(0, lines.length - room));
  const shown = lines.slice(from, from + room);
  if (lines.length > from + room) shown[room - 1] = line(dim(`… ${lines.length - from - room + 1} more (j)`));
  return shown;
}

/** A paragraph of plain text, with a margin. */
export function paragraph(text: string, columns: number): Line[] {
  return wrap(text, columns - 4).map((row) => line(`  ${row}`));
}
