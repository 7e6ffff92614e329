import type { Terminal } from './deps.ts';

/** Rows and columns of the screen's parts. The frame never has more rows than the terminal. */
export interface Layout {
  readonly columns: number;
  readonly rows: number;
  /** Rows between the header's rule and the status line. */
  readonly body: number;
}

/** Header, rule, body, status, hints. */
const around = 4;

export function layoutOf(columns: number, rows: number): Layout {
  return { columns: Math.max(1, columns), rows: Math.max(1, rows), body: Math.max(1, rows - around) };
}

/** The same, of a terminal as it is now: for keys. */
export function layoutNow({ terminal }: { readonly terminal: Terminal }): Layout {
  const { columns, rows } = terminal.size();
  return layoutOf(columns, rows);
}

/** With fewer columns, two panes side by side show nothing whole. */
export function isNarrow(columns: number): boolean {
  return columns < 60;
}

/** Width of the list at the left of the Specs screen. */
export function listWidth(columns: number): number {
  return Math.max(24, Math.min(52, Math.floor(columns * 0.4)));
}
