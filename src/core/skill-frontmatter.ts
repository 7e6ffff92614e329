import { readStrictYaml, type StrictYaml } from './strict-yaml/index.ts';

/** The frontmatter of a SKILL.md as the reference validator cuts it out and reads it. */
export type SkillFrontmatter =
  | { readonly kind: 'missing'; readonly hasMark: boolean }
  | { readonly kind: 'unclosed' }
  | { readonly kind: 'read'; readonly source: string; readonly yaml: StrictYaml; readonly body: string };

/**
 * Cuts at the first two `---`, wherever they stand: in the midst of a line too, for so does the reference validator
 * (`content.split("---", 2)`). Takes CRLF as LF, as Python does; the body
 * has its line ends as they were.
 */
export function readSkillFrontmatter(text: string): SkillFrontmatter {
  if (!text.startsWith('---')) return { kind: 'missing', hasMark: /^\uFEFF?\s*---/.test(text) };
  const end = text.indexOf('---', 3);
  if (end === -1) return { kind: 'unclosed' };
  const source = withoutReturns(text.slice(3, end));
  return { kind: 'read', source, yaml: readStrictYaml(source), body: text.slice(end + 3).trim() };
}

function withoutReturns(text: string): string {
  return text.includes('\r') ? text.replaceAll(/\r\n?/g, '\n') : text;
}
