/** One entry of a mapping at the left edge, with all that is indented below it. */
export interface YamlEntry {
  readonly key: string;
  /** Whole lines. */
  readonly text: string;
  /** Number of lines before it. */
  readonly before: number;
}

/**
 * Cuts a mapping into entries that mean the same alone as they do together; null where that is not certain. Most of what
 * is unusual, or broken, is so in one place: to read that place alone takes a part of the time.
 */
export function splitEntries(source: string): readonly YamlEntry[] | null {
  if (ENTANGLED.test(source)) return null;
  const entries: YamlEntry[] = [];
  let before = 0;
  for (const text of source.split(LEFT_EDGE)) {
    const key = KEY.exec(text)?.[1];
    if (key !== undefined) entries.push({ key, text, before });
    else if (entries.length > 0 || !NOTHING.test(text)) return null;
    for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) before += 1;
  }
  return entries.length > 1 ? entries : null;
}

/** Whether text stands at the left edge where only a key can be: then quotes around values mend nothing. */
export function hasStrayText(source: string): boolean {
  return FIRST_KEY.test(source) && !DOCUMENT_MARK.test(source) && STRAY.test(source);
}

/**
 * What reaches from one entry into another: anchors, ends of documents and what follows them; quotes that a backslash
 * hides, which the parser takes for the end; characters that end a line here and not there.
 */
const ENTANGLED = /&|\\["'][ \t\r]*$|\r(?!\n)|[\u2028\u2029]/m;
const LEFT_EDGE = /^(?![ \t\r\n#]|-(?:[ \t\r\n]|$)|$)/m;
/** Other keys than words are read with all the rest. */
const KEY = /^(?!(?:null|true|false|__proto__):)([A-Za-z_][\w-]*):(?:[ \t\r\n]|$)/i;
const NOTHING = /^(?:[ \t]*(?:#.*)?\r?\n?)*$/;
const FIRST_KEY = /^(?:(?:[ \t]*|#.*)\r?\n)*[A-Za-z_][\w-]*:(?:\s|$)/;
const DOCUMENT_MARK = /^(?:---|\.\.\.)/m;
const STRAY = /^[\p{L}\p{N}][^:\r\n]*$/mu;
