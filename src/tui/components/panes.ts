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
  return beside(list(listWidth(columns)), details(detailsWidth(columns)), listWidth(columns), body, columns);
}

/** Columns of the details beside the list, or in its place. */
export function detailsWidth(columns: number): number {
  return isNarrow(columns) ? columns : columns - listWidth(columns) - 3;
}
