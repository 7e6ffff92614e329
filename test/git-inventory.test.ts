import assert from 'node:assert/strict';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import type { Inventory } from '../src/adapters/git/inventory.ts';
import { readInventory } from '../src/adapters/git/inventory.ts';
import { git, makeFolder, makeRepository, open, photograph, writeFiles } from './git-fixture.ts';

/** path → state and mode; ids are checked against git's own. */
function states(root: string, inventory: Inventory): Record<string, string> {
  for (const [name, file] of inventory.files) {
    if (file.mode === '120000' || !existsSync(path.join(root, name))) continue;
    assert.equal(file.id, git(root, 'hash-object', '--no-filters', '--', name).trim(), name);
  }
  return Object.fromEntries([...inventory.files].map(([name, file]) => [name, `${file.state} ${file.mode}`]).sort());
}

for (const format of ['sha1', 'sha256'] as const) {
  for (const under of [undefined, ['specs', 'lib/a b.js', 'gone', 'top.txt']]) {
    test(`files are clean, modified or untracked by content (${format}, ${under ? 'some folders' : 'whole repository'})`, async () => {
      const root = makeRepository({
        format,
        files: {
          '.gitignore': '*.log\n',
          'top.txt': 'top\n',
          'lib/a b.js': 'a\n',
          'lib/"q"\né.js': 'q\n',
          'specs/x/spec.md': '# x\n',
          'specs/x/touched': 't\n',
          'specs/x/run': 'r\n',
          'specs/x/gone': 'g\n',
          'specs/x/assumed': 'a\n',
        },
      });
      writeFiles(root, {
        'specs/x/spec.md': '# X\n',
        'specs/x/new "file"\n.js': 'n\n',
        'specs/x/out.log': 'l\n',
        'out.log': '',
      });
      utimesSync(path.join(root, 'specs/x/touched'), 1, 1);
      chmodSync(path.join(root, 'specs/x/run'), 0o755);
      rmSync(path.join(root, 'specs/x/gone'));
      git(root, 'update-index', '--assume-unchanged', 'specs/x/assumed');
      writeFiles(root, { 'specs/x/assumed': 'b\n', 'specs/x/intended': 'i\n' });
      git(root, 'add', '-N', 'specs/x/intended');
      symlinkSync('/etc/passwd', path.join(root, 'specs/x/link'));
      const before = [photograph(root), readFileSync(path.join(root, '.git/index'))];
      const inventory = await readInventory(await open(root), { ...(under ? { under } : {}), ignoredIn: ['specs'] });
      assert.deepEqual(states(root, inventory), {
        ...(under ? {} : { '.gitignore': 'clean 100644', 'lib/"q"\né.js': 'clean 100644' }),
        'lib/a b.js': 'clean 100644',
        'specs/x/assumed': 'modified 100644',
        'specs/x/intended': 'modified 100644',
        'specs/x/link': 'untracked 120000',
        'specs/x/new "file"\n.js': 'untracked 100644',
        'specs/x/run': 'modified 100755',
        'specs/x/spec.md': 'modified 100644',
        'specs/x/touched': 'clean 100644',
        'top.txt': 'clean 100644',
      });
      assert.deepEqual([...inventory.deleted.keys()], ['specs/x/gone']);
      assert.deepEqual(inventory.ignored, ['specs/x/out.log']);
      assert.deepEqual([photograph(root), readFileSync(path.join(root, '.git/index'))], before);
    });
  }
}

test('an ignored folder is reported by its name alone, and only where it was asked for', async () => {
  const root = makeRepository({ files: { '.gitignore': 'tests/\nnode_modules/\n' } });
  writeFiles(root, {
    'specs/x/tests/a.js': '',
    'specs/x/tests/b.js': '',
    'specs/x/spec.md': '',
    'node_modules/m/i.js': '',
  });
  const inventory = await readInventory(await open(root), { ignoredIn: ['specs/x'] });
  assert.deepEqual(inventory.ignored, ['specs/x/tests/']);
  assert.deepEqual([...inventory.files.keys()].sort(), ['.gitignore', 'specs/x/spec.md']);
});

test('submodules, inner repositories and names that are not UTF-8 are left out', async () => {
  const root = makeRepository({ files: { 'src/a.js': 'a\n' } });
  git(root, '-c', 'protocol.file.allow=always', 'submodule', '--quiet', 'add', makeRepository(), 'sub');
  git(root, 'init', '-q', 'inner');
  writeFiles(root, { 'inner/x.js': 'x\n' });
  writeFileSync(Buffer.concat([Buffer.from(`${root}/latin-`), Buffer.from([0xe9])]), 'l\n');
  const inventory = await readInventory(await open(root));
  assert.deepEqual([...inventory.files.keys()].sort(), ['.gitmodules', 'src/a.js']);
  assert.deepEqual([...inventory.skipped].sort(), ['inner/', 'latin-\uFFFD']);
});

test('a conflicted file counts as modified and is named', async () => {
  const root = makeRepository({ files: { 'a.js': 'base\n' } });
  git(root, 'switch', '-qc', 'side');
  writeFiles(root, { 'a.js': 'side\n' });
  git(root, 'commit', '-qam', 'Side');
  git(root, 'switch', '-q', 'main');
  writeFiles(root, { 'a.js': 'main\n' });
  git(root, 'commit', '-qam', 'Main');
  assert.throws(() => git(root, 'merge', '-q', 'side'));
  for (const options of [{}, { under: ['a.js'] }]) {
    const inventory = await readInventory(await open(root), options);
    assert.deepEqual(states(root, inventory), { 'a.js': 'modified 100644' });
    assert.deepEqual(inventory.conflicts, ['a.js']);
  }
});

test('line ends that git converted at checkout make no file modified', async () => {
  const root = makeRepository({ files: { '.gitattributes': '*.js text eol=crlf\n', 'a.js': 'a\n', 'b.js': 'b\n' } });
  rmSync(path.join(root, 'a.js'));
  git(root, 'checkout', '-q', '--', 'a.js');
  assert.equal(readFileSync(path.join(root, 'a.js'), 'utf8'), 'a\r\n');
  utimesSync(path.join(root, 'a.js'), 1, 1);
  for (const options of [{}, { under: ['a.js', 'b.js'] }]) {
    const inventory = await readInventory(await open(root), options);
    assert.equal(inventory.files.get('a.js')?.state, 'clean');
    assert.equal(inventory.files.get('a.js')?.id, git(root, 'rev-parse', ':a.js').trim());
  }
});

test('a sparse checkout has its files from the index', async () => {
  const root = makeRepository({ files: { 'specs/x/spec.md': '# x\n', 'docs/a.md': 'a\n' } });
  git(root, 'sparse-checkout', 'set', 'docs');
  for (const options of [{}, { under: ['specs', 'docs'] }]) {
    const { files, deleted } = await readInventory(await open(root), options);
    assert.equal(files.get('specs/x/spec.md')?.id, git(root, 'rev-parse', 'HEAD:specs/x/spec.md').trim());
    assert.equal(files.get('specs/x/spec.md')?.state, 'clean');
    assert.equal(deleted.size, 0);
  }
});

test('a folder in the place of a file, an unreadable one and an empty request do no harm', async () => {
  const root = makeRepository({ files: { 'a.js': 'a\n' } });
  rmSync(path.join(root, 'a.js'));
  mkdirSync(path.join(root, 'a.js'));
  writeFiles(root, { 'a.js/b.js': 'b\n' });
  const repository = await open(root);
  const inventory = await readInventory(repository);
  assert.deepEqual([...inventory.files.keys()], ['a.js/b.js']);
  assert.deepEqual([...inventory.deleted.keys()], ['a.js']);
  assert.equal((await readInventory(repository, { under: [] })).files.size, 0);
  assert.equal(
    (await readInventory(repository, { under: ['../elsewhere', makeFolder()] }).catch(() => null))?.files.size ?? 0,
    0,
  );
});
