import { cleanLine } from '../../core/text.ts';
import type { Layout } from '../layout.ts';
import { blank, bold, cell, chosen, dim, exactly, fit, type Line, line, scrollTo } from '../lines.ts';

export interface AssetRow {
  readonly name: string;
  /** A word or two. */
  readonly fact: string;
  readonly text: string;
}

/** A list of assets, one a row; null while they are read. */
export function assetList(rows: readonly AssetRow[] | null, cursor: number, layout: Layout, none: string): Line[] {
  const { columns, body } = layout;
  if (!rows) return exactly([blank, line(dim('  reading …'))], body);
  if (rows.length === 0) return exactly([blank, line(dim(`  ${none}`))], body);
  const from = scrollTo(cursor, rows.length, body, Math.max(0, cursor - Math.floor(body / 2)));
  const names = Math.min(32, Math.max(...rows.map((row) => row.name.length)));
  const lines = rows.slice(from, from + body).map(({ name, fact, text }, at) => {
    const isChosen = from + at === cursor;
    const row = line(
      isChosen ? '> ' : '  ',
      bold(cell(cleanLine(name), names)),
      '  ',
      cell(fact, 12),
      dim(cleanLine(text)),
    );
    return isChosen ? chosen(row, columns) : fit(row, columns);
  });
  return exactly(lines, body);
}
