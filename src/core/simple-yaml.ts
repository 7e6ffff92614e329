import { readSimpleValue } from './simple-yaml-value.ts';

/** The 1-based line of each key and block list item by its path, joined with NUL. */
export type SimpleLines = Map<string, number>;

/**
 * Reads the plain YAML that nearly all frontmatter is (keys, nested keys, lists, one-line values, comments), or returns
 * null for whatever might mean something else: that is left to the parser. Twenty times as fast, which a project of
 * thousands of specs needs. Lines are noted only for those who ask, since most files have no problem to report.
 */
export function readSimpleYaml(source: string, lines?: SimpleLines): Readonly<Record<string, unknown>> | null {
  if (!USUAL.test(source) && UNUSUAL.test(source)) return null;
  const root: Mapping = Object.create(null);
  const open: Level[] = [{ indent: 0, mapping: root, path: '' }];
  let list: { readonly indent: number; readonly items: unknown[]; readonly path: string } | null = null;
  /** The key that has no value yet: what is indented below belongs to it. */
  let waiting: { readonly level: Level; readonly key: string; readonly path: string } | null = null;

  const texts = source.split(/\r?\n/);
  for (let index = 0; index < texts.length; index++) {
    const text = texts[index]!;
    if (BLANK.test(text)) continue;
    const item = ITEM.exec(text);
    if (item !== null) {
      const indent = item[1]!.length;
      if (list === null) {
        if (waiting === null || indent < waiting.level.indent) return null;
        list = { indent, items: [], path: waiting.path };
        waiting.level.mapping[waiting.key] = list.items;
        waiting = null;
      }
      const value = indent === list.indent ? readSimpleValue(item[2]!) : undefined;
      if (value === undefined) return null;
      lines?.set(`${list.path}\0${list.items.length}`, index + 1);
      list.items.push(value);
      continue;
    }
    const key = KEY.exec(text);
    if (key === null || RESERVED.test(key[2]!)) return null;
    const indent = key[1]!.length;
    let level: Level | undefined = open.at(-1)!;
    if (indent > level.indent) {
      if (waiting === null || waiting.level !== level) return null;
      const mapping: Mapping = Object.create(null);
      level.mapping[waiting.key] = mapping;
      level = { indent, mapping, path: waiting.path };
      open.push(level);
    }
    while (level !== undefined && indent < level.indent) {
      open.pop();
      level = open.at(-1);
    }
    if (level === undefined || level.indent !== indent || key[2]! in level.mapping) return null;
    const path = level.path === '' ? key[2]! : `${level.path}\0${key[2]}`;
    const block = key[3] === '|' || key[3] === '|-' ? readBlock(texts, index + 1, indent, key[3]) : null;
    const value = block === null ? readSimpleValue(key[3] ?? '') : block.text;
    if (value === undefined) return null;
    level.mapping[key[2]!] = value;
    lines?.set(path, index + 1);
    index = block === null ? index : block.end - 1;
    list = null;
    waiting = /^(?:$|#)/.test(key[3] ?? '') ? { level, key: key[2]!, path } : null;
  }
  return root;
}

/** Reads the literal text below a `|`, up to the first line that is not indented as deep; null when it is unusual. */
function readBlock(texts: readonly string[], start: number, parent: number, style: '|' | '|-') {
  const indent = (/^( *)[^ ]/.exec(texts[start] ?? '')?.[1] ?? '').length;
  if (indent <= parent) return null;
  const own: string[] = [];
  let end = start;
  for (let index = start; index < texts.length; index++) {
    const text = texts[index]!;
    const blank = text.trim() === '';
    if (!blank && !text.startsWith(' '.repeat(indent))) break;
    own.push(text.slice(indent));
    if (!blank || text.length > indent) end = index + 1;
  }
  // Without a line end behind it the text has none either, which is not worth telling apart here.
  if (end >= texts.length) return null;
  return { text: own.slice(0, end - start).join('\n') + (style === '|' ? '\n' : ''), end };
}

type Mapping = Record<string, unknown>;

interface Level {
  readonly indent: number;
  readonly mapping: Mapping;
  readonly path: string;
}

// Most sources hold nothing else, and this takes a tenth of the time that the test below takes.
const USUAL = /^[\x20-\x7e\n]*$/;
/** Tabs, control characters, line ends other than LF and CRLF, and marks that YAML treats in a way of its own. */
const UNUSUAL = /[^\P{C}\r\n]|\r(?!\n)|[\u2028\u2029\u0085\uFEFF]|\p{Cs}/u;
const BLANK = /^ *(?:#.*)?$/;
const ITEM = /^( *)- +(.*)$/;
const KEY = /^( *)([A-Za-z_][\w-]*):(?: +(.*)| *)$/;
const RESERVED = /^(?:null|true|false|__proto__)$/i;
