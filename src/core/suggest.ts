/** Returns the known word that a mistyped one most likely means, or null when none is near. */
export function suggest(word: string, known: Iterable<string>): string | null {
  if (word.length > LONGEST) return null;
  const typed = fold(word);
  let best: string | null = null;
  let least = Number.POSITIVE_INFINITY;
  for (const candidate of known) {
    const distance = editDistance(typed, fold(candidate));
    if (distance <= tolerated(typed, candidate) && distance < least) [best, least] = [candidate, distance];
  }
  return best;
}

/** Returns the start of a mend: "Did you mean `tests`? ", or the empty string when nothing is near. */
export function didYouMean(word: string, known: Iterable<string>): string {
  const guess = suggest(word, known);
  return guess === null ? '' : `Did you mean \`${guess}\`? `;
}

/** Longer words come from no keyboard, and the comparison is quadratic. */
const LONGEST = 64;

function fold(word: string): string {
  return word.toLowerCase().replaceAll(/[-_\s]/g, '');
}

/** A third of the longer word may differ: `tapp` means `tap`, `foo` doesn't mean `tap`. */
function tolerated(typed: string, candidate: string): number {
  return Math.max(1, Math.floor(Math.max(typed.length, candidate.length) / 3));
}

/** Counts the insertions, deletions, replacements and swaps of neighbours that turn one word into the other. */
function editDistance(from: string, to: string): number {
  let beforeLast: number[] = [];
  let last = Array.from({ length: to.length + 1 }, (_, index) => index);
  for (let i = 1; i <= from.length; i++) {
    const row = [i];
    for (let j = 1; j <= to.length; j++) {
      const replaced = last[j - 1]! + (from[i - 1] === to[j - 1] ? 0 : 1);
      let least = Math.min(replaced, last[j]! + 1, row[j - 1]! + 1);
      const swapped = i > 1 && j > 1 && from[i - 1] === to[j - 2] && from[i - 2] === to[j - 1];
      if (swapped) least = Math.min(least, beforeLast[j - 2]! + 1);
      row.push(least);
    }
    [beforeLast, last] = [last, row];
  }
  return last[to.length]!;
}
