/** Reads a one-line YAML value, with a comment behind it; undefined when it needs the parser. Nothing is null. */
export function readSimpleValue(text: string): unknown {
  const first = text[0];
  if (first === undefined || first === '#') return null;
  if (first === '"' || first === "'") {
    const quoted = (first === '"' ? DOUBLE : SINGLE).exec(text);
    return quoted?.[1];
  }
  if (first === '[') return readFlow(text, ']');
  if (first === '{') return readFlow(text, '}');
  if (!PLAIN_START.test(text)) return undefined;
  const comment = text.indexOf(' #');
  const plain = (comment === -1 ? text : text.slice(0, comment)).trimEnd();
  return plain.includes(': ') || plain.endsWith(':') ? undefined : resolvePlain(plain);
}

const DOUBLE = /^"([^"\\]*)" *(?: #.*)?$/;
const SINGLE = /^'([^']*)' *(?: #.*)?$/;
const PLAIN_START = /^(?:[\p{L}_./]|-?[0-9])/u;

/** Reads `[a, b]` or `{ a: b, c: d }` of scalars; what is nested deeper needs the parser. */
function readFlow(text: string, end: ']' | '}'): unknown {
  const items: unknown[] = [];
  const mapping: Record<string, unknown> = Object.create(null);
  let at = 1;
  const take = (pattern: RegExp): RegExpExecArray | null => {
    pattern.lastIndex = at;
    const match = pattern.exec(text);
    if (match !== null) at = pattern.lastIndex;
    return match;
  };
  const close = end === ']' ? LIST_END : MAP_END;
  if (take(close) !== null) return end === ']' ? items : mapping;
  for (;;) {
    const key = end === '}' ? take(FLOW_KEY)?.[1] : '';
    if (key === undefined || key in mapping || /^(?:null|true|false|__proto__)$/i.test(key)) return undefined;
    const scalar = take(FLOW_SCALAR);
    const value = scalar === null ? undefined : (scalar[1] ?? scalar[2] ?? resolvePlain(scalar[3]!.trimEnd()));
    if (value === undefined) return undefined;
    if (end === ']') items.push(value);
    else mapping[key] = value;
    if (take(close) !== null) return end === ']' ? items : mapping;
    if (take(COMMA) === null) return undefined;
  }
}

const FLOW_KEY = / *([A-Za-z_][\w-]*): +/y;
const FLOW_SCALAR = / *(?:"([^"\\]*)"|'([^']*)'|((?:[\p{L}_./]|-?[0-9])[^,[\]{}:#"'&!|>%@`\\]*))/uy;
const COMMA = / *,/y;
const LIST_END = / *\] *(?: #.*)?$/y;
const MAP_END = / *\} *(?: #.*)?$/y;

/** Resolves a plain scalar by YAML 1.2's core schema; undefined for unusual ways to write numbers. */
function resolvePlain(text: string): unknown {
  if (/^(?:null|Null|NULL)$/.test(text)) return null;
  if (/^(?:true|True|TRUE)$/.test(text)) return true;
  if (/^(?:false|False|FALSE)$/.test(text)) return false;
  if (!/^[-.\d]/.test(text)) return text;
  if (/^(?:0|-?[1-9]\d{0,14})$|^-?(?:0|[1-9]\d{0,9})\.\d{1,6}$/.test(text)) return Number(text);
  return /^[-+.\dA-Fa-fox_]+$|^[-+]?\.(?:inf|nan)$/i.test(text) ? undefined : text;
}
