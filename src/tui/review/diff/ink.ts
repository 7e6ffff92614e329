import type { Line } from '../../lines.ts';
import type { WordChanges } from './words.ts';

/**
 * What makes a diff easier to read, and is loaded only when one shows: the words that changed within a line, and the
 * tones of the code. Until it is there, and without it, a diff shows all the same.
 */
export interface Ink {
  words(before: string, after: string): WordChanges | null;
  /** A line of a file, from 1, in tones; null where it is not highlighted, or not yet. */
  toned(side: Side, path: string, line: number): Line | null;
}

export type Side = 'old' | 'new';

/** Reading code in tones takes longer than a key may wait; larger files stay plain. */
export const largestHighlight = 60_000;

/** The files of one diff, before and after. */
export interface DiffTexts {
  readonly old: ReadonlyMap<string, string>;
  readonly new: ReadonlyMap<string, string>;
}

/**
 * Loads the ink for a diff, and gives it away each time that more of it is dry: the words at once, then file by file, with
 * time for keys in between. Ends early when nobody wants it any more.
 */
export async function loadInk(texts: DiffTexts, paths: readonly string[], show: (ink: Ink) => boolean): Promise<void> {
  const { compareWords } = await import('./words.ts');
  const toned: Record<Side, Map<string, readonly Line[]>> = { old: new Map(), new: new Map() };
  const make = (): Ink => ({
    words: compareWords,
    toned: (side, path, line) => toned[side].get(path)?.[line - 1] ?? null,
  });
  if (!show(make())) return;
  const { highlight } = await import('./highlight.ts');
  for (const path of paths) {
    let isNew = false;
    for (const side of ['new', 'old'] as const) {
      const text = texts[side].get(path);
      if (text === undefined || text.length > largestHighlight) continue;
      await new Promise((resolve) => setImmediate(resolve));
      const lines = await highlight(path, text.replaceAll('\r\n', '\n'));
      if (lines) toned[side].set(path, lines);
      isNew ||= lines !== null;
    }
    if (isNew && !show(make())) return;
  }
}
