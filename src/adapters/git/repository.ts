import path from 'node:path';
import type { GitResult } from './run-git.ts';
import { runGit } from './run-git.ts';

/** A repository with a work tree, as it was found. A plain value: pass it on, keep it as long as the process lives. */
export interface Repository {
  /** Absolute path of the work tree's top. */
  readonly root: string;
  /** Absolute path of this work tree's git directory: `.git`, or a folder in the main repository's. */
  readonly gitDir: string;
  /** Absolute path of what all work trees share; the same as `gitDir` but in a linked work tree. */
  readonly commonDir: string;
  readonly objectFormat: 'sha1' | 'sha256';
  /** Git's whole configuration when the repository was opened, later entries winning. */
  readonly config: readonly ConfigEntry[];
  /** Keys of content filters; `runGit` switches them off. */
  readonly filterKeys: readonly string[];
}

export interface ConfigEntry {
  readonly scope: 'system' | 'global' | 'local' | 'worktree' | 'command' | 'unknown';
  /** Section and variable in lower case, subsection as written: `filter.Big.clean`. */
  readonly key: string;
  readonly value: string;
}

export interface RepositoryProblem {
  readonly code: 'no-git' | 'old-git' | 'no-repository' | 'no-work-tree' | 'not-trusted' | 'unreadable';
  readonly message: string;
  readonly mend: string;
}

/** Finds the repository that `cwd` is in. Unborn branches, linked work trees, submodules and detached HEADs are fine. */
export async function openRepository(
  cwd: string,
): Promise<{ readonly repository: Repository } | { readonly problem: RepositoryProblem }> {
  const [found, listed] = await Promise.all([
    runGit({ cwd }, ['rev-parse', ...QUESTIONS]),
    runGit({ cwd }, ['config', '--null', '--list', '--show-scope']),
  ]);
  let answers = lines(found);
  // A path with a newline in it: ask for each alone.
  if (found.ok && answers.length !== QUESTIONS.length) answers = await askOneByOne(cwd);
  const problem = judge(cwd, found, answers);
  if (problem) return { problem };
  const [, , objectFormat, gitDir, commonDir, root] = answers as [string, string, 'sha1', string, string, string];
  const config = parseConfig(listed.stdout);
  return {
    repository: {
      root,
      gitDir,
      commonDir: path.resolve(cwd, commonDir),
      objectFormat,
      config,
      filterKeys: filterKeys(config),
    },
  };
}

/** The value of a configuration key, the last one set. */
export function configValue(repository: Repository, key: string): string | null {
  return repository.config.findLast((entry) => entry.key === key)?.value ?? null;
}

const QUESTIONS = [
  '--is-bare-repository',
  '--is-inside-work-tree',
  '--show-object-format',
  '--absolute-git-dir',
  '--git-common-dir',
  '--show-toplevel',
];

async function askOneByOne(cwd: string): Promise<string[]> {
  const results = await Promise.all(QUESTIONS.map((question) => runGit({ cwd }, ['rev-parse', question])));
  return results.map((result) => result.stdout.toString().replace(/\n$/, ''));
}

function lines(result: GitResult): string[] {
  return result.stdout.toString().split('\n').slice(0, -1);
}

function judge(cwd: string, found: GitResult, answers: readonly string[]): RepositoryProblem | null {
  const [bare, inside, objectFormat] = answers;
  if (found.notFound) {
    return {
      code: 'no-git',
      message: `Git could not be started in ${cwd}.`,
      mend: 'Install git 2.30 or newer (Debian: apt-get install git), and check that the folder exists.',
    };
  }
  if (/dubious ownership/.test(found.stderr)) {
    const folder = /repository at '([^']*)'/.exec(found.stderr)?.[1] ?? cwd;
    return {
      code: 'not-trusted',
      message: `Git refuses ${folder}, because it belongs to another user.`,
      mend: `If you trust what is in there, run: git config --global --add safe.directory '${folder}'`,
    };
  }
  if (bare === 'true' || inside === 'false') {
    return {
      code: 'no-work-tree',
      message: bare === 'true' ? `${cwd} is in a bare repository.` : `${cwd} is inside a git directory.`,
      mend: 'Run Regent in a work tree: a clone, or what git worktree add makes.',
    };
  }
  if (/not a git repository/i.test(found.stderr)) {
    return {
      code: 'no-repository',
      message: `${cwd} is not in a git repository.`,
      mend: 'Go to your project, or start one here: regent init',
    };
  }
  // An older git repeats the options it does not know.
  if (objectFormat?.startsWith('--')) {
    return { code: 'old-git', message: 'This git is too old.', mend: 'Install git 2.30 or newer.' };
  }
  if (!found.ok) {
    return {
      code: 'unreadable',
      message: `Git can't read the repository at ${cwd}: ${found.stderr.split('\n')[0] || 'it says no more'}`,
      mend: 'Mend what git complains about; `git status` shows the same error.',
    };
  }
  return null;
}

/** The NUL-separated pairs of `git config --null --list --show-scope`: scope, then key, newline, value. */
function parseConfig(bytes: Buffer): ConfigEntry[] {
  const parts = bytes.toString().split('\0');
  const entries: ConfigEntry[] = [];
  for (let index = 0; index + 1 < parts.length; index += 2) {
    const text = parts[index + 1]!;
    const end = text.indexOf('\n');
    const key = end < 0 ? text : text.slice(0, end);
    // A key without '=' is a boolean, and true.
    const value = end < 0 ? 'true' : text.slice(end + 1);
    entries.push({ scope: parts[index] as ConfigEntry['scope'], key, value });
  }
  return entries;
}

function filterKeys(config: readonly ConfigEntry[]): string[] {
  const keys = config
    .map((entry) => entry.key)
    .filter((key) => /^filter\..*\.(clean|smudge|process|required)$/s.test(key));
  return [...new Set(keys)];
}
