import { diffWordsWithSpace } from 'diff';

/** From and to, in characters of a line. */
export type Range = readonly [from: number, to: number];

/** The parts of a line that changed, before and after. */
export interface WordChanges {
  readonly before: readonly Range[];
  readonly after: readonly Range[];
}

/** Returns what changed within a line, or null where so much did that showing it would say nothing. */
export function compareWords(before: string, after: string): WordChanges | null {
  if (before.length > longest || after.length > longest) return null;
  const parts = diffWordsWithSpace(before, after, { maxEditLength: 100 });
  if (!parts) return null;
  const changes = { before: [] as Range[], after: [] as Range[] };
  let [old, now, same] = [0, 0, 0];
  for (const { value, added, removed } of parts) {
    if (removed) changes.before.push([old, old + value.length]);
    else if (added) changes.after.push([now, now + value.length]);
    else same += value.trim().length;
    if (!added) old += value.length;
    if (!removed) now += value.length;
  }
  const shorter = Math.min(before.trim().length, after.trim().length);
  return same * 3 < shorter ? null : changes;
}

const longest = 2000;
