import type { CommandSpec } from '../commands.ts';
import { modelOptions, sandboxOption } from './options.ts';

const draftOptions = [
  ...modelOptions,
  ['--attempts <n>', 'the most proposals (4)'],
  ['--minutes <n>', 'the most minutes (10)'],
  ['--usd <n>', 'the most US dollars (1)'],
  ['--tokens <n>', 'the most tokens'],
  sandboxOption,
] as const;

/** Drafted changes to assets, and what asks for them. */
export const draftCommands: readonly CommandSpec[] = [
  {
    name: 'improve',
    summary: 'draft the change to an asset that would have prevented a rejection or an objection',
    args: '<session>',
    options: [
      ['--asset <asset>', "spec, test, rule or skill; without it, the rejection's cause"],
      ['--name <name>', 'the rule or the skill to change; without it, a new one'],
      ...draftOptions,
    ],
    example: 'regent improve slugify',
    load: () => import('../improve.ts'),
  },
  {
    name: 'absorb',
    summary: 'draft the requirement and the test that say what a change by hand was for',
    args: '<spec>',
    options: draftOptions,
    example: 'regent absorb slugify',
    load: () => import('../absorb.ts'),
  },
  {
    name: 'draft question',
    summary: 'draft a requirement and its test from an open question of a session',
    args: '<session> [number]',
    options: [['--answer <text>', 'what is to hold; without it, what the agent chose'], ...draftOptions],
    example: 'regent draft question slugify 2 --answer "An empty text is an error"',
    load: () => import('../draft/question.ts'),
  },
  {
    name: 'draft list',
    summary: 'list the drafts: those that wait, and what became of the others',
    example: 'regent draft list',
    load: () => import('../draft/list.ts'),
  },
  {
    name: 'draft show',
    summary: 'show a draft: why, what its tests did, the diff',
    args: '<draft>',
    example: 'regent draft show slugify',
    load: () => import('../draft/show.ts'),
  },
  {
    name: 'draft edit',
    summary: "change a draft's text in $EDITOR; it is checked and tested again",
    args: '<draft> [file]',
    options: [['--from <path>', 'take the new text of the file from there'], sandboxOption],
    example: 'regent draft edit slugify specs/slugify/spec.md',
    load: () => import('../draft/edit.ts'),
  },
  {
    name: 'draft accept',
    summary: "write a draft's files into the work tree, and nothing else",
    args: '<draft>',
    example: 'regent draft accept slugify',
    load: () => import('../draft/accept.ts'),
  },
  {
    name: 'draft discard',
    summary: 'turn a draft down',
    args: '<draft>',
    example: 'regent draft discard slugify',
    load: () => import('../draft/discard.ts'),
  },
  {
    name: 'draft resume',
    summary: 'go on with a draft that was cut off or reached a limit',
    args: '<draft>',
    options: draftOptions,
    example: 'regent draft resume slugify --usd 2',
    load: () => import('../draft/resume.ts'),
  },
  {
    name: 'skill draft',
    summary: 'draft a skill from what sessions had to find out',
    args: '<session...>',
    options: [['--name <name>', "the skill's name; without it, the model gives one"], ...draftOptions],
    example: 'regent skill draft slugify-mwt0xplb112a',
    load: () => import('../skill/draft.ts'),
  },
];
