import { StrictYamlError } from './cursor.ts';
import { readPlainLines } from './plain-lines.ts';
import { readTokens, type Token } from './tokens.ts';

/** Text, a list or a mapping: strict YAML has no other types, so `1` and `true` are text. */
export type StrictValue = string | readonly StrictValue[] | { readonly [key: string]: StrictValue };

export type StrictYaml =
  | {
      readonly ok: true;
      /** Null when the text is no mapping. */
      readonly data: { readonly [key: string]: StrictValue } | null;
      /** 1-based line of a key at the top; 1 when it is not there. */
      lineOf(key: string): number;
    }
  | { readonly ok: false; readonly line: number; readonly message: string };

/**
 * Reads YAML as strictyaml does, which the reference validator of Agent Skills uses: block style only, no anchors, tags
 * or duplicate keys, all scalars text. Never throws. Lines of the source must end with LF.
 *
 * Source: https://hitchdev.com/strictyaml (1.7.3); where it reads otherwise than YAML says, this does too.
 */
export function readStrictYaml(source: string): StrictYaml {
  const forbidden = FORBIDDEN.exec(source);
  if (forbidden !== null) {
    const line = source.slice(0, forbidden.index).split('\n').length;
    return { ok: false, line, message: 'a control character is not allowed' };
  }
  const plain = readPlainLines(source);
  if (plain !== null) return { ok: true, data: plain.data, lineOf: (key) => plain.lines.get(key) ?? 1 };
  return readAnyStrictYaml(source);
}

/** The same through the reader of all strict YAML alone; `readStrictYaml` asks it for whatever isn't plain. */
export function readAnyStrictYaml(source: string): StrictYaml {
  try {
    const lines = new Map<string, number>();
    const data = parse(readTokens(source), lines);
    const isMapping = typeof data === 'object' && !Array.isArray(data);
    return { ok: true, data: isMapping ? (data as Mapping) : null, lineOf: (key) => lines.get(key) ?? 1 };
  } catch (error) {
    if (error instanceof StrictYamlError) return { ok: false, line: error.line, message: error.message };
    if (error instanceof RangeError) return { ok: false, line: 1, message: 'it is nested too deep' };
    throw error;
  }
}

type Mapping = { [key: string]: StrictValue };

function canMerge(value: StrictValue): boolean {
  const isMapping = (one: StrictValue): boolean => typeof one === 'object' && !Array.isArray(one);
  return Array.isArray(value) ? value.every(isMapping) : isMapping(value);
}

/** All but what YAML calls printable. */
const FORBIDDEN = /[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/u;

/** Builds the value that the tokens tell of, and notes the lines of the topmost keys. */
function parse(tokens: readonly Token[], lines: Map<string, number>): StrictValue {
  let at = 0;
  const next = (): Token => tokens[at]!;
  const is = (...kinds: readonly Token['kind'][]): boolean => kinds.includes(next().kind);
  const take = (): Token => tokens[at++]!;

  if (is('stream-end')) return '';
  const root = parseNode(true);
  if (is('document-end')) take();
  if (!is('stream-end')) fail('there is text after the end of the document');
  return root;

  function parseNode(isRoot = false, mayBeList = false): StrictValue {
    if (mayBeList && is('item')) return parseItems('key', 'value', 'end');
    const token = next();
    if (token.kind === 'text') return take().text;
    if (token.kind === 'list') {
      take();
      const items = parseItems('end');
      expectEnd();
      return items;
    }
    if (token.kind === 'mapping') return parseMapping(isRoot);
    return fail('a value is missing');
  }

  function parseItems(...ends: readonly Token['kind'][]): StrictValue[] {
    const items: StrictValue[] = [];
    while (is('item')) {
      take();
      items.push(is('item', ...ends) ? '' : parseNode());
    }
    return items;
  }

  function parseMapping(isRoot: boolean): StrictValue {
    take();
    const mapping: Mapping = Object.create(null);
    let valueColumn: number | null = null;
    while (is('key', 'value')) {
      const { line } = next();
      const isMerge = isMergeKey();
      const key = parseKey();
      if (typeof key !== 'string') fail('a key is not text');
      const nested = is('value') && tokens[at + 1]?.kind === 'mapping' ? tokens[at + 1]! : null;
      const value = parseValue();
      if (isMerge) {
        // What is merged counts for nothing, since there are no anchors to merge from; it has to have the right shape.
        if (!canMerge(value)) throw new StrictYamlError('`<<` merges mappings only; quote it', line + 1);
        continue;
      }
      if (nested !== null && nested.column !== (valueColumn ?? nested.column)) {
        throw new StrictYamlError('nested keys are indented unevenly', nested.line + 1);
      }
      valueColumn = nested?.column ?? valueColumn;
      if (key in mapping) throw new StrictYamlError(`the key \`${key.slice(0, 64)}\` is there twice`, line + 1);
      mapping[key] = value;
      if (isRoot) lines.set(key, line + 1);
    }
    expectEnd();
    return mapping;
  }

  function parseKey(): StrictValue {
    if (is('value')) return '';
    take();
    return is('key', 'value', 'end') ? '' : parseNode(false, true);
  }

  function isMergeKey(): boolean {
    const name = tokens[at + 1];
    return is('key') && name?.kind === 'text' && name.plain && name.text === '<<';
  }

  function parseValue(): StrictValue {
    if (!is('value')) return '';
    take();
    return is('key', 'value', 'end') ? '' : parseNode(false, true);
  }

  function expectEnd(): void {
    if (!is('end')) fail('the indentation does not fit what is above');
    take();
  }

  function fail(message: string): never {
    throw new StrictYamlError(message, next().line + 1);
  }
}
