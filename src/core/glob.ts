import picomatch from 'picomatch';
import { type Token, tokenize, wordsMeet } from './glob-word.ts';

/** Returns whether a repository-relative path is matched by one of the globs. `*` takes dot-files too. */
export function matchGlobs(globs: readonly string[]): (path: string) => boolean {
  return globs.length === 0 ? () => false : picomatch([...globs], { dot: true });
}

/**
 * Returns a path that both globs can match, or null when there is none. Sound: null is certain, while what is too odd
 * to compare (extended globs, ranges) counts as able to match. Letter case is ignored, for the sake of file systems
 * that ignore it.
 */
export function globsMeet(left: string, right: string): string | null {
  return compiledMeet(compileGlob(left), compileGlob(right));
}

/** A glob taken apart for comparison: one list of path segments for each combination of its braces. */
export interface CompiledGlob {
  readonly alternatives: readonly (readonly Segment[])[];
  /** Folders that every match lies in, down to the first segment with a wildcard; in lower case. */
  readonly prefix: readonly string[];
}

export function compileGlob(glob: string): CompiledGlob {
  const expanded = glob.length > LONGEST || glob.startsWith('!') ? null : expandBraces(glob);
  const alternatives = (expanded ?? ['**']).map(toSegments);
  return { alternatives, prefix: literalPrefix(alternatives[0]!, alternatives.slice(1)) };
}

export function compiledMeet(left: CompiledGlob, right: CompiledGlob): string | null {
  if (areApart(left.prefix, right.prefix)) return null;
  for (const from of left.alternatives) {
    for (const to of right.alternatives) {
      const path = segmentsMeet(from, to, 0, 0, new Set());
      if (path !== null) return path.join('/');
    }
  }
  return null;
}

/** A glob's folders before its first wildcard, and the rest; a path without one is a place as a whole. */
export function splitGlob(glob: string): { readonly place: string; readonly rest: string } {
  const segments = glob.split('/');
  const wild = segments.findIndex((segment) => /[*?[\]{}()!|\\]/.test(segment));
  if (wild === -1) return { place: glob, rest: '' };
  return { place: segments.slice(0, wild).join('/'), rest: segments.slice(wild).join('/') };
}

/** The folder that all matches of a glob lie in, as written; '' when the first segment has a wildcard already. */
export function staticFolder(glob: string): string {
  const { place, rest } = splitGlob(glob);
  return rest === '' ? place.slice(0, Math.max(0, place.lastIndexOf('/'))) : place;
}

/** The folders and files that all matches of these globs are at or below, sorted; none where they may be anywhere. */
export function placesOf(globs: readonly string[]): string[] {
  const places = globs.map((glob) => splitGlob(glob).place);
  return places.includes('') ? [] : [...new Set(places)].sort();
}

/** Whether two lists of folders part, so that nothing can lie in both. */
export function areApart(left: readonly string[], right: readonly string[]): boolean {
  const shared = Math.min(left.length, right.length);
  for (let at = 0; at < shared; at++) if (left[at] !== right[at]) return true;
  return false;
}

/** Writes the alternatives of `{a,b}` out, nested ones too; null when there are too many. */
export function expandBraces(glob: string): string[] | null {
  const done: string[] = [];
  const open = [glob];
  while (open.length > 0) {
    const next = open.pop()!;
    const brace = firstBrace(next);
    if (brace === null) done.push(next);
    else for (const choice of [...brace.choices].reverse()) open.push(brace.before + choice + brace.after);
    if (done.length + open.length > MOST_ALTERNATIVES) return null;
  }
  return done;
}

type Segment =
  | { readonly kind: 'any-depth' }
  /** `literal`: the word itself, in lower case, where it has no wildcard. */
  | { readonly kind: 'word'; readonly tokens: readonly Token[]; readonly literal: string | null };

const LONGEST = 1024;
const MOST_ALTERNATIVES = 256;

function toSegments(glob: string): Segment[] {
  const segments: Segment[] = [];
  for (const text of glob.split('/')) {
    if (text === '' || text === '.') continue;
    // Extended globs may span slashes: whatever comes from here on may match.
    if (/[()|]/.test(text)) return [...segments, { kind: 'any-depth' }];
    if (text === '**') segments.push({ kind: 'any-depth' });
    else if (/[*?[\\]/.test(text)) segments.push({ kind: 'word', tokens: tokenize(text), literal: null });
    else segments.push({ kind: 'word', tokens: [], literal: text.toLowerCase() });
  }
  return segments;
}

function literalPrefix(first: readonly Segment[], others: readonly (readonly Segment[])[]): string[] {
  const prefix: string[] = [];
  for (const [index, segment] of first.entries()) {
    const word = literalWord(segment);
    if (word === null || others.some((other) => literalWord(other[index]) !== word)) break;
    prefix.push(word);
  }
  return prefix;
}

function literalWord(segment: Segment | undefined): string | null {
  return segment?.kind === 'word' ? segment.literal : null;
}

function meet(left: Extract<Segment, { kind: 'word' }>, right: Extract<Segment, { kind: 'word' }>): string | null {
  if (left.literal !== null && right.literal !== null) return left.literal === right.literal ? left.literal : null;
  const tokens = (word: typeof left): readonly Token[] =>
    word.literal === null ? word.tokens : [...word.literal].map((char) => ({ kind: 'char', char }));
  return wordsMeet(tokens(left), tokens(right));
}

function segmentsMeet(
  left: readonly Segment[],
  right: readonly Segment[],
  i: number,
  j: number,
  dead: Set<number>,
): string[] | null {
  const [from, to] = [left[i], right[j]];
  if (from === undefined && to === undefined) return [];
  const key = i * (right.length + 1) + j;
  if (dead.has(key)) return null;
  const found = step();
  if (found === null) dead.add(key);
  return found;

  function step(): string[] | null {
    if (from?.kind === 'any-depth' && to?.kind === 'any-depth') {
      const rest = segmentsMeet(left, right, i + 1, j, dead) ?? segmentsMeet(left, right, i, j + 1, dead);
      return rest !== null && rest.length === 0 ? ['any'] : rest;
    }
    if (from?.kind === 'any-depth') return swallow(to, [i, j + 1], [i + 1, j]);
    if (to?.kind === 'any-depth') return swallow(from, [i + 1, j], [i, j + 1]);
    if (from === undefined || to === undefined) return null;
    const word = meet(from, to);
    const rest = word === null ? null : segmentsMeet(left, right, i + 1, j + 1, dead);
    return rest === null ? null : [word!, ...rest];
  }

  /** `**` takes the other side's next segment, or ends. */
  function swallow(other: Segment | undefined, taken: [number, number], ended: [number, number]): string[] | null {
    const word = other?.kind === 'word' ? meet(other, other) : null;
    const rest = word === null ? null : segmentsMeet(left, right, ...taken, dead);
    return rest === null ? segmentsMeet(left, right, ...ended, dead) : [word!, ...rest];
  }
}

/** Finds the first balanced `{…}`. One without a comma (a range, a lone word) counts as `*`. */
function firstBrace(glob: string): { before: string; choices: string[]; after: string } | null {
  const start = glob.indexOf('{');
  if (start === -1) return null;
  const cuts = [start];
  let depth = 0;
  for (let index = start; index < glob.length; index++) {
    if (glob[index] === '{') depth++;
    if (glob[index] === ',' && depth === 1) cuts.push(index);
    if (glob[index] === '}' && --depth === 0) {
      cuts.push(index);
      const choices = cuts.slice(1).map((cut, at) => glob.slice(cuts[at]! + 1, cut));
      return {
        before: glob.slice(0, start),
        choices: choices.length === 1 ? ['*'] : choices,
        after: glob.slice(index + 1),
      };
    }
  }
  // Never closed: take the brace as a wildcard, so that nothing loops and nothing is missed.
  return { before: glob.slice(0, start), choices: ['*'], after: glob.slice(start + 1) };
}
