import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import type { AcceptRequest } from '../src/adapters/git/accept.ts';
import { acceptCandidate, undoAccept } from '../src/adapters/git/accept.ts';
import { commitAttempt } from '../src/adapters/git/commit-attempt.ts';
import type { RefusalReason } from '../src/adapters/git/refusal.ts';
import {
  fileSet,
  git,
  makeExecutable,
  makeFolder,
  makeRepository,
  open,
  photograph,
  writeFiles,
} from './git-fixture.ts';

const outputs = (file: string) => file.startsWith('src/x/');
const under = ['src/x'];
const lockPath = 'specs/x/spec.lock';
const lock = { path: lockPath, bytes: Buffer.from('{"version":1}\n') };
const owned = (file: string) => outputs(file) || file === lockPath;

const BASE = {
  'README.md': 'hello\n',
  'staged.txt': 'one\n',
  'specs/x/spec.md': '# x\n',
  'src/x/old.js': 'old\n',
  'src/x/kept.js': 'kept\n',
  'src/y.js': 'y\n',
};
const BUILT = { 'src/x/kept.js': 'kept\n', 'src/x/new.js': 'new\n' };

/** A candidate of spec x on what HEAD is now. */
async function makeCandidate(root: string, files: Record<string, string> = BUILT): Promise<AcceptRequest> {
  const base = git(root, 'rev-parse', 'HEAD').trim();
  const ref = 'refs/regent/sessions/s1';
  const request = { ref, base, previous: null, outputs, under, files: fileSet(files), message: 'Attempt 1', date: 1 };
  const attempt = await commitAttempt(await open(root), request);
  assert.ok('commit' in attempt, JSON.stringify(attempt));
  return { candidate: attempt.commit, base, outputs, under, lock, message: 'Regenerate x\n\nRegent-Spec: x\n' };
}

async function accept(root: string, request: AcceptRequest): Promise<string> {
  const result = await acceptCandidate(await open(root), request);
  assert.equal(result.kind, 'done', JSON.stringify(result));
  assert.ok(result.kind === 'done');
  return result.commit;
}

async function assertRefused(
  root: string,
  request: AcceptRequest,
  reason: RefusalReason,
  paths?: string[],
): Promise<void> {
  const before = [git(root, 'rev-parse', 'HEAD'), git(root, 'ls-files', '-s'), photograph(root)];
  const result = await acceptCandidate(await open(root), request);
  assert.ok(result.kind === 'refused', JSON.stringify(result));
  assert.equal(result.reason, reason, JSON.stringify(result));
  if (paths) assert.deepEqual(result.paths, paths);
  assert.ok(result.message && result.mend);
  assert.deepEqual([git(root, 'rev-parse', 'HEAD'), git(root, 'ls-files', '-s'), photograph(root)], before);
}

/** Dirties everything that is none of the spec's business. */
function dirty(root: string): void {
  git(root, 'stash', 'list');
  writeFiles(root, { 'README.md': 'stashed\n' });
  git(root, 'stash', '-q');
  writeFiles(root, { 'staged.txt': 'two\n', 'added.txt': 'added\n', 'src/y2.js': 'intended\n' });
  git(root, 'add', 'staged.txt', 'added.txt');
  git(root, 'add', '-N', 'src/y2.js');
  git(root, 'rm', '-q', '--cached', 'src/y.js');
  writeFiles(root, {
    'staged.txt': 'three\n',
    'README.md': 'dirty\r\n',
    'un tracked\n"é".txt': 'mine',
    'specs/x/spec.md': '# X\n',
  });
  symlinkSync('nowhere', path.join(root, 'link'));
}

function others(root: string): unknown[] {
  const index = git(root, 'ls-files', '-s', '-z').split('\0');
  return [
    photograph(root, owned),
    index.filter((line) => !owned(line.slice(line.indexOf('\t') + 1))),
    git(root, 'stash', 'list', '--format=%H'),
  ];
}

for (const format of ['sha1', 'sha256'] as const) {
  test(`accepting replaces the outputs and the lock and nothing else, in a dirty ${format} repository`, async () => {
    const root = makeRepository({ format, files: BASE });
    const request = await makeCandidate(root);
    dirty(root);
    const before = others(root);
    const head = git(root, 'rev-parse', 'HEAD').trim();
    const commit = await accept(root, request);
    assert.equal(git(root, 'symbolic-ref', 'HEAD').trim(), 'refs/heads/main');
    assert.equal(git(root, 'rev-parse', 'HEAD').trim(), commit);
    assert.equal(git(root, 'rev-parse', 'HEAD^').trim(), head);
    assert.equal(
      git(root, 'diff', '--name-status', 'HEAD^', 'HEAD'),
      'A\tspecs/x/spec.lock\nA\tsrc/x/new.js\nD\tsrc/x/old.js\n',
    );
    assert.deepEqual(others(root), before);
    assert.equal(git(root, 'status', '--porcelain', '--', 'src/x', lockPath), '');
    assert.equal(readFileSync(path.join(root, 'src/x/new.js'), 'utf8'), 'new\n');
    assert.equal(existsSync(path.join(root, 'src/x/old.js')), false);
    assert.equal(
      git(root, 'log', '-1', '--format=%an <%ae> %cn|%B').trim(),
      'Ada <ada@example.org> Ada|Regenerate x\n\nRegent-Spec: x',
    );
    assert.match(git(root, 'reflog', '-1'), /regent accept/);
    assert.equal(
      git(root, 'for-each-ref', '--format=%(refname)').trim(),
      'refs/heads/main\nrefs/regent/sessions/s1\nrefs/stash',
    );
    assert.equal(git(root, 'fsck', '--strict', '--no-dangling').trim(), '');
  });
}

test('undo puts outputs and lock back in a new commit and leaves the rest of the work alone', async () => {
  const root = makeRepository({ files: BASE });
  const request = await makeCandidate(root);
  const commit = await accept(root, request);
  writeFiles(root, { 'later.txt': 'later\n' });
  git(root, 'add', 'later.txt');
  git(root, 'commit', '-qm', 'Later');
  dirty(root);
  const before = others(root);
  const undo = { accept: commit, outputs, under, lockPath, message: 'Undo x' };
  const undone = await undoAccept(await open(root), undo);
  assert.equal(undone.kind, 'done', JSON.stringify(undone));
  assert.deepEqual(others(root), before);
  assert.equal(git(root, 'diff', '--name-only', request.base, 'HEAD'), 'later.txt\n');
  assert.equal(git(root, 'status', '--porcelain', '--', 'src/x', lockPath), '');
  const again = await undoAccept(await open(root), undo);
  assert.ok(again.kind === 'refused' && again.reason === 'changed-since', JSON.stringify(again));
});

test('undo is refused where the accept is not in the history', async () => {
  const root = makeRepository({ files: BASE });
  git(root, 'branch', 'other');
  const commit = await accept(root, await makeCandidate(root));
  git(root, 'switch', '-q', 'other');
  const result = await undoAccept(await open(root), { accept: commit, outputs, under, lockPath, message: 'Undo x' });
  assert.ok(result.kind === 'refused' && result.reason === 'not-in-history');
});

test('accepting on a HEAD that moved on elsewhere keeps what was committed since', async () => {
  const root = makeRepository({ files: BASE });
  const request = await makeCandidate(root);
  writeFiles(root, { 'later.txt': 'later\n' });
  git(root, 'add', 'later.txt');
  git(root, 'commit', '-qm', 'Later');
  await accept(root, request);
  assert.equal(git(root, 'show', 'HEAD:later.txt'), 'later\n');
  assert.equal(git(root, 'status', '--porcelain'), '');
});

test('accepting is refused when the outputs changed in HEAD since the session began', async () => {
  const root = makeRepository({ files: BASE });
  const request = await makeCandidate(root);
  writeFiles(root, { 'src/x/kept.js': 'by hand\n' });
  git(root, 'commit', '-qam', 'By hand');
  await assertRefused(root, request, 'moved', ['src/x/kept.js']);
});

test('accepting again changes nothing and says so; a new lock alone is still a commit', async () => {
  const root = makeRepository({ files: BASE });
  const request = await makeCandidate(root);
  await accept(root, request);
  await assertRefused(root, request, 'nothing-to-change');
  await accept(root, { ...request, lock: { ...lock, bytes: Buffer.from('{"version":1,"a":1}\n') } });
  assert.equal(git(root, 'diff', '--name-only', 'HEAD^', 'HEAD'), `${lockPath}\n`);
});

test('accepting is refused when it would take work away: changed, staged, untracked or ignored outputs', async () => {
  const changes: [string, RefusalReason, string, (root: string) => void][] = [
    ['changed', 'dirty-outputs', 'src/x/old.js', (root) => writeFiles(root, { 'src/x/old.js': 'mine\n' })],
    [
      'changed, and the same in HEAD and candidate',
      'dirty-outputs',
      'src/x/kept.js',
      (root) => writeFiles(root, { 'src/x/kept.js': 'mine\n' }),
    ],
    [
      'the same size and time',
      'dirty-outputs',
      'src/x/old.js',
      (root) => {
        git(root, 'update-index', '--assume-unchanged', 'src/x/old.js');
        writeFiles(root, { 'src/x/old.js': 'odd\n' });
      },
    ],
    [
      'staged only',
      'dirty-outputs',
      'src/x/old.js',
      (root) => {
        writeFiles(root, { 'src/x/old.js': 'mine\n' });
        git(root, 'add', 'src/x/old.js');
        writeFiles(root, { 'src/x/old.js': 'old\n' });
      },
    ],
    ['executable', 'dirty-outputs', 'src/x/kept.js', (root) => makeExecutable(path.join(root, 'src/x/kept.js'))],
    ['untracked in the way', 'dirty-outputs', 'src/x/new.js', (root) => writeFiles(root, { 'src/x/new.js': 'mine\n' })],
    ['untracked beside', 'dirty-outputs', 'src/x/more.js', (root) => writeFiles(root, { 'src/x/more.js': 'mine\n' })],
    ['the lock', 'dirty-outputs', lockPath, (root) => writeFiles(root, { [lockPath]: 'mine\n' })],
    [
      'taken out of git to be kept',
      'dirty-outputs',
      'src/x/old.js',
      (root) => git(root, 'rm', '-q', '--cached', 'src/x/old.js'),
    ],
    [
      'ignored in the way',
      'ignored-files-in-the-way',
      'src/x/new.js',
      (root) => {
        writeFiles(root, { '.git/info/exclude': 'new.js\n', 'src/x/new.js': 'mine\n' });
      },
    ],
    [
      'a link for a file',
      'dirty-outputs',
      'src/x/old.js',
      (root) => {
        rmSync(path.join(root, 'src/x/old.js'));
        symlinkSync('kept.js', path.join(root, 'src/x/old.js'));
      },
    ],
    [
      'a folder with ignored files for a file',
      'in-the-way',
      'src/x/new.js',
      (root) => {
        writeFiles(root, { '.git/info/exclude': 'mine.txt\n', 'src/x/new.js/mine.txt': 'mine\n' });
      },
    ],
  ];
  for (const [name, reason, file, change] of changes) {
    const root = makeRepository({ files: BASE });
    const request = await makeCandidate(root);
    change(root);
    await assertRefused(root, request, reason, [file]).catch((error) => assert.fail(`${name}: ${error.message}`));
  }
});

test('accepting is refused when a link or file stands where a folder of the outputs has to be', async () => {
  const root = makeRepository({ files: { 'README.md': 'hello\n' } });
  const request = await makeCandidate(root);
  const elsewhere = makeFolder();
  symlinkSync(elsewhere, path.join(root, 'src'));
  await assertRefused(root, request, 'in-the-way', ['src']);
});

test('what is already there does not stand in the way: the same content, untracked, staged or ignored', async () => {
  const changes: ((root: string) => void)[] = [
    (root) => writeFiles(root, { 'src/x/new.js': 'new\n' }),
    (root) => writeFiles(root, { '.git/info/exclude': 'new.js\n', 'src/x/new.js': 'new\n' }),
    (root) => {
      writeFiles(root, { 'src/x/new.js': 'new\n', [lockPath]: lock.bytes.toString() });
      git(root, 'add', 'src/x/new.js', lockPath);
    },
    // Killed between index and HEAD, the first accept leaves this.
    (root) => {
      writeFiles(root, { 'src/x/new.js': 'new\n', [lockPath]: lock.bytes.toString() });
      git(root, 'rm', '-q', 'src/x/old.js');
      git(root, 'add', '-A');
    },
    (root) => rmSync(path.join(root, 'src/x/old.js')),
    (root) => rmSync(path.join(root, 'src'), { recursive: true }),
    (root) => git(root, 'rm', '-qr', 'src/x'),
    (root) => execFileSync('touch', [path.join(root, 'src/x/old.js'), path.join(root, 'src/x/kept.js')]),
  ];
  for (const [index, change] of changes.entries()) {
    const root = makeRepository({ files: { ...BASE, 'src/y.js': '' } });
    const request = await makeCandidate(root);
    change(root);
    writeFiles(root, { 'src/y.js': '' });
    await accept(root, request).catch((error) => assert.fail(`change ${index}: ${error.message}`));
    assert.equal(git(root, 'status', '--porcelain'), '', `change ${index}`);
    assert.equal(readFileSync(path.join(root, 'src/x/kept.js'), 'utf8'), 'kept\n');
  }
});

test('a folder of old outputs makes room for a file, and the other way round', async () => {
  const root = makeRepository({
    files: { 'src/x/lib/a.js': 'a\n', 'src/x/lib/deep/b.js': 'b\n', 'src/x/main': 'm\n' },
  });
  const request = await makeCandidate(root, { 'src/x/lib': 'l\n', 'src/x/main/index.js': 'm\n' });
  const commit = await accept(root, request);
  assert.equal(git(root, 'status', '--porcelain'), '');
  assert.equal(readFileSync(path.join(root, 'src/x/lib'), 'utf8'), 'l\n');
  await undoAccept(await open(root), { accept: commit, outputs, under, lockPath, message: 'Undo' });
  assert.equal(git(root, 'status', '--porcelain'), '');
  assert.equal(readFileSync(path.join(root, 'src/x/lib/deep/b.js'), 'utf8'), 'b\n');
});

test('an output that is one file can be accepted, at the root too, also when its folders are not given', async () => {
  for (const under of [['tool', 'bin/run'], undefined]) {
    const root = makeRepository({ files: { tool: 'old\n', 'bin/other': 'o\n' } });
    writeFiles(root, { 'bin/other': 'dirty\n' });
    const before = photograph(root, (file) => file === 'tool');
    const base = git(root, 'rev-parse', 'HEAD').trim();
    const outputs = (file: string) => file === 'tool' || file === 'bin/run';
    const files = fileSet({ tool: 'new\n', 'bin/run': 'run\n' });
    const places = under ? { under } : {};
    const request = {
      ref: 'refs/regent/sessions/s1',
      base,
      previous: null,
      outputs,
      ...places,
      files,
      message: 'A',
      date: 1,
    };
    const attempt = await commitAttempt(await open(root), request);
    assert.ok('commit' in attempt);
    await accept(root, { candidate: attempt.commit, base, outputs, ...places, lock, message: 'Accept' });
    assert.equal(git(root, 'status', '--porcelain'), ' M bin/other\n');
    assert.deepEqual(
      photograph(root, (file) => ['tool', 'bin/run', lockPath].includes(file)),
      before,
    );
  }
});

test('accepting is refused on an unborn branch, during a merge or rebase, and while the index is locked', async () => {
  const root = makeRepository({ files: BASE });
  const request = await makeCandidate(root);
  writeFileSync(path.join(root, '.git/index.lock'), '');
  await assertRefused(root, request, 'index-locked');
  rmSync(path.join(root, '.git/index.lock'));
  writeFileSync(path.join(root, '.git/MERGE_HEAD'), `${request.base}\n`);
  await assertRefused(root, request, 'operation-in-progress');
  rmSync(path.join(root, '.git/MERGE_HEAD'));
  mkdirSync(path.join(root, '.git/rebase-merge'));
  await assertRefused(root, request, 'operation-in-progress');
  const empty = makeFolder();
  git(empty, 'init', '-q', '-b', 'main');
  const result = await acceptCandidate(await open(empty), request);
  assert.ok(result.kind === 'refused' && result.reason === 'unborn');
});

test('accepting moves a detached HEAD, and no branch', async () => {
  const root = makeRepository({ files: BASE });
  const request = await makeCandidate(root);
  git(root, 'switch', '-q', '--detach');
  const commit = await accept(root, request);
  assert.equal(git(root, 'rev-parse', 'HEAD').trim(), commit);
  assert.equal(git(root, 'rev-parse', 'main').trim(), request.base);
  assert.throws(() => git(root, 'symbolic-ref', '-q', 'HEAD'));
});

test('accepting in a linked work tree leaves the main one alone', async () => {
  const root = makeRepository({ files: BASE });
  const linked = path.join(makeFolder(), 'linked tree');
  git(root, 'worktree', 'add', '-q', '-b', 'side', linked);
  const request = await makeCandidate(linked);
  dirty(linked);
  const before = [photograph(root), git(root, 'ls-files', '-s'), others(linked)];
  const commit = await accept(linked, request);
  assert.equal(git(root, 'rev-parse', 'side').trim(), commit);
  assert.deepEqual([photograph(root), git(root, 'ls-files', '-s'), others(linked)], before);
});

test('accepting works in a submodule, and beside one', async () => {
  const inner = makeRepository({ files: BASE });
  const root = makeRepository({ files: BASE });
  git(root, '-c', 'protocol.file.allow=always', 'submodule', '--quiet', 'add', inner, 'src/x-sub');
  git(root, 'commit', '-qm', 'Submodule');
  git(root, 'config', 'submodule.recurse', 'true');
  const sub = path.join(root, 'src/x-sub');
  git(sub, 'config', 'user.name', 'Ada');
  git(sub, 'config', 'user.email', 'ada@example.org');
  const commit = await accept(sub, await makeCandidate(sub));
  assert.equal(git(sub, 'rev-parse', 'HEAD').trim(), commit);
  assert.equal(git(sub, 'status', '--porcelain'), '');
  await accept(root, await makeCandidate(root));
  assert.equal(git(sub, 'rev-parse', 'HEAD').trim(), commit);
});

test('accepting in a sparse checkout writes nothing outside of it', async () => {
  const root = makeRepository({ files: { ...BASE, 'docs/a.md': 'a\n' } });
  git(root, 'sparse-checkout', 'set', 'docs');
  const request = await makeCandidate(root);
  await accept(root, request);
  assert.equal(existsSync(path.join(root, 'src')), false);
  assert.equal(git(root, 'status', '--porcelain'), '');
  assert.equal(git(root, 'show', 'HEAD:src/x/new.js'), 'new\n');
});

test('outputs are checked out with the line ends that the attributes ask for', async () => {
  const root = makeRepository({ files: { ...BASE, '.gitattributes': '*.js text eol=crlf\n' } });
  rmSync(path.join(root, 'src/x/old.js'));
  git(root, 'checkout', '-q', '--', 'src/x/old.js');
  const request = await makeCandidate(root);
  await accept(root, request);
  assert.equal(readFileSync(path.join(root, 'src/x/new.js'), 'utf8'), 'new\r\n');
  assert.equal(git(root, 'show', 'HEAD:src/x/new.js'), 'new\n');
  assert.equal(git(root, 'status', '--porcelain'), '');
});

test('no hook, filter, monitor, signer or merge option of the repository has a say', async () => {
  const root = makeRepository({ files: { ...BASE, '.gitattributes': '* filter=evil merge=evil diff=evil\n' } });
  const mark = path.join(makeFolder(), 'mark');
  const command = `echo ran >> '${mark}'; cat`;
  const hooks = [
    'pre-commit',
    'post-commit',
    'post-merge',
    'post-checkout',
    'post-index-change',
    'reference-transaction',
    'pre-merge-commit',
  ];
  for (const hook of hooks) {
    writeFiles(root, { [`.git/hooks/${hook}`]: `#!/bin/sh\necho ${hook} >> '${mark}'\nexit 1\n` });
    makeExecutable(path.join(root, '.git/hooks', hook));
  }
  writeFiles(root, { 'dirty.js': 'x\n', 'README.md': 'dirty\n' });
  const settings = {
    'core.fsmonitor': `echo ran >> '${mark}'; false`,
    'filter.evil.clean': command,
    'filter.evil.smudge': command,
    'filter.evil.required': 'true',
    'filter.a=b.clean': command,
    'merge.evil.driver': command,
    'diff.evil.textconv': command,
    'diff.evil.command': command,
    'commit.gpgSign': 'true',
    'gpg.program': `/bin/sh -c "${command}"`,
    'merge.verifySignatures': 'true',
    'merge.autoStash': 'true',
    'branch.main.mergeOptions': '--squash',
    'core.pager': command,
    'core.sshCommand': command,
  };
  for (const [key, value] of Object.entries(settings)) git(root, 'config', key, value);
  const request = await makeCandidate(root);
  execFileSync('touch', [path.join(root, 'README.md'), path.join(root, 'src/x/old.js')]);
  rmSync(mark, { force: true });
  const before = photograph(root, owned);
  const commit = await accept(root, request);
  const undone = await undoAccept(await open(root), { accept: commit, outputs, under, lockPath, message: 'Undo' });
  assert.equal(undone.kind, 'done', JSON.stringify(undone));
  assert.deepEqual(photograph(root, owned), before);
  assert.equal(existsSync(mark), false, existsSync(mark) ? readFileSync(mark, 'utf8') : '');
});

test('accepting inside a git hook of another repository is not misled by its environment', async () => {
  const root = makeRepository({ files: BASE });
  const other = makeRepository();
  const request = await makeCandidate(root);
  const misleading = {
    GIT_DIR: path.join(other, '.git'),
    GIT_WORK_TREE: other,
    GIT_INDEX_FILE: path.join(other, '.git/index'),
    GIT_OBJECT_DIRECTORY: path.join(other, '.git/objects'),
    GIT_PREFIX: 'sub/',
  };
  const before = photograph(other);
  Object.assign(process.env, misleading);
  const result = await open(root).then((repository) => acceptCandidate(repository, request));
  for (const name of Object.keys(misleading)) delete process.env[name];
  assert.equal(result.kind, 'done', JSON.stringify(result));
  assert.equal(git(root, 'status', '--porcelain'), '');
  assert.deepEqual(photograph(other), before);
});

test('without user.name and with an empty home, the commit bears the name of Regent and the result says so', async () => {
  const root = makeRepository({ files: BASE });
  git(root, 'config', '--unset', 'user.name');
  git(root, 'config', '--unset', 'user.email');
  const request = await makeCandidate(root);
  const saved = { HOME: process.env.HOME, XDG_CONFIG_HOME: process.env.XDG_CONFIG_HOME, EMAIL: process.env.EMAIL };
  Object.assign(process.env, { HOME: makeFolder(), XDG_CONFIG_HOME: makeFolder(), GIT_CONFIG_NOSYSTEM: '1' });
  delete process.env.EMAIL;
  const result = await open(root).then((repository) => acceptCandidate(repository, request));
  delete process.env.GIT_CONFIG_NOSYSTEM;
  for (const [name, value] of Object.entries(saved)) {
    if (value === undefined) delete process.env[name];
    else process.env[name] = value;
  }
  assert.ok(result.kind === 'done' && result.identityConfigured === false, JSON.stringify(result));
  assert.equal(git(root, 'log', '-1', '--format=%an <%ae>').trim(), 'Regent <regent@localhost>');
});

test('outputs with spaces, quotes, newlines and other scripts in their names are accepted and undone', async () => {
  const root = makeRepository({ files: { ...BASE, 'src/x/"old\nname" é.js': 'old\n' } });
  const request = await makeCandidate(root, { 'src/x/日本 "\n\\.js': 'new\n', 'src/x/:(top)*': 'glob\n' });
  const commit = await accept(root, request);
  assert.equal(git(root, 'status', '--porcelain'), '');
  assert.equal(readFileSync(path.join(root, 'src/x/日本 "\n\\.js'), 'utf8'), 'new\n');
  await undoAccept(await open(root), { accept: commit, outputs, under, lockPath, message: 'Undo' });
  assert.equal(git(root, 'status', '--porcelain'), '');
  assert.equal(git(root, 'diff', '--name-only', request.base, 'HEAD'), '');
});
