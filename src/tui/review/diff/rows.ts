import type { DiffLine, DiffLines } from '../../../core/diff-lines.ts';
import { revealText } from '../../../core/text.ts';
import { accent, dim, fit, type Line, line, pad, type Span, type Tone, textOf } from '../../lines.ts';
import { codeSpans, wrapSpans } from './code-line.ts';
import type { Ink, Side } from './ink.ts';
import { type Pair, partnerOf } from './pair.ts';
import type { Range } from './words.ts';

/** What the lines of one file are drawn with. */
export interface LineView {
  readonly path: string;
  /** Its path before, if it was moved. */
  readonly from: string;
  readonly ink: Ink | null;
  /** Columns of line numbers. */
  readonly digits: number;
  readonly lines: DiffLines;
}

/** One line below the other; the number is that of the new file, of the old one where the line is gone. */
export function unifiedRows(index: number, view: LineView, width: number): Line[] {
  const entry = view.lines.at(index);
  const apart = apartRows(entry, width);
  if (apart) return apart;
  return codeRows(index, entry.kind === 'removed' ? 'old' : 'new', view, width - 1).map((row) => line(' ', ...row));
}

/** Old at the left, new at the right. */
export function sideRows([left, right]: Pair, view: LineView, width: number): Line[] {
  const apart = left === right ? apartRows(view.lines.at(left), width) : null;
  if (apart) return apart;
  const half = Math.max(8, Math.floor((width - 4) / 2));
  const old = left >= 0 ? codeRows(left, 'old', view, half) : [];
  const now = right >= 0 ? codeRows(right, 'new', view, half) : [];
  return Array.from({ length: Math.max(old.length, now.length) }, (_, at) =>
    line(' ', ...pad(old[at] ?? [], half), dim(' │ '), ...fit(now[at] ?? [], half)),
  );
}

/** What is no code: the head of a hunk, a note. */
function apartRows({ kind, text }: DiffLine, width: number): Line[] | null {
  if (kind === 'hunk') return [fit(line(accent(` ${revealText(text)}`)), width)];
  return kind === 'note' ? [fit(line(dim(`   (${revealText(text)})`)), width)] : null;
}

function codeRows(index: number, side: Side, view: LineView, width: number): Line[] {
  const entry = view.lines.at(index);
  const { kind, text } = entry;
  const number = side === 'old' ? entry.old : entry.new;
  const tone: Tone = kind === 'added' || kind === 'removed' ? kind : 'plain';
  const sign = kind === 'added' ? '+' : kind === 'removed' ? '−' : ' ';
  const toned =
    kind === 'removed' ? null : (view.ink?.toned(side, side === 'old' ? view.from : view.path, number) ?? null);
  const spans = codeSpans(
    text,
    // The file as it is now may be another than the one that was compared.
    toned && textOf(toned) === text ? toned : null,
    tone,
    changedRanges(index, view),
    kind === 'removed' ? 'removed-word' : 'added-word',
  );
  const end = view.lines.hasMixedEnds && entry.cr ? [dim('␍')] : [];
  const numbers = (shown: string): Span => ({
    text: shown.padStart(view.digits),
    tone: kind === 'context' ? 'dim' : tone,
  });
  return wrapSpans([...spans, ...end], width - view.digits - 3).map((row, at) =>
    line(numbers(at === 0 ? String(number) : ''), ' ', { text: sign, tone }, ' ', ...row),
  );
}

function changedRanges(index: number, { ink, lines }: LineView): readonly Range[] {
  const kind = lines.kindAt(index);
  if (!ink || (kind !== 'added' && kind !== 'removed')) return [];
  const partner = partnerOf(lines, index);
  if (partner < 0) return [];
  const isOld = kind === 'removed';
  const [before, after] = isOld ? [index, partner] : [partner, index];
  const changes = ink.words(lines.at(before).text, lines.at(after).text);
  return (isOld ? changes?.before : changes?.after) ?? [];
}
