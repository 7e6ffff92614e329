import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';

const specs = join(process.cwd(), 'specs');
/** The spec's files but for `spec.md` and the lock. */
const files = (folder: string) =>
  ['contract', 'tests', 'holdout'].flatMap((kind) =>
    readdirSync(join(specs, folder, kind))
      .sort()
      .map((name) => `${kind}/${name}`),
  );

/** The frontmatter's lines, and the rest. */
function split(folder: string): { head: string[]; body: string } {
  const [, head = '', body = ''] =
    /^---\n(.*?)\n---\n(.*)$/s.exec(readFileSync(join(specs, folder, 'spec.md'), 'utf8')) ?? [];
  return { head: head.split('\n'), body };
}

test('wordfreq is specified once for two languages: only language, outputs and the name differ', () => {
  const python = split('wordfreq');
  const javascript = split('wordfreq-js');
  assert.equal(javascript.body, python.body);
  const renamed = python.head.map((line) =>
    line
      .replace(/^language: .*/, 'language: javascript')
      .replace(/^name: .*/, 'name: wordfreq-js')
      .replace(/(specs|generated)\/wordfreq\//, '$1/wordfreq-js/'),
  );
  assert.deepEqual(javascript.head, renamed);

  assert.deepEqual(files('wordfreq-js'), files('wordfreq'));
  for (const path of files('wordfreq')) {
    assert.equal(
      readFileSync(join(specs, 'wordfreq-js', path), 'utf8'),
      readFileSync(join(specs, 'wordfreq', path), 'utf8'),
      path,
    );
  }
});

test('every example names each of its requirements in a test, and no other', () => {
  for (const folder of readdirSync(specs)) {
    const ids = [...split(folder).body.matchAll(/^- \*\*(R\d+)\*\*/gm)].map(([, id]) => id);
    assert.equal(new Set(ids).size, ids.length, `${folder} has an id twice`);
    const named = (kind: string) => {
      const texts = readdirSync(join(specs, folder, kind)).map((name) =>
        readFileSync(join(specs, folder, kind, name), 'utf8'),
      );
      return new Set(
        texts
          .flatMap((text) => [...text.matchAll(/^test\('((?:R\d+ )+)/gm)])
          .flatMap(([, list = '']) => list.trim().split(' ')),
      );
    };
    assert.deepEqual([...named('tests')].sort(), ids.sort(), `${folder}/tests`);
    for (const id of named('holdout')) assert.ok(ids.includes(id), `${folder}/holdout names ${id}`);
  }
});
