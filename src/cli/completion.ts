import { commands, groups } from './commands.ts';
import { type Context, exitCodes, report } from './context.ts';

/** Prints a completion script: commands, their options, and the names of specs where a spec is meant. */
export async function run(context: Context, args: readonly string[]): Promise<number> {
  const script = { bash, zsh, fish }[args[0] ?? ''];
  if (!script) {
    return report(context, {
      problem: `There is no completion for ${JSON.stringify(args[0])}.`,
      mend: 'Give bash, zsh or fish.',
      exit: 2,
    });
  }
  context.out(script());
  return exitCodes.done;
}

const firstWord = (name: string): string => name.split(' ')[0] ?? '';
const names = [...new Set(commands.map((command) => firstWord(command.name)))];

/** The second words of a group of commands; none for a command. */
function subcommands(name: string): string[] {
  return commands.flatMap((one) => (one.name.startsWith(`${name} `) ? [one.name.slice(name.length + 1)] : []));
}

/** The options of a command, or of all commands of a group. */
function optionsOf(name: string): string[] {
  const options = commands.filter((one) => firstWord(one.name) === name).flatMap((one) => one.options ?? []);
  return [...new Set(['--json', '--help', ...options.map(([flags]) => flags.split(' ')[0] ?? '')])];
}

function summaryOf(name: string): string {
  return commands.find((one) => one.name === name)?.summary ?? groups[name] ?? '';
}

function bash(): string {
  const cases = names
    .map((name) => `    ${name}) words="${optionsOf(name).join(' ')}"; seconds="${subcommands(name).join(' ')}" ;;`)
    .join('\n');
  return `# bash completion for regent; use it with: source <(regent completion bash)
_regent() {
  local current="\${COMP_WORDS[COMP_CWORD]}" words seconds specs
  if [ "$COMP_CWORD" -eq 1 ]; then
    COMPREPLY=($(compgen -W "${names.join(' ')} --help --version" -- "$current"))
    return
  fi
  case "\${COMP_WORDS[1]}" in
${cases}
  esac
  if [ "$COMP_CWORD" -eq 2 ] && [ -n "$seconds" ] && [ "\${current#-}" = "$current" ]; then
    COMPREPLY=($(compgen -W "$seconds" -- "$current"))
    return
  fi
  specs="$(ls -d specs/*/ 2>/dev/null | sed 's:^specs/::; s:/$::')"
  case "$current" in
    -*) COMPREPLY=($(compgen -W "$words" -- "$current")) ;;
    *) COMPREPLY=($(compgen -W "$specs" -- "$current")) ;;
  esac
}
complete -F _regent regent`;
}

function zsh(): string {
  const list = names
    .map((name) => `    '${name}:${summaryOf(name).replace(/'/g, '’').replace(/:/g, '\\:')}'`)
    .join('\n');
  const cases = names
    .map((name) => {
      const seconds = subcommands(name);
      const second = seconds.length > 0 ? `(( CURRENT == 3 )) && compadd -- ${seconds.join(' ')}; ` : '';
      return `    ${name}) ${second}compadd -- ${optionsOf(name).join(' ')} ;;`;
    })
    .join('\n');
  return `#compdef regent
# zsh completion for regent; use it with: source <(regent completion zsh)
_regent() {
  local -a names=(
${list}
  )
  if (( CURRENT == 2 )); then _describe command names; return; fi
  compadd -- specs/*(/N:t)
  case "$words[2]" in
${cases}
  esac
}
compdef _regent regent`;
}

function fish(): string {
  const lines = names.map(
    (name) => `complete -c regent -n __fish_use_subcommand -a ${name} -d '${summaryOf(name).replace(/'/g, '’')}'`,
  );
  const seconds = names.flatMap((name) =>
    subcommands(name).map((second) => `complete -c regent -n '__fish_seen_subcommand_from ${name}' -a ${second}`),
  );
  const options = names.flatMap((name) =>
    optionsOf(name).map(
      (option) => `complete -c regent -n '__fish_seen_subcommand_from ${name}' -l ${option.slice(2)}`,
    ),
  );
  return [
    '# fish completion for regent; use it with: regent completion fish | source',
    'complete -c regent -f',
    ...lines,
    ...seconds,
    ...options,
    "complete -c regent -n 'not __fish_use_subcommand' -a '(path basename specs/*/)'",
  ].join('\n');
}
