import type { Diagnostic } from './diagnostic.ts';
import { type KeyPath, parseYaml } from './yaml.ts';

/** The YAML between two `---` lines at the top of a Markdown file, and the Markdown after it. */
export interface Frontmatter {
  /** False when the file doesn't open with a `---` line. */
  readonly present: boolean;
  /** Null when there is none, or when it can't be read: then `diagnostics` says why. */
  readonly data: Readonly<Record<string, unknown>> | null;
  /** The YAML itself, without the `---` lines. */
  readonly yaml: string;
  /** The Markdown after it, as written; the whole text when there is no frontmatter. */
  readonly body: string;
  /** 1-based line of the file at which the body begins. */
  readonly bodyLine: number;
  /** 1-based line of the file for a key, or for the nearest of its parents that is there. */
  lineOf(path: KeyPath): number;
  readonly diagnostics: readonly Diagnostic[];
}

/** Splits a Markdown file and reads its frontmatter. Takes BOM and CRLF; executes nothing; never throws. */
export function parseFrontmatter(text: string, file: string): Frontmatter {
  const parts = splitFrontmatter(text);
  if (parts.kind === 'none') return withoutData(parts.body, false, []);
  if (parts.kind === 'unclosed') {
    return withoutData('', true, [
      {
        severity: 'error',
        code: 'frontmatter-unclosed',
        file,
        line: 1,
        message: 'The frontmatter that opens in line 1 is never closed.',
        mend: 'Put a line with only `---` after its last key.',
      },
    ]);
  }
  const { data, lineOf, problems } = parseYaml(parts.yaml);
  return {
    present: true,
    data,
    yaml: parts.yaml,
    body: parts.body,
    bodyLine: parts.bodyLine,
    lineOf: (path) => lineOf(path) + 1,
    diagnostics: problems.map((problem) => ({ severity: 'error', file, ...problem, line: problem.line + 1 })),
  };
}

type Parts =
  | { readonly kind: 'none'; readonly body: string }
  | { readonly kind: 'unclosed' }
  | { readonly kind: 'split'; readonly yaml: string; readonly body: string; readonly bodyLine: number };

/** Cuts the text at its first two `---` lines; the first must be the file's first line. */
export function splitFrontmatter(text: string): Parts {
  const source = text.startsWith('\uFEFF') ? text.slice(1) : text;
  const opening = /^---[ \t]*(?:\r?\n|$)/.exec(source);
  if (opening === null) return { kind: 'none', body: source };
  const rest = source.slice(opening[0].length);
  const closing = /^---[ \t]*(?:\r?\n|$(?![\s\S]))/m.exec(rest);
  if (closing === null) return { kind: 'unclosed' };
  const yaml = rest.slice(0, closing.index);
  return {
    kind: 'split',
    yaml,
    body: rest.slice(closing.index + closing[0].length),
    bodyLine: yaml.split('\n').length + 2,
  };
}

function withoutData(body: string, present: boolean, diagnostics: readonly Diagnostic[]): Frontmatter {
  return { present, data: null, yaml: '', body, bodyLine: 1, lineOf: () => 1, diagnostics };
}
