import type { Parser, Result } from 'tap-parser';

/** One level of a TAP stream. */
export interface TapGroup {
  name: string;
  version: boolean;
  plan: { readonly start: number; readonly end: number; readonly comment: string } | null;
  /** The reason, or null when nobody bailed out. */
  bailout: string | null;
  readonly points: TapPoint[];
  /** Lines that look like TAP where no TAP can be. At most a few. */
  readonly stray: string[];
  /** False for subtests that no line of the level above sums up. */
  closed: boolean;
}

export interface TapPoint {
  readonly name: string;
  readonly ok: boolean;
  readonly id: number | null;
  /** The reason, or true without one; false for a test that counts. A todo counts as skipped. */
  readonly skipped: string | boolean;
  readonly diag: Readonly<Record<string, unknown>> | null;
  readonly subtests: TapGroup | null;
  /** tape's `# title` line above its assertions. */
  readonly title: string;
  readonly commentsBefore: readonly string[];
  /** What follows a failure without a YAML block, as bats writes it. */
  readonly comments: string[];
}

/** Parses a stream into a tree; a sentence when that can't be done. */
export async function parseTap(text: string): Promise<TapGroup | string> {
  // Each level is a parser of its own.
  if (tooDeep.test(text)) return 'The TAP report nests its subtests too deeply to be read.';
  const { Parser } = await import('tap-parser');
  const parser = new Parser();
  const root = newGroup('');
  root.closed = true;
  collect(parser, root, isTape(text));
  try {
    // Line by line, because the parser searches all that it holds for each line's end.
    for (let at = 0, end = 0; at < text.length; at = end + 1) {
      end = text.indexOf('\n', at);
      if (end < 0) end = text.length;
      parser.write(`${text.slice(at, Math.min(end, at + longestLine))}\n`);
    }
    parser.end();
  } catch (error) {
    return `The TAP report can't be read: ${error instanceof Error ? error.message : 'malformed'}.`;
  }
  root.version = /^TAP version \d+$/m.test(text);
  // The parser makes up a plan of none for an empty stream.
  if (root.points.length === 0 && !/^1\.\.0/m.test(text)) root.plan = null;
  return root;
}

const tooDeep = /^ {160,}(?:# Subtest|ok\b|not ok\b)/m;
const mostComments = 400;
const longestLine = 20_000;
const tapLine = /^\s*(?:(?:not )?ok\b|\d+\.\.\d+\s*(?:#.*)?$|Bail out!)/;
const totals =
  /^(?:Subtest: |Subtest$|(?:tests|suites|pass|fail|cancelled|skipped|todo|duration_ms|ok)\b[\s\d.]*$|test count)/;

function newGroup(name: string): TapGroup {
  return { name, version: false, plan: null, bailout: null, points: [], stray: [], closed: false };
}

function collect(parser: Parser, group: TapGroup, tape: boolean): void {
  let child: TapGroup | null = null;
  let comments: string[] = [];
  let title = '';
  parser.on('child', (sub: Parser) => {
    child = newGroup(sub.name);
    collect(sub, child, false);
  });
  parser.on('assert', (result: Result) => {
    let subtests: TapGroup | null = null;
    if (result.closingTestPoint && child) {
      subtests = child;
      subtests.closed = true;
      child = null;
    } else if (child) keepUnclosed();
    group.points.push(point(result, subtests, title, comments));
    comments = [];
  });
  parser.on('comment', (line: string) => {
    const text = line.replace(/^\s*# ?/, '').trimEnd();
    if (totals.test(text)) return;
    if (tape) title = text;
    const last = group.points.at(-1);
    const attached = last && !last.ok && !last.diag && !tape ? last.comments : comments;
    if (attached.length < mostComments) attached.push(text);
  });
  parser.on('plan', (plan: { start: number; end: number; comment: string }) => {
    group.plan = { start: plan.start, end: plan.end, comment: plan.comment };
  });
  parser.on('bailout', (reason: string) => {
    group.bailout = reason;
  });
  parser.on('extra', (extra: string) => {
    if (extra.length > 1_000_000) return;
    for (const line of extra.split('\n'))
      if (tapLine.test(line) && group.stray.length < 3) group.stray.push(line.trim().slice(0, 200));
  });
  parser.on('complete', () => {
    if (child) keepUnclosed();
  });

  function keepUnclosed(): void {
    if (!child) return;
    group.points.push({ ...unclosed, name: child.name, subtests: child });
    child = null;
  }
}

const unclosed = { ok: false, id: null, skipped: false, diag: null, title: '', commentsBefore: [], comments: [] };

function point(result: Result, subtests: TapGroup | null, title: string, commentsBefore: string[]): TapPoint {
  const diag: unknown = result.diag;
  return {
    name: result.name,
    ok: result.ok,
    id: result.id > 0 ? result.id : null,
    skipped: reason(result.skip) || reason(result.todo),
    diag: typeof diag === 'object' && diag !== null ? (diag as Record<string, unknown>) : null,
    subtests,
    title,
    commentsBefore,
    comments: [],
  };
}

/** An empty reason still is a directive. */
function reason(directive: string | boolean): string | boolean {
  return directive === '' ? true : directive;
}

/** tape heads each test with a comment, and its assertions have no dash. */
function isTape(text: string): boolean {
  return /^TAP version 13\n# /.test(text) && !/^# Subtest/m.test(text) && !/^(?:not )?ok \d+ - /m.test(text);
}
