import assert from 'node:assert/strict';
import { readdirSync, symlinkSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { commitAttempt } from '../src/adapters/git/commit-attempt.ts';
import { emptyTree, readDiff, readDiffStat } from '../src/adapters/git/diff.ts';
import { readHead } from '../src/adapters/git/head.ts';
import { readFiles } from '../src/adapters/git/read-files.ts';
import { deleteRef, listRefs, readBlobRef, updateRef, writeBlobRef } from '../src/adapters/git/refs.ts';
import type { Repository } from '../src/adapters/git/repository.ts';
import { fileSet, git, makeRepository, open, photograph, texts, writeFiles } from './git-fixture.ts';

const ref = 'refs/regent/sessions/s1';
const outputs = (file: string) => file.startsWith('src/x/');

async function baseOf(repository: Repository): Promise<string> {
  const head = await readHead(repository);
  assert.ok('commit' in head);
  return head.commit;
}

for (const format of ['sha1', 'sha256'] as const) {
  test(`an attempt is a commit of the base with its outputs replaced, in a ${format} repository`, async () => {
    const root = makeRepository({
      format,
      files: { 'README.md': 'hello\n', 'src/x/old.js': 'old\n', 'src/y.js': 'y\n' },
    });
    writeFiles(root, { 'README.md': 'dirty\n', 'src/x/untracked.js': 'mine\n' });
    const before = photograph(root);
    const repository = await open(root);
    const base = await baseOf(repository);
    const common = { ref, base, outputs, under: ['src/x'], date: 1_700_000_000 };
    const first = await commitAttempt(repository, {
      ...common,
      previous: null,
      files: new Map([
        ['src/x/a.js', { mode: '100644', bytes: Buffer.from('a\n') }],
        ['src/x/bin/run', { mode: '100755', bytes: Buffer.from('#!/bin/sh\n') }],
      ]),
      message: 'Attempt 1',
    });
    assert.ok('commit' in first);
    assert.equal(git(root, 'rev-parse', ref).trim(), first.commit);
    assert.equal(git(root, 'rev-parse', `${ref}^`).trim(), base);
    assert.equal(git(root, 'ls-tree', '-r', '--name-only', ref), 'README.md\nsrc/x/a.js\nsrc/x/bin/run\nsrc/y.js\n');
    assert.match(git(root, 'ls-tree', '-r', ref, 'src/x/bin/run'), /^100755/);
    const second = await commitAttempt(repository, {
      ...common,
      previous: first.commit,
      files: fileSet({ 'src/x/b.js': 'b\n' }),
      message: 'Attempt 2',
    });
    assert.ok('commit' in second);
    assert.equal(git(root, 'diff', '--name-status', base, ref), 'A\tsrc/x/b.js\nD\tsrc/x/old.js\n');
    assert.equal(git(root, 'rev-parse', `${ref}^`).trim(), first.commit);
    assert.equal(
      git(root, 'log', '-1', '--format=%an <%ae> %at %s', ref).trim(),
      'Regent <regent@localhost> 1700000000 Attempt 2',
    );
    assert.equal(git(root, 'fsck', '--strict', '--no-dangling').trim(), '');
    assert.deepEqual(photograph(root), before);
  });
}

test('the same attempt again gives the same commit and leaves the ref as it is', async () => {
  const root = makeRepository();
  const repository = await open(root);
  const request = {
    ref,
    base: await baseOf(repository),
    previous: null,
    outputs,
    files: fileSet({ 'src/x/a.js': 'a\n' }),
    message: 'Attempt 1',
    date: 1_700_000_000,
  };
  assert.deepEqual(await commitAttempt(repository, request), await commitAttempt(repository, request));
});

test('an attempt does not overwrite a ref that holds something else', async () => {
  const root = makeRepository();
  const repository = await open(root);
  const base = await baseOf(repository);
  const request = { ref, base, previous: null, outputs, message: 'Attempt 1', date: 1_700_000_000 };
  const first = await commitAttempt(repository, { ...request, files: fileSet({ 'src/x/a.js': 'a\n' }) });
  assert.ok('commit' in first);
  assert.deepEqual(await commitAttempt(repository, { ...request, files: fileSet({ 'src/x/a.js': 'b\n' }) }), {
    moved: true,
  });
  assert.equal(git(root, 'rev-parse', ref).trim(), first.commit);
  assert.deepEqual(
    readdirSync(path.join(root, '.git')).filter((name) => name.startsWith('fast_import_crash')),
    [],
  );
});

test('paths with spaces, quotes, newlines, backslashes and other scripts come back as they were', async () => {
  const root = makeRepository();
  const repository = await open(root);
  const files = fileSet({
    'src/x/a b.js': '1',
    'src/x/"q".js': '2',
    'src/x/n\nl.js': '3',
    'src/x/ünïcode/日本.js': '4',
    'src/x/back\\slash': '5',
    'src/x/-dash': '6',
    'src/x/:(glob)**': '7',
    ' src/x/lead': '8',
    'src/x/tab\t\u0007': '',
  });
  const result = await commitAttempt(repository, {
    ref,
    base: await baseOf(repository),
    previous: null,
    outputs: () => true,
    files,
    message: 'Odd names',
    date: 1,
  });
  assert.ok('commit' in result);
  const read = await readFiles(repository, result.commit);
  assert.ok('files' in read);
  assert.deepEqual(texts(read.files), texts(files));
});

test('hostile and impossible paths are refused, each with its reason, and nothing is written', async () => {
  const root = makeRepository({ files: { 'src/file': 'x\n', 'src/x/keep/other.txt': 'not an output\n' } });
  const repository = await open(root);
  const hostile = [
    '.git/config',
    'src/x/.GIT/hooks/pre-commit',
    'src/x/git~1',
    'src/x/.g\u200cit/config',
    'src/x/.git. /config',
    'src/x/.git::$INDEX_ALLOCATION/config',
    'src/x/a\\.git\\config',
    '/etc/passwd',
    'C:/windows',
    'src/x/../../out',
    './src/x/a',
    'src//x',
    'src/x/',
    '',
    'src/x/\0',
    'src/x/\ud800',
    // In the way of, or below, what is no output.
    'src/file/below.js',
    'src/x/keep',
  ];
  for (const file of hostile) {
    const result = await commitAttempt(repository, {
      ref,
      base: await baseOf(repository),
      previous: null,
      outputs: (name) => name !== 'src/x/keep/other.txt' && name !== 'src/file',
      files: fileSet({ [file]: 'x' }),
      message: 'Hostile',
      date: 1,
    });
    assert.ok('refused' in result, JSON.stringify(file));
    assert.equal(result.refused[0]?.path, file);
  }
  const clash = await commitAttempt(repository, {
    ref,
    base: await baseOf(repository),
    previous: null,
    outputs: () => true,
    files: fileSet({ 'src/x/Lib/a.js': '1', 'src/x/lib/b.js': '2' }),
    message: 'Clash',
    date: 1,
  });
  assert.deepEqual(clash, {
    refused: [{ path: 'src/x/lib/b.js', reason: 'differs from "src/x/Lib" in case or composition only' }],
  });
  assert.equal((await listRefs(repository, 'refs/regent/')).size, 0);
});

test('reading a commit leaves links out and stops at the size it was given', async () => {
  const root = makeRepository({ files: { 'src/x/a.js': 'a\n', 'other.js': 'o\n' } });
  symlinkSync('/etc/passwd', path.join(root, 'src/x/link'));
  git(root, 'add', '-A');
  git(root, 'commit', '-qm', 'Link');
  const repository = await open(root);
  const read = await readFiles(repository, 'HEAD', { wanted: outputs, under: ['src/x/'] });
  assert.ok('files' in read);
  assert.deepEqual(texts(read.files), { 'src/x/a.js': 'a\n' });
  assert.deepEqual(await readFiles(repository, 'HEAD', { maxBytes: 3 }), { tooLarge: { bytes: 4 } });
});

test('refs move by compare-and-swap only, and may hold blobs', async () => {
  const root = makeRepository();
  const repository = await open(root);
  const base = await baseOf(repository);
  assert.equal((await updateRef(repository, ref, base, null)).kind, 'updated');
  assert.equal((await updateRef(repository, ref, base, null)).kind, 'moved');
  assert.equal((await updateRef(repository, ref, base, '1'.repeat(40))).kind, 'moved');
  assert.deepEqual([...(await listRefs(repository, 'refs/regent/sessions/'))], [[ref, base]]);
  assert.equal((await deleteRef(repository, ref, base)).kind, 'updated');
  assert.equal((await deleteRef(repository, ref)).kind, 'updated');
  const log = 'refs/regent/logs/s1';
  assert.equal(await readBlobRef(repository, log), null);
  await writeBlobRef(repository, log, Buffer.from('{"a":1}\r\n\0'));
  assert.equal((await readBlobRef(repository, log))?.toString(), '{"a":1}\r\n\0');
  await writeBlobRef(repository, log, Buffer.alloc(0));
  assert.equal((await readBlobRef(repository, log))?.length, 0);
});

test("a diff shows everything: attributes that hide, external tools and the user's settings have no say", async () => {
  const root = makeRepository({ files: { 'src/x/.gitattributes': '* -diff\n', 'src/x/a b.js': 'one\n' } });
  git(root, 'config', 'diff.external', 'touch ran');
  git(root, 'config', 'diff.noprefix', 'true');
  writeFiles(root, { 'src/x/a b.js': 'two\nthree\n', 'src/x/bin': 'a\0b' });
  git(root, 'rm', '-q', '--cached', 'src/x/.gitattributes');
  git(root, 'add', 'src/x/a b.js', 'src/x/bin');
  git(root, 'commit', '-qm', 'Change');
  const repository = await open(root);
  const { text, cut } = await readDiff(repository, 'HEAD^', 'HEAD');
  assert.equal(cut, false);
  assert.match(
    text,
    /^--- a\/src\/x\/a b\.js\t?\n\+\+\+ b\/src\/x\/a b\.js\t?\n@@ -1 \+1,2 @@\n-one\n\+two\n\+three\n/m,
  );
  assert.deepEqual(await readDiffStat(repository, 'HEAD^', 'HEAD'), {
    files: [
      { path: 'src/x/.gitattributes', status: 'removed', added: 0, removed: 1, binary: false },
      { path: 'src/x/a b.js', status: 'changed', added: 2, removed: 1, binary: false },
      { path: 'src/x/bin', status: 'added', added: 0, removed: 0, binary: true },
    ],
    added: 2,
    removed: 2,
  });
  const short = await readDiff(repository, emptyTree(repository), 'HEAD', { maxBytes: 100 });
  assert.ok(short.cut && short.text.length <= 100 && short.text.endsWith('\n'));
  assert.ok(!readdirSync(root).includes('ran'));
});

test('where it is asked for, a diff tells what was moved and what only changed its mode', async () => {
  const body = Array.from({ length: 20 }, (_, at) => `line ${at}`).join('\n');
  const root = makeRepository({ files: { 'src/x/old name.js': `${body}\n`, 'src/x/run.sh': 'echo\n' } });
  git(root, 'mv', 'src/x/old name.js', 'src/x/new\tname.js');
  writeFiles(root, { 'src/x/new\tname.js': `${body}\nmore\n` });
  git(root, 'update-index', '--chmod=+x', 'src/x/run.sh');
  git(root, 'add', 'src/x/new\tname.js');
  git(root, 'commit', '-qm', 'Move');
  const repository = await open(root);
  const { files } = await readDiffStat(repository, 'HEAD^', 'HEAD', { renames: true });
  assert.deepEqual(files, [
    { path: 'src/x/new\tname.js', status: 'moved', added: 1, removed: 0, binary: false, from: 'src/x/old name.js' },
    { path: 'src/x/run.sh', status: 'changed', added: 0, removed: 0, binary: false, modes: ['100644', '100755'] },
  ]);
  const { text } = await readDiff(repository, 'HEAD^', 'HEAD', { renames: true });
  assert.equal([...text.matchAll(/^diff --git /gm)].length, files.length);
});
