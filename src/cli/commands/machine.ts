import type { CommandSpec } from '../commands.ts';

/** This machine, and this program. */
export const machineCommands: readonly CommandSpec[] = [
  {
    name: 'doctor',
    summary: 'say what is missing on this machine, and how to get it',
    options: [['--fix', "install what is missing with the system's package manager"]],
    example: 'regent doctor',
    load: () => import('../doctor.ts'),
  },
  {
    name: 'demo',
    summary: 'regenerate an example from a recording, in a scratch copy',
    args: '[example]',
    options: [['--keep', 'keep the scratch copy, which is deleted at the end otherwise']],
    example: 'regent demo',
    load: () => import('../demo.ts'),
  },
  {
    name: 'completion',
    summary: 'print a completion script for bash, zsh or fish',
    args: '<shell>',
    example: 'source <(regent completion bash)',
    load: () => import('../completion.ts'),
  },
];
