/** A mapping of texts, and the 1-based line of each of its keys. */
export interface PlainLines {
  readonly data: { readonly [key: string]: string };
  readonly lines: ReadonlyMap<string, number>;
}

/**
 * Reads what most frontmatter is, keys with a value of one line, as the reader of all strict YAML does; null for anything
 * that might mean something else. A tenth of the time, which a folder of thousands of skills needs. The source must hold
 * no character that strict YAML forbids.
 */
export function readPlainLines(source: string): PlainLines | null {
  if (SPECIAL.test(source)) return null;
  const data: Record<string, string> = Object.create(null);
  const lines = new Map<string, number>();
  let line = 0;
  for (let at = 0; at <= source.length; line++) {
    const end = source.indexOf('\n', at);
    const text = source.slice(at, end === -1 ? source.length : end);
    at = end === -1 ? source.length + 1 : end + 1;
    if (text === '' || text.startsWith('#')) continue;
    const found = ENTRY.exec(text);
    if (found === null) return null;
    const [, key = '', double, single, plain = ''] = found;
    if (key in data || MARK.test(plain)) return null;
    data[key] = double ?? single?.replaceAll("''", "'") ?? plain;
    lines.set(key, line + 1);
  }
  return lines.size > 0 ? { data, lines } : null;
}

/** Breaks a line or takes no room, or is a tab, which strict YAML treats in a way of its own. */
const SPECIAL = /[\t\r\x85\u2028\u2029\uFEFF]/;
const ENTRY = /^([A-Za-z_][\w-]{0,99}): +(?:"([^"\\]*)"|'((?:[^']|'')*)'|([\p{L}\p{N}_./(](?:.*[^ ])?)) *$/u;
/** What begins a comment, or a second value, behind plain text. */
const MARK = /:(?: |$)| #/;
