/** An element: attributes under `@name`, text under `#text` and `#cdata`, children in lists under their names. */
export type XmlElement = Readonly<Record<string, unknown>>;

/** Parses XML that may be hostile; a sentence when it is not well formed or not to be trusted. */
export async function parseXml(file: string, text: string): Promise<XmlElement | string> {
  if (doctype.test(text))
    return `The report ${file} declares a document type, which no test report needs; it was not read.`;
  const { XMLParser, XMLValidator } = await import('fast-xml-parser');
  try {
    const valid = XMLValidator.validate(text);
    if (valid !== true)
      return `The report ${file} is not complete XML (line ${valid.err.line}: ${valid.err.msg}): the test process was stopped while it wrote, or something else wrote to it.`;
    const parser = new XMLParser({
      ignoreAttributes: false,
      attributeNamePrefix: '@',
      cdataPropName: '#cdata',
      parseTagValue: false,
      parseAttributeValue: false,
      trimValues: false,
      // Decoded below: the parser knows no character references, and no document type means no other entities.
      processEntities: false,
      ignoreDeclaration: true,
      ignorePiTags: true,
      maxNestedTags: 64,
      isArray: (name: string, _path: unknown, _leaf: boolean, attribute: boolean) =>
        !attribute && !name.startsWith('#'),
    });
    return parser.parse(text) as XmlElement;
  } catch (error) {
    return `The report ${file} can't be read: ${error instanceof Error ? error.message : 'malformed XML'}.`;
  }
}

export function attribute(element: XmlElement, name: string): string {
  const value = element[`@${name}`];
  // Node writes a quote as `&amp;quot;`.
  return typeof value === 'string' ? decode(value).replaceAll('&quot;', '"') : '';
}

/** Returns the element's own text, its CDATA last. */
export function textOf(element: XmlElement): string {
  const own = element['#text'];
  const cdata = [element['#cdata']].flat().filter((part) => typeof part === 'string');
  return (typeof own === 'string' ? decode(own) : '') + cdata.join('');
}

/** Returns the children of that name. A child that holds nothing but text comes as its text alone. */
export function children(element: XmlElement, name: string): XmlElement[] {
  const found = Object.hasOwn(element, name) ? element[name] : undefined;
  if (!Array.isArray(found)) return [];
  return found.map((child: unknown): XmlElement => {
    if (typeof child === 'string') return { '#text': child };
    return typeof child === 'object' && child !== null ? (child as XmlElement) : {};
  });
}

const doctype = /^\ufeff?(?:\s+|<\?[^>]*>|<!--(?:[^-]|-(?!->))*-->)*<!DOCTYPE/i;
const named: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" };

function decode(text: string): string {
  return text.replace(/&(?:#(\d{1,7})|#x([0-9a-f]{1,6})|(lt|gt|amp|quot|apos));/gi, (all, decimal, hex, name) => {
    if (name !== undefined) return named[String(name).toLowerCase()] ?? all;
    const code = decimal === undefined ? Number.parseInt(hex, 16) : Number(decimal);
    return code <= 0x10ffff ? String.fromCodePoint(code) : all;
  });
}
