/** What Regent's own marks are where a terminal shows ASCII alone: each one column. */
export const asciiMarks: Readonly<Record<string, string>> = {
  '✓': '+',
  '✗': 'x',
  '·': '-',
  '…': '~',
  '│': '|',
  '─': '-',
  '▸': '>',
  '▾': 'v',
  '␍': '$',
  '␛': '^',
  '●': '*',
  '→': '>',
  '↑': '^',
  '↓': 'v',
  '−': '-',
  '–': '-',
  '—': '-',
  '⏎': '^',
  '‹': '<',
  '›': '>',
  '’': "'",
  '“': '"',
  '”': '"',
};

/** Plain lines have room to say it better. */
const wordedMarks: Readonly<Record<string, string>> = { ...asciiMarks, '…': '...', '→': '->' };

/** A text for a terminal that shows ASCII alone; what it can't show is `?`. Escape sequences stay. */
export function toAscii(text: string): string {
  return text.replace(/[^\0-\x7f]\p{M}*/gu, (mark) => wordedMarks[mark] ?? '?');
}
