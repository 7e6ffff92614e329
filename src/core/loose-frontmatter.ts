import { type Frontmatter, parseFrontmatter, splitFrontmatter } from './frontmatter.ts';

/**
 * Reads frontmatter that other tools wrote and read leniently. What is no valid YAML is tried again with its values
 * quoted: most public `.mdc` files begin a glob with a bare asterisk, and many skills have a colon in their description.
 */
export function parseLooseFrontmatter(text: string, file: string): Frontmatter {
  const strict = parseFrontmatter(text, file);
  if (strict.data !== null || !strict.present) return strict;
  const parts = splitFrontmatter(text);
  if (parts.kind !== 'split') return strict;
  for (const quote of [quoteRisky, quoteAll]) {
    const retried = parseFrontmatter(`---\n${quote(parts.yaml)}---\n${parts.body}`, file);
    if (retried.data !== null) return { ...retried, yaml: parts.yaml };
  }
  return strict;
}

/** Quotes plain values of top-level keys and list items that YAML would misread. */
function quoteRisky(yaml: string): string {
  return mapValues(yaml, (value) => !/^["'[{|>]/.test(value) && /: |:$| #|^[*&!%@`?,\]}-]/.test(value));
}

/** Quotes every plain value, and flow lists and mappings too. */
function quoteAll(yaml: string): string {
  return mapValues(yaml, (value) => !/^(["'].*["']|[|>][+-]?\d?|true|false|null|~|-?\d+(\.\d+)?)$/.test(value));
}

function mapValues(yaml: string, isRisky: (value: string) => boolean): string {
  return yaml.replaceAll(/^([A-Za-z][\w-]*:[ \t]+|[ \t]*-[ \t]+)(\S[^\r\n]*?)[ \t]*$/gm, (line, key, value) =>
    isRisky(value) ? key + JSON.stringify(value) : line,
  );
}
