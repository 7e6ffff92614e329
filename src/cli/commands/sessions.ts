import type { CommandSpec } from '../commands.ts';
import { limitOptions, modelOptions, sandboxOption, setUpOption } from './options.ts';

/** Sessions: begin, go on, judge, decide. */
export const sessionCommands: readonly CommandSpec[] = [
  {
    name: 'run',
    summary: 'regenerate specs: those named, or what the plan says',
    args: '[spec...]',
    options: [
      ...modelOptions,
      ...limitOptions,
      ['--mode <mode>', 'scratch (old code hidden) or revise (old code shown)'],
      ['--candidates <k>', 'independent sessions of each spec'],
      ['--jobs <n>', 'specs regenerated at a time'],
      ['--step', 'pause after each attempt'],
      ['--accept <policy>', 'verified: accept each candidate, without a person'],
      ['--trust', "offer the project's own skills to these sessions"],
      setUpOption,
      sandboxOption,
    ],
    example: 'regent run slugify --usd 1',
    load: () => import('../run.ts'),
  },
  {
    name: 'resume',
    summary: 'go on with a session that was cut off, paused, or reached a limit',
    args: '<session>',
    options: [
      ...modelOptions,
      ...limitOptions,
      ['--message <text>', 'what to tell the agent first'],
      ['--rollback <attempt>', 'put the outputs back to an attempt first'],
      ['--take-assets', 'go on with the spec, tests, rules as they are now, where they changed'],
      ['--step', 'pause after each attempt'],
      ['--no-step', 'go on without pausing'],
      sandboxOption,
    ],
    example: 'regent resume slugify --attempts 10',
    load: () => import('../resume.ts'),
  },
  {
    name: 'review',
    summary: "show a session's verdict: what changed, what proves it, what it cost",
    args: '[session]',
    example: 'regent review slugify',
    load: () => import('../review.ts'),
  },
  {
    name: 'show',
    summary: "show a session's attempts, or one attempt with its diff and report",
    args: '<session> [attempt]',
    options: [['--against <what>', 'what the diff is against: base, before (the attempt before) or accepted (last)']],
    example: 'regent show slugify 2',
    load: () => import('../show.ts'),
  },
  {
    name: 'accept',
    summary: 'commit a candidate on the current branch',
    args: '<session>',
    example: 'regent accept slugify',
    load: () => import('../accept.ts'),
  },
  {
    name: 'reject',
    summary: 'turn a candidate down, saying what was at fault',
    args: '<session>',
    options: [
      ['--cause <cause>', 'spec, missing-test, missing-rule, skill or bad-luck'],
      ['--note <text>', 'what is wrong with it'],
    ],
    example: 'regent reject slugify --cause missing-test --note "no test for empty input"',
    load: () => import('../reject.ts'),
  },
  {
    name: 'undo',
    summary: 'revert an accept, and nothing else',
    args: '<session>',
    example: 'regent undo slugify',
    load: () => import('../undo.ts'),
  },
];
