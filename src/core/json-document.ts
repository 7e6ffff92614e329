/** A JSON file as data, with the line of each key. Lines are 1-based. */
export type JsonDocument =
  | { readonly ok: true; readonly data: unknown; readonly lineOf: (path: readonly (string | number)[]) => number }
  | { readonly ok: false; readonly line: number; readonly message: string };

/** Reads strict JSON (a byte order mark is taken); of a repeated key the last one counts, as in JSON.parse. */
export function parseJson(text: string): JsonDocument {
  const source = text.startsWith('\uFEFF') ? text.slice(1) : text;
  try {
    const data: unknown = JSON.parse(source);
    const lines = new Map<string, number>();
    return { ok: true, data, lineOf: (path) => nearest(path, lines, source) };
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    const before = source.slice(0, errorOffset(source));
    const message = error.message.replace(/ in JSON.*| \(line.*| after JSON at.*/s, '').replace(/, ".*/s, '');
    return { ok: false, line: before.split('\n').length, message };
  }
}

/** Finds the first character that can't be right, by halving: not every message of the engine tells its position. */
function errorOffset(source: string): number {
  let [right, wrong] = [0, source.length];
  if (isUnfinished(source)) return source.trimEnd().length;
  while (wrong - right > 1) {
    const middle = (right + wrong) >> 1;
    if (isUnfinished(source.slice(0, middle))) right = middle;
    else wrong = middle;
  }
  return right;
}

/** Whether more text could still make this valid JSON. */
function isUnfinished(source: string): boolean {
  try {
    JSON.parse(source);
    return true;
  } catch (error) {
    const { message } = error as SyntaxError;
    const offset = /position (\d+)/.exec(message)?.[1];
    return /^Unterminated|^Unexpected end|^No number/.test(message) || Number(offset) >= source.length;
  }
}

function nearest(path: readonly (string | number)[], lines: Map<string, number>, source: string): number {
  if (lines.size === 0) recordLines(source, lines);
  for (let length = path.length; length > 0; length--) {
    const line = lines.get(JSON.stringify(path.slice(0, length)));
    if (line !== undefined) return line;
  }
  return 1;
}

/** Walks valid JSON token by token and notes where each key and each list item stands. */
function recordLines(source: string, lines: Map<string, number>): void {
  const path: (string | number)[] = [];
  let line = 1;
  let key: string | null = null;
  for (const [token] of source.matchAll(/"(?:[^"\\]|\\.)*"|[[\]{}:,\n]|[^\s[\]{}:,"]+/g)) {
    if (token === '\n') line++;
    else if (token === '{' || token === '[') {
      noteItem();
      path.push(token === '[' ? 0 : '');
    } else if (token === '}' || token === ']') path.pop();
    else if (token === ',') {
      const last = path.pop();
      path.push(typeof last === 'number' ? last + 1 : '');
    } else if (token === ':') {
      path[path.length - 1] = key ?? '';
      note();
    } else {
      if (token.startsWith('"')) key = String(JSON.parse(token));
      noteItem();
    }
  }

  function noteItem(): void {
    if (typeof path.at(-1) === 'number') note();
  }

  function note(): void {
    lines.set(JSON.stringify(path), line);
  }
}
