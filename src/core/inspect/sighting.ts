/** Something that was seen in the outputs' text: a name they offer, a package they use, a power they reach for. */
export interface Sighting {
  readonly kind: string;
  readonly name: string;
  /** What is compared besides the name: parameters, a version. */
  readonly shape?: string;
  /** Where, the first places first; at most twenty. */
  readonly places: readonly Place[];
}

export interface Place {
  readonly file: string;
  /** From 1. */
  readonly line: number;
}

/** What one file shows, by the three questions that a reviewer asks of it. */
export interface FileSightings {
  readonly surface: readonly Seen[];
  readonly dependencies: readonly Seen[];
  readonly capabilities: readonly Seen[];
}

/** One sighting at its place in a source. */
export interface Seen {
  readonly kind: string;
  readonly name: string;
  readonly shape?: string;
  /** Offset in the source. */
  readonly at: number;
}

export const nothingSeen: FileSightings = { surface: [], dependencies: [], capabilities: [] };

/** Kinds of capability: what code can do beyond computing. */
export type Capability = 'network' | 'files' | 'processes' | 'environment' | 'dynamic code' | 'data' | 'hidden text';

/** Finds each pattern in the masked code; the kind is its first word, the name what `name` makes of the match. */
export function seeAll(code: string, patterns: readonly (readonly [kind: Capability, pattern: RegExp])[]): Seen[] {
  return patterns.flatMap(([kind, pattern]) =>
    [...code.matchAll(pattern)].map((match) => ({
      kind,
      name: (match[1] ?? match[0]).replace(/\s+/g, ' ').trim(),
      at: match.index + match[0].indexOf(match[1] ?? match[0]),
    })),
  );
}

/** Returns the text from an opening bracket to the one that closes it, on one line and bounded. */
export function bracketed(code: string, source: string, open: number): string {
  let depth = 0;
  for (let at = open; at < Math.min(code.length, open + 4000); at++) {
    const char = code.charAt(at);
    if (char === '(' || char === '[' || char === '{') depth++;
    else if (char === ')' || char === ']' || char === '}') depth--;
    if (depth === 0) return oneLine(source.slice(open, at + 1));
  }
  return oneLine(source.slice(open, open + 200));
}

export function oneLine(text: string): string {
  const line = text
    .replace(/\s+/g, ' ')
    .replace(/^([([{]) | (?=[)\]}]$)/g, '$1')
    .replace(/,\s*([)\]}])$/, '$1')
    .trim();
  return line.length > 160 ? `${line.slice(0, 159)}…` : line;
}
