import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Repository } from '../src/adapters/git/repository.ts';
import { openRepository } from '../src/adapters/git/repository.ts';
import type { FileSet } from '../src/core/ports.ts';

/** A temp folder of its own, by its real path; it goes away with the process. */
export function makeFolder(): string {
  const folder = realpathSync(mkdtempSync(path.join(tmpdir(), 'regent-git-')));
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

// One listener a folder.
process.setMaxListeners(0);

/** Runs the user's git; returns stdout. */
export function git(cwd: string, ...args: string[]): string {
  const env = { ...process.env, GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_SYSTEM: '/dev/null' };
  return execFileSync('git', args, { cwd, env, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
}

export interface RepositoryOptions {
  readonly format?: 'sha1' | 'sha256';
  readonly files?: Readonly<Record<string, string>>;
}

/** A repository of its own with one commit that holds the files. Returns its root. */
export function makeRepository({
  format = 'sha1',
  files = { 'README.md': 'hello\n' },
}: RepositoryOptions = {}): string {
  const root = makeFolder();
  git(root, 'init', '-q', '-b', 'main', `--object-format=${format}`);
  git(root, 'config', 'user.name', 'Ada');
  git(root, 'config', 'user.email', 'ada@example.org');
  writeFiles(root, files);
  git(root, 'add', '-A');
  git(root, 'commit', '-q', '--allow-empty', '-m', 'Base');
  return root;
}

export function writeFiles(root: string, files: Readonly<Record<string, string>>): void {
  for (const [name, text] of Object.entries(files)) {
    const file = path.join(root, name);
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, text);
  }
}

export function makeExecutable(file: string): void {
  chmodSync(file, 0o755);
}

export async function open(cwd: string): Promise<Repository> {
  const opened = await openRepository(cwd);
  assert.ok('repository' in opened, JSON.stringify(opened));
  return opened.repository;
}

export function fileSet(files: Readonly<Record<string, string>>): FileSet {
  return new Map(Object.entries(files).map(([name, text]) => [name, { mode: '100644', bytes: Buffer.from(text) }]));
}

export function texts(files: FileSet): Record<string, string> {
  return Object.fromEntries([...files].map(([name, file]) => [name, Buffer.from(file.bytes).toString()]));
}

/** Everything about a work tree that an accept must not change: kind, mode, mtime and content of each file. */
export function photograph(root: string, leaveOut: (file: string) => boolean = () => false): Record<string, string> {
  const seen: Record<string, string> = {};
  const walk = (folder: string) => {
    for (const name of readdirSync(path.join(root, folder)).sort()) {
      const file = path.posix.join(folder, name);
      if (file === '.git' || leaveOut(file)) continue;
      const stat = lstatSync(path.join(root, file));
      if (stat.isDirectory()) walk(file);
      else {
        const content = stat.isSymbolicLink()
          ? readlinkSync(path.join(root, file))
          : readFileSync(path.join(root, file)).toString('base64');
        seen[file] = `${stat.mode} ${stat.mtimeMs} ${content}`;
      }
    }
  };
  walk('');
  return seen;
}
