import type { Event } from '../core/events.ts';
import { callParagraph, type Paragraph, paragraphsOf, withResult } from '../core/paragraphs.ts';
import { cleanText } from '../core/text.ts';
import { blank, type Line, line } from './lines.ts';
import { wrap } from './width.ts';

/** What a session said and did, as paragraphs. Grows as events come; only the rows that show are ever made. */
export interface Transcript {
  add(event: Event): void;
  readonly length: number;
  paragraph(at: number): Paragraph;
}

/** A place in a transcript: the row at the top of the window. `end` stays at the end as the transcript grows. */
export type Place = 'end' | { readonly at: number; readonly row: number };

export const beginning: Place = { at: 0, row: 0 };

export interface View {
  readonly width: number;
  readonly height: number;
  readonly unfolded: boolean;
}

/** Makes a transcript of events, of one attempt only if one is given; more may be added. */
export function createTranscript(events: readonly Event[] = [], attempt?: number): Transcript {
  const paragraphs: Paragraph[] = [];
  const calls = new Map<string, number>();
  const queued = new Map<string, Paragraph[]>();
  // Streamed text goes on in the last paragraph while that is open.
  let turn = 0;
  let isOpen = false;

  const speak = (text: string, of: number): void => {
    const pieces = cleanText(text).split('\n');
    for (const [at, piece] of pieces.entries()) {
      const last = paragraphs.at(-1);
      if (at === 0 && isOpen && turn === of && last && last.text.length < longestParagraph) {
        paragraphs[paragraphs.length - 1] = { ...last, text: last.text + piece };
      } else if (piece !== '' || at < pieces.length - 1) {
        paragraphs.push({ mark: turn === of ? '  ' : '● ', tone: 'plain', text: piece });
        turn = of;
      }
    }
    isOpen = pieces.length === 1 ? isOpen || pieces[0] !== '' : pieces.at(-1) !== '';
  };

  const add = (event: Event): void => {
    if (attempt !== undefined && !('attempt' in event && event.attempt === attempt)) return;
    if (event.type === 'model-text') {
      speak(event.text, event.turn);
      return;
    }
    if (event.type === 'model-replied') {
      if (turn !== event.turn) {
        const said = event.content.flatMap((block) => (block.type === 'text' ? [block.text] : [])).join('\n');
        if (said.trim() !== '') speak(said.trimEnd(), event.turn);
      }
      isOpen = false;
      return;
    }
    const more = event.type === 'tool-started' ? [callParagraph(event.name, event.input)] : said(event, queued);
    if (more.length > 0) isOpen = false;
    paragraphs.push(...more);
    if (event.type === 'tool-started') calls.set(event.id, paragraphs.length - 1);
    if (event.type === 'tool-finished') {
      const at = calls.get(event.id);
      const call = at === undefined ? undefined : paragraphs[at];
      if (at !== undefined && call) paragraphs[at] = withResult(call, event.name, event.result, event.isError);
      calls.delete(event.id);
    }
  };
  for (const event of events) add(event);
  return {
    add,
    get length() {
      return paragraphs.length;
    },
    paragraph: (at) => paragraphs[at] as Paragraph,
  };
}

/** What a person says stands where the agent hears it: what it did before that stands above. */
function said(event: Event, queued: Map<string, Paragraph[]>): Paragraph[] {
  if (event.type === 'steering-queued') {
    queued.set(event.id, paragraphsOf(event));
    return [];
  }
  return event.type === 'steering-delivered' ? (queued.get(event.id) ?? []) : paragraphsOf(event);
}

/** Returns the rows that show: at most `height`, and the last ones where the place is too far down. */
export function windowOf(transcript: Transcript, place: Place, view: View): Line[] {
  const from = place === 'end' ? lastPlace(transcript, view) : place;
  const lines: Line[] = [];
  for (let at = from.at; at < transcript.length && lines.length < view.height; at++) {
    const rows = rowsOf(transcript.paragraph(at), view);
    const first = at === from.at ? from.row : 0;
    lines.push(...rows.slice(first, first + view.height - lines.length));
  }
  if (place !== 'end' && lines.length < view.height) return windowOf(transcript, 'end', view);
  return lines.length === 0 ? [blank] : lines;
}

/** Returns the place some rows further down, or up. Infinity is an end. */
export function movePlace(transcript: Transcript, place: Place, by: number, view: View): Place {
  if (by === Number.NEGATIVE_INFINITY) return beginning;
  if (by === Number.POSITIVE_INFINITY || (place === 'end' && by >= 0)) return 'end';
  const end = lastPlace(transcript, view);
  let { at, row } = place === 'end' ? end : place;
  row += by;
  while (row < 0 && at > 0) {
    at -= 1;
    row += rowsOf(transcript.paragraph(at), view).length;
  }
  for (; at < transcript.length; at++) {
    const height = rowsOf(transcript.paragraph(at), view).length;
    if (row < height) break;
    row -= height;
  }
  return at > end.at || (at === end.at && row >= end.row) ? 'end' : { at, row: Math.max(0, row) };
}

/** A paragraph that never ends is cut here, so that what streams in costs the same at its end as at its start. */
const longestParagraph = 4000;

function lastPlace(transcript: Transcript, view: View): { at: number; row: number } {
  let missing = view.height;
  for (let at = transcript.length - 1; at >= 0; at--) {
    const { length } = rowsOf(transcript.paragraph(at), view);
    if (length >= missing) return { at, row: length - missing };
    missing -= length;
  }
  return { at: 0, row: 0 };
}

const known = new WeakMap<Paragraph, { width: number; unfolded: boolean; rows: Line[] }>();

/** The rows of a paragraph, made once for each width. */
export function rowsOf(paragraph: Paragraph, { width, unfolded }: View): Line[] {
  const before = known.get(paragraph);
  if (before?.width === width && before.unfolded === unfolded) return before.rows;
  const { mark, tone, text, folded } = paragraph;
  const indent = ' '.repeat(mark.length);
  const suffix = folded?.summary && !unfolded ? ` → ${folded.summary}` : '';
  const rows = wrap(text + suffix, width - mark.length).map((part, at) =>
    line({ text: (at === 0 ? mark : indent) + part, tone }),
  );
  if (folded && unfolded) {
    for (const part of wrap(folded.text, width - 6)) rows.push(line({ text: `      ${part}`, tone: 'dim' }));
  }
  known.set(paragraph, { width, unfolded, rows });
  return rows;
}
