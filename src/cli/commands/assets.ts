import type { CommandSpec } from '../commands.ts';

/** What is to be, and what has to be built for it. */
export const assetCommands: readonly CommandSpec[] = [
  {
    name: 'init',
    summary: 'start a project here with one spec that can be run at once',
    args: '[folder]',
    example: 'regent init my-tools',
    load: () => import('../init.ts'),
  },
  {
    name: 'spec new',
    summary: 'write a further spec from a template that is valid at once',
    args: '<name>',
    example: 'regent spec new word-count',
    load: () => import('../spec/new.ts'),
  },
  {
    name: 'validate',
    summary: 'check specs, contracts, tests, rules and skills; every problem at once',
    args: '[spec...]',
    example: 'regent validate --json',
    load: () => import('../validate.ts'),
  },
  {
    name: 'plan',
    summary: 'show which specs would be regenerated, and why',
    args: '[spec...]',
    example: 'regent plan',
    load: () => import('../plan.ts'),
  },
];
