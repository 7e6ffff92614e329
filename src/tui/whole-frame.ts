/** What Ink's `Output` is told to do for a frame; of clips nothing more need be known. */
export type Operation =
  | {
      readonly type: 'write';
      readonly x: number;
      readonly y: number;
      readonly text: string;
      readonly transformers: readonly ((line: string, at: number) => string)[];
    }
  | { readonly type: 'clip' | 'unclip' };

/**
 * Returns the frame where it is one text that begins at the top left, as the screens are; null where it is not. The
 * bundle has Ink's `Output` ask for it first: that takes each row apart into characters and joins them again, which
 * costs many times all else in a frame.
 */
export function wholeFrame([only, ...more]: readonly Operation[], height: number): string | null {
  if (only?.type !== 'write' || only.x !== 0 || only.y !== 0 || more.length > 0) return null;
  const texts = only.text.split('\n');
  if (texts.length > height) return null;
  const rows = texts.map((text, at) =>
    only.transformers.reduce((line, transform) => transform(line, at), text).trimEnd(),
  );
  return rows.join('\n') + '\n'.repeat(height - rows.length);
}
