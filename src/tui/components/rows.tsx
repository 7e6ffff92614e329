import { Box, Transform } from 'ink';
import { type ReactNode, useMemo } from 'react';
import type { Line } from '../lines.ts';
import { type Looks, paint } from './paint.ts';

/**
 * The rows of the screen, each from edge to edge. For Ink they are one text that never changes: what a row says is put
 * in when the frame is written, so that a frame is neither laid out nor measured anew, whatever changed in it.
 */
export function Rows({ lines, looks }: { readonly lines: readonly Line[]; readonly looks: Looks }): ReactNode {
  const paintRows = useMemo(() => createPainter(looks), [looks]);
  const rows = paintRows(lines);
  return (
    <Box height={rows.length} flexShrink={0}>
      <Transform transform={(_, at) => rows[at] ?? ''}>{` ${'\n'.repeat(Math.max(0, rows.length - 1))}`}</Transform>
    </Box>
  );
}

/** Paints the rows of one frame after the other: those that are as they were are not painted again. */
function createPainter(looks: Looks): (lines: readonly Line[]) => readonly string[] {
  let before: readonly Line[] = [];
  let painted: readonly string[] = [];
  return (lines) => {
    const last = painted;
    painted = lines.map((line, at) => (isSame(line, before[at]) ? (last[at] ?? '') : paint(line, looks)));
    before = lines;
    return painted;
  };
}

function isSame(one: Line, other: Line | undefined): boolean {
  return (
    one === other ||
    (one.length === other?.length &&
      one.every((span, at) => span.text === other[at]?.text && span.tone === other[at]?.tone))
  );
}
