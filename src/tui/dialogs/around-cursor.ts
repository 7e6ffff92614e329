import { dim, type Line, line } from '../lines.ts';
import { type TextEdit, tailOf } from '../text-edit.ts';
import { splitAtWidth, widthOf } from '../width.ts';

/** The text around the cursor, scrolled sideways so that the cursor is within so many columns, and where it is there. */
export function aroundCursor(edit: TextEdit, columns: number): { readonly spans: Line; readonly x: number } {
  const room = Math.max(4, columns - 2);
  let before = tailOf(edit.before, room * 4).replaceAll('\n', '⏎');
  const after = edit.after.slice(0, room * 4).replaceAll('\n', '⏎');
  let isCut = before.length < edit.before.length;
  while (widthOf(before) > room) {
    before = splitAtWidth(before, Math.max(2, Math.floor(room / 2)))[1];
    isCut = true;
  }
  return { spans: line(isCut ? dim('…') : '', before + after), x: widthOf(before) + (isCut ? 1 : 0) };
}
