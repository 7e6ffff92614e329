import { readSimpleYaml } from './simple-yaml.ts';
import { readSimpleValue } from './simple-yaml-value.ts';
import { readStrictYaml } from './strict-yaml/index.ts';
import type { KeyPath } from './yaml.ts';

/** A mapping's top, read key by key. */
export interface EntryYaml {
  readonly data: Readonly<Record<string, unknown>>;
  /** 1-based within the YAML; of nested keys only the topmost is known. */
  lineOf(path: KeyPath): number;
}

/**
 * Reads a mapping key by key, each with the quickest reader that can tell what it means: values of one line, JSON, text
 * with a colon that should have been quoted, strict YAML. Returns null where that is not enough: then the parser of all
 * YAML has to decide. Scalars that strict YAML tells are text, as written.
 */
export function readEntryYaml(source: string): EntryYaml | null {
  const data: Record<string, unknown> = Object.create(null);
  const lines = new Map<string, number>();
  let line = 1;
  for (const entry of source.split(/^(?![ \t\n\-#]|$)/m)) {
    const key = KEY.exec(entry)?.[1];
    if (key === undefined) {
      if (!/^(?:[ \t]*(?:#.*)?\n?)*$/.test(entry)) return null;
    } else {
      const value = readEntry(entry, key);
      if (value === undefined || key in data) return null;
      data[key] = value;
      lines.set(key, line);
    }
    line += entry.split('\n').length - 1;
  }
  return { data, lineOf: ([key]) => lines.get(String(key)) ?? 0 };
}

const KEY = /^([A-Za-z_][\w-]*):(?:[ \n]|$)/;
const NESTED = /^[\w-]+:[ \t]*(?:#.*)?\n/;
/** Text that YAML takes for a second mapping, an alias or nothing at all, and that is read as if it were in quotes. */
const RISKY = /^(?:[^"'[{|>*&!%@`?,\]}#-].*(?:: |:$)|[*%@`])/;
/** What opens a flow list or mapping and never closes it, or goes on behind it, as in `argument-hint: [file] [branch]`. */
const BROKEN_FLOW = /^(?:\[[^[\]{}"'#]*|\{[^[\]{}"'#]*|\[[^[\]{}"'#]*\] *[^ #\]].*)$/;

function readEntry(entry: string, key: string): unknown {
  const text = entry.slice(key.length + 1).trim();
  if (text.includes('\n')) {
    if (/^[[{]/.test(text)) return readJson(text);
    // Nested keys and lists may hold flow style, which strict YAML has not; text over several lines is its strength.
    const nested = NESTED.test(entry) ? readSimpleYaml(entry)?.[key] : undefined;
    return nested ?? readStrictEntry(entry, key);
  }
  const simple = readSimpleValue(text);
  if (simple !== undefined) return simple;
  if (RISKY.test(text) || BROKEN_FLOW.test(text)) return text;
  return /^[[{]/.test(text) ? readJson(text) : readStrictEntry(entry, key);
}

function readStrictEntry(entry: string, key: string): unknown {
  const strict = readStrictYaml(entry);
  return strict.ok ? strict.data?.[key] : undefined;
}

function readJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
