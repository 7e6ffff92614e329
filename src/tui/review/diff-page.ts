import { revealText } from '../../core/text.ts';
import type { Diff } from '../../core/workbench.ts';
import { accent, blank, bold, dim, fit, type Line, line } from '../lines.ts';
import type { ReviewState } from '../store.ts';
import { wrap } from '../width.ts';
import type { ReviewItem } from './items.ts';
import { type ItemList, listOf, plainItem } from './list.ts';

export function diffItems({ diff }: ReviewState): ItemList<ReviewItem> {
  if (!diff) return listOf([plainItem('reading', [line(dim(' reading the diff …'))])]);
  if (diff.files.length === 0) return listOf([plainItem('none', [line(dim(' No difference.'))])]);
  const lines = linesOf(diff);
  return {
    length: lines.length,
    isStill: true,
    at: (index) => ({ key: String(index), rows: (width) => diffLine(lines[index] ?? '', width) }),
  };
}

const known = new WeakMap<Diff, readonly string[]>();

function linesOf(diff: Diff): readonly string[] {
  const before = known.get(diff);
  if (before) return before;
  const lines = revealText(diff.text).trimEnd().split('\n');
  known.set(diff, lines);
  return lines;
}

function diffLine(text: string, columns: number): Line[] {
  if (/^(index |--- |\+\+\+ |new file|deleted file|similarity|old mode|new mode)/.test(text)) return [blank];
  if (text.startsWith('diff ')) return [line(bold(` ${text.replace(/^diff --git a\/(.*) b\/\1$/, '$1')}`))];
  if (text.startsWith('@@')) return [fit(line(accent(` ${text}`)), columns)];
  const tone = text.startsWith('+') ? 'added' : text.startsWith('-') ? 'removed' : 'plain';
  return wrap(text, columns - 2).map((part, at) => line({ text: at === 0 ? ` ${part}` : `   ${part}`, tone }));
}
