import { Box, Text } from 'ink';
import { memo, type ReactNode } from 'react';
import { cleanLine } from '../../core/text.ts';
import type { Line, Tone } from '../lines.ts';

/** One row of the screen, cleaned: whatever a model, a test or a file said, no control character gets past here. */
export const Row = memo(
  function Row({ line, width, ascii }: { line: Line; width: number; ascii: boolean }): ReactNode {
    return (
      <Box width={width} height={1} flexShrink={0}>
        <Text wrap="truncate">
          {line.map((span, at) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: spans have no identity but their place
            <Text key={at} {...looks[span.tone]}>
              {ascii ? toAscii(harmless(span.text)) : harmless(span.text)}
            </Text>
          ))}
          {line.length === 0 ? ' ' : ''}
        </Text>
      </Box>
    );
  },
  (before, after) => before.width === after.width && before.ascii === after.ascii && isSame(before.line, after.line),
);

/** Sixteen colours at most, and none that only one background can show. Each has a word or a mark beside it. */
const looks: Record<Tone, { color?: string; dimColor?: boolean; bold?: boolean; inverse?: boolean }> = {
  plain: {},
  dim: { dimColor: true },
  bold: { bold: true },
  good: { color: 'green' },
  bad: { color: 'red' },
  warn: { color: 'yellow' },
  accent: { color: 'cyan', bold: true },
  chosen: { inverse: true },
  added: { color: 'green' },
  removed: { color: 'red' },
};

/** Cleans as `cleanLine` does, but keeps runs of spaces: they are what columns are made of. */
function harmless(text: string): string {
  return text.replace(/[^ ]+/g, (word) => cleanLine(word));
}

/** For locales that can't show more: one column stays one column. */
function toAscii(text: string): string {
  return text.replace(/[^\x20-\x7e]/gu, (mark) => asciiMarks[mark] ?? '?');
}

const asciiMarks: Readonly<Record<string, string>> = {
  '✓': '+',
  '✗': 'x',
  '·': '-',
  '…': '~',
  '│': '|',
  '─': '-',
  '▸': '>',
  '●': '*',
  '→': '>',
  '−': '-',
  '⏎': '^',
  '’': "'",
};

function isSame(one: Line, other: Line): boolean {
  return (
    one === other ||
    (one.length === other.length &&
      one.every((span, at) => span.text === other[at]?.text && span.tone === other[at]?.tone))
  );
}
