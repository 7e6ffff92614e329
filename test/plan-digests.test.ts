import assert from 'node:assert/strict';
import { chmodSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { listMatches, makeCatalog } from '../src/adapters/git/catalog.ts';
import { digestAssets, digestEnvironment, digestOutputs, sha256 } from '../src/adapters/git/digests.ts';
import { readInventory } from '../src/adapters/git/inventory.ts';
import { parseCached, readPlanCache } from '../src/adapters/git/plan-cache.ts';
import type { Repository } from '../src/adapters/git/repository.ts';
import { placesOf } from '../src/core/glob.ts';
import { assetsDigest, formatLock } from '../src/core/lock.ts';
import { parseLock } from '../src/core/parse-lock.ts';
import type { Cause } from '../src/core/plan.ts';
import { planProject } from '../src/core/plan.ts';
import { git, makeRepository, open, writeFiles } from './git-fixture.ts';

const spec = {
  name: 'x',
  folder: 'specs/x',
  outputs: ['src/x/**', 'bin/x'],
  depends: ['y'],
  include: ['data/*.csv', 'specs/**'],
};
const context = { rules: { style: 'r1' }, skills: { node: 's1' } };
const FILES = {
  'package.json': '{}\n',
  'data/a.csv': 'a\n',
  'data/deep/b.csv': 'b\n',
  'specs/x/spec.md': '# x\n',
  'specs/x/contract/x.d.ts': 'x\n',
  'specs/x/tests/x.test.js': 't\n',
  'specs/x/holdout/h.test.js': 'h\n',
  'specs/x/probe/p.json': 'p\n',
  'specs/y/spec.md': '# y\n',
  'specs/y/contract/y.d.ts': 'y\n',
  'specs/y/holdout/secret.js': 's\n',
  'specs/yy/contract/z.d.ts': 'z\n',
  'src/x/a.js': 'a\n',
  'src/x/lib/.hidden': 'h\n',
  'src/xx/b.js': 'b\n',
  'bin/x': '#!/bin/sh\n',
};

async function look(repository: Repository) {
  const catalog = makeCatalog(await readInventory(repository));
  return { assets: digestAssets(spec, catalog, context), outputs: digestOutputs(spec, catalog), catalog };
}

test('the digests of a spec are the blob ids of its own files, of what it includes, and of the contracts it depends on', async () => {
  const root = makeRepository({ files: FILES });
  chmodSync(path.join(root, 'bin/x'), 0o755);
  const { assets, outputs, catalog } = await look(await open(root));
  const id = (file: string) => git(root, 'hash-object', file).trim();
  assert.equal(assets.spec, id('specs/x/spec.md'));
  assert.deepEqual(assets.contract, { 'specs/x/contract/x.d.ts': id('specs/x/contract/x.d.ts') });
  assert.deepEqual(Object.keys(assets.tests), ['specs/x/tests/x.test.js']);
  assert.deepEqual(Object.keys(assets.holdout), ['specs/x/holdout/h.test.js']);
  assert.deepEqual(Object.keys(assets.include), [
    'data/a.csv',
    'specs/y/contract/y.d.ts',
    'specs/y/spec.md',
    'specs/yy/contract/z.d.ts',
  ]);
  assert.deepEqual(Object.keys(assets.dependencies), ['y']);
  assert.deepEqual(
    [...outputs],
    [
      ['bin/x', `${id('bin/x')} 755`],
      ['src/x/a.js', id('src/x/a.js')],
      ['src/x/lib/.hidden', id('src/x/lib/.hidden')],
    ],
  );
  assert.deepEqual(digestEnvironment(catalog), { 'package.json': id('package.json') });
});

test('what changed since the lock was written is the plan, and committing or stashing it changes nothing about that', async () => {
  const root = makeRepository({ files: FILES });
  const repository = await open(root);
  const now = await look(repository);
  const build = { session: 's1', attempt: 1, model: 'm', regent: '0' };
  const environment = digestEnvironment(now.catalog);
  const outputs = Object.fromEntries(now.outputs);
  const text = formatLock({ version: 1, spec: 'x', assets: now.assets, environment, outputs, tests: ['R1'], build });
  const parsed = parseLock(text, 'specs/x/spec.lock');
  assert.ok('lock' in parsed);
  const causes = async (): Promise<readonly Cause[]> => {
    const found = await look(repository);
    return planProject({ specs: [{ spec, built: { lock: parsed.lock, ...found } }] }).entries[0]!.causes;
  };
  assert.deepEqual(await causes(), []);
  const changes: [Record<string, string>, Cause[]][] = [
    [{ 'specs/x/spec.md': '# X\n' }, ['spec']],
    [{ 'specs/x/tests/new.js': 'n\n' }, ['tests']],
    [{ 'specs/x/holdout/h.test.js': 'H\n' }, ['tests']],
    [{ 'specs/y/contract/y.d.ts': 'Y\n' }, ['dependency y contract', 'include specs/y/contract/y.d.ts']],
    [{ 'specs/y/holdout/secret.js': 'S\n', 'src/xx/b.js': 'B\n', 'package.json': '{"a":1}\n' }, []],
    [{ 'data/a.csv': 'A\n', 'data/deep/b.csv': 'B\n' }, ['include data/a.csv']],
    [{ 'src/x/new.js': 'n\n' }, ['drifted']],
  ];
  for (const [files, expected] of changes) {
    writeFiles(root, files);
    assert.deepEqual(await causes(), expected);
    git(root, 'add', '-A');
    assert.deepEqual(await causes(), expected);
    git(root, 'reset', '-q', '--hard');
    assert.deepEqual(await causes(), []);
  }
  rmSync(path.join(root, 'src'), { recursive: true });
  rmSync(path.join(root, 'bin'), { recursive: true });
  assert.deepEqual(await causes(), ['missing']);
  assert.equal(assetsDigest((await look(repository)).assets, sha256), assetsDigest(now.assets, sha256));
});

test('globs find what they match and nothing beside it, and name the least place to look', () => {
  const names = ['a', 'b/a.js', 'b/c/d.js', 'b-2/x.js', 'bb', 'b', 'bin/run'];
  const file = { id: '1', mode: '100644', state: 'clean', staged: null } as const;
  const catalog = makeCatalog({ files: new Map(names.map((name) => [name, file])) });
  assert.deepEqual(listMatches(catalog, ['b/**']), ['b/a.js', 'b/c/d.js']);
  assert.deepEqual(listMatches(catalog, ['b/*.js', 'bin/run', 'gone']), ['b/a.js', 'bin/run']);
  assert.deepEqual(listMatches(catalog, ['*/{c,a*}**']), ['b/a.js']);
  assert.deepEqual(listMatches(catalog, ['**']), [...names].sort());
  assert.deepEqual(placesOf(['b/**', 'b/c*/x', 'bin/run']), ['b', 'bin/run']);
  assert.deepEqual(placesOf(['b/**', '*.js']), []);
});

test('an unchanged file is parsed once, a changed one again, and a damaged cache costs only time', async () => {
  const root = makeRepository({ files: FILES });
  const repository = await open(root);
  const parsed: string[] = [];
  const run = async (version = '1') => {
    parsed.length = 0;
    const { files } = await readInventory(repository, { under: ['specs'], keep: (file) => file.endsWith('/spec.md') });
    const parser = async () => (text: string, file: string) => {
      parsed.push(file);
      return { title: text.trim() };
    };
    const cache = await readPlanCache(repository, { name: 'specs', version });
    const found = await parseCached(repository, cache, { files, parser });
    await found.written;
    return Object.fromEntries(found.parsed);
  };
  const expected = { 'specs/x/spec.md': { title: '# x' }, 'specs/y/spec.md': { title: '# y' } };
  assert.deepEqual(await run(), expected);
  assert.deepEqual(parsed, ['specs/x/spec.md', 'specs/y/spec.md']);
  assert.deepEqual(await run(), expected);
  assert.deepEqual(parsed, []);
  writeFiles(root, { 'specs/y/spec.md': '# Y\n' });
  assert.deepEqual((await run())['specs/y/spec.md'], { title: '# Y' });
  assert.deepEqual(parsed, ['specs/y/spec.md']);
  await run('2');
  assert.equal(parsed.length, 2);
  const file = path.join(root, '.git/regent/cache/specs.json');
  for (const damage of [
    '',
    'null',
    '{"version":"2","entries":{"specs/x/spec.md":7}}',
    readFileSync(file, 'utf8').slice(0, -9),
  ]) {
    writeFileSync(file, damage);
    assert.deepEqual(Object.keys(await run('2')), ['specs/x/spec.md', 'specs/y/spec.md']);
    assert.equal(parsed.length, 2);
  }
  rmSync(file);
  mkdirSync(file);
  assert.deepEqual(Object.keys(await run('2')), ['specs/x/spec.md', 'specs/y/spec.md']);
  assert.ok(existsSync(file));
  assert.equal(git(root, 'status', '--porcelain'), ' M specs/y/spec.md\n');
});

test('files that a sparse checkout leaves out are parsed from git', async () => {
  const root = makeRepository({ files: FILES });
  git(root, 'sparse-checkout', 'set', 'src');
  const repository = await open(root);
  const { files } = await readInventory(repository, { keep: (file) => file === 'specs/x/spec.md' });
  const cache = await readPlanCache(repository, { name: 'specs', version: '1' });
  const { parsed } = await parseCached(repository, cache, { files, parser: async () => (text) => text });
  assert.deepEqual([...parsed], [['specs/x/spec.md', '# x\n']]);
});
