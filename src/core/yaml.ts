import {
  type Document,
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  type Node,
  parseDocument,
  visit,
  type YAMLError,
} from 'yaml';
import { readSimpleYaml, type SimpleLines } from './simple-yaml.ts';
import { splitEntries, type YamlEntry } from './yaml-entries.ts';

/** Keys and list indices from the root down. */
export type KeyPath = readonly (string | number)[];

/** A YAML mapping as plain data, or the reasons why it can't be read. Lines are 1-based within the YAML. */
export interface ParsedYaml {
  readonly data: Readonly<Record<string, unknown>> | null;
  /** Of a key, or of the nearest of its parents; 0 when none of them is there. */
  lineOf(path: KeyPath): number;
  readonly problems: readonly YamlProblem[];
}

export interface YamlProblem {
  readonly code: string;
  readonly line: number;
  readonly message: string;
  readonly mend: string;
}

/** Reads YAML 1.2 written by strangers: a mapping of plain data, bounded in size and depth. Never throws. */
export function parseYaml(source: string): ParsedYaml {
  if (source.length > MAX_LENGTH) {
    return refuse('frontmatter-too-large', 1, 'The frontmatter is larger than 256 KB.', 'Move text into the body.');
  }
  const simple = readSimple(source);
  if (simple !== null) return simple;
  const entries = splitEntries(source);
  // Where one entry is broken the others count too: what is wrong, and in which line, the parser says of the whole.
  return guard(source, () => (entries && readEntries(entries)) ?? read(source));
}

/** The same without the reasons; for what may be broken, this takes a part of the time. */
export function tryYaml(source: string): Pick<ParsedYaml, 'data' | 'lineOf'> {
  const entries = source.length > MAX_LENGTH ? null : splitEntries(source);
  if (entries === null) return parseYaml(source);
  return guard(source, () => readEntries(entries) ?? { data: null, lineOf: () => 0, problems: [] });
}

/** The same through the parser alone; `parseYaml` asks it for whatever isn't simple. */
export function parseAnyYaml(source: string): ParsedYaml {
  return guard(source, () => read(source));
}

/** Holds what a parser is given within bounds. */
function guard(source: string, parse: () => ParsedYaml): ParsedYaml {
  // The parser compares each key of a mapping with all the others: 20,000 keys took it eight seconds.
  if ((source.match(/[\n,]/g)?.length ?? 0) > MAX_ENTRIES) {
    return refuse(
      'frontmatter-too-large',
      1,
      'The frontmatter has too many lines and items.',
      'Move text into the body.',
    );
  }
  if (nesting(source) > MAX_DEPTH) return tooDeep();
  // Of thousands of broken files, making call stacks that nobody sees would take the most time.
  const { stackTraceLimit } = Error;
  Error.stackTraceLimit = 0;
  try {
    return parse();
  } catch (error) {
    // The parser recurses, so nesting that the count above didn't see overflows the stack; mostly it reports that itself.
    if (error instanceof RangeError) return tooDeep();
    throw error;
  } finally {
    Error.stackTraceLimit = stackTraceLimit;
  }
}

const MAX_LENGTH = 256 * 1024;
const MAX_ENTRIES = 4000;
const MAX_DEPTH = 32;
const MAX_PROBLEMS = 20;
const MAX_ALIASES = 64;

const DUPLICATE = { code: 'duplicate-key', message: 'This key is there twice.', mend: 'Keep one of them.' } as const;

function readSimple(source: string): ParsedYaml | null {
  const simple = readSimpleYaml(source);
  if (simple === null) return null;
  const lines: SimpleLines = new Map();
  const lineOf = (path: KeyPath): number => {
    if (lines.size === 0) readSimpleYaml(source, lines);
    return nearestLine(path, lines);
  };
  return { data: simple, lineOf, problems: [] };
}

/** Reads entry by entry, so that the parser gets only what is not simple; null where one of them can't be read. */
function readEntries(entries: readonly YamlEntry[]): ParsedYaml | null {
  const data: Record<string, unknown> = {};
  const linesOf = new Map<string, (path: KeyPath) => number>();
  const problems: YamlProblem[] = [];
  for (const { key, text, before } of entries) {
    const found = readSimple(text) ?? read(text);
    if (found.data === null) return null;
    if (linesOf.has(key)) problems.push({ ...DUPLICATE, line: before + 1 });
    else linesOf.set(key, (path) => found.lineOf(path) + before);
    data[key] = found.data[key];
  }
  const lineOf = (path: KeyPath): number => linesOf.get(String(path[0]))?.(path) ?? 0;
  return { data: problems.length > 0 ? null : data, lineOf, problems: problems.slice(0, MAX_PROBLEMS) };
}

function read(source: string): ParsedYaml {
  const lines = new LineCounter();
  const document = parseDocument(source, {
    schema: 'core',
    lineCounter: lines,
    prettyErrors: false,
    logLevel: 'silent',
  });
  const lineAt = (offset: number): number => Math.max(1, lines.linePos(offset).line);
  const lineOf = (path: KeyPath): number => {
    const offset = offsetOf(document.contents, path);
    return offset === null ? 0 : lineAt(offset);
  };

  const errors = [...document.errors, ...document.warnings].slice(0, MAX_PROBLEMS);
  if (errors.some((error) => error.message.includes('call stack'))) return tooDeep();
  const problems = errors.map((error) => explain(error, lineAt(error.pos[0])));
  if (problems.length > 0) return { data: null, lineOf, problems };
  if (depthOf(document.contents) > MAX_DEPTH) return tooDeep();
  if (document.contents === null) return { data: {}, lineOf, problems: [] };
  if (!isMap(document.contents)) {
    return refuse(
      'frontmatter-not-a-mapping',
      1,
      'The frontmatter is not a list of keys.',
      'Write `key: value` lines.',
    );
  }
  const nonText = document.contents.items.find((pair) => !isScalar(pair.key) || typeof pair.key.value !== 'string');
  if (nonText !== undefined) {
    const line = lineAt((nonText.key as Node | null)?.range?.[0] ?? 0);
    return refuse(
      'frontmatter-key',
      line,
      'A key of the frontmatter is not text.',
      'Write a plain word before the `:`.',
    );
  }
  try {
    return { data: document.toJS({ maxAliasCount: MAX_ALIASES }), lineOf, problems: [] };
  } catch (error) {
    if (!(error instanceof ReferenceError)) throw error;
    const alias = unresolvedAlias(document);
    if (alias !== null) {
      const message = 'Unquoted text begins with `*`, which is an alias in YAML.';
      return refuse('yaml-syntax', lineAt(alias), message, 'Put the text in quotes.');
    }
    return refuse('yaml-aliases', 1, 'The frontmatter repeats too much through aliases.', 'Write the values out.');
  }
}

function nearestLine(path: KeyPath, lines: ReadonlyMap<string, number>): number {
  for (let length = path.length; length > 0; length--) {
    const line = lines.get(path.slice(0, length).join('\0'));
    if (line !== undefined) return line;
  }
  return 0;
}

function explain(error: YAMLError, line: number): YamlProblem {
  if (error.code === 'DUPLICATE_KEY') {
    return { ...DUPLICATE, line };
  }
  if (error.code === 'TAG_RESOLVE_FAILED') {
    return { code: 'yaml-tag', line, message: 'YAML tags are not supported.', mend: 'Remove the word with the `!`.' };
  }
  const what = error.message.replaceAll(/\s+/g, ' ').replace(/\.$/, '');
  return {
    code: 'yaml-syntax',
    line,
    message: `The frontmatter is not valid YAML: ${what}.`,
    mend: 'Correct the YAML; quote text that holds `: `, ` #`, `{`, or begins with one of `*&!|>%@[`.',
  };
}

/** Finds where a path's key (or list item) begins; stops at the nearest parent that is there. */
function offsetOf(root: unknown, path: KeyPath): number | null {
  let node = root;
  let offset: number | null = null;
  for (const step of path) {
    if (isMap(node)) {
      const pair = node.items.find((item) => isScalar(item.key) && item.key.value === step);
      if (pair === undefined) break;
      offset = (pair.key as Node).range?.[0] ?? offset;
      node = pair.value;
    } else if (isSeq(node) && typeof step === 'number') {
      const item = node.items[step] as Node | undefined;
      if (item === undefined) break;
      offset = item.range?.[0] ?? offset;
      node = item;
    } else break;
  }
  return offset;
}

/** Where the first alias stands that names no anchor, as in `globs: *.ts`. */
function unresolvedAlias(document: Document.Parsed): number | null {
  let found: number | null = null;
  visit(document, {
    Alias: (_key, alias) => {
      if (alias.resolve(document) !== undefined) return undefined;
      found = alias.range?.[0] ?? 0;
      return visit.BREAK;
    },
  });
  return found;
}

function depthOf(root: Node | null): number {
  let deepest = 0;
  visit(root, {
    Collection: (_key, _node, path) => {
      deepest = Math.max(deepest, path.length / 2);
    },
  });
  return deepest;
}

/** Counts how deep brackets are open, quoted or not: a cheap upper bound that needs no parser. */
function nesting(source: string): number {
  let open = 0;
  let deepest = 0;
  for (const bracket of source.match(/[[{}\]]/g) ?? []) {
    open = bracket === '[' || bracket === '{' ? open + 1 : Math.max(0, open - 1);
    deepest = Math.max(deepest, open);
  }
  return deepest;
}

function tooDeep(): ParsedYaml {
  return refuse('yaml-too-deep', 1, `The frontmatter is nested deeper than ${MAX_DEPTH} levels.`, 'Make it flatter.');
}

function refuse(code: string, line: number, message: string, mend: string): ParsedYaml {
  return { data: null, lineOf: () => 0, problems: [{ code, line, message, mend }] };
}
