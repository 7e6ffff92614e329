import type { Context } from './context.ts';

/** What every command's file exports. Returns the exit code. */
export interface CommandModule {
  run(context: Context, args: readonly string[], options: CommandOptions): Promise<number>;
}

export type CommandOptions = Readonly<Record<string, string | boolean | undefined>>;

/**
 * One command: the table below draws `--help`, the completion and docs/commands.md. A name of two words, such as
 * `skill list`, is a command of a group.
 */
export interface CommandSpec {
  readonly name: string;
  readonly summary: string;
  /** Arguments as commander spells them: `[spec...]`, `<session>`. */
  readonly args?: string;
  readonly options?: readonly (readonly [flags: string, description: string])[];
  readonly example: string;
  readonly load: () => Promise<CommandModule>;
}

/** What each group of commands is about. */
export const groups: Readonly<Record<string, string>> = {
  draft: 'drafts: changes to assets that a model proposes, for you to accept, edit or discard',
  spec: 'specs: begin another one',
  skill: 'skills: what is there, from where, and what the model sees of it',
  trial: 'trials: the same specs in two arms, side by side',
  rule: 'rules: which apply to which spec, and why',
};

const modelOptions = [
  ['--model <name>', 'the model to ask'],
  ['--effort <level>', 'how much the model thinks: low, medium, high, …'],
  ['--max-tokens <n>', 'the most tokens of one reply'],
  ['--recorded <file>', 'replay a recorded session as the model'],
] as const;

const limitOptions = [
  ['--attempts <n>', 'the most attempts of a session'],
  ['--minutes <n>', 'the most minutes of a session'],
  ['--usd <n>', 'the most US dollars of a session'],
  ['--tokens <n>', 'the most tokens of a session'],
  ['--total-usd <n>', 'the most US dollars of all sessions of this run'],
] as const;

const setUpOption = ['--setup-network', "let the project's set-up command reach the network"] as const;

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

const sandboxOption = ['--no-sandbox', 'run without a sandbox: model-written code runs as you'] as const;

const draftOptions = [
  ...modelOptions,
  ['--attempts <n>', 'the most proposals (4)'],
  ['--minutes <n>', 'the most minutes (10)'],
  ['--usd <n>', 'the most US dollars (1)'],
  ['--tokens <n>', 'the most tokens'],
  sandboxOption,
] as const;

export const commands: readonly CommandSpec[] = [
  {
    name: 'init',
    summary: 'start a project here with one spec that can be run at once',
    args: '[folder]',
    example: 'regent init my-tools',
    load: () => import('./init.ts'),
  },
  {
    name: 'spec new',
    summary: 'write a further spec from a template that is valid at once',
    args: '<name>',
    example: 'regent spec new word-count',
    load: () => import('./spec/new.ts'),
  },
  {
    name: 'validate',
    summary: 'check specs, contracts, tests, rules and skills; every problem at once',
    args: '[spec...]',
    example: 'regent validate --json',
    load: () => import('./validate.ts'),
  },
  {
    name: 'plan',
    summary: 'show which specs would be regenerated, and why',
    args: '[spec...]',
    example: 'regent plan',
    load: () => import('./plan.ts'),
  },
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
    load: () => import('./run.ts'),
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
    load: () => import('./resume.ts'),
  },
  {
    name: 'review',
    summary: "show a session's verdict: what changed, what proves it, what it cost",
    args: '[session]',
    example: 'regent review slugify',
    load: () => import('./review.ts'),
  },
  {
    name: 'show',
    summary: "show a session's attempts, or one attempt with its diff and report",
    args: '<session> [attempt]',
    options: [['--against <what>', 'what the diff is against: base, before (the attempt before) or accepted (last)']],
    example: 'regent show slugify 2',
    load: () => import('./show.ts'),
  },
  {
    name: 'accept',
    summary: 'commit a candidate on the current branch',
    args: '<session>',
    example: 'regent accept slugify',
    load: () => import('./accept.ts'),
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
    load: () => import('./reject.ts'),
  },
  {
    name: 'undo',
    summary: 'revert an accept, and nothing else',
    args: '<session>',
    example: 'regent undo slugify',
    load: () => import('./undo.ts'),
  },
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
    load: () => import('./improve.ts'),
  },
  {
    name: 'absorb',
    summary: 'draft the requirement and the test that say what a change by hand was for',
    args: '<spec>',
    options: draftOptions,
    example: 'regent absorb slugify',
    load: () => import('./absorb.ts'),
  },
  {
    name: 'draft question',
    summary: 'draft a requirement and its test from an open question of a session',
    args: '<session> [number]',
    options: [['--answer <text>', 'what is to hold; without it, what the agent chose'], ...draftOptions],
    example: 'regent draft question slugify 2 --answer "An empty text is an error"',
    load: () => import('./draft/question.ts'),
  },
  {
    name: 'draft list',
    summary: 'list the drafts: those that wait, and what became of the others',
    example: 'regent draft list',
    load: () => import('./draft/list.ts'),
  },
  {
    name: 'draft show',
    summary: 'show a draft: why, what its tests did, the diff',
    args: '<draft>',
    example: 'regent draft show slugify',
    load: () => import('./draft/show.ts'),
  },
  {
    name: 'draft edit',
    summary: "change a draft's text in $EDITOR; it is checked and tested again",
    args: '<draft> [file]',
    options: [['--from <path>', 'take the new text of the file from there'], sandboxOption],
    example: 'regent draft edit slugify specs/slugify/spec.md',
    load: () => import('./draft/edit.ts'),
  },
  {
    name: 'draft accept',
    summary: "write a draft's files into the work tree, and nothing else",
    args: '<draft>',
    example: 'regent draft accept slugify',
    load: () => import('./draft/accept.ts'),
  },
  {
    name: 'draft discard',
    summary: 'turn a draft down',
    args: '<draft>',
    example: 'regent draft discard slugify',
    load: () => import('./draft/discard.ts'),
  },
  {
    name: 'draft resume',
    summary: 'go on with a draft that was cut off or reached a limit',
    args: '<draft>',
    options: draftOptions,
    example: 'regent draft resume slugify --usd 2',
    load: () => import('./draft/resume.ts'),
  },
  {
    name: 'skill draft',
    summary: 'draft a skill from what sessions had to find out',
    args: '<session...>',
    options: [['--name <name>', "the skill's name; without it, the model gives one"], ...draftOptions],
    example: 'regent skill draft slugify-mwt0xplb112a',
    load: () => import('./skill/draft.ts'),
  },
  {
    name: 'refresh',
    summary: 'verify accepted code against changed assets, without a model, and lock it anew',
    args: '<spec...>',
    options: [sandboxOption],
    example: 'regent refresh slugify',
    load: () => import('./refresh.ts'),
  },
  {
    name: 'verify',
    summary: 'for CI: locks, drift, and the tests of the accepted code',
    args: '[spec...]',
    options: [sandboxOption],
    example: 'regent verify',
    load: () => import('./verify.ts'),
  },
  {
    name: 'trust',
    summary: "offer this project's own skills to the agent, or no longer",
    options: [['--revoke', 'offer them no longer']],
    example: 'regent trust',
    load: () => import('./trust.ts'),
  },
  {
    name: 'skill list',
    summary:
      'list all skills: from where, valid or not, what becomes of each and its cost; with words, those that have them',
    args: '[word...]',
    example: 'regent skill list pdf',
    load: () => import('./skill/list.ts'),
  },
  {
    name: 'skill show',
    summary: 'show what the model gets of a skill at each level of disclosure, and who uses it',
    args: '<name>',
    options: [['--level <n>', '1: its line in the index; 2: its instructions; 3: its further files']],
    example: 'regent skill show pdf --level 2',
    load: () => import('./skill/show.ts'),
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
    load: () => import('./skill/new.ts'),
  },
  {
    name: 'skill import',
    summary: 'copy skills into skills/: from another tool, or from a folder',
    args: '<folder-or-tool>',
    options: [['--force', 'write over skills that are there']],
    example: 'regent skill import claude',
    load: () => import('./skill/import.ts'),
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
    load: () => import('./skill/export.ts'),
  },
  {
    name: 'skill validate',
    summary: 'hold skills against the specification: those named, those in a folder anywhere, or all',
    args: '[name-or-path...]',
    example: 'regent skill validate skills/pdf',
    load: () => import('./skill/validate.ts'),
  },
  {
    name: 'rule list',
    summary: 'list the rules; with a spec, which apply to it, why, and in which order',
    args: '[spec]',
    example: 'regent rule list slugify',
    load: () => import('./rule/list.ts'),
  },
  {
    name: 'rule show',
    summary: 'show a rule exactly as the model gets it, what it costs, and what its check has said',
    args: '<rule>',
    example: 'regent rule show no-network',
    load: () => import('./rule/show.ts'),
  },
  {
    name: 'rule new',
    summary: 'write a rule from a template that is valid at once',
    args: '<name>',
    options: [
      ['--description <text>', 'what it asks for, in one line'],
      ['--globs <globs>', 'for specs whose outputs can match, with commas between'],
      ['--specs <names>', 'for these specs, with commas between'],
      ['--check <command>', 'a command that fails when the rule is broken'],
    ],
    example: 'regent rule new no-network --globs "src/**/*.ts" --check "node rules/no-network.mjs"',
    load: () => import('./rule/new.ts'),
  },
  {
    name: 'rule check',
    summary: "run the rules' checks against accepted outputs, without a model",
    args: '[spec...]',
    options: [
      ['--rule <name>', 'only this rule'],
      ['--worktree', 'against the outputs as they are in the work tree: break one, and see its check fail'],
      sandboxOption,
    ],
    example: 'regent rule check slugify',
    load: () => import('./rule/check.ts'),
  },
  {
    name: 'rule import',
    summary: "write another tool's rule as one of the project's own, and say what is lost",
    args: '<file>',
    options: [
      ['--name <name>', "a name other than the file's"],
      ['--force', 'write over a rule of that name'],
    ],
    example: 'regent rule import .cursor/rules/typescript.mdc',
    load: () => import('./rule/import.ts'),
  },
  {
    name: 'rule export',
    summary: "write a rule into another tool's folder, and say what is lost",
    args: '<rule>',
    options: [
      ['--to <tool>', 'cursor, claude, copilot or agents (AGENTS.md)'],
      ['--force', 'write over the file that is there'],
    ],
    example: 'regent rule export no-network --to cursor',
    load: () => import('./rule/export.ts'),
  },
  {
    name: 'skill trial',
    summary: 'build specs with a skill and without it, side by side',
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
    load: () => import('./skill/trial.ts'),
  },
  {
    name: 'rule trial',
    summary: 'build specs with a rule and without it, side by side',
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
    load: () => import('./rule/trial.ts'),
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
    load: () => import('./trial/models.ts'),
  },
  {
    name: 'trial list',
    summary: 'list trials, newest first',
    example: 'regent trial list',
    load: () => import('./trial/list.ts'),
  },
  {
    name: 'trial show',
    summary: 'show what a trial has come to, side by side, and the sessions behind it',
    args: '<trial>',
    example: 'regent trial show tabular',
    load: () => import('./trial/show.ts'),
  },
  {
    name: 'trial resume',
    summary: 'go on with a trial: what is finished stays, what was cut off goes on',
    args: '<trial>',
    options: [['--jobs <n>', 'sessions at a time'], ...totalOptions, setUpOption, sandboxOption],
    example: 'regent trial resume tabular --total-usd 20',
    load: () => import('./trial/resume.ts'),
  },
  {
    name: 'log',
    summary: 'list sessions: outcomes, decisions, costs',
    args: '[spec]',
    options: [
      ['--by <name>', 'decided by this person'],
      ['--since <time>', 'a day, such as 2026-11-01, or 7d, 2w, 12h'],
      ['--until <time>', 'the same, to the end of the day'],
      ['--status <word>', 'what became of it: accepted, rejected, undone, waiting, crashed, limit, objected, …'],
      ['--cause <cause>', 'what a rejection said was at fault'],
      ['--spec <spec>', 'of this spec, as the argument says it'],
      ['--trials', 'also the sessions of trials'],
    ],
    example: 'regent log slugify --by ada --since 7d',
    load: () => import('./log.ts'),
  },
  {
    name: 'prune',
    summary: 'delete old sessions and drafts, their refs and workspaces; never an accepted commit',
    options: [['--days <n>', 'keep what is younger (30)']],
    example: 'regent prune --days 7',
    load: () => import('./prune.ts'),
  },
  {
    name: 'doctor',
    summary: 'say what is missing on this machine, and how to get it',
    options: [['--fix', 'install what is missing with the system’s package manager']],
    example: 'regent doctor',
    load: () => import('./doctor.ts'),
  },
  {
    name: 'demo',
    summary: 'regenerate an example from a recording, in a scratch copy',
    args: '[example]',
    options: [['--keep', 'keep the scratch copy']],
    example: 'regent demo',
    load: () => import('./demo.ts'),
  },
  {
    name: 'completion',
    summary: 'print a completion script for bash, zsh or fish',
    args: '<shell>',
    example: 'source <(regent completion bash)',
    load: () => import('./completion.ts'),
  },
];
