import type { DiffLine, DiffLines } from '../../../core/diff-lines.ts';

/** What stands in one row where old and new are side by side, as places among the lines; -1: nothing. */
export type Pair = readonly [left: number, right: number];

/** Puts the lines side by side: changed ones beside what they became, where that can be told. */
export function pairLines(lines: DiffLines): readonly Pair[] {
  const pairs: Pair[] = [];
  const isLarge = lines.length > largestFile;
  for (let at = 0; at < lines.length; ) {
    const block = blockAt(lines, at);
    if (!block) pairs.push([at, at]);
    else if (isLarge) pairs.push(...byPlace(block));
    else pairs.push(...pairBlock(lines, block));
    at = block ? block.end : at + 1;
  }
  return pairs;
}

/** Returns the line that a changed line was, or became; -1 where there is none. */
export function partnerOf(lines: DiffLines, index: number): number {
  const block = blockAt(lines, index, 2 * largestBlock);
  if (!block || block.end - block.start > 2 * largestBlock) return -1;
  const known = partners.get(lines) ?? new Map<number, readonly Pair[]>();
  partners.set(lines, known);
  const pairs = known.get(block.start) ?? pairBlock(lines, block);
  known.set(block.start, pairs);
  const [left, right] = pairs.find((pair) => pair[0] === index || pair[1] === index) ?? [-1, -1];
  return left === index ? right : left;
}

const partners = new WeakMap<DiffLines, Map<number, readonly Pair[]>>();

/** Removed lines with the added ones that follow. */
interface Block {
  readonly start: number;
  /** Where the added ones begin. */
  readonly middle: number;
  readonly end: number;
}

/** In files with more lines, rows are paired by their places: looking at each word of each line takes time. */
const largestFile = 5000;
/** Larger blocks are rewritten rather than changed: which line became which can't be told, and looking takes time. */
const largestBlock = 60;
/** Lines that share less than this part of their words are not two states of one. */
const leastAlike = 0.4;

/** The changed lines that one is among, looking so far at most; null for a line that is the same in both. */
function blockAt(lines: DiffLines, index: number, far = lines.length): Block | null {
  const isChange = (at: number, kind: DiffLine['kind']) =>
    at >= 0 && at < lines.length && Math.abs(at - index) <= far + 1 && lines.kindAt(at) === kind;
  let start = index;
  while (isChange(start - 1, 'added') && isChange(start, 'added')) start--;
  while (isChange(start - 1, 'removed')) start--;
  let middle = start;
  while (isChange(middle, 'removed')) middle++;
  let end = middle;
  while (isChange(end, 'added')) end++;
  return end > index ? { start, middle, end } : null;
}

function pairBlock(lines: DiffLines, block: Block): Pair[] {
  const { start, middle, end } = block;
  const [removed, added] = [middle - start, end - middle];
  if (removed > largestBlock || added > largestBlock || removed === 0 || added === 0) return apart(block);
  const words = (from: number, count: number) => Array.from({ length: count }, (_, at) => wordsOf(lines.at(from + at)));
  const matches = align(words(start, removed), words(middle, added));
  const pairs: Pair[] = [];
  let [i, j] = [0, 0];
  for (const [left, right] of [...matches, [removed, added] as const]) {
    while (i < left) pairs.push([start + i++, -1]);
    while (j < right) pairs.push([-1, middle + j++]);
    if (left < removed) pairs.push([start + i++, middle + j++]);
  }
  return pairs;
}

function apart({ start, middle, end }: Block): Pair[] {
  return Array.from({ length: end - start }, (_, at) =>
    start + at < middle ? ([start + at, -1] as const) : ([-1, start + at] as const),
  );
}

function byPlace({ start, middle, end }: Block): Pair[] {
  const [removed, added] = [middle - start, end - middle];
  return Array.from(
    { length: Math.max(removed, added) },
    (_, at) => [at < removed ? start + at : -1, at < added ? middle + at : -1] as const,
  );
}

/** Returns the pairs, in order and without crossing, that are most alike together. */
function align(left: readonly Words[], right: readonly Words[]): readonly (readonly [number, number])[] {
  const best = Array.from({ length: left.length + 1 }, () => new Array<number>(right.length + 1).fill(0));
  const at = (i: number, j: number): number => best[i]?.[j] ?? 0;
  const scores = left.map((one) => right.map((other) => alike(one, other)));
  for (let i = left.length - 1; i >= 0; i--)
    for (let j = right.length - 1; j >= 0; j--) {
      const score = scores[i]?.[j] ?? 0;
      const together = score >= leastAlike ? score + at(i + 1, j + 1) : 0;
      (best[i] as number[])[j] = Math.max(together, at(i + 1, j), at(i, j + 1));
    }
  const matches: [number, number][] = [];
  for (let [i, j] = [0, 0]; i < left.length && j < right.length; ) {
    const score = scores[i]?.[j] ?? 0;
    if (score >= leastAlike && at(i, j) === score + at(i + 1, j + 1)) matches.push([i++, j++]);
    else if (at(i, j) === at(i + 1, j)) i++;
    else j++;
  }
  return matches;
}

interface Words {
  readonly counts: ReadonlyMap<string, number>;
  readonly total: number;
}

function wordsOf({ text }: DiffLine): Words {
  const start = text.slice(0, 2000);
  // Brackets and the like are in every line.
  const words = start.match(/[\p{L}\p{N}_]+/gu) ?? start.match(/\S/g) ?? [];
  const counts = new Map<string, number>();
  for (const word of words) counts.set(word, (counts.get(word) ?? 0) + 1);
  return { counts, total: words.length };
}

/** The part of their words that two lines share: 0 to 1. */
function alike(one: Words, other: Words): number {
  if (one.total === 0 || other.total === 0) return one.total === other.total ? 1 : 0;
  let shared = 0;
  for (const [word, count] of one.counts) shared += Math.min(count, other.counts.get(word) ?? 0);
  return (2 * shared) / (one.total + other.total);
}
