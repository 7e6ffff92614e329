import type { Diff } from './workbench.ts';

/** One file of a diff. */
export interface FileDiff {
  readonly stat: Diff['files'][number];
  /** Its part of the unified text, as git wrote it: hostile. Null where the text was cut off before it. */
  readonly text: string | null;
}

/** One line of a file's diff; the text has neither its sign nor its line end. */
export interface DiffLine {
  readonly kind: 'context' | 'added' | 'removed' | 'hunk' | 'note';
  readonly text: string;
  /** Line numbers, from 1, in the old and the new file; 0 where it is in neither. */
  readonly old: number;
  readonly new: number;
  /** The line ended with `\r\n`. */
  readonly cr?: true;
}

/** Splits a diff by its files without reading their lines. Content can't look like a file's head: it has a sign. */
export function filesOf({ text, files }: Diff): readonly FileDiff[] {
  const starts: number[] = [];
  if (text.startsWith(head)) starts.push(0);
  for (let at = text.indexOf(`\n${head}`); at >= 0; at = text.indexOf(`\n${head}`, at + 1)) starts.push(at + 1);
  return files.map((stat, at) => {
    const start = starts[at];
    return { stat, text: start === undefined ? null : text.slice(start, starts[at + 1] ?? text.length) };
  });
}

/** The lines of a file's diff. Each is read when it is asked for: a page shows few of many thousands. */
export interface DiffLines {
  readonly length: number;
  at(index: number): DiffLine;
  kindAt(index: number): DiffLine['kind'];
  /** Where its hunks begin. */
  readonly hunks: readonly number[];
  /** The highest line number. */
  readonly highest: number;
  /** Some lines end in `\r\n`, and others don't. */
  readonly hasMixedEnds: boolean;
}

export function linesOf(text: string): DiffLines {
  const first = text.indexOf('\n@@ ');
  if (first < 0) return /^Binary files |^GIT binary patch/m.test(text) ? binary : noLines;
  const starts: number[] = [];
  const old: number[] = [];
  const now: number[] = [];
  const hunks: number[] = [];
  let [before, after, highest, withCr, withoutCr] = [0, 0, 0, 0, 0];
  for (let at = first + 1; at < text.length; ) {
    const next = text.indexOf('\n', at);
    const end = next < 0 ? text.length : next;
    const sign = text.charCodeAt(at);
    if (sign === at_) {
      const [, from = '0', to = '0'] = /^@@ -(\d+)(?:,\d+)? \+(\d+)/.exec(text.slice(at, at + 80)) ?? [];
      [before, after] = [Number(from), Number(to)];
      hunks.push(starts.length);
    } else if (sign !== backslash) {
      if (text.charCodeAt(end - 1) === 13) withCr++;
      else withoutCr++;
    }
    starts.push(at);
    old.push(before);
    now.push(after);
    if (sign === minus || sign === space) before++;
    if (sign === plus || sign === space) after++;
    highest = Math.max(highest, before - 1, after - 1);
    at = end + 1;
  }
  const kindAt = (index: number) => kinds[text.charAt(starts[index] ?? 0)] ?? 'context';
  const known: DiffLine[] = [];
  const read = (index: number): DiffLine => {
    const start = starts[index] ?? 0;
    const end = (starts[index + 1] ?? text.length + (text.endsWith('\n') ? 0 : 1)) - 1;
    const kind = kindAt(index);
    if (kind === 'note') return note(text.slice(start + 2, end).toLowerCase());
    if (kind === 'hunk') return { kind, text: text.slice(start, end), old: old[index] ?? 0, new: now[index] ?? 0 };
    const isCr = text.charCodeAt(end - 1) === 13;
    return {
      kind,
      text: text.slice(start + 1, isCr ? end - 1 : end),
      old: kind === 'added' ? 0 : (old[index] ?? 0),
      new: kind === 'removed' ? 0 : (now[index] ?? 0),
      ...(isCr ? { cr: true as const } : {}),
    };
  };
  return {
    length: starts.length,
    at(index) {
      const line = known[index] ?? read(index);
      known[index] = line;
      return line;
    },
    kindAt,
    hunks,
    highest,
    hasMixedEnds: withCr > 0 && withoutCr > 0,
  };
}

const [at_, backslash, plus, minus, space] = [64, 92, 43, 45, 32];
const kinds: Readonly<Record<string, DiffLine['kind']>> = { '@': 'hunk', '\\': 'note', '+': 'added', '-': 'removed' };

/** Files that nobody writes by hand: made by a tool from something else that is reviewed. */
export function isGenerated({ stat, text }: FileDiff): boolean {
  return generatedPath.test(stat.path) || /@generated\b|\bDO NOT EDIT\b/.test(text?.slice(0, 2000) ?? '');
}

const head = 'diff --git ';
const generatedPath =
  /(?:^|\/)(?:package-lock\.json|npm-shrinkwrap\.json|yarn\.lock|pnpm-lock\.yaml|Cargo\.lock|poetry\.lock|uv\.lock|go\.sum|dist\/.*|vendor\/.*|node_modules\/.*|__pycache__\/.*|__snapshots__\/.*)$|\.(?:min\.(?:js|css)|map|snap|pyc)$/;

const noLines: DiffLines = {
  length: 0,
  at: () => note(''),
  kindAt: () => 'note',
  hunks: [],
  highest: 0,
  hasMixedEnds: false,
};
const binary: DiffLines = { ...noLines, length: 1, at: () => note('binary: its content is not shown') };

function note(text: string): DiffLine {
  return { kind: 'note', text, old: 0, new: 0 };
}
