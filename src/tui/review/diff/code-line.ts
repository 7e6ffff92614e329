import { revealText } from '../../../core/text.ts';
import type { Line, Span, Tone } from '../../lines.ts';
import { splitAtWidth, widthOf } from '../../width.ts';
import type { Range } from './words.ts';

/** No person reads more of one line; what is left out is counted. */
const longestLine = 4000;
const tabStop = 4;

/**
 * Returns a line of code as it is to be seen: what does not show made visible, tabs as spaces, its tones, and `marked`
 * the parts that changed. The spans of `toned` hold exactly `text`.
 */
export function codeSpans(text: string, toned: Line | null, tone: Tone, changed: readonly Range[], marked: Tone): Line {
  const shown = text.length > longestLine ? text.slice(0, longestLine) : text;
  const spans = withMarks(toned ?? [{ text: shown, tone }], changed, marked, shown.length);
  let column = 0;
  const seen = spans.map((span): Span => {
    let out = '';
    for (const [at, part] of revealText(span.text).split('\t').entries()) {
      if (at > 0) {
        const room = tabStop - (column % tabStop);
        out += ' '.repeat(room);
        column += room;
      }
      out += part;
      column += widthOf(part);
    }
    return { text: out, tone: span.tone };
  });
  const rest = text.length - shown.length;
  return rest > 0 ? [...seen, { text: ` … ${rest} more characters`, tone: 'dim' }] : seen;
}

/** Breaks spans into rows of at most `width` columns; at least one. */
export function wrapSpans(spans: Line, width: number): Line[] {
  const rows: Span[][] = [[]];
  let left = Math.max(2, width);
  for (const { text, tone } of spans) {
    let rest = text;
    while (rest !== '') {
      const [head, tail] = splitAtWidth(rest, left);
      if (head !== '') rows.at(-1)?.push({ text: head, tone });
      if (tail === '') left -= widthOf(head);
      else {
        rows.push([]);
        left = Math.max(2, width);
      }
      rest = tail;
    }
  }
  return rows;
}

/** Cuts spans at the ends of the ranges, and gives what is within them another tone. */
function withMarks(spans: Line, ranges: readonly Range[], marked: Tone, length: number): Line {
  const result: Span[] = [];
  let at = 0;
  for (const { text, tone } of spans) {
    const end = Math.min(at + text.length, length);
    let from = at;
    for (const [start, stop] of ranges) {
      if (stop <= from || start >= end) continue;
      if (start > from) result.push({ text: text.slice(from - at, start - at), tone });
      const [first, last] = [Math.max(start, from), Math.min(stop, end)];
      result.push({ text: text.slice(first - at, last - at), tone: marked });
      from = last;
    }
    if (from < end) result.push({ text: text.slice(from - at, end - at), tone });
    at += text.length;
  }
  return result;
}
