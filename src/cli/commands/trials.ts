import type { CommandSpec } from '../commands.ts';
import { limitOptions, modelOptions, sandboxOption, setUpOption } from './options.ts';

const trialOptions = [
  ['--specs <names>', 'the specs to build, with commas between them'],
  ['--repeats <n>', 'sessions of each spec in each arm (5)'],
  ['--jobs <n>', 'sessions at a time'],
  ['--mode <mode>', 'scratch (old code hidden) or revise (old code shown)'],
  ['--plan', 'only say how many sessions it would run, and what they may cost at most'],
  ['--new', 'begin anew even where the same trial is not done'],
] as const;

const totalOptions = [
  ['--total-usd <n>', 'the most US dollars of all sessions together'],
  ['--total-tokens <n>', 'the most tokens of all sessions together'],
  ['--total-minutes <n>', 'the most minutes by the clock'],
] as const;

const resumeOption = ['--resume <trial>', 'go on with this trial'] as const;

/** Trials: the same specs in two arms. */
export const trialCommands: readonly CommandSpec[] = [
  {
    name: 'skill trial',
    summary: 'build specs with a skill (or several: a,b) and without, side by side',
    args: '[skill]',
    options: [
      ...trialOptions,
      ['--against <version>', 'compare with another version of it: a git revision, or a folder'],
      ...modelOptions,
      ...limitOptions.slice(0, -1),
      ...totalOptions,
      resumeOption,
      setUpOption,
      sandboxOption,
    ],
    example: 'regent skill trial tabular --specs report,totals --repeats 5 --total-usd 10',
    load: () => import('../skill/trial.ts'),
  },
  {
    name: 'rule trial',
    summary: 'build specs with a rule (or several: a,b) and without, side by side',
    args: '[rule]',
    options: [
      ...trialOptions,
      ['--against <version>', 'compare with another version of it: a git revision, or a file'],
      ...modelOptions,
      ...limitOptions.slice(0, -1),
      ...totalOptions,
      resumeOption,
      setUpOption,
      sandboxOption,
    ],
    example: 'regent rule trial no-dependencies --specs slugify --repeats 5 --total-usd 10',
    load: () => import('../rule/trial.ts'),
  },
  {
    name: 'trial models',
    summary: 'build specs with two models, side by side',
    options: [
      ...trialOptions,
      ['--model-a <name>', 'one model'],
      ['--model-b <name>', 'the other'],
      ['--effort-a <level>', 'how much the one thinks'],
      ['--effort-b <level>', 'how much the other thinks'],
      ['--recorded-a <file>', 'replay a recorded session as the one'],
      ['--recorded-b <file>', 'replay a recorded session as the other'],
      ['--max-tokens <n>', 'the most tokens of one reply'],
      ...limitOptions.slice(0, -1),
      ...totalOptions,
      resumeOption,
      setUpOption,
      sandboxOption,
    ],
    example: 'regent trial models --model-a claude-opus-5-5 --model-b claude-sonnet-4 --specs slugify',
    load: () => import('../trial/models.ts'),
  },
  {
    name: 'trial list',
    summary: 'list trials, newest first',
    example: 'regent trial list',
    load: () => import('../trial/list.ts'),
  },
  {
    name: 'trial show',
    summary: 'show what a trial has come to, side by side, and the sessions behind it',
    args: '<trial>',
    example: 'regent trial show tabular',
    load: () => import('../trial/show.ts'),
  },
  {
    name: 'trial resume',
    summary: 'go on with a trial: what is finished stays, what was cut off goes on',
    args: '<trial>',
    options: [['--jobs <n>', 'sessions at a time'], ...totalOptions, setUpOption, sandboxOption],
    example: 'regent trial resume tabular --total-usd 20',
    load: () => import('../trial/resume.ts'),
  },
];
