import type { SandboxEnding } from '../../core/ports.ts';

type Failure = Extract<SandboxEnding, { kind: 'failed' }>;

/** Explains why bubblewrap could not set up a sandbox, from what it said, with the way to mend it. */
export function explainFailure(said: string): Failure {
  const known = FAILURES.find(({ pattern }) => pattern.test(said));
  return {
    kind: 'failed',
    message: known?.message ?? `The sandbox could not be set up: ${firstLine(said)}`,
    mend: known?.mend ?? UNKNOWN,
  };
}

function firstLine(text: string): string {
  return text.split('\n')[0]?.slice(0, 300) || 'bwrap ended without a word';
}

const UNKNOWN = 'Run `bwrap --unshare-all --ro-bind / / true` to see whether bubblewrap works at all on this machine.';

const FAILURES: readonly { readonly pattern: RegExp; readonly message: string; readonly mend: string }[] = [
  {
    pattern: /Creating new namespace failed.*(ENOSPC|No space left|nesting depth)|max_user_namespaces/i,
    message: 'User namespaces are switched off on this machine, and bubblewrap needs them.',
    mend: 'As root: `sysctl -w user.max_user_namespaces=15000` (and put it in /etc/sysctl.d/ to keep it).',
  },
  {
    pattern: /setting up uid map: Permission denied|loopback: Failed RTM_NEWADDR/i,
    message: 'AppArmor forbids bubblewrap to make user namespaces, as Ubuntu 24.04 and later do.',
    mend: 'Install the profile for it: `sudo apt install apparmor-profiles && sudo ln -s /usr/share/apparmor/extra-profiles/bwrap-userns-restrict /etc/apparmor.d/ && sudo apparmor_parser -r /etc/apparmor.d/bwrap-userns-restrict`. It covers /usr/bin/bwrap only.',
  },
  {
    pattern: /setting up uid map: Operation not permitted/i,
    message: 'This root user lacks the capability SETFCAP, as in some containers, and bubblewrap needs it from root.',
    mend: 'Run Regent as an ordinary user, or start the container with `--cap-add SETFCAP`.',
  },
  {
    pattern:
      /No permissions to create a? ?new namespace|Creating new namespace failed: Operation not permitted|unprivileged_userns_clone/i,
    message: 'Ordinary users may not make user namespaces here: the kernel or the container forbids it.',
    mend: 'On the machine: `sudo sysctl -w kernel.unprivileged_userns_clone=1`. In Docker: start it with `--security-opt seccomp=unconfined --security-opt apparmor=unconfined`.',
  },
  {
    pattern: /Can't mount proc on/i,
    message: 'The container hides parts of /proc, so that no new process namespace can be shown.',
    mend: 'In Docker: start the container with `--security-opt systempaths=unconfined`.',
  },
  {
    pattern: /Unknown option|unrecognized option/i,
    message: 'This bubblewrap is too old: Regent needs version 0.8 or later.',
    mend: 'Update the package bubblewrap.',
  },
  {
    pattern: /ENOENT/,
    message: 'bwrap is not there any more.',
    mend: 'Install the package bubblewrap again.',
  },
];
