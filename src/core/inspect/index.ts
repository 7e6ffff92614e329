import { revealed } from '../text.ts';
import { inspectJavascript } from './javascript.ts';
import { manifestPackages } from './manifests.ts';
import type { OutputTexts } from './output-texts.ts';
import { inspectPython } from './python.ts';
import { inspectShell } from './shell.ts';
import { type FileSightings, nothingSeen, type Seen, type Sighting } from './sighting.ts';
import { inspectSql } from './sql.ts';

export type { OutputTexts } from './output-texts.ts';
export type { Capability, Place, Sighting } from './sighting.ts';

/**
 * What the outputs of one build offer, use and reach for. Found by patterns in the text, with strings and comments left
 * out: a hint where to look and no proof. Code that means to hide can.
 */
interface Inspection {
  readonly surface: readonly Sighting[];
  readonly dependencies: readonly Sighting[];
  readonly capabilities: readonly Sighting[];
  /** Kinds of code that can't be read here, with their files. */
  readonly unknown: readonly { readonly language: string; readonly files: readonly string[] }[];
}

function inspectOutputs({ texts, unread }: OutputTexts): Inspection {
  const surface = new Gathering();
  const dependencies = new Gathering();
  const capabilities = new Gathering();
  const unknown = new Map<string, string[]>();
  for (const file of unread) put(unknown, 'what is binary or large', file);
  for (const [file, source] of texts) {
    const language = languageOf(file, source);
    const lines = lineCounter(source);
    const seen = language.inspect?.(source) ?? nothingSeen;
    if (language.inspect === null) put(unknown, language.name, file);
    const packages = manifestPackages(file, source) ?? [];
    // A script without an extension is called and not imported: its options are what others see.
    const offered = seen.surface.filter((one) => one.kind === 'flag' || isModule(file));
    for (const one of offered) surface.add(one, file, lines, `${file}\0${one.name}`);
    if (isContract(file))
      surface.add({ kind: 'contract', name: file, at: 0, shape: fingerprint(source) }, file, lines, file);
    for (const one of [...seen.dependencies, ...packages]) dependencies.add(one, file, lines);
    for (const one of [...seen.capabilities, ...hiddenText(source)]) capabilities.add(one, file, lines);
  }
  return {
    surface: surface.sightings(),
    dependencies: dependencies.sightings(),
    capabilities: capabilities.sightings(),
    unknown: [...unknown].map(([language, files]) => ({ language, files })),
  };
}

/** What one build has and the other had not. */
export interface Changes {
  readonly added: readonly Sighting[];
  readonly dropped: readonly Sighting[];
  /** The same name with another shape. */
  readonly changed: readonly { readonly before: Sighting; readonly after: Sighting }[];
}

export interface InspectionChanges {
  readonly surface: Changes;
  readonly dependencies: Changes;
  readonly capabilities: Changes;
  readonly unknown: Inspection['unknown'];
}

/**
 * Says what is new, gone or changed from one build's outputs to another's. A file that can't be read in either tells
 * nothing: what the other holds is neither new nor gone.
 */
export function compareOutputs(before: OutputTexts, after: OutputTexts): InspectionChanges {
  const unread = new Set([...before.unread, ...after.unread]);
  const readable = ({ texts, unread: own }: OutputTexts): OutputTexts => ({
    texts: new Map([...texts].filter(([path]) => !unread.has(path))),
    unread: own,
  });
  return compareInspections(inspectOutputs(readable(before)), inspectOutputs(readable(after)));
}

function compareInspections(before: Inspection, after: Inspection): InspectionChanges {
  return {
    surface: compare(before.surface, after.surface, (one) => `${one.places[0]?.file}\0${one.name}`),
    dependencies: compare(before.dependencies, after.dependencies, (one) => `${one.kind}\0${one.name}`),
    capabilities: compare(before.capabilities, after.capabilities, (one) => `${one.kind}\0${one.name}`),
    unknown: after.unknown,
  };
}

function compare(before: readonly Sighting[], after: readonly Sighting[], keyOf: (one: Sighting) => string): Changes {
  const was = new Map(before.map((one) => [keyOf(one), one]));
  const is = new Map(after.map((one) => [keyOf(one), one]));
  return {
    added: after.filter((one) => !was.has(keyOf(one))),
    dropped: before.filter((one) => !is.has(keyOf(one))),
    changed: after.flatMap((one) => {
      const old = was.get(keyOf(one));
      return old && (old.shape ?? '') !== (one.shape ?? '') ? [{ before: old, after: one }] : [];
    }),
  };
}

const mostPlaces = 20;
const mostHidden = 200;

/** Sightings of the same thing become one with several places. */
class Gathering {
  readonly #found = new Map<string, { seen: Seen; places: { file: string; line: number }[] }>();

  add(seen: Seen, file: string, lines: (at: number) => number, key = `${seen.kind}\0${seen.name}`): void {
    const known = this.#found.get(key);
    const place = { file, line: lines(seen.at) };
    if (!known) this.#found.set(key, { seen, places: [place] });
    else if (
      known.places.length < mostPlaces &&
      !known.places.some((one) => one.file === file && one.line === place.line)
    )
      known.places.push(place);
  }

  sightings(): Sighting[] {
    return [...this.#found.values()].map(({ seen: { kind, name, shape }, places }) => ({
      kind,
      name,
      ...(shape === undefined ? {} : { shape }),
      places: places.toSorted((a, b) => (a.file === b.file ? a.line - b.line : a.file < b.file ? -1 : 1)),
    }));
  }
}

interface Language {
  readonly name: string;
  /** Null: code that can't be read here. Absent: no code. */
  readonly inspect?: ((source: string) => FileSightings) | null;
}

const javascript: Language = { name: 'JavaScript', inspect: inspectJavascript };
const python: Language = { name: 'Python', inspect: inspectPython };
const shell: Language = { name: 'shell', inspect: inspectShell };
const sql: Language = { name: 'SQL', inspect: inspectSql };

const byExtension = new Map<string, Language>([
  ...['js', 'mjs', 'cjs', 'jsx', 'ts', 'tsx', 'mts', 'cts'].map((one) => [one, javascript] as const),
  ...['py', 'pyi'].map((one) => [one, python] as const),
  ...['sh', 'bash', 'zsh', 'ksh', 'bats'].map((one) => [one, shell] as const),
  ['sql', sql],
]);
const noCode =
  /^(?:md|txt|json|jsonl|csv|tsv|ya?ml|toml|ini|cfg|conf|lock|svg|css|xml|log|rst|adoc|license|gitignore|mod|sum|map|tap|snap)$/i;

function languageOf(file: string, source: string): Language {
  const name = file.split('/').at(-1) ?? file;
  const extension = name.includes('.') ? (name.split('.').at(-1) ?? '').toLowerCase() : '';
  const known = byExtension.get(extension);
  if (known) return known;
  const [interpreter] = /^#!.*$/m.exec(source.slice(0, 200)) ?? [];
  if (source.startsWith('#!') && interpreter) {
    if (/\b(?:node|deno|bun|tsx)\b/.test(interpreter)) return javascript;
    if (/\bpython[\d.]*\b/.test(interpreter)) return python;
    if (/\b(?:ba|da|z|k|a)?sh\b/.test(interpreter)) return shell;
    return { name: interpreter.slice(2).trim().split(/[ /]/).at(-1) ?? 'script', inspect: null };
  }
  if (noCode.test(extension) || /^(?:LICENSE|README|Makefile\.txt)$/i.test(name)) return { name: extension };
  return { name: extension === '' ? `${name} (no extension)` : `.${extension}`, inspect: null };
}

function isModule(file: string): boolean {
  return /\.[^./]+$/.test(file);
}

/** Files that others may hold a program to. */
function isContract(file: string): boolean {
  return /\.d\.[cm]?ts$|(?:^|[./-])schema\.(?:json|ya?ml|sql|graphql)$|(?:^|\/)openapi[\w.-]*\.(?:json|ya?ml)$|\.proto$|\.graphql$/i.test(
    file,
  );
}

function fingerprint(source: string): string {
  let hash = 5381;
  for (let at = 0; at < source.length; at++) hash = ((hash * 33) ^ source.charCodeAt(at)) >>> 0;
  return `${source.length} characters, ${hash.toString(16)}`;
}

/** Characters that don't show, or that turn the direction of a line: what is read is not what runs. */
function hiddenText(source: string): Seen[] {
  const seen: Seen[] = [];
  for (const { at, name } of revealed(source)) {
    if (seen.length === mostHidden) break;
    seen.push({ kind: 'hidden text', name, at });
  }
  return seen;
}

function put(map: Map<string, string[]>, key: string, value: string): void {
  const values = map.get(key);
  if (values) values.push(value);
  else map.set(key, [value]);
}

/** Offsets to line numbers; asked in any order. */
function lineCounter(source: string): (at: number) => number {
  let ends: number[] | null = null;
  return (at) => {
    if (!ends) {
      ends = [];
      for (let end = source.indexOf('\n'); end >= 0; end = source.indexOf('\n', end + 1)) ends.push(end);
    }
    let [low, high] = [0, ends.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((ends[middle] ?? 0) < at) low = middle + 1;
      else high = middle;
    }
    return low + 1;
  };
}
