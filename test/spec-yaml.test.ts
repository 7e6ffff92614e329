import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readSimpleYaml, type SimpleLines } from '../src/core/simple-yaml.ts';
import { parseAnyYaml, parseYaml, tryYaml } from '../src/core/yaml.ts';
import { hasStrayText, splitEntries } from '../src/core/yaml-entries.ts';

/** A small deterministic generator: the same seed gives the same documents. */
function randomly(seed: number): <T>(choices: readonly T[]) => T {
  let state = seed;
  return (choices) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return choices[Math.floor((state / 2 ** 32) * choices.length)]!;
  };
}

const VALUES = [
  ...[
    '',
    ' x',
    ' a b',
    ' # note',
    ' x # note',
    ' x#y',
    ' "q # r"',
    " 'it'",
    ' "a\\nb"',
    " 'it''s'",
    ' 1',
    ' -1',
    ' 0',
    ' 007',
  ],
  ...[
    ' 1.5',
    ' 1e3',
    ' 0x1f',
    ' 1_000',
    ' 1.',
    ' .5',
    ' .inf',
    ' -.inf',
    ' .nan',
    ' ~',
    ' null',
    ' Null',
    ' nULL',
    ' true',
  ],
  ...[
    ' True',
    ' yes',
    ' on',
    ' []',
    ' {}',
    ' [a, b]',
    ' [a , "b, c"]',
    ' [a, ]',
    ' [,]',
    ' [a b, 1, null]',
    ' [a: b]',
    ' [[a]]',
  ],
  ...[
    ' { a: 1, b: x }',
    ' {a: 1}',
    ' {a}',
    ' { a: 1, a: 2 }',
    ' { a: }',
    ' {a: b:c}',
    ' [src/x/**]',
    ' [**/x]',
    ' **/x',
    ' a: b',
  ],
  ...[
    ' a:b',
    ' a:',
    ' x:',
    ' http://a.b/c',
    ' |',
    ' >-',
    ' &a x',
    ' *a',
    ' !t x',
    ' @x',
    ' `x`',
    ' %x',
    ' - x',
    ' ? x',
    ' -x',
  ],
  ...[
    ' a, b',
    ' a [b]',
    ' [a] b',
    ' "a" b',
    ' {a: 1} # c',
    ' [a] #c',
    ' [a]#c',
    ' é',
    ' 日本',
    ' 2026-01-01',
    ' 1:30',
    ' -',
    ' ...',
  ],
  ...[
    ' a\tb',
    '\tx',
    ' x ',
    '  x',
    ' [a,b]',
    ' [ "x" , \'y\' ]',
    ' [é]',
    ' [-1, - 1]',
    ' [a #c',
    ' "open',
    ' [open',
    ' -0',
    ' +1',
  ],
];
/** Documents with a hole for a value. */
const FRAMES = [
  ...[
    'a:@',
    'a:@\n',
    'a:@\nb: 1',
    'a: x\nb:@\n# note',
    'a:\n  b:@',
    'a:\n  b:@\n  c: 1\nd: 2',
    'a:\n  -@',
    'a:\n-@\nb: 1',
  ],
  ...[
    'a:\n  - x\n  -@\n',
    'a:@\n  b: 1',
    'a:@\n  - b',
    'a:@\n- b',
    'a:@\n  more',
    'a: [x,@]',
    'a: { b:@ }',
    'a: {b:@, c: 1}',
  ],
  ...[
    'a:\n    b:@\n    c:\n      d:@\n  e: 1',
    'a:@\na: 1',
    'a:@\r\nb:@\r\n',
    '\n\na:@\n\n  # note\nb: 2',
    ' a:@\n b: 1',
  ],
];
const LINES = [
  'a: 1',
  'b:',
  'c: x # n',
  'd: [a]',
  'e:',
  '  a: 1',
  '  b: x',
  '  c:',
  '    d: y',
  '    - z',
  '  - x',
  '- y',
  '# n',
  '',
  ' # n',
];

/** Documents that are plain, odd or broken, some thousands of each. */
function makeDocuments(): string[] {
  const sources = FRAMES.flatMap((frame) => VALUES.map((value) => frame.replaceAll('@', value)));
  const texts = ['  x', '  y # z', '    deep: 1', '', '  ', '      ', ' x', 'b: 1', '# n', '  - z', '   '];
  const blocks = randomly(3);
  for (let count = 0; count < 3000; count++) {
    const rows = Array.from({ length: blocks([1, 2, 3, 4, 5]) }, () => blocks(texts));
    const start = blocks(['a: |', 'a: |', 'a: |-', 'c:\n a: |', 'a: | # n', 'a: |+', 'a: |2', 'a: >']);
    sources.push([start, ...rows].join(blocks(['\n', '\n', '\r\n'])) + blocks(['\n', '\n', '', '\nc: 2\n']));
  }
  const pick = randomly(7);
  for (let count = 0; count < 6000; count++) {
    sources.push(Array.from({ length: pick([2, 3, 4, 5, 6]) }, () => pick(LINES)).join('\n'));
  }
  return sources;
}

test('the reader of simple YAML agrees with the parser on whatever it takes, data and lines', () => {
  const sources = makeDocuments();
  let taken = 0;
  for (const source of sources) {
    const lines: SimpleLines = new Map();
    const simple = readSimpleYaml(source, lines);
    if (simple === null) continue;
    taken++;
    const parsed = parseAnyYaml(source);
    assert.deepEqual(parsed.problems, [], JSON.stringify(source));
    assert.equal(JSON.stringify(simple), JSON.stringify(parsed.data), JSON.stringify(source));
    for (const path of lines.keys()) {
      const keys = path.split('\0').map((key) => (/^\d+$/.test(key) ? Number(key) : key));
      assert.equal(parseYaml(source).lineOf(keys), parsed.lineOf(keys), JSON.stringify({ source, keys }));
    }
  }
  assert.ok(taken > 1200, `only ${taken} of ${sources.length} documents were simple`);
});

test('YAML that is read entry by entry says what the parser says of the whole, data, lines and problems', () => {
  const pick = randomly(11);
  const strays = ['stray text', '...', '--- x', '}', ']', '-x', '? k', 'é: 1', '"q": 1', '\\"', 'n: "a\\"', "n: 'a"];
  const some = makeDocuments().filter((_, at) => at % 3 === 0);
  const sources = some.map((source) => {
    if (pick([true, false])) return source;
    const rows = source.split('\n');
    rows.splice(pick(rows.map((_, at) => at)), 0, pick(strays), ...(pick([true, false]) ? [pick(LINES)] : []));
    return rows.join('\n');
  });
  sources.push('a: &x 1\nb: *x\n', 'a: "x\\"\nb: "y"\n', 'a: 1\n--- x\nstray text\n', 'a: 1\n...\nstray text\n');
  let entries = 0;
  for (const source of sources) {
    if (readSimpleYaml(source) !== null) continue;
    if (splitEntries(source) !== null) entries++;
    const whole = parseAnyYaml(source);
    const { data, problems, lineOf } = parseYaml(source);
    const said = JSON.stringify(source);
    assert.equal(JSON.stringify(data), JSON.stringify(whole.data), said);
    // Behind a key without a value the parser takes the line of a second one for that of the value.
    const duplicates = problems.every(({ code }) => code === 'duplicate-key');
    if (duplicates) assert.equal(problems.length, whole.problems.length, said);
    else assert.deepEqual(problems, whole.problems, said);
    assert.equal(JSON.stringify(tryYaml(source).data), JSON.stringify(whole.data), said);
    for (const path of [['a'], ['b'], ['a', 'b'], ['a', 0], ['c', 'd'], ['z']]) {
      if (data !== null) assert.equal(lineOf(path), whole.lineOf(path), `${said} ${path.join('.')}`);
    }
    if (hasStrayText(source)) assert.equal(whole.data, null, said);
  }
  assert.ok(entries > 400, `only ${entries} of ${sources.length} documents were read entry by entry`);
});

test('ordinary frontmatter is simple', () => {
  const source =
    'name: x\nsummary: "Ünïcode: yes"\noutputs: [src/x/**]\ntests:\n  command: node --test\n  report: { format: tap }\n';
  assert.deepEqual(JSON.parse(JSON.stringify(readSimpleYaml(source))), {
    name: 'x',
    summary: 'Ünïcode: yes',
    outputs: ['src/x/**'],
    tests: { command: 'node --test', report: { format: 'tap' } },
  });
});
