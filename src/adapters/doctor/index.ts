import { accessSync, constants, existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import type { Finding } from '../../core/services.ts';
import { cleanLine } from '../../core/text.ts';
import { endpointProblem, readEndpoint } from '../anthropic/endpoint.ts';
import { loadUserSettings } from '../assets/user-settings.ts';
import { readHead } from '../git/head.ts';
import { openRepository } from '../git/repository.ts';
import { runGit } from '../git/run-git.ts';
import { checkSandbox } from './check-sandbox.ts';

/** Looks at what Regent needs on this machine: Node, git, a sandbox, a model's key, a repository. Sends nothing. */
export async function examine(cwd: string, env: NodeJS.ProcessEnv): Promise<Finding[]> {
  const [git, sandbox, opened] = await Promise.all([
    runGit({ cwd }, ['--version']),
    checkSandbox(),
    openRepository(cwd),
  ]);
  const node: Finding = {
    name: 'Node',
    ok: true,
    needed: true,
    found: process.version,
    mend: null,
    install: null,
  };
  const hasGit = git.ok;
  const findings: Finding[] = [
    node,
    {
      name: 'git',
      ok: hasGit,
      needed: true,
      found: hasGit ? git.stdout.toString().trim().replace('git version ', '') : 'not found',
      mend: hasGit ? null : 'Install git 2.30 or newer.',
      install: hasGit ? null : installCommands('git', env),
    },
    'sandbox' in sandbox
      ? { name: 'sandbox', ok: true, needed: true, found: sandbox.sandbox.name, mend: null, install: null }
      : {
          name: 'sandbox',
          ok: false,
          needed: true,
          found: sandbox.missing.message,
          mend: sandbox.missing.mend,
          install: process.platform === 'linux' && !onPath('bwrap', env) ? installCommands('bubblewrap', env) : null,
        },
  ];
  const { settings } = await loadUserSettings(env);
  const problem = endpointProblem(readEndpoint(env, settings));
  findings.push({
    name: 'model',
    ok: problem === null,
    needed: false,
    found: problem
      ? problem.message
      : env.ANTHROPIC_BASE_URL || settings.baseUrl || 'a key for api.anthropic.com is set',
    mend: problem ? `${problem.mend}. Recordings need none: regent demo` : null,
    install: null,
  });
  if (hasGit) {
    const isRepository = 'repository' in opened;
    findings.push({
      name: 'repository',
      ok: isRepository,
      needed: false,
      found: isRepository ? opened.repository.root : opened.problem.message,
      mend: isRepository ? null : opened.problem.mend,
      install: null,
    });
    if (isRepository) {
      const head = await readHead(opened.repository);
      if ('unborn' in head)
        findings.push({
          name: 'first commit',
          ok: false,
          needed: false,
          found: `the branch ${cleanLine(head.unborn)} has no commit yet, so a session has nothing to begin from`,
          mend: 'Commit your specs, or let it be done: regent init',
          install: null,
        });
      const hasSpecs = existsSync(join(opened.repository.root, 'specs'));
      findings.push({
        name: 'specs',
        ok: hasSpecs,
        needed: false,
        found: hasSpecs ? 'specs/' : 'there is no specs folder',
        mend: hasSpecs ? null : 'Start with one that works: regent init',
        install: null,
      });
    }
  }
  return findings;
}

/** The package managers whose names for bubblewrap and git are the same; with sudo for those who need it. */
function installCommands(name: string, env: NodeJS.ProcessEnv): string[] | null {
  const sudo = process.getuid?.() === 0 ? '' : onPath('sudo', env) ? 'sudo ' : null;
  if (sudo === null) return null;
  if (onPath('apt-get', env))
    return [`${sudo}apt-get update`, `${sudo}apt-get install -y --no-install-recommends ${name}`];
  if (onPath('dnf', env)) return [`${sudo}dnf install -y ${name}`];
  if (onPath('pacman', env)) return [`${sudo}pacman -Sy --noconfirm ${name}`];
  if (onPath('apk', env)) return [`${sudo}apk add ${name}`];
  if (onPath('zypper', env)) return [`${sudo}zypper install -y ${name}`];
  return null;
}

function onPath(name: string, env: NodeJS.ProcessEnv): boolean {
  return (env.PATH ?? '').split(delimiter).some((folder) => {
    try {
      accessSync(join(folder, name), constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}
