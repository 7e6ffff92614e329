import { cleanText } from '../../core/text.ts';
import type { Diff } from '../../core/workbench.ts';
import { accent, blank, bold, dim, fit, type Line, line } from '../lines.ts';
import { wrap } from '../width.ts';

const drawn = new WeakMap<Diff, { columns: number; lines: Line[] }>();

/** A unified diff: `+` and `-` stay before each line, so that colour is not needed. */
export function diffLines(diff: Diff, columns: number): Line[] {
  const before = drawn.get(diff);
  if (before?.columns === columns) return before.lines;
  const lines =
    diff.files.length === 0
      ? [line(dim(' No difference.'))]
      : cleanText(diff.text)
          .trimEnd()
          .split('\n')
          .flatMap((text) => diffLine(text, columns));
  drawn.set(diff, { columns, lines });
  return lines;
}

function diffLine(text: string, columns: number): Line[] {
  if (/^(index |--- |\+\+\+ |new file|deleted file|similarity|old mode|new mode)/.test(text)) return [];
  if (text.startsWith('diff ')) return [blank, line(bold(` ${text.replace(/^diff --git a\/(.*) b\/\1$/, '$1')}`))];
  if (text.startsWith('@@')) return [fit(line(accent(` ${text}`)), columns)];
  const tone = text.startsWith('+') ? 'added' : text.startsWith('-') ? 'removed' : 'plain';
  return wrap(text, columns - 2).map((part, at) => line({ text: at === 0 ? ` ${part}` : `   ${part}`, tone }));
}
