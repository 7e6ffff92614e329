import { existsSync } from 'node:fs';
import { cp, mkdir, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Demo } from '../../core/services.ts';
import type { Problem } from '../../core/workbench.ts';
import { runGit } from '../git/run-git.ts';
import { claimScratch, prefix, removeScratch, sweepScratch } from './scratch.ts';

/**
 * Makes a scratch repository with one of Regent's own example specs, its rules, and the session that was recorded.
 * Those that a process left behind, because it was killed, are deleted first.
 */
export async function makeDemo(example: string, env: NodeJS.ProcessEnv): Promise<Demo | Problem> {
  const home = findPackage();
  const examples = (await readdir(join(home, 'specs')).catch(() => [])).filter((name) =>
    existsSync(recordingOf(home, name)),
  );
  if (!examples.includes(example)) {
    return {
      problem: `There is no recording of ${JSON.stringify(example)}.`,
      mend: `Give one of: ${examples.join(', ') || '(none is installed)'}.`,
    };
  }
  await sweepScratch(env);
  const folder = await mkdtemp(join(tmpdir(), prefix));
  const claim = await claimScratch(folder);
  for (const path of ['package.json', 'tsconfig.json', 'rules', `specs/${example}`]) {
    if (!existsSync(join(home, path))) continue;
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await cp(join(home, path), join(folder, path), { recursive: true });
  }
  await rm(join(folder, 'specs', example, 'spec.lock'), { force: true });
  for (const args of [
    ['init', '--quiet', '--initial-branch=main'],
    ['config', 'user.name', 'Demo'],
    ['config', 'user.email', 'demo@localhost'],
    ['add', '--all'],
    ['commit', '--quiet', '-m', `Specify ${example}`],
  ]) {
    const result = await runGit({ cwd: folder }, args);
    if (!result.ok) {
      await removeScratch(folder, env);
      return { problem: `git ${args[0]} failed: ${result.stderr.trim()}`, mend: 'See what is missing: regent doctor' };
    }
  }
  return {
    folder,
    spec: example,
    recording: recordingOf(home, example),
    remove: () => removeScratch(folder, env),
    keep: () => claim.release(),
  };
}

function recordingOf(home: string, example: string): string {
  return join(home, 'generated', 'recordings', `${example}.jsonl`);
}

/** The folder that Regent itself is installed in: the nearest one above this file with a package.json. */
export function findPackage(): string {
  let folder = dirname(fileURLToPath(import.meta.url));
  while (!existsSync(join(folder, 'package.json'))) {
    const parent = dirname(folder);
    if (parent === folder) throw new Error('the folder that Regent is installed in was not found');
    folder = parent;
  }
  return folder;
}
