/**
 * Returns how many columns a terminal gives a text: 2 for CJK and emoji, 0 for what joins the character before it.
 * Counted by graphemes, as terminals and Ink do. The text has no control characters.
 */
export function widthOf(text: string): number {
  return widthUpTo(text, Number.POSITIVE_INFINITY);
}

/** Whether each character of a text takes one column in any terminal. */
export function isNarrow(text: string): boolean {
  return narrow.test(text);
}

/** As `widthOf`, but counts no further once there are more than `most` columns: a long text costs what is seen of it. */
export function widthUpTo(text: string, most: number): number {
  if (narrow.test(text)) return text.length;
  let width = 0;
  for (const { segment } of segmentsOf(text)) {
    width += graphemeWidth(segment);
    if (width > most) break;
  }
  return width;
}

/** Returns the longest beginning of a text that fits, ending with `…` where something was cut off. */
export function truncate(text: string, width: number): string {
  if (width <= 0) return '';
  if (widthUpTo(text, width) <= width) return text;
  return `${splitAtWidth(text, width - 1)[0]}…`;
}

/** Splits a text behind the last grapheme that ends within `width` columns. */
export function splitAtWidth(text: string, width: number): [string, string] {
  if (narrow.test(text)) return [text.slice(0, Math.max(0, width)), text.slice(Math.max(0, width))];
  let used = 0;
  let at = 0;
  for (const { segment } of segmentsOf(text)) {
    used += graphemeWidth(segment);
    if (used > width) break;
    at += segment.length;
  }
  return [text.slice(0, at), text.slice(at)];
}

/** Breaks a text into lines of at most `width` columns, at spaces where it can. Keeps the text's own line breaks. */
export function wrap(text: string, width: number): string[] {
  const room = Math.max(1, width);
  return text.split('\n').flatMap((line) => wrapLine(line.replaceAll('\t', '  '), room));
}

/** The first of a text's lines; the last of them ends with `…` where there are more. */
export function firstLines(lines: readonly string[], most: number, width: number): string[] {
  if (lines.length <= most) return [...lines];
  return lines.slice(0, most).map((line, at) => (at < most - 1 ? line : `${splitAtWidth(line, width - 2)[0]} …`));
}

export function graphemes(text: string): string[] {
  return Array.from(segmentsOf(text), (part) => part.segment);
}

function segmentsOf(text: string): Intl.Segments {
  // Making a segmenter takes longer than drawing a frame; most screens never need one.
  segmenter ??= new Intl.Segmenter(undefined, { granularity: 'grapheme' });
  return segmenter.segment(text);
}

let segmenter: Intl.Segmenter | undefined;
const narrow =
  /^[\x20-\x7e\u00a1-\u00ac\u00ae-\u02ff\u2010-\u2027\u2190-\u21ff\u2212\u2500-\u257f\u25b8\u25cf\u2713\u2717]*$/;
const joining = /^[\p{Mark}\p{Default_Ignorable_Code_Point}]+$/u;
const wide =
  /^[\u1100-\u115f\u2329\u232a\u2e80-\u303e\u3041-\ua4cf\ua960-\ua97f\uac00-\ud7a3\uf900-\ufaff\ufe10-\ufe19\ufe30-\ufe6f\uff01-\uff60\uffe0-\uffe6\u{16fe0}-\u{18dff}\u{1aff0}-\u{1b2ff}\u{1f200}-\u{1f265}\u{20000}-\u{3fffd}]/u;

/** Made when first needed: it takes as long as several frames. */
let emoji: RegExp | undefined;

function graphemeWidth(grapheme: string): number {
  if (joining.test(grapheme)) return 0;
  emoji ??= /^\p{RGI_Emoji}$/v;
  return emoji.test(grapheme) || wide.test(grapheme) || /^\p{Emoji_Presentation}/u.test(grapheme) ? 2 : 1;
}

/** Takes time linear in the line's length: no more of it is looked at than a row can hold. */
function wrapLine(line: string, width: number): string[] {
  const lines: string[] = [];
  let at = 0;
  for (;;) {
    const ahead = line.slice(at, at + width * 8).replace(/[\ud800-\udbff]$/, '') || line.slice(at, at + 2);
    const isLast = at + ahead.length >= line.length;
    if (isLast && widthOf(ahead) <= width) {
      if (ahead !== '' || lines.length === 0) lines.push(ahead);
      return lines;
    }
    let [head, tail] = splitAtWidth(ahead, width);
    if (head === '') [head, tail] = [graphemes(ahead)[0] ?? ahead, ahead.slice((graphemes(ahead)[0] ?? ahead).length)];
    const space = tail.startsWith(' ') ? head.length : head.lastIndexOf(' ');
    if (space > head.length / 3) head = head.slice(0, space);
    lines.push(head.trimEnd());
    at += head.length;
    while (at < line.length && /\s/.test(line[at] ?? '')) at += 1;
  }
}
