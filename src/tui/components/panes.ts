import { isNarrow, type Layout, listWidth } from '../layout.ts';
import { beside, exactly, type Line } from '../lines.ts';

/** A list, and what is known of the row that the cursor is on; where there is no room for both, the one that the keys move in. */
export function panes(
  { columns, body }: Layout,
  isInDetails: boolean,
  list: (width: number) => readonly Line[],
  details: (width: number) => readonly Line[],
): Line[] {
  if (isNarrow(columns)) return exactly(isInDetails ? details(columns) : list(columns), body);
  const width = listWidth(columns);
  return beside(list(width), details(columns - width - 3), width, body, columns);
}
