import { existsSync, globSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Preparation } from '../../core/services.ts';
import type { Problem } from '../../core/workbench.ts';
import { readHead } from '../git/head.ts';
import { openRepository } from '../git/repository.ts';
import { runGit } from '../git/run-git.ts';
import { trustIfOwn } from '../skills/trust.ts';
import { starterFiles } from './starter-files.ts';

/** Says what `scaffold` would do in a folder, and does nothing. */
export async function prepare(folder: string): Promise<Preparation | Problem> {
  const opened = await openRepository(folder);
  if ('problem' in opened && opened.problem.code !== 'no-repository') {
    return { problem: opened.problem.message, mend: opened.problem.mend };
  }
  const [first] = globSync('specs/*/spec.md', { cwd: folder });
  const isUnborn = 'problem' in opened || 'unborn' in (await readHead(opened.repository));
  if (first && !isUnborn) {
    const spec = dirname(first);
    return { problem: `${spec} is there already.`, mend: `Run it: regent run ${spec.slice('specs/'.length)}` };
  }
  const write = first ? [] : Object.keys(starterFiles).filter((path) => !existsSync(join(folder, path)));
  const assets = assetPaths.filter(
    (path) => existsSync(join(folder, path)) || write.some((one) => one === path || one.startsWith(`${path}/`)),
  );
  return {
    folder,
    initialises: 'problem' in opened,
    write,
    commit: isUnborn ? assets : [],
    author: await whoCommits(folder),
  };
}

/**
 * Prepares a folder for a first session: a git repository where there is none, a small spec that can be run at once where
 * there is none, and a first commit where there is none, of Regent's own files and nothing else. Touches no file that
 * exists.
 */
export async function scaffold(folder: string, env: NodeJS.ProcessEnv): Promise<{ written: string[] } | Problem> {
  if (!existsSync(folder)) await mkdir(folder, { recursive: true });
  const preparation = await prepare(folder);
  if ('problem' in preparation) return preparation;
  const { write, commit } = preparation;
  for (const path of write) {
    const file = join(folder, path);
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, starterFiles[path] ?? '', { flag: 'wx' });
  }
  if (commit.length > 0) {
    const problem = await commitFirst(folder, commit);
    if (problem) return problem;
  }
  // Who starts a project is the author of what it will hold.
  const made = await openRepository(folder);
  if ('repository' in made) await trustIfOwn(env, made.repository);
  return { written: [...write] };
}

/** What a first commit may hold: the assets. What else lies in the folder is the person's to commit. */
const assetPaths = [...new Set(['specs', 'rules', 'skills', 'regent.json', ...Object.keys(starterFiles).map(topOf)])];

function topOf(path: string): string {
  return path.split('/')[0] ?? path;
}

const standIn = ['-c', 'user.name=Regent', '-c', 'user.email=regent@localhost'];

async function whoCommits(folder: string): Promise<string> {
  const cwd = existsSync(folder) ? folder : dirname(folder);
  return (await readName(cwd)) ?? 'Regent, for git does not know your name';
}

/** `Ada <ada@example.org>`; null where git lacks the one or the other, and would refuse to commit. */
async function readName(cwd: string): Promise<string | null> {
  const [name, email] = await Promise.all(['user.name', 'user.email'].map((key) => runGit({ cwd }, ['config', key])));
  return name?.ok && email?.ok ? `${name.stdout.toString().trim()} <${email.stdout.toString().trim()}>` : null;
}

/** A session needs a commit to begin from. */
async function commitFirst(folder: string, paths: readonly string[]): Promise<Problem | null> {
  const hasName = (await readName(folder)) !== null;
  for (const args of [
    ['init', '--quiet'],
    ['add', '--', ...paths],
    [...(hasName ? [] : standIn), 'commit', '--quiet', '-m', 'Start with Regent', '--', ...paths],
  ]) {
    const result = await runGit({ cwd: folder }, args);
    if (!result.ok) {
      return {
        problem: `The files are written, but git ${args.find((arg) => !arg.startsWith('-') && !arg.includes('='))} failed: ${result.stderr.trim()}`,
        mend: 'Mend that, commit the files, then: regent run',
      };
    }
  }
  return null;
}
