import type { ChoiceRecorded } from '../../core/events.ts';
import type { Place } from '../../core/inspect/index.ts';
import { cleanText } from '../../core/text.ts';
import { type Line, line, type Span, type Tone } from '../lines.ts';
import type { ReviewPage, ReviewState } from '../store.ts';
import { wrap } from '../width.ts';
import type { Item } from './list.ts';

/** One thing on a page of the Review screen, and what can be done with it. */
export interface ReviewItem extends Item {
  /** It has more to show, and `enter` or `o` shows it. */
  readonly folds?: boolean;
  /** `enter` opens the diff there; without a line, at the file. */
  readonly opens?: { readonly file: string; readonly line: number | null };
  /** `enter` opens another session. */
  readonly session?: string;
  /** The open question that this is. */
  readonly choice?: ChoiceRecorded;
}

/** Whether a thing that folds shows all that it has: as all of its page do, but for those that were changed one by one. */
export function isOpen({ folds }: ReviewState, page: ReviewPage, key: string, byDefault = false): boolean {
  const { all, one } = folds[page] ?? noFolds;
  return one.has(key) !== (all ?? byDefault);
}

export interface Folds {
  /** What holds for all of the page; null: what each has by default. */
  readonly all: boolean | null;
  /** Those for which it is the other way round. */
  readonly one: ReadonlySet<string>;
}

export const noFolds: Folds = { all: null, one: new Set() };

/** Text in rows, indented; cleaned, for it may be anybody's. */
export function textRows(text: string, width: number, indent: number, tone: Tone = 'plain', most = 200): Line[] {
  const rows = wrap(cleanText(text), Math.max(8, width - indent - 1));
  const margin = ' '.repeat(indent);
  return rows.slice(0, most).map((one) => line({ text: margin + one, tone }));
}

/** `src/a.ts:3 and 2 more` */
export function placeText(places: readonly Place[]): string {
  const [first] = places;
  if (!first) return '';
  return `${cleanText(first.file)}:${first.line}${places.length > 1 ? ` and ${places.length - 1} more` : ''}`;
}

export function heading(title: Span, aside = ''): Line {
  return line(' ', title, { text: aside === '' ? '' : `  ${aside}`, tone: 'dim' });
}
