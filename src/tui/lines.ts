import { truncate, widthOf, widthUpTo } from './width.ts';

/** What a piece of text is, never how it looks: `components/paint.ts` decides on colours. */
export type Tone =
  | 'plain'
  | 'dim'
  | 'bold'
  | 'good'
  | 'bad'
  | 'warn'
  | 'accent'
  | 'chosen'
  | 'added'
  | 'removed'
  | CodeTone;

/** What a piece of code is; `*-word` is what changed within a line. */
export type CodeTone = 'keyword' | 'literal' | 'comment' | 'name' | 'added-word' | 'removed-word';

export interface Span {
  readonly text: string;
  readonly tone: Tone;
}

/** One row of the screen. */
export type Line = readonly Span[];

/** Makes a line of plain texts and spans; empty ones are left out. */
export function line(...parts: readonly (string | Span)[]): Line {
  return parts
    .map((part): Span => (typeof part === 'string' ? { text: part, tone: 'plain' } : part))
    .filter((part) => part.text !== '');
}

export const blank: Line = [];
export const dim = (text: string): Span => ({ text, tone: 'dim' });
export const bold = (text: string): Span => ({ text, tone: 'bold' });
export const good = (text: string): Span => ({ text, tone: 'good' });
export const bad = (text: string): Span => ({ text, tone: 'bad' });
export const warn = (text: string): Span => ({ text, tone: 'warn' });
export const accent = (text: string): Span => ({ text, tone: 'accent' });

export function lineWidth(spans: Line): number {
  return spans.reduce((sum, span) => sum + widthOf(span.text), 0);
}

/** Returns the line cut to `width` columns. */
export function fit(spans: Line, width: number): Line {
  if (isWithin(spans, width)) return spans;
  const kept: Span[] = [];
  let left = width;
  for (const span of spans) {
    const text = truncate(span.text, left);
    if (text !== '') kept.push({ ...span, text });
    left -= widthOf(text);
    if (text !== span.text || left <= 0) break;
  }
  return kept;
}

function isWithin(spans: Line, width: number): boolean {
  let left = width;
  for (const { text } of spans) {
    left -= widthUpTo(text, left);
    if (left < 0) return false;
  }
  return true;
}

/** Returns the line with exactly `width` columns. */
export function pad(spans: Line, width: number): Line {
  const fitted = fit(spans, width);
  const missing = width - lineWidth(fitted);
  return missing > 0 ? [...fitted, { text: ' '.repeat(missing), tone: 'plain' }] : fitted;
}

/** Text of exactly `width` columns. */
export function cell(text: string, width: number): string {
  const cut = truncate(text, width);
  return cut + ' '.repeat(Math.max(0, width - widthOf(cut)));
}

/** Puts one part at the left and one at the right edge; the left one gives way. */
export function spread(left: Line, right: Line, width: number): Line {
  const room = width - lineWidth(right);
  return room <= 0 ? fit(right, width) : [...pad(left, room), ...right];
}

/** The line as the one that the cursor is on: marked by `>`, so that colour is not needed to see it. */
export function chosen(spans: Line, width: number): Line {
  return [
    {
      text: pad(spans, width)
        .map((span) => span.text)
        .join(''),
      tone: 'chosen',
    },
  ];
}

/** Two columns of `height` rows with a rule between them. */
export function beside(
  left: readonly Line[],
  right: readonly Line[],
  leftWidth: number,
  height: number,
  width: number,
): Line[] {
  return Array.from({ length: height }, (_, at) => [
    ...pad(left[at] ?? blank, leftWidth),
    dim(' │ '),
    ...fit(right[at] ?? blank, Math.max(0, width - leftWidth - 3)),
  ]);
}

/** Exactly `height` lines: what is too much is cut off, what is missing is blank. */
export function exactly(lines: readonly Line[], height: number): Line[] {
  return Array.from({ length: Math.max(0, height) }, (_, at) => lines[at] ?? blank);
}

/** Returns the first row to show so that row `at` of `count` is among the `height` that show. */
export function scrollTo(at: number, count: number, height: number, before = 0): number {
  const most = Math.max(0, count - height);
  const top = at < before ? at : at >= before + height ? at - height + 1 : before;
  return Math.min(most, Math.max(0, top));
}

/** What a line says, without its tones. */
export function textOf(spans: Line): string {
  return spans.map((span) => span.text).join('');
}
