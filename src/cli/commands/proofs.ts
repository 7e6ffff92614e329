import type { CommandSpec } from '../commands.ts';
import { sandboxOption } from './options.ts';

/** Proofs without a model, and trust. */
export const proofCommands: readonly CommandSpec[] = [
  {
    name: 'refresh',
    summary: 'verify accepted code against changed assets, without a model, and lock it anew',
    args: '<spec...>',
    options: [sandboxOption],
    example: 'regent refresh slugify',
    load: () => import('../refresh.ts'),
  },
  {
    name: 'verify',
    summary: 'for CI: locks, drift, and the tests of the accepted code',
    args: '[spec...]',
    options: [sandboxOption],
    example: 'regent verify',
    load: () => import('../verify.ts'),
  },
  {
    name: 'trust',
    summary: "offer this project's own skills to the agent, or no longer",
    options: [['--revoke', 'offer them no longer']],
    example: 'regent trust',
    load: () => import('../trust.ts'),
  },
];
