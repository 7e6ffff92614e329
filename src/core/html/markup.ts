import { cleanText, revealText } from '../text.ts';

/** HTML that is safe to put on a page. Only this file makes it, so nothing gets there that was not escaped. */
export class Markup {
  readonly #html: string;
  private constructor(html: string) {
    this.#html = html;
  }
  toString(): string {
    return this.#html;
  }
  /** For what Regent itself wrote, letter by letter: a literal template, a style sheet. */
  static trust(html: string): Markup {
    return new Markup(html);
  }
}

/** What may stand in a template. Nothing is shown for null, undefined and false. */
export type Part = Markup | string | number | null | undefined | false | readonly Part[];

/**
 * Returns the template as HTML. Texts are cleaned and escaped, for places between tags and in quoted attributes: there
 * is no way to put one in as it is.
 */
export function html(literals: TemplateStringsArray, ...parts: readonly Part[]): Markup {
  let text = literals[0] ?? '';
  for (const [at, part] of parts.entries()) text += render(part) + (literals[at + 1] ?? '');
  return Markup.trust(text);
}

/** Code, as text that shows what does not show: control and direction characters are named. */
export function code(text: string): Markup {
  return Markup.trust(escapeText(revealText(text)));
}

function render(part: Part): string {
  if (part === null || part === undefined || part === false) return '';
  if (part instanceof Markup) return part.toString();
  if (Array.isArray(part)) return part.map(render).join('');
  // A log from elsewhere may hold what its types don't allow: that is text as well.
  return escapeText(cleanText(String(part)));
}

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

function escapeText(text: string): string {
  return text.replace(/[&<>"']/g, (char) => entities[char] ?? '');
}
