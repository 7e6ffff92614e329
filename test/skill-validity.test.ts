import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { parseSkill } from '../src/core/skill.ts';
import { checkSkill } from '../src/core/skill-validity.ts';
import { readAnyStrictYaml, readStrictYaml } from '../src/core/strict-yaml/index.ts';

/** The verdict on a SKILL.md in a folder: codes of errors, and of what only the text objects to in brackets. */
function verdict(text: string, folder = 'pdf'): string {
  const found = checkSkill(text, { folder, file: `${folder}/SKILL.md` });
  return found
    .map(({ severity, code, line }) => (severity === 'error' ? `${code}:${line}` : `(${code}:${line})`))
    .join(' ');
}

/** Frontmatter with a name and a description that are right, and more. */
const skill = (more: string): string => `---\nname: pdf\ndescription: Reads PDF.\n${more}\n---\nbody\n`;

/** What the frontmatter holds besides → the reference validator's verdict (skills-ref 0.1.0, strictyaml 1.7.3). */
const verdicts: readonly (readonly [rule: string, text: string, expected: string])[] = [
  ['name and description are enough', skill(''), ''],
  ['all six fields are known', skill('license: MIT\ncompatibility: git\nallowed-tools: Read\nmetadata:\n  a: b'), ''],
  ['an unknown field is refused', skill('version: 1'), 'unknown-field:4'],
  ['a near miss is an unknown field', skill('Name: pdf'), 'unknown-field:4'],
  ['flow style is refused', skill('allowed-tools: [Read]'), 'strict-yaml:4'],
  ['a flow mapping is refused', skill('metadata: {a: b}'), 'strict-yaml:4'],
  ['a key that is there twice is refused', skill('name: pdf'), 'strict-yaml:4'],
  ['an anchor is refused', skill('license: &x MIT'), 'strict-yaml:4'],
  ['an alias is refused', skill('license: *x'), 'strict-yaml:4'],
  ['a tag is refused', skill('license: !!str MIT'), 'strict-yaml:4'],
  ['a second colon in plain text is refused', skill('license: MIT: yes'), 'strict-yaml:4'],
  ['a colon without a space is text', skill('license: MIT:yes'), ''],
  ['a colon in quotes is text', skill('license: "MIT: yes"'), ''],
  ['a tab before a key is refused', skill('\tlicense: MIT'), 'strict-yaml:4'],
  ['a tab behind a value is refused', skill('license: MIT\t'), 'strict-yaml:4'],
  ['behind an empty line a tab is taken for a space', skill('metadata:\n\n\ta: b'), ''],
  ['what is merged counts for nothing', skill('<<:\n  version: 1'), ''],
  ['text can not be merged', skill('<<: x'), 'strict-yaml:4'],
  ['a comment is none of its business', skill('# comment\nlicense: MIT # more'), ''],
  ['a line without a colon is refused', skill('license'), 'strict-yaml:5'],
  ['text that begins with @ is refused', skill('license: @me'), 'strict-yaml:4'],
  ['a directive is refused', skill('%YAML 1.2'), 'strict-yaml:4'],
  ['a quote that never ends is refused', skill('license: "MIT'), 'strict-yaml:5'],
  ['an escape that YAML has not is refused', skill('license: "\\d"'), 'strict-yaml:4'],
  ['a control character is refused', skill('license: M\u0007IT'), 'strict-yaml:4'],
  ['a document after the first is refused', skill('...\nlicense: MIT'), 'strict-yaml:5'],
  ['nested keys of uneven depth are refused', skill('metadata:\n  a:\n    b: c\n  d:\n     e: f'), 'strict-yaml:8'],
  ['indentation that fits nothing is refused', skill('metadata:\n  a: b\n c: d'), 'strict-yaml:6'],
  ['numbers and truth values are text', skill('license: 1\ncompatibility: true'), ''],
  ['folded text is text', '---\nname: pdf\ndescription: >-\n  Reads\n  PDF.\n---\n', ''],
  ['literal text is text', '---\nname: pdf\ndescription: |\n  Reads: "PDF".\n---\n', ''],
  ['a block with a wrong header is refused', '---\nname: pdf\ndescription: |x\n  Reads.\n---\n', 'strict-yaml:3'],
  ['a description over several lines is one', '---\nname: pdf\ndescription: Reads\n  PDF.\n---\n', ''],
  ['Windows line ends are line ends', skill('license: MIT').replaceAll('\n', '\r\n'), ''],
  ['a byte order mark hides the frontmatter', `\uFEFF${skill('')}`, 'no-frontmatter:1'],
  ['an empty line before it hides the frontmatter', `\n${skill('')}`, 'no-frontmatter:1'],
  ['frontmatter has to be there', '# PDF\n', 'no-frontmatter:1'],
  ['frontmatter has to end', '---\nname: pdf\n', 'frontmatter-unclosed:1'],
  ['three hyphens within a line end it too', '---\nname: pdf\ndescription: Reads --- PDF.\n---\n', ''],
  ['and cut off what a field said', '---\nname: pdf---\ndescription: x\n---\n', 'no-description:1'],
  ['frontmatter may begin in the first line', '---name: pdf\ndescription: Reads PDF.\n---\n', ''],
  ['a list is no mapping', '---\n- a\n---\n', 'frontmatter-not-a-mapping:1'],
  ['nothing is no mapping', '---\n---\n', 'frontmatter-not-a-mapping:1'],
  ['a name has to be there', '---\ndescription: x\n---\n', 'no-name:1'],
  ['a name without a value is none', '---\nname:\ndescription: x\n---\n', 'no-name:2'],
  ['a list is no name', '---\nname:\n- pdf\ndescription: x\n---\n', 'no-name:2'],
  ['a description has to be there', '---\nname: pdf\n---\n', 'no-description:1'],
  ['a description has to say something', '---\nname: pdf\ndescription: "  "\n---\n', 'no-description:3'],
  ['1,024 characters of description are allowed', `---\nname: pdf\ndescription: ${'é'.repeat(1024)}\n---\n`, ''],
  ['1,025 are not', `---\nname: pdf\ndescription: ${'x'.repeat(1025)}\n---\n`, 'long-description:3'],
  ['astral characters count once', `---\nname: pdf\ndescription: ${'😀'.repeat(1024)}\n---\n`, ''],
  ['compatibility is text', skill('compatibility:\n  a: b'), 'bad-compatibility:4'],
  ['compatibility has 500 characters at most', skill(`compatibility: ${'x'.repeat(501)}`), 'long-compatibility:4'],
  ['only the text wants compatibility to say something', skill('compatibility:'), '(empty-compatibility:4)'],
  ['only the text wants tools in one line', skill('allowed-tools:\n- Read'), '(bad-allowed-tools:4)'],
  ['only the text wants metadata to be flat', skill('metadata:\n  a:\n    b: c'), '(bad-metadata:4)'],
  ['only the text wants metadata to be a map', skill('metadata: none'), '(bad-metadata:4)'],
  ['only the text recommends a short body', `${skill('')}${'\n'.repeat(600)}x`, '(long-body:1)'],
];

const names: readonly (readonly [folder: string, name: string, expected: string])[] = [
  ['pdf-2', 'pdf-2', ''],
  ['pdf', 'pdf2', 'name-not-folder:2'],
  ['Pdf', 'Pdf', 'bad-name:2'],
  ['-pdf', '-pdf', 'bad-name:2'],
  ['pdf-', 'pdf-', 'bad-name:2'],
  ['a--b', 'a--b', 'bad-name:2'],
  ['a_b', 'a_b', 'bad-name:2'],
  ['a b', 'a b', 'bad-name:2'],
  ['a.b', 'a.b', 'bad-name:2'],
  ['x'.repeat(64), 'x'.repeat(64), ''],
  ['x'.repeat(65), 'x'.repeat(65), 'bad-name:2'],
  // The text names a-z and 0-9; the validator takes any letter and digit, composed or not.
  ['技能', '技能', '(name-not-ascii:2)'],
  ['café', 'cafe\u0301', '(name-not-ascii:2)'],
  ['cafe\u0301', 'café', '(name-not-ascii:2)'],
  ['ﬁle', 'file', ''],
  ['мой-навык', 'мой-навык', '(name-not-ascii:2)'],
  ['НАВЫК', 'НАВЫК', 'bad-name:2 (name-not-ascii:2)'],
  // Marks that stand alone after NFKC are no letters to it.
  ['हिन्दी', 'हिन्दी', 'bad-name:2'],
];

for (const [rule, text, expected] of verdicts)
  test(`a valid skill: ${rule}`, () => assert.equal(verdict(text), expected));

test('a name is held against the specification and against its folder', () => {
  for (const [folder, name, expected] of names) {
    assert.equal(verdict(`---\nname: ${name}\ndescription: x\n---\n`, folder), expected, `${name} in ${folder}`);
  }
});

test('the skills that ship are valid to the letter, and short', () => {
  for (const name of readdirSync('skills')) {
    const file = `skills/${name}/SKILL.md`;
    const text = readFileSync(file, 'utf8');
    assert.deepEqual(checkSkill(text, { folder: name, file }), []);
    assert.ok(text.split('\n').length <= 100, file);
  }
});

test('each problem says whose rule it breaks, and how to mend it', () => {
  const [first] = checkSkill(skill('version: 1'), { folder: 'pdf', file: 'pdf/SKILL.md' });
  assert.equal(first?.by, 'validator');
  assert.match(first?.message ?? '', /text is silent .* validator refuses/);
  assert.match(first?.mend ?? '', /below `metadata:`/);
  const lower = checkSkill(skill(''), { folder: 'pdf', file: 'pdf/skill.md' });
  assert.deepEqual(
    lower.map(({ by, severity, code }) => [by, severity, code]),
    [['text', 'warning', 'file-name']],
  );
});

test('whatever is done to a skill, there is a verdict and it loads or is skipped with a reason', () => {
  const pieces = [
    '\n',
    ': ',
    '- ',
    '\t',
    ' ',
    '"',
    "'",
    '|',
    '>',
    '#',
    '&',
    '*',
    '!',
    '[',
    '{',
    '\\',
    '---',
    '...',
    '? ',
  ];
  const texts = verdicts.map(([, text]) => text);
  let seed = 7;
  const random = (below: number): number => {
    seed = (seed * 1103515245 + 12345) % 2147483648;
    return Math.floor((seed / 2147483648) * below);
  };
  for (let round = 0; round < 4000; round++) {
    let text = texts[random(texts.length)]!;
    for (let times = random(5); times >= 0; times--) {
      const at = random(Math.min(text.length, 200));
      text = text.slice(0, at) + (pieces[random(pieces.length * 2)] ?? '') + text.slice(at + random(3));
    }
    const problems = checkSkill(text, { folder: 'pdf', file: 'pdf/SKILL.md' });
    const loaded = parseSkill({ source: 'project', folder: '/x/pdf', file: 'pdf/SKILL.md', text, files: [] });
    assert.ok(loaded.skill !== null || loaded.diagnostics.length > 0, JSON.stringify(text));
    // The quick reader of plain lines reads as the other does.
    const yaml = text.slice(3, Math.max(3, text.indexOf('---', 3))).replaceAll(/\r\n?/g, '\n');
    const [quick, whole] = [readStrictYaml(yaml), readAnyStrictYaml(yaml)].map((read) =>
      read.ok ? [read.data, Object.keys(read.data ?? {}).map((key) => read.lineOf(key))] : read,
    );
    if (!JSON.stringify(quick).includes('control character')) assert.deepEqual(quick, whole, JSON.stringify(yaml));
    for (const { line } of problems)
      assert.ok(line >= 1 && line <= text.split(/\r\n?|\n/).length, JSON.stringify(text));
  }
});

test('deep nesting and long lines are no danger', () => {
  assert.match(
    verdict(skill(`metadata:${'\n'.concat(...Array.from({ length: 3000 }, (_, at) => `${' '.repeat(at + 1)}a:\n`))}`)),
    /strict-yaml|bad-metadata/,
  );
  assert.equal(verdict(`---\nname: ${' '.repeat(100_000)}pdf\ndescription: x\n---\n`), '');
  assert.match(verdict(`---\n${'x'.repeat(200_000)}: 1\n---\n`), /strict-yaml/);
});
