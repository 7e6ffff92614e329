import { commands } from './commands.ts';
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

const names = commands.map((command) => command.name);

function optionsOf(name: string): string[] {
  const command = commands.find((one) => one.name === name);
  return ['--json', '--help', ...(command?.options ?? []).map(([flags]) => flags.split(' ')[0] ?? '')];
}

function bash(): string {
  const cases = names.map((name) => `    ${name}) words="${optionsOf(name).join(' ')}" ;;`).join('\n');
  return `# bash completion for regent; use it with: source <(regent completion bash)
_regent() {
  local current="\${COMP_WORDS[COMP_CWORD]}" words specs
  if [ "$COMP_CWORD" -eq 1 ]; then
    COMPREPLY=($(compgen -W "${names.join(' ')} --help --version" -- "$current"))
    return
  fi
  case "\${COMP_WORDS[1]}" in
${cases}
  esac
  specs="$(ls -d specs/*/ 2>/dev/null | sed 's:^specs/::; s:/$::')"
  case "$current" in
    -*) COMPREPLY=($(compgen -W "$words" -- "$current")) ;;
    *) COMPREPLY=($(compgen -W "$specs" -- "$current")) ;;
  esac
}
complete -F _regent regent`;
}

function zsh(): string {
  const list = commands
    .map((command) => `    '${command.name}:${command.summary.replace(/'/g, '’').replace(/:/g, '\\:')}'`)
    .join('\n');
  const cases = names.map((name) => `    ${name}) compadd -- ${optionsOf(name).join(' ')} ;;`).join('\n');
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
  const lines = commands.map(
    (command) =>
      `complete -c regent -n __fish_use_subcommand -a ${command.name} -d '${command.summary.replace(/'/g, '’')}'`,
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
    ...options,
    "complete -c regent -n 'not __fish_use_subcommand' -a '(path basename specs/*/)'",
  ].join('\n');
}
