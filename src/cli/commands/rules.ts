import type { CommandSpec } from '../commands.ts';
import { sandboxOption } from './options.ts';

/** Rules: what is there, and ways to more. */
export const ruleCommands: readonly CommandSpec[] = [
  {
    name: 'rule list',
    summary: 'list the rules; with a spec, which apply to it, why, and in which order',
    args: '[spec]',
    example: 'regent rule list slugify',
    load: () => import('../rule/list.ts'),
  },
  {
    name: 'rule show',
    summary: 'show a rule exactly as the model gets it, what it costs, and what its check has said',
    args: '<rule>',
    example: 'regent rule show no-network',
    load: () => import('../rule/show.ts'),
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
    load: () => import('../rule/new.ts'),
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
    load: () => import('../rule/check.ts'),
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
    load: () => import('../rule/import.ts'),
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
    load: () => import('../rule/export.ts'),
  },
];
