import { cLike, hashLike, luaLike, rubyLike, type Syntax } from '../expected/mask.ts';

/** How tests are written in a language, as far as copying one and having it expect something else takes. */
export interface Form {
  readonly syntax: Syntax;
  /** One whole test in masked source, with its `name` and its `body`. */
  readonly test: RegExp;
  /** A body in which this occurs may end before its last comparison, or catch that it fails. */
  readonly unfit: RegExp;
  /** A line right above a test that changes how it runs. */
  readonly above?: RegExp;
  /** Whether tests have titles with spaces; otherwise they are functions. */
  readonly titles: boolean;
  readonly comparisons: readonly Comparison[];
  /** The brackets of a list that takes anything; null where the compiler wants to know of what. */
  readonly list: readonly [open: string, close: string] | null;
  /** What a copy does at its end, so that it is seen when a comparison that fails doesn't end it. */
  readonly last?: string;
}

/** A statement that compares. `name` is matched against what stands before the last call's arguments, less its brackets. */
export type Comparison =
  | {
      readonly kind: 'call' | 'command';
      readonly name: RegExp;
      /** Which argument is what is expected, from 0. */
      readonly expected: number;
      /** How many arguments there are: another message or tolerance may follow, or stand elsewhere. */
      readonly takes: readonly [least: number, most: number];
    }
  /** Another name says the opposite. */
  | { readonly kind: 'flip'; readonly name: RegExp; readonly to: string }
  /** What the pattern finds says the opposite when `to` stands there. */
  | { readonly kind: 'turn'; readonly pattern: RegExp; readonly to: string }
  /** The pattern has the expected `value`. */
  | { readonly kind: 'operator'; readonly pattern: RegExp };

/** Returns how the tests of a file are written, or null where none of them is to be copied. */
export function formOf(path: string, command: string): Form | null {
  const extension = /\.(\w+)$/.exec(path)?.[1] ?? '';
  if (/^[cm]?[jt]sx?$/.test(extension)) return javascript;
  if (extension === 'py') return /\bpytest\b|\bpy\.test\b/.test(command) ? pytest : unittest;
  return forms[extension] ?? null;
}

const call = (name: RegExp, expected: number, takes: readonly [number, number] = [2, 3]): Comparison => ({
  kind: 'call',
  name,
  expected,
  takes,
});
const flip = (name: RegExp, to: string): Comparison => ({ kind: 'flip', name, to });
const bothWays = (name: (word: string) => RegExp, one: string, other: string): Comparison[] => [
  flip(name(one), other),
  flip(name(other), one),
];

const javascript: Form = {
  syntax: { line: '//', block: [['/*', '*/']], quotes: ['"', "'", '`'] },
  test: /^(?<indent>[ \t]*)(?:test|it)\((?<quote>['"`])(?<name>[^'"`\n]*)\k<quote>, (?:async )?(?:function )?(?:\(t?\)|t)(?:: \w+(?:<void>)?)? (?:=> )?\{\n(?<body>(?:(?!\k<indent>\}\))[^\n]*\n)*)\k<indent>\}\);?[ \t]*\n/dgm,
  unfit: /\b(?:return|throw|skip|todo|plan|catch|process)\b/,
  titles: true,
  comparisons: [
    call(/^(?:(?:assert|strict|t)\.)*(?:equal|strictEqual|deepEqual|deepStrictEqual)$/, 1),
    call(
      /^(?:await )?expect\(\s*\)(?:\.to)?(?:\.be)?(?:\.deep)?\.(?:toBe|toEqual|toStrictEqual|equal|equals|eq|eql)$/,
      0,
      [1, 1],
    ),
    ...bothWays((word) => new RegExp(`(?<=^expect\\(.*\\)\\.)${word}$`, 's'), 'toBeTruthy', 'toBeFalsy'),
  ],
  list: ['[', ']'],
};

const unittest: Form = {
  syntax: hashLike,
  test: /^(?<indent>[ \t]+)def (?<name>test\w*)\([^)\n]*\)(?: -> None)?:[ \t]*\n(?<body>(?:\k<indent>[ \t]+[^\n]*\n|[ \t]*\n)+)/dgm,
  unfit: /\b(?:return|raise|yield|skip\w*|exit)\b/,
  above: /^\s*@/,
  titles: false,
  comparisons: [
    call(/^self\.assert(?:Equal|Is|ListEqual|DictEqual|CountEqual|SequenceEqual)$/, 1),
    ...bothWays((word) => new RegExp(`(?<=^self\\.)${word}$`), 'assertTrue', 'assertFalse'),
  ],
  list: ['[', ']'],
};

/** No operator that would make more of a statement than one comparison, or one call. */
const pythonPlain = String.raw`(?!.*\b(?:and|or|if|else|in|lambda|for)\b|.*[!<>]|.*=.*==|.*==.*=)`;

const pytest: Form = {
  ...unittest,
  test: /^(?<indent>[ \t]*)def (?<name>test\w*)\([^)\n]*\)(?: -> None)?:[ \t]*\n(?<body>(?:\k<indent>[ \t]+[^\n]*\n|[ \t]*\n)+)/dgm,
  comparisons: [
    ...unittest.comparisons,
    {
      kind: 'operator',
      pattern: new RegExp(
        `^assert ${pythonPlain}(?!.*\\bnot\\b)[^\\n]* (?:==|is) (?<value>[^,\\n]+|[[(][^\\n]*[\\])])$`,
        'd',
      ),
    },
    { kind: 'turn', pattern: new RegExp(`^assert not (?=${pythonPlain}[\\w.]+\\([^=\\n]*\\)$)`), to: 'assert ' },
    { kind: 'turn', pattern: new RegExp(`^assert (?=${pythonPlain}[\\w.]+\\([^=\\n]*\\)$)`), to: 'assert not ' },
  ],
};

const forms: Readonly<Record<string, Form>> = {
  rb: {
    syntax: rubyLike,
    test: /^(?<indent> {2})def (?<name>test_\w+)[ \t]*\n(?<body>(?: {4}[^\n]*\n|[ \t]*\n)+) {2}end[ \t]*\n/dgm,
    unfit: /\b(?:return|raise|skip|flunk|rescue|exit|next)\b|<<[~-]?[A-Z'"]/,
    titles: false,
    comparisons: [
      { kind: 'command', name: /^assert_equal$/, expected: 0, takes: [2, 3] },
      call(/^assert_equal$/, 0),
      ...bothWays((word) => new RegExp(`^${word}$`), 'assert', 'refute'),
    ],
    list: ['[', ']'],
  },
  lua: {
    syntax: luaLike,
    test: /^(?<indent>[ \t]+)it\((?<quote>['"])(?<name>[^'"\n]*)\k<quote>, function\(\)\n(?<body>(?:(?!\k<indent>end\))[^\n]*\n)*)\k<indent>end\)[ \t]*\n/dgm,
    unfit: /\b(?:return|error|pending)\b/,
    titles: true,
    comparisons: [
      call(/^assert\.(?:are\.)?(?:equal|equals|same)$/, 0),
      ...bothWays((word) => new RegExp(`(?<=^assert\\.)${word}$`), 'is_true', 'is_false'),
    ],
    list: ['{', '}'],
  },
  php: {
    syntax: { ...cLike, quotes: ['"', "'"] },
    test: /^(?<indent>[ \t]+)public function (?<name>test\w+)\(\)(?:: void)?\s*\{\n(?<body>(?:(?!\k<indent>\})[^\n]*\n)*)\k<indent>\}[ \t]*\n/dgm,
    unfit: /\b(?:return|throw|markTest\w+|expectException\w*|catch|exit|die)\b|<<</,
    titles: false,
    comparisons: [
      call(/^(?:\$this->|self::|static::)assert(?:Same|Equals)$/, 0),
      ...bothWays((word) => new RegExp(`(?<=^(?:\\$this->|self::|static::))${word}$`), 'assertTrue', 'assertFalse'),
    ],
    list: ['[', ']'],
  },
  java: {
    syntax: cLike,
    test: /^(?<indent>[ \t]+)@Test\s+(?:public )?void (?<name>\w+)\(\)[^{\n]*\{[ \t]*\n(?<body>(?:(?!\k<indent>\})[^\n]*\n)*)\k<indent>\}[ \t]*\n/dgm,
    unfit: /\b(?:return|throw|catch|assume\w*|abort)\b/,
    above: /^\s*@/,
    titles: false,
    comparisons: [
      call(/^(?:Assertions\.|Assert\.)?assertEquals$/, 0, [2, 2]),
      call(/^assertThat\(\s*\)\.isEqualTo$/, 0, [1, 1]),
      ...bothWays((word) => new RegExp(`^${word}$`), 'assertTrue', 'assertFalse'),
      ...bothWays((word) => new RegExp(`(?<=^assertThat\\(.*\\)\\.)${word}$`, 's'), 'isTrue', 'isFalse'),
    ],
    list: null,
  },
  exs: {
    syntax: hashLike,
    test: /^(?<indent>[ \t]+)test "(?<name>[^"\n]*)" do\n(?<body>(?:\k<indent>[ \t]+[^\n]*\n|[ \t]*\n)+)\k<indent>end[ \t]*\n/dgm,
    unfit: /\b(?:raise|throw|rescue|catch|flunk)\b/,
    above: /^\s*@/,
    titles: true,
    comparisons: [
      { kind: 'operator', pattern: /^assert [^=!<>|&]* == (?<value>[^=!<>|&\n]+)$/d },
      { kind: 'turn', pattern: /^assert (?=[\w.]+\([^\n]*\)$)/, to: 'refute ' },
      { kind: 'turn', pattern: /^refute (?=[\w.]+\([^\n]*\)$)/, to: 'assert ' },
    ],
    list: ['[', ']'],
  },
  bats: {
    syntax: { line: null, block: [], quotes: ['"', "'"] },
    test: /^(?<indent>)@test (?<quote>["'])(?<name>[^"'\n]*)\k<quote> \{\n(?<body>(?:(?!\})[^\n]*\n)*)\}[ \t]*\n/dgm,
    unfit: /(?<!\|\| )\bskip\b|\b(?:return|exit|exec)\b|<<|^[ \t]*(?:trap|set)\b/m,
    titles: true,
    comparisons: [
      { kind: 'operator', pattern: /^\[\[? [^\n|&]*? (?:==?|-eq) (?<value>-?\d+|"[^"\n]*"|'[^'\n]*') \]\]?$/d },
      { kind: 'operator', pattern: /^assert_(?:output|equal "[^"\n]*") (?<value>"[^"\n]*"|'[^'\n]*')$/d },
      { kind: 'turn', pattern: /^assert_success$/, to: 'assert_failure' },
      { kind: 'turn', pattern: /^assert_failure$/, to: 'assert_success' },
    ],
    list: null,
    last: '  true\n',
  },
  rs: {
    syntax: { line: '//', block: [['/*', '*/']], quotes: ['"'] },
    test: /^(?<indent>[ \t]*)#\[test\]\n\k<indent>fn (?<name>\w+)\(\) \{\n(?<body>(?:(?!\k<indent>\})[^\n]*\n)*)\k<indent>\}[ \t]*\n/dgm,
    unfit: /\b(?:return|panic|catch_unwind|exit)\b|\?;/,
    above: /^\s*#\[/,
    titles: false,
    comparisons: [
      call(/^assert_eq!$/, 1),
      flip(/^assert_eq!$/, 'assert_ne!'),
      { kind: 'turn', pattern: /^assert!\(!(?=[\w:]+\([^()\n]*\)\)$)/, to: 'assert!(' },
      { kind: 'turn', pattern: /^assert!\((?=[\w:]+\([^()\n]*\)\)$)/, to: 'assert!(!' },
    ],
    list: null,
  },
};
