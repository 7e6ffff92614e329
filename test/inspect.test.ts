import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Changes, compareOutputs, type OutputTexts } from '../src/core/inspect/index.ts';
import { revealText } from '../src/core/text.ts';

function texts(files: Readonly<Record<string, string>>): OutputTexts {
  return { texts: new Map(Object.entries(files)), unread: [] };
}

/** `kind name shape` of what is in the new files and not in the old, with the places of the first. */
function news(after: Readonly<Record<string, string>>, before: Readonly<Record<string, string>> = {}) {
  const { surface, dependencies, capabilities, unknown } = compareOutputs(texts(before), texts(after));
  const say = ({ added }: Changes) =>
    added.map(({ kind, name, shape, places: [place] }) =>
      [kind, name, ...(shape ? [shape] : []), `${place?.file}:${place?.line}`].join(' '),
    );
  return { surface: say(surface), dependencies: say(dependencies), capabilities: say(capabilities), unknown };
}

test('JavaScript: each power that is used is named with its first place, also under another name', () => {
  const { capabilities, dependencies } = news({
    'a.ts': `import { readFileSync as read, type Stats } from 'node:fs';
import * as cp from 'child_process';
import express from 'express';
import type { Later } from 'only-types';
const { lookup } = require('dns');
// fetch('in a comment'); process.env.NO
const text = "eval('in a string') fetch()";
export const a = () => read(\`\${process.env.HOME}/x\`);
cp.spawn('x'); lookup('x');
const r = /fetch(/; await import(text);
new Function('return 1')();
fetch('http://x');
`,
  });
  assert.deepEqual(capabilities.toSorted(), [
    'dynamic code import a.ts:10',
    'dynamic code new Function a.ts:11',
    'environment process.env.HOME a.ts:8',
    'files fs.readFileSync a.ts:8',
    'network dns.lookup a.ts:9',
    'network fetch a.ts:12',
    'processes child_process.spawn a.ts:9',
  ]);
  assert.deepEqual(dependencies, [
    'built in node:fs a.ts:1',
    'built in node:child_process a.ts:2',
    'package express a.ts:3',
    'built in node:dns a.ts:5',
  ]);
});

test('JavaScript: what a module exports, in each way of writing it', () => {
  const { surface } = news({
    'm.ts': `export async function load(path: string, options: Options = {}): Promise<void> {}
export default class Parser {}
export type Options = { a: 1 };
export const add = (a: number, b: number): number => a + b, LIMIT = 3;
export { one, two as deux } from './other.ts';
export * from './all.ts';
function hidden() {}
`,
    'c.cjs': 'exports.add = (a, b) => a + b;\nmodule.exports = { one, two: 2 };\n',
    'cli.mjs':
      "import { parseArgs } from 'node:util';\nparseArgs({ options: { top: { type: 'string' }, 'dry-run': { type: 'boolean' } } });\n",
  });
  assert.deepEqual(surface, [
    'function load (path: string, options: Options = {}) m.ts:1',
    'class default m.ts:2',
    'type Options m.ts:3',
    'value add (a: number, b: number) m.ts:4',
    'name one m.ts:5',
    'name deux m.ts:5',
    'name * m.ts:6',
    'value add (a, b) c.cjs:1',
    'name one c.cjs:2',
    'name two c.cjs:2',
    'flag --top cli.mjs:2',
    'flag --dry-run cli.mjs:2',
  ]);
});

test('Python: names without an underscore or in __all__, imports, powers; strings and comments are none', () => {
  const { surface, dependencies, capabilities } = news({
    'p.py': `import os, requests
from pathlib import Path
from .own import thing
LIMIT = 3
def parse(text: str,
          strict=False) -> dict:
    """open('no')"""
    return {}
class Reader:
    def read(self, n=1):
        return open(f"{os.environ['X']}")
    def _own(self): pass
def _hidden(): pass
requests.get('x')  # eval('no')
os.system('ls'); os.path.join('a')
`,
  });
  assert.deepEqual(surface, [
    'function parse (text: str, strict=False) p.py:5',
    'class Reader p.py:9',
    'value LIMIT p.py:4',
    'method Reader.read (self, n=1) p.py:10',
  ]);
  assert.deepEqual(dependencies, ['built in os p.py:1', 'package requests p.py:1', 'built in pathlib p.py:2']);
  assert.deepEqual(capabilities.toSorted(), [
    'environment os.environ p.py:11',
    'files open p.py:11',
    'files os.path p.py:15',
    'network requests.get p.py:14',
    'processes os.system p.py:15',
  ]);
});

test('shell: options, programs and what they reach, variables from outside; text and here-documents are none', () => {
  const { surface, dependencies, capabilities } = news({
    'run.sh': `#!/bin/sh
# curl in a comment
echo "usage: wget; $(date)" 'rm x'
if ! curl -s "$URL" | jq .; then echo no >&2; fi
name=x; for f in *; do mv "$f" "$name"; done
case $1 in -v|--verbose) v=1 ;; --out=*) o=1 ;; esac
case $1 in
  --quiet | -q) q=1 ;;
  start) run_it ;;
esac
cat <<'END'
ssh nobody; $HOME
END
run_it() { eval "$name"; }
`,
  });
  assert.deepEqual(surface, ['flag --quiet run.sh:8', 'flag -q run.sh:8']);
  assert.deepEqual(dependencies, [
    'program date run.sh:3',
    'program curl run.sh:4',
    'program jq run.sh:4',
    'program mv run.sh:5',
    'program cat run.sh:11',
  ]);
  assert.deepEqual(capabilities.toSorted(), [
    'dynamic code eval run.sh:14',
    'environment $URL run.sh:4',
    'files mv run.sh:5',
    'network curl run.sh:4',
  ]);
});

test('SQL: what it creates, the tables it reads that it does not make, what it writes', () => {
  const { surface, dependencies, capabilities } = news({
    'v.sql': `DROP VIEW IF EXISTS revenue;
-- FROM nowhere
CREATE VIEW revenue AS WITH days AS (SELECT 1 FROM orders), more(a) AS (SELECT 2)
SELECT * FROM days JOIN "items" i ON 1 JOIN more ON 1 WHERE note = 'from x';
INSERT INTO log VALUES (1);
`,
  });
  assert.deepEqual(surface, ['view revenue v.sql:3']);
  assert.deepEqual(dependencies, ['table orders v.sql:3', 'table items v.sql:4']);
  assert.deepEqual(capabilities, ['data DROP VIEW v.sql:1', 'data INSERT INTO v.sql:5']);
});

test('against the old outputs only what is new, gone or changed is said, and packages of manifests too', () => {
  const manifest = (dependencies: object) => JSON.stringify({ dependencies }, null, 2);
  const before = {
    'a.js': 'export function f(a) {}\nexport const gone = 1;\nfetch(1);\n',
    'package.json': manifest({ x: '1' }),
  };
  const after = {
    'a.js': 'fetch(2); fetch(3);\nexport function f(a, b) {}\n',
    'package.json': manifest({ x: '2', y: '1' }),
  };
  const { surface, dependencies, capabilities } = compareOutputs(texts(before), texts(after));
  assert.deepEqual(
    surface.dropped.map((one) => one.name),
    ['gone'],
  );
  assert.deepEqual(
    surface.changed.map((one) => [one.before.shape, one.after.shape]),
    [['(a)', '(a, b)']],
  );
  assert.deepEqual(
    dependencies.added.map((one) => one.name),
    ['y'],
  );
  assert.deepEqual(
    dependencies.changed.map((one) => [one.before.shape, one.after.shape]),
    [['1', '2']],
  );
  assert.deepEqual(capabilities, { added: [], dropped: [], changed: [] });
});

test('a language that is not known is said to be so, and characters that do not show are named', () => {
  const { unknown, capabilities } = news({
    'x.rb': 'puts 1\n',
    tool: '#!/usr/bin/env perl\n',
    'notes.md': '# none\n',
    'a.js': 'if (admin) {\r\n  // \u202e } begin\n  x = "\u200b"; // 👨‍👩‍👧\n}\n',
  });
  assert.deepEqual(unknown, [
    { language: '.rb', files: ['x.rb'] },
    { language: 'perl', files: ['tool'] },
  ]);
  assert.deepEqual(capabilities, [
    'hidden text U+202E (changes direction) a.js:2',
    'hidden text U+200B (invisible) a.js:3',
  ]);
  assert.equal(revealText('a\x1b[31m\u202eb\r\nc\rd\x9b 日本 👨‍👩‍👧'), 'a␛[31m‹U+202E›b\nc␍d‹U+009B› 日本 👨‍👩‍👧');
});

test('a file that is too large to be read, before or after, makes nothing new or gone', () => {
  const one = { texts: new Map([['a.js', 'export const a = fetch(1);\n']]), unread: [] };
  const none = { texts: new Map(), unread: ['a.js'] };
  for (const [before, after] of [
    [one, none],
    [none, one],
  ] as const) {
    const { surface, capabilities } = compareOutputs(before, after);
    for (const { added, dropped } of [surface, capabilities]) assert.deepEqual([added, dropped], [[], []]);
  }
});

test('sources that are made to be slow are read in time that grows with their length', { timeout: 60_000 }, () => {
  const seeds = [
    '`${',
    '"',
    '(',
    'export {',
    'import ',
    'a',
    '-',
    '--a ',
    '$(',
    'f"{',
    'from a import (',
    '<<A\n',
    '((',
    ' ',
  ];
  const names = ['a.ts', 'a.py', 'a.sh', 'a.sql', 'pyproject.toml'];
  for (const seed of seeds) {
    const source = `parseArgs process.argv\n${seed.repeat(60_000 / seed.length)}`;
    // Quadratic, any of these would take a minute.
    const sources = texts(Object.fromEntries(names.map((name) => [name, source])));
    const { unknown } = compareOutputs(texts({}), sources);
    assert.deepEqual(unknown, []);
  }
});
