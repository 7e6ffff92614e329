import { assetCommands } from './commands/assets.ts';
import { draftCommands } from './commands/drafts.ts';
import { historyCommands } from './commands/history.ts';
import { machineCommands } from './commands/machine.ts';
import { proofCommands } from './commands/proofs.ts';
import { ruleCommands } from './commands/rules.ts';
import { sessionCommands } from './commands/sessions.ts';
import { skillCommands } from './commands/skills.ts';
import { trialCommands } from './commands/trials.ts';
import type { Context } from './context.ts';

/** What every command's file exports. Returns the exit code. */
export interface CommandModule {
  run(context: Context, args: readonly string[], options: CommandOptions): Promise<number>;
}

export type CommandOptions = Readonly<Record<string, string | boolean | undefined>>;

/**
 * One command: the tables of these draw `--help`, the completion and docs/commands.md. A name of two words, such as
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

/** Every command, in the order in which help and documentation show them. A group has its table in a file of its own. */
export const commands: readonly CommandSpec[] = [
  ...assetCommands,
  ...sessionCommands,
  ...draftCommands,
  ...proofCommands,
  ...skillCommands,
  ...ruleCommands,
  ...trialCommands,
  ...historyCommands,
  ...machineCommands,
];
