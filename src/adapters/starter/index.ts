import { existsSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Problem } from '../../core/workbench.ts';
import { readHead } from '../git/head.ts';
import { openRepository } from '../git/repository.ts';
import { runGit } from '../git/run-git.ts';
import { trustIfOwn } from '../skills/trust.ts';
import { starterFiles } from './starter-files.ts';

/**
 * Writes a project with one small spec that can be run at once. Makes a git repository with a first commit where there
 * is none; touches no file that exists.
 */
export async function scaffold(folder: string, env: NodeJS.ProcessEnv): Promise<{ written: string[] } | Problem> {
  if (existsSync(join(folder, 'specs', 'greet'))) {
    return { problem: 'specs/greet is there already.', mend: 'Run it: regent run greet' };
  }
  await mkdir(folder, { recursive: true });
  const opened = await openRepository(folder);
  if ('problem' in opened && opened.problem.code !== 'no-repository') {
    return { problem: opened.problem.message, mend: opened.problem.mend };
  }
  const written: string[] = [];
  for (const [path, text] of Object.entries(starterFiles)) {
    const file = join(folder, path);
    if (existsSync(file)) continue;
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, text, { flag: 'wx' });
    written.push(path);
  }
  const isUnborn = 'problem' in opened || 'unborn' in (await readHead(opened.repository));
  if (isUnborn) {
    const problem = await commitFirst(folder, written);
    if (problem) return problem;
  }
  // Who starts a project is the author of what it will hold.
  const made = await openRepository(folder);
  if ('repository' in made) await trustIfOwn(env, made.repository);
  return { written };
}

/** A session needs a commit to begin from. Only the files written here go into it. */
async function commitFirst(folder: string, paths: readonly string[]): Promise<Problem | null> {
  const identity = ['-c', 'user.name=Regent', '-c', 'user.email=regent@localhost'];
  const hasName = (await runGit({ cwd: folder }, ['config', 'user.email'])).ok;
  for (const args of [
    ['init', '--quiet'],
    ['add', '--', ...paths],
    [...(hasName ? [] : identity), 'commit', '--quiet', '-m', 'Start with Regent', '--', ...paths],
  ]) {
    const result = await runGit({ cwd: folder }, args);
    if (!result.ok) {
      return {
        problem: `The files are written, but git ${args.find((arg) => !arg.startsWith('-') && !arg.includes('='))} failed: ${result.stderr.trim()}`,
        mend: 'Mend that, commit the files, then: regent run greet',
      };
    }
  }
  return null;
}
