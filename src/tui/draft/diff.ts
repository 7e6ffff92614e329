import { type FileDiff, filesOf, linesOf } from '../../core/diff-lines.ts';
import { cleanLine } from '../../core/text.ts';
import type { Diff } from '../../core/workbench.ts';
import { bad, blank, bold, dim, fit, good, type Line, line } from '../lines.ts';
import type { Ink } from '../review/diff/ink.ts';
import { unifiedRows } from '../review/diff/rows.ts';

const drawn = new WeakMap<Diff, { readonly columns: number; readonly ink: Ink | null; readonly rows: Line[] }>();

/** A draft's diff, file by file, as the review draws it. A draft is small enough to be drawn whole. */
export function diffRows(diff: Diff, ink: Ink | null, columns: number): Line[] {
  const before = drawn.get(diff);
  if (before?.columns === columns && before.ink === ink) return before.rows;
  const rows = filesOf(diff).flatMap((file) => fileRows(file, ink, columns));
  drawn.set(diff, { columns, ink, rows });
  return rows;
}

function fileRows({ stat, text }: FileDiff, ink: Ink | null, columns: number): Line[] {
  const lines = linesOf(text ?? '');
  const { path, added, removed, status } = stat;
  const view = { path, from: path, ink, digits: Math.max(3, String(lines.highest).length), lines };
  const head = line(
    ' ',
    bold(cleanLine(path)),
    '  ',
    good(`+${added}`),
    ' ',
    bad(`−${removed}`),
    dim(status === 'changed' ? '' : `  ${status}`),
  );
  const rows = Array.from({ length: lines.length }, (_, at) => unifiedRows(at, view, columns)).flat();
  return [fit(head, columns), ...rows, blank];
}
