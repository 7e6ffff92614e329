import type { CommandSpec } from '../commands.ts';

/** Skills: what is there, and ways to more. */
export const skillCommands: readonly CommandSpec[] = [
  {
    name: 'skill list',
    summary:
      'list all skills: from where, valid or not, what becomes of each and its cost; with words, those that have them',
    args: '[word...]',
    example: 'regent skill list pdf',
    load: () => import('../skill/list.ts'),
  },
  {
    name: 'skill show',
    summary: 'show what the model gets of a skill at each level of disclosure, and who uses it',
    args: '<name>',
    options: [['--level <n>', '1: its line in the index; 2: its instructions; 3: its further files']],
    example: 'regent skill show pdf --level 2',
    load: () => import('../skill/show.ts'),
  },
  {
    name: 'skill new',
    summary: 'write a new skill into skills/',
    args: '<name>',
    options: [
      ['--from <template>', 'basic, script or reference; or the name of a skill to begin from'],
      ['--description <text>', 'what it does, and when to use it'],
    ],
    example: 'regent skill new release-notes --description "Writes release notes. Use when a version is published."',
    load: () => import('../skill/new.ts'),
  },
  {
    name: 'skill import',
    summary: 'copy skills into skills/: from another tool, or from a folder',
    args: '<folder-or-tool>',
    options: [['--force', 'write over skills that are there']],
    example: 'regent skill import claude',
    load: () => import('../skill/import.ts'),
  },
  {
    name: 'skill export',
    summary: "copy a skill into another tool's folder, or into any",
    args: '<name>',
    options: [
      ['--to <place>', 'claude, agents (of this project), home-claude, home-agents, or a folder'],
      ['--force', 'write over a skill that is there'],
    ],
    example: 'regent skill export pdf --to claude',
    load: () => import('../skill/export.ts'),
  },
  {
    name: 'skill validate',
    summary: 'hold skills against the specification: those named, those in a folder anywhere, or all',
    args: '[name-or-path...]',
    example: 'regent skill validate skills/pdf',
    load: () => import('../skill/validate.ts'),
  },
];
