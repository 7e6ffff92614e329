import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseSpec } from '../src/core/spec.ts';

const DESIGN = `---
name: slugify                     # = the folder's name; same character rules as a skill's name
summary: URL slugs from any text
language: typescript
outputs: [src/slugify/**]         # all that the loop may write, and all that a commit may hold
tests:
  command: node --test --test-reporter=tap specs/slugify/tests/*.test.js   # run by sh in the workspace's root
  report: tap                     # tap (stdout) | exit-code | { format: junit | ctrf | tap, file: report.xml } in $REPORT_DIR
holdout:                          # optional, same shape
  command: node --test --test-reporter=tap specs/slugify/holdout/*.test.js
  report: tap
contract:                         # optional: proves that the outputs keep the contract's shape
  check: npx tsc --noEmit -p specs/slugify/contract
depends: []                       # other specs: the agent is shown their contracts; their code is there only to run
include: []                       # further files of the repository that the build may see (globs)
skills: [node-library]            # always on; others are offered by description
mode: scratch                     # scratch (old code hidden) | revise (old code shown)
limits: { attempts: 6, minutes: 20, usd: 2 }
---
# slugify

**R3** The slug never ends with a hyphen.
`;

const MINIMAL = ['name: tiny', 'outputs: [out/tiny.js]', 'tests:', '  command: node --test', '  report: tap'];

/** A spec in the folder `specs/tiny` with some lines of its frontmatter replaced or added. */
function parse(lines: readonly string[], body = '- **R1** It is tiny.\n') {
  return parseSpec({ folder: 'specs/tiny', text: `---\n${lines.join('\n')}\n---\n${body}` });
}

/** The minimal frontmatter with more lines. */
function with_(...lines: string[]) {
  return parse([...MINIMAL, ...lines]);
}

/** The minimal frontmatter with one of its lines replaced. */
function replacing(start: string, line: string) {
  return parse(MINIMAL.map((old) => (old.trim().startsWith(start) ? line : old)));
}

function only(parsed: ReturnType<typeof parseSpec>) {
  assert.equal(parsed.diagnostics.length, 1, JSON.stringify(parsed.diagnostics, null, 1));
  return parsed.diagnostics[0]!;
}

function ids(body: string): string[] {
  return parse(MINIMAL, body).spec!.requirements.map((requirement) => requirement.id);
}

test('the frontmatter of the design reads as it says', () => {
  const { spec, diagnostics } = parseSpec({ folder: 'specs/slugify', text: DESIGN });
  assert.deepEqual(diagnostics, []);
  assert.deepEqual(spec, {
    name: 'slugify',
    folder: 'specs/slugify',
    summary: 'URL slugs from any text',
    language: 'typescript',
    outputs: ['src/slugify/**'],
    tests: {
      command: 'node --test --test-reporter=tap specs/slugify/tests/*.test.js',
      report: { format: 'tap' },
      timeout: 120,
    },
    holdout: {
      command: 'node --test --test-reporter=tap specs/slugify/holdout/*.test.js',
      report: { format: 'tap' },
      timeout: 120,
    },
    contract: { check: 'npx tsc --noEmit -p specs/slugify/contract' },
    depends: [],
    include: [],
    skills: ['node-library'],
    mode: 'scratch',
    limits: { attempts: 6, minutes: 20, usd: 2, tokens: null },
    requirements: [{ id: 'R3', text: 'The slug never ends with a hyphen.', line: 22 }],
    body: '# slugify\n\n**R3** The slug never ends with a hyphen.\n',
  });
});

test('a byte order mark and CRLF line ends change nothing but the body, which is kept as written', () => {
  const plain = parseSpec({ folder: 'specs/slugify', text: DESIGN }).spec!;
  const windows = parseSpec({ folder: 'specs/slugify', text: `\uFEFF${DESIGN.replaceAll('\n', '\r\n')}` });
  assert.deepEqual(windows.diagnostics, []);
  assert.deepEqual({ ...windows.spec, body: windows.spec!.body.replaceAll('\r\n', '\n') }, plain);
});

test('all problems are found at once, each with its line', () => {
  const { spec, diagnostics } = parse([
    'name: tiney',
    'outputs: []',
    'tests:',
    '  comand: node --test',
    '  report: tapp',
    'limits: { attemps: 3, minutes: -1 }',
    'colour: red',
  ]);
  assert.equal(spec, null);
  assert.deepEqual(
    diagnostics.map(({ line, code, severity }) => `${line} ${severity} ${code}`),
    [
      '2 error name-not-folder',
      '3 error wrong-type',
      '4 error missing-key',
      '5 error unknown-key',
      '6 error bad-report',
      '7 error wrong-type',
      '7 error unknown-key',
      '8 error unknown-key',
    ],
  );
});

test('a mistyped key is answered with the key that was meant, nested ones too', () => {
  const mends = [
    replacing('outputs', 'output: [out/tiny.js]').diagnostics,
    replacing('command', '  comand: node --test').diagnostics,
    with_('limits: { attemps: 3 }').diagnostics,
    replacing('report', '  report: tapp').diagnostics,
    replacing('report', '  report: { format: junitt, file: report.xml }').diagnostics,
    replacing('report', '  report: { format: junit, fiel: report.xml }').diagnostics,
  ].map((all) => all.map((diagnostic) => /Did you mean `(.*?)`/.exec(diagnostic.mend)?.[1]).filter(Boolean));
  assert.deepEqual(mends, [['outputs'], ['command'], ['attempts'], ['tap'], ['junit'], ['file']]);
});

test('what is missing is named, with an example of how to write it', () => {
  const diagnostics = parse(['name: tiny']).diagnostics;
  assert.deepEqual(
    diagnostics.map((diagnostic) => [diagnostic.message, diagnostic.mend]),
    [
      ['The key `outputs` is missing.', 'Add `outputs: [src/slugify/**]`.'],
      ['The key `tests` is missing.', 'Add `tests: { command: node --test --test-reporter=tap, report: tap }`.'],
    ],
  );
  assert.equal(parse(MINIMAL.filter((line) => !line.includes('report'))).diagnostics[0]?.code, 'missing-key');
  assert.equal(parse(MINIMAL.filter((line) => !line.includes('command'))).diagnostics[0]?.code, 'missing-key');
});

test('one string where a list belongs is refused with the list', () => {
  const diagnostic = only(with_('depends: other'));
  assert.equal(diagnostic.message, '`depends` must be a list of spec names; it is `other`.');
  assert.equal(diagnostic.mend, 'Write `depends: [other]`.');
});

test('report formats that are written to a file need its name', () => {
  const mend = only(replacing('report', '  report: junit')).mend;
  assert.match(mend, /`report: \{ format: junit, file: report\.xml \}`.*\$REPORT_DIR/);
  const read = (report: string) => replacing('report', `  report: ${report}`).spec?.tests.report;
  assert.deepEqual(read('{ format: junit, file: out/report.xml }'), { format: 'junit', file: 'out/report.xml' });
  assert.deepEqual(read('{ format: ctrf, file: r.json }'), { format: 'ctrf', file: 'r.json' });
  assert.deepEqual(read('{ format: tap, file: r.tap }'), { format: 'tap', file: 'r.tap' });
  assert.deepEqual(read('exit-code'), { format: 'exit-code' });
  for (const file of ['../r.xml', '/tmp/r.xml', 'a/../../r.xml', '~/r.xml', 'a\\r.xml', '""', '7', '.'])
    assert.equal(only(replacing('report', `  report: { format: junit, file: ${file} }`)).code, 'bad-report', file);
});

test('an output can only be a path below the root that covers no asset', () => {
  const refused = [
    ...['/etc/passwd', '../up/**', 'src/../../up', 'C:/x', '~/x', 'a\\b', '.git/hooks/x', 'src/.git/config', './src/x'],
    ...['src//x', 'src/x/', '!src/x', 'src/@(a|b)', '{a,../b}/x', 'src/{.git,x}/y', 'SRC/.GIT/x', 'git~1/x', ' src/x'],
    ...[
      '**',
      '*',
      '**/*',
      '**/*.sql',
      '*.json',
      '*.md',
      '*/x',
      's*/x/**',
      '{src,specs}/x',
      'specs/tiny/out.js',
      '?????/**',
    ],
    ...[
      'SPECS/x',
      'rules/x.md',
      'skills/**',
      'regent.json',
      'AGENTS.md',
      '.github/**',
      '.*',
      '[rs]ules/x.md',
      '.g*/x',
      '""',
    ],
  ];
  for (const glob of refused) {
    const parsed = replacing('outputs', `outputs: [${JSON.stringify(glob.replace(/^""$/, ''))}]`);
    assert.equal(parsed.spec, null, glob);
    assert.match(only(parsed).code, /^(bad-glob|output-covers-asset)$/, glob);
  }
  const allowed = [
    'src/tiny/**',
    'tiny.py',
    '*.py',
    'generated/*.{js,d.ts}',
    '.github/workflows/tiny.yml',
    'spec/x',
    'täst/x y/*',
  ];
  for (const glob of allowed) {
    assert.deepEqual(replacing('outputs', `outputs: [${JSON.stringify(glob)}]`).diagnostics, [], glob);
  }
});

test('an include may not show holdout tests', () => {
  assert.equal(only(with_('include: [specs/tiny/holdout/**]')).code, 'include-shows-holdout');
  assert.deepEqual(with_('include: [data/*.csv]').diagnostics, []);
});

test('the name must be the folder, and a name that a skill could have', () => {
  assert.match(only(replacing('name', 'name: tiney')).mend, /Did you mean `tiny`/);
  for (const name of ['Tiny', 'ti_ny', '-tiny', 'ti--ny', 'tiny-', 'tïny', 'x'.repeat(65)]) {
    const text = `---\n${MINIMAL.join('\n').replace('tiny', JSON.stringify(name))}\n---\n`;
    assert.equal(only(parseSpec({ folder: `specs/${name}`, text })).code, 'bad-name', name);
  }
});

test('limits and mode come from the spec, then from the project, then from the defaults', () => {
  const text = `---\n${[...MINIMAL, 'limits: { minutes: 0.5, tokens: 9000 }'].join('\n')}\n---\n`;
  const defaults = { mode: 'revise', limits: { attempts: 2, minutes: 60, usd: null } } as const;
  const { spec } = parseSpec({ folder: 'specs/tiny', text, defaults });
  assert.deepEqual(spec?.limits, { attempts: 2, minutes: 0.5, usd: null, tokens: 9000 });
  assert.equal(spec?.mode, 'revise');
});

test('limits that are no limits are refused', () => {
  for (const limit of [
    'attempts: 0',
    'attempts: 1.5',
    'minutes: 0',
    'usd: 0',
    'usd: .inf',
    'usd: .nan',
    'tokens: 0',
    'usd: "2"',
  ])
    assert.equal(only(with_(`limits: { ${limit} }`)).code, 'wrong-type', limit);
  assert.equal(only(replacing('report', '  report: tap\n  timeout: 3601')).code, 'wrong-type');
});

test('headings, list items and bold paragraphs that begin with an id are requirements', () => {
  const body = [
    '# Title',
    '**R1** A bold id opens a paragraph',
    'that goes on `a_b` and *on*.',
    '**R2** The next line follows at once.',
    '',
    '- **R3** An item.',
    '  - R3.1 A nested item.',
    '* R4: An item with a colon.',
    '1. **R5.** A numbered item.',
    '- [ ] **R6**: A task.',
    '',
    '### R7 A heading ###',
    'Its text is not the title.',
    '### R8',
    '',
    'The statement stands below.',
    '',
    '**R9: All of it is bold.**',
    '',
    'R10 — Underlined',
    '---',
    '__R11__ [Linked](https://example.org) text.',
  ].join('\n');
  assert.deepEqual(
    parse(MINIMAL, body).spec?.requirements.map(({ id, text, line }) => `${line} ${id} ${text}`),
    [
      '9 R1 A bold id opens a paragraph that goes on a_b and on.',
      '11 R2 The next line follows at once.',
      '13 R3 An item.',
      '14 R3.1 A nested item.',
      '15 R4 An item with a colon.',
      '16 R5 A numbered item.',
      '17 R6 A task.',
      '19 R7 A heading',
      '21 R8 The statement stands below.',
      '25 R9 All of it is bold.',
      '27 R10 Underlined',
      '29 R11 Linked text.',
    ],
  );
});

test('ids in code, comments, quotations and mid-sentence are mentions', () => {
  assert.deepEqual(ids('```\n- R1 code\n~~~\n```\n- R2 x'), ['R2']);
  assert.deepEqual(ids('~~~~ md\n- R1 code\n```\n~~~\n- R2\n~~~~\n- R3 x'), ['R3']);
  assert.deepEqual(ids('<!-- - R1\n- R2\n--> \n- R3 x <!-- **R4** -->\n`<!--`\n- R5 x'), ['R3', 'R5']);
  assert.deepEqual(
    ids('As said in **R1** and\n**R2** above.\n\nR3 is plain.\n\n> **R4** quoted\n\n- see R5\n- R6x y'),
    [],
  );
  assert.deepEqual(ids('```\nnever closed\n- R1 x'), []);
});

test('a requirement that is there twice is an error that names the first', () => {
  const diagnostic = only(parse(MINIMAL, '- **R1** One.\n\n- R1 Two.\n'));
  assert.equal(diagnostic.line, 10);
  assert.equal(diagnostic.message, 'The requirement R1 is there already, in line 8.');
});

test('frontmatter that is missing, unclosed, empty or no mapping is said so', () => {
  const code = (text: string) => parseSpec({ folder: 'specs/tiny', text }).diagnostics[0]?.code;
  assert.equal(code('# Tiny\n'), 'no-frontmatter');
  assert.equal(code(''), 'no-frontmatter');
  assert.equal(code('---\nname: tiny\n'), 'frontmatter-unclosed');
  assert.equal(code('---\n---\n'), 'missing-key');
  assert.equal(code('---\n- a\n---\n'), 'frontmatter-not-a-mapping');
  assert.equal(code('---\n7: x\n---\n'), 'frontmatter-key');
  assert.equal(code('---js\n({ name: "tiny" })\n---\n'), 'no-frontmatter');
});

test('hostile YAML is refused with its reason and line', () => {
  const first = (yaml: string) => parseSpec({ folder: 'specs/tiny', text: `---\n${yaml}\n---\n` }).diagnostics[0]!;
  assert.equal(first('name: a\nname: b').code, 'duplicate-key');
  assert.equal(first('name: a\nname: b').line, 3);
  assert.equal(first('name: !!js/function "function(){}"').code, 'yaml-tag');
  assert.equal(first('name: a\noutputs: [a').code, 'yaml-syntax');
  assert.equal(first(`name: ${'['.repeat(5000)}`).code, 'yaml-too-deep');
  assert.match(first(`${'- '.repeat(20000)}a`).code, /^yaml-too-deep|^frontmatter-not/);
  assert.equal(first(`name: ${'x'.repeat(300_000)}`).code, 'frontmatter-too-large');
  assert.equal(first('a: |\n  x\n'.repeat(5000)).code, 'frontmatter-too-large');
  const bomb = ['a: &a [x, x, x, x, x, x, x, x, x, x]'];
  for (let level = 1; level < 9; level++) {
    const [before, here] = ['abcdefghi'[level - 1], 'abcdefghi'[level]];
    bomb.push(`${here}: &${here} [${Array(10).fill(`*${before}`).join(', ')}]`);
  }
  assert.equal(first(bomb.join('\n')).code, 'yaml-aliases');
  assert.equal(only(with_('__proto__: { polluted: true }')).code, 'unknown-key');
  assert.equal('polluted' in {}, false);
});
