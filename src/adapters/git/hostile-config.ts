import type { ConfigEntry, Repository } from './repository.ts';

/**
 * Settings of the repository itself (not of the user) that would make git run commands. Regent's own calls of git
 * switch all of them off; yours do not, so a repository from a stranger deserves a warning.
 */
export function findHostileConfig(repository: Pick<Repository, 'config'>): ConfigEntry[] {
  return repository.config.filter(({ scope, key, value }) => {
    return (scope === 'local' || scope === 'worktree') && RUNS_COMMANDS.test(key) && !HARMLESS.test(value);
  });
}

const RUNS_COMMANDS = new RegExp(
  [
    'core\\.(fsmonitor|hookspath|sshcommand|pager|editor|askpass|gitproxy|alternaterefscommand)',
    'filter\\..*\\.(clean|smudge|process)',
    'merge\\..*\\.driver',
    'diff\\.(external|.*\\.(command|textconv))',
    '(diff|merge)tool\\..*\\.cmd',
    'gpg\\.(.*\\.)?program',
    'sequence\\.editor',
    'pager\\..*',
    'interactive\\.difffilter',
    'credential\\.(.*\\.)?helper',
    'remote\\..*\\.(uploadpack|receivepack|vcs|proxy)',
    'url\\.ext::.*',
  ]
    .map((pattern) => `^${pattern}$`)
    .join('|'),
  's',
);

/** Off, git's own monitor, and git-lfs, which half the world has. */
const HARMLESS = /^(|true|false|yes|no|on|off|0|1|git-lfs (clean|smudge) -- %f|git-lfs filter-process)$/;
