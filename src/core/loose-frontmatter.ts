import { type Frontmatter, parseFrontmatter } from './frontmatter.ts';
import { tryYaml } from './yaml.ts';
import { hasStrayText } from './yaml-entries.ts';

/**
 * Reads frontmatter that other tools wrote and read leniently. What is no valid YAML is tried again with its values
 * quoted: most public `.mdc` files begin a glob with a bare asterisk, and many skills have a colon in their description.
 */
export function parseLooseFrontmatter(text: string, file: string): Frontmatter {
  const strict = parseFrontmatter(text, file);
  if (strict.data !== null || strict.yaml === '') return strict;
  // What quotes don't mend needs no second look.
  if (strict.diagnostics.some(({ code }) => code === 'duplicate-key') || hasStrayText(strict.yaml)) return strict;
  let tried = strict.yaml;
  for (const quote of [quoteRisky, quoteAll]) {
    const quoted = quote(strict.yaml);
    if (quoted === tried) continue;
    tried = quoted;
    const { data, lineOf } = tryYaml(quoted);
    if (data !== null) return { ...strict, data, lineOf: (path) => lineOf(path) + 1, diagnostics: [] };
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
