import type { DeclaredTest } from './declared.ts';
import { cLike, maskSource, rubyLike, type Syntax } from './mask.ts';

/** A language whose tests are functions, or macros, found by one pattern in the masked source. */
interface FunctionLanguage {
  readonly syntax: Syntax;
  /** `name` is the test's, or `title` where a literal stands in the source. */
  readonly test: RegExp;
  /** A file in which this occurs declares nothing for sure. */
  readonly never: RegExp;
}

const languages: Readonly<Record<string, FunctionLanguage>> = {
  go: {
    syntax: { line: '//', block: [['/*', '*/']], quotes: ['"', '`'] },
    test: /^func (?<name>Test(?:[^\p{Ll}\s(][\p{L}\p{N}_]*)?)\(\w+ \*testing\.T\)/gmu,
    never: /\bfunc TestMain\(/,
  },
  rs: {
    syntax: { line: '//', block: [['/*', '*/']], quotes: ['"'] },
    test: /^[ \t]*#\[test\]\s*(?:#\[should_panic[^\]]*\]\s*)?(?:pub )?fn (?<name>\w+)\(/gm,
    never: /#!?\[cfg\((?!test\))|\bmacro_rules!|\br#*"|'"'/,
  },
  java: {
    syntax: cLike,
    test: /^[ \t]*@Test\s+(?:public |protected )?void (?<name>\w+)\(\s*\)/gm,
    never: /\babstract class\b|@(?:DisplayNameGeneration|Nested|RunWith|ExtendWith|Enabled\w+|Disabled\w*|Ignore)\b/,
  },
  kt: {
    syntax: cLike,
    test: /^[ \t]*@Test\s+fun (?<name>\w+)\(\s*\)/gm,
    never: /\babstract class\b|@(?:DisplayNameGeneration|Nested|RunWith|ExtendWith|Enabled\w+|Disabled\w*|Ignore)\b/,
  },
  cs: {
    syntax: cLike,
    test: /^[ \t]*\[(?:Fact|Test|TestMethod)\]\s+public (?:async )?(?:void|Task) (?<name>\w+)\(\s*\)/gm,
    never: /\babstract class\b|^\s*#if\b|\[(?:Ignore|Explicit|Collection|Trait)\b|[$@]"/m,
  },
  php: {
    syntax: { ...cLike, quotes: ['"', "'"] },
    test: /^[ \t]*(?:final )?public function (?<name>test\w+)\(/gm,
    never: /\babstract class\b|\btrait\b|<<<|#\[|^\s*#/m,
  },
  cpp: {
    syntax: { line: '//', block: [['/*', '*/']], quotes: ['"'] },
    test: /^(?:TEST_CASE\("(?<title>[^"]*)"\s*\)|TEST(?:_F)?\(\w+,\s*(?<name>(?!DISABLED_)\w+)\))/gm,
    never: /^\s*#\s*if|R"|'"'/m,
  },
  rb: {
    syntax: rubyLike,
    test: /^ {2}def (?<name>test_\w+)[ \t]*$/gm,
    never:
      /<<[~-]?['"A-Z]|^__END__|\b(?:undef\w*|remove_method|exit)\b|^class \w+ *$|^module\b|^ {2}(?:private|protected)\b/m,
  },
};

const aliases: Readonly<Record<string, string>> = { cc: 'cpp', cxx: 'cpp', c: 'cpp', hpp: 'cpp' };

/** Returns the test functions of Go, Rust, JUnit, xUnit, NUnit, PHPUnit, Minitest, Catch2, doctest and GoogleTest. */
export function functionTests(extension: string, path: string, source: string): DeclaredTest[] {
  const language = languages[aliases[extension] ?? extension];
  if (!language || (extension === 'go' && (!path.endsWith('_test.go') || /^\/\/(?:go:build| \+build)/m.test(source))))
    return [];
  const masked = maskSource(source, language.syntax);
  if (language.never.test(masked)) return [];
  const found: DeclaredTest[] = [];
  for (const match of masked.matchAll(language.test)) {
    const { name, title } = match.groups ?? {};
    if (name !== undefined) found.push({ title: name, kind: 'function' });
    else if (title !== undefined) {
      const start = match.index + match[0].indexOf('"') + 1;
      const text = source.slice(start, start + title.length);
      if (!text.includes('\\')) found.push({ title: text, kind: 'function' });
    }
  }
  return found;
}
