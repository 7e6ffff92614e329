import type { DeclaredTest } from './declared.ts';
import { hashLike, luaLike, maskSource, rubyLike, type Syntax } from './mask.ts';

/** A language whose tests and suites are calls with a title that open a block, told apart by their indentation. */
interface BlockLanguage {
  readonly syntax: Syntax;
  /** Match masked lines; a quote stands where the title begins. */
  readonly test: RegExp;
  readonly suite: RegExp;
  /** A file in which this occurs declares nothing for sure. */
  readonly never: RegExp;
  /** A line that, right above a test, may take it out. */
  readonly above?: RegExp;
}

const languages: Readonly<Record<string, BlockLanguage>> = {
  rb: {
    syntax: rubyLike,
    test: /^\s*(?:it|specify|example)\s*\(?\s*["'][^"']*["']\s*\)?\s+do\s*$/,
    suite: /^\s*(?:RSpec\.)?(?:describe|context)\b[^|]*\s+do\s*$/,
    never: /<<[~-]?['"A-Z]|^__END__|\b(?:fit|fdescribe|fcontext|focus|return|exit)\b/m,
  },
  exs: {
    syntax: hashLike,
    test: /^\s*test\s+"[^"]*"\s*(?:,\s*[^,]*)?\s+do\s*$/,
    suite: /^\s*(?:describe\s+"[^"]*"|defmodule\s+[\w.]+)\s+do\s*$/,
    never: /@(?:moduletag|describetag)\b|~[sS]/,
    above: /^\s*@tag\b/,
  },
  lua: {
    syntax: luaLike,
    test: /^\s*it\s*\(\s*["'][^"']*["']\s*,\s*function\s*\(\s*\)\s*$/,
    suite: /^\s*(?:describe|context|insulate|expose)\s*\(\s*["'][^"']*["']\s*,\s*function\s*\(\s*\)\s*$/,
    never: /\bthen\s+return\b|\bos\.exit\b|\blocal\s+(?:function\s+)?(?:it|describe)\b/,
  },
};

/** Returns the tests of RSpec, ExUnit and busted whose every enclosing block is a suite. */
export function blockTests(extension: string, source: string): DeclaredTest[] {
  const language = languages[extension];
  if (!language) return [];
  const lines = maskSource(source, language.syntax).split('\n');
  const original = source.split('\n');
  if (language.never.test(lines.join('\n'))) return [];
  const found: DeclaredTest[] = [];
  const enclosing: { indent: number; sure: boolean }[] = [];
  let above = '';
  for (const [i, line] of lines.entries()) {
    if (line.trim() === '') continue;
    const indent = line.length - line.trimStart().length;
    while (enclosing.length > 0 && enclosing.at(-1)!.indent >= indent) enclosing.pop();
    const sure = enclosing.every((block) => block.sure);
    if (sure && language.test.test(line) && !language.above?.test(above)) {
      const title = literal(original[i] ?? '', line);
      if (title !== null) found.push({ title, kind: 'title' });
    }
    enclosing.push({ indent, sure: language.suite.test(line) });
    above = line;
  }
  return found;
}

/** The title between the first two quotes of a masked line, unless it is interpolated or has escapes. */
function literal(original: string, masked: string): string | null {
  const start = masked.search(/["']/);
  const end = masked.indexOf(masked.charAt(start), start + 1);
  const title = original.slice(start + 1, end);
  return start >= 0 && end > start && !/#\{|\\/.test(title) ? title : null;
}
