import { Command, CommanderError } from 'commander';
import { suggest } from '../core/suggest.ts';
import type { Problem } from '../core/workbench.ts';
import { version } from '../version.ts';
import { type CommandOptions, type CommandSpec, commands, groups } from './commands.ts';
import { type Context, exitCodes, report } from './context.ts';

/** Runs one command, as its arguments say, and returns its exit code. Its code is loaded only when it is the one. */
export async function runCommandLine(context: Context, argv: readonly string[]): Promise<number> {
  let exitCode: number = exitCodes.done;
  const unknown = unknownCommand(argv);
  if (unknown) return report(context, unknown);
  const program = new Command('regent')
    .description('The spec is the asset, the code is a build artefact.')
    .version(version, '-V, --version')
    .option('--json', 'print JSON, one object a line')
    .option('--screen-reader', 'the screens line by line, for a screen reader')
    .helpCommand(true)
    .exitOverride()
    .showSuggestionAfterError()
    // Told as every other mistake is, below: one JSON object where that was asked for.
    .configureOutput({ outputError: () => {} })
    .configureHelp({ sortSubcommands: false })
    .configureOutput({
      writeOut: (text) => context.out(text.replace(/\n$/, '')),
      writeErr: (text) => context.err(text.replace(/\n$/, '')),
    })
    .action(() => {
      program.outputHelp({ error: true });
      exitCode = exitCodes.wrongUse;
    });
  // One command is enough to run it; help, suggestions and mistakes need them all.
  const named = commands.filter((spec) => spec.name === argv[0] || spec.name === `${argv[0]} ${argv[1]}`);
  for (const spec of named.length > 0 ? named : commands) {
    addCommand(program, spec, async (args, options) => {
      const { run } = await spec.load();
      exitCode = await run(context, args, options);
    });
  }
  try {
    await program.parseAsync(argv, { from: 'user' });
    return exitCode;
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    if (error.exitCode === 0) return exitCodes.done;
    return isHelp(error) ? exitCodes.wrongUse : report(context, wrongUse(error, named[0]?.name));
  }
}

/** Help was printed in place of an error. */
function isHelp({ code }: CommanderError): boolean {
  return code.startsWith('commander.help');
}

function wrongUse({ message }: CommanderError, command: string | undefined): Problem {
  const [first = '', guess = ''] = message.replace(/^error: /, '').split('\n');
  const problem = `${first.slice(0, 1).toUpperCase()}${first.slice(1)}`.replace(/\.?$/, '.');
  const help = `See how it is used: regent ${command === undefined ? '' : `${command} `}--help`;
  return { problem, mend: [guess.replace(/^\((.*)\)$/, '$1'), help].filter(Boolean).join(' '), exit: 2 };
}

/** What is wrong with the command that is named, if there is none of that name. */
function unknownCommand([first, second]: readonly string[]): Problem | null {
  const all = commands.map((command) => command.name.split(' '));
  const firsts = [...new Set(all.map(([name = '']) => name)), 'help'];
  if (first === undefined || first.startsWith('-')) return null;
  if (!firsts.includes(first)) return noCommand(first, firsts, 'regent --help');
  const seconds = all.flatMap(([name, sub]) => (name === first && sub !== undefined ? [sub] : []));
  if (seconds.length === 0 || second?.startsWith('-') || second === 'help') return null;
  const help = `regent ${first} --help`;
  if (second === undefined)
    return {
      problem: `What should be done with ${first}s is missing.`,
      mend: `One of: ${seconds.join(', ')}. More: ${help}`,
      exit: 2,
    };
  return seconds.includes(second) ? null : noCommand(second, seconds, help);
}

function noCommand(name: string, names: readonly string[], help: string): Problem {
  const near = suggest(name, names);
  return {
    problem: `There is no command ${JSON.stringify(name)}.`,
    mend: near === null ? `See them all: ${help}` : `Did you mean ${near}? See them all: ${help}`,
    exit: 2,
  };
}

/** The command that a spec's command is added to: the programme, or the group that its first word names. */
function parentOf(program: Command, { name }: CommandSpec): Command {
  const [group = '', second] = name.split(' ');
  if (second === undefined) return program;
  return (
    program.commands.find((one) => one.name() === group) ??
    program
      .command(group)
      .description(groups[group] ?? '')
      .configureHelp({ sortSubcommands: false })
      .exitOverride()
  );
}

function addCommand(
  program: Command,
  spec: CommandSpec,
  run: (args: readonly string[], options: CommandOptions) => Promise<void>,
): void {
  const command = parentOf(program, spec)
    .command(`${spec.name.split(' ').at(-1)}${spec.args ? ` ${spec.args}` : ''}`)
    .description(spec.summary)
    .option('--json', 'print JSON, one object a line')
    .addHelpText('after', `\nExample:\n  ${spec.example}`)
    .exitOverride()
    .action(async (...given: unknown[]) => {
      const options = command.opts() as CommandOptions;
      const args = given
        .slice(0, -2)
        .flat()
        .filter((value): value is string => typeof value === 'string');
      await run(args, options);
    });
  for (const [flags, description] of spec.options ?? []) command.option(flags, description);
}
