import { cleanLine, headTail } from '../text.ts';
import { html, type Markup, type Part } from './markup.ts';

/** One part of a page, with its place in the contents. */
export interface Section {
  /** Of letters and hyphens. */
  readonly id: string;
  readonly title: string;
  readonly about?: Part;
  readonly body: Part;
}

/** What a mark and its words say: good, in need of an eye, or neither. */
export type Mood = 'good' | 'warm' | 'soft';

const marks: Readonly<Record<Mood, string>> = { good: '✓', warm: '✗', soft: '·' };

/** A mark and words: the mark is for the eye, the words say it all. */
export function marked(mood: Mood, words: Part, mark = marks[mood]): Markup {
  return html`<span class="${mood}"><span class="mark" aria-hidden="true">${mark}</span>${words}</span>`;
}

/** One line of foreign text, cut in its middle where it is long. */
export function short(text: string, max = 300): string {
  return cleanLine(headTail(text, max));
}

/** Names with their values; what has no value is left out. */
export function facts(entries: readonly (readonly [name: string, value: Part])[]): Markup {
  const shown = entries.filter(([, value]) => value !== null && value !== undefined && value !== '' && value !== false);
  return html`<dl class="facts">${shown.map(([name, value]) => html`<div><dt>${name}</dt><dd>${value}</dd></div>`)}</dl>`;
}

export interface Column {
  readonly title: string;
  /** `num` is to the right, `tight` never breaks, `wide` has room. */
  readonly kind?: 'num' | 'tight' | 'wide';
}

/** A table whose first column names its rows; it scrolls by itself where it is wider than the page. */
export function table(
  id: string,
  caption: string,
  columns: readonly Column[],
  rows: readonly (readonly Part[])[],
): Markup {
  const kind = (at: number) => columns[at]?.kind ?? '';
  const cells = (row: readonly Part[]) =>
    row.map((cell, at) =>
      at === 0 ? html`<th scope="row" class="${kind(at)}">${cell}</th>` : html`<td class="${kind(at)}">${cell}</td>`,
    );
  return html`<div class="scroll" role="region" tabindex="0" aria-labelledby="${id}"><table><caption id="${id}">${caption}</caption>
<thead><tr>${columns.map(({ title, kind: how = '' }) => html`<th scope="col" class="${how}">${title}</th>`)}</tr></thead>
<tbody>${rows.map((row) => html`<tr>${cells(row)}</tr>\n`)}</tbody></table></div>`;
}

/** A part of a whole as a bar; its words stand beside it. */
export function bar(share: number, mood: Mood = 'good'): Markup {
  const width = Math.round(Math.max(0, Math.min(1, share)) * 1000) / 10;
  return html`<svg class="bar ${mood}" viewBox="0 0 100 1" preserveAspectRatio="none" aria-hidden="true"><rect width="${width}" height="1"/></svg>`;
}

/** `2026-11-23 08:48 UTC`, or only the day: the same for whoever reads it. */
export function when(iso: string, how: 'minute' | 'day' = 'minute'): Part {
  const at = new Date(iso);
  if (Number.isNaN(at.getTime())) return short(iso, 40);
  const full = at.toISOString();
  return html`<time datetime="${full}">${full.slice(0, 10)}${how === 'day' ? '' : ` ${full.slice(11, 16)} UTC`}</time>`;
}

/** A name without its address, as people are spoken of. */
export function person(by: string): string {
  return short(by.replace(/ <[^>]*>$/, ''), 80);
}

export function commitText(commit: string | null | undefined): Part {
  return commit ? html`<code>${commit.slice(0, 10)}</code>` : null;
}

/** The first of some names, and how many more there are. */
export function listed(names: readonly string[], max = 20): string {
  const shown = names
    .slice(0, max)
    .map((one) => short(one, 200))
    .join(', ');
  return names.length > max ? `${shown} and ${names.length - max} more` : shown;
}

/** Says what is not here, and how to see it. */
export function leftOut(text: string): Markup {
  return html`<p class="left">${text}</p>`;
}

/** `12,345` */
export function number(count: number): string {
  return count.toLocaleString('en');
}
