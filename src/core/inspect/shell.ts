import { breakRuns, maskShell } from './mask-code.ts';
import { type Capability, type FileSightings, type Seen, seeAll } from './sighting.ts';

/** Reads a shell script: its options, the programs it calls, what those can reach. */
export function inspectShell(source: string): FileSightings {
  const code = withoutArithmetic(breakRuns(maskShell(source)));
  const functions = new Set(
    [...code.matchAll(/^[ \t]*(?:function[ \t]+)?([\w.-]+)[ \t]*\(\)/gm)].map((match) => match[1]),
  );
  const called = commandsOf(code).filter(({ name }) => !functions.has(name));
  const starts = new Set(called.map((one) => one.at));
  return {
    surface: [...flagsOf(code), ...(source.startsWith('#!') ? [] : functionsOf(code))],
    dependencies: called
      .filter(({ name }) => !builtins.has(name))
      .map(({ name, at }) => ({ kind: 'program', name, at })),
    capabilities: [
      ...called.flatMap(({ name, at }): Seen[] => {
        const kind = powers[name] ?? plainPowers[name];
        return kind ? [{ kind, name, at }] : [];
      }),
      // A function or `xargs` may be handed a program's name: in doubt it counts.
      ...[...code.matchAll(/(?<![\w./$+={-])([a-z][\w-]+)(?![\w./=(-]|\s*\))/g)].flatMap((match): Seen[] => {
        const [name] = match;
        const kind = functions.has(name) ? undefined : powers[name];
        return kind && !starts.has(match.index) ? [{ kind, name, at: match.index }] : [];
      }),
      ...seeAll(code, patterns),
      ...environmentOf(code),
    ],
  };
}

/** First words of commands: at a line's start, or behind what separates or opens commands. */
function commandsOf(code: string): { readonly name: string; readonly at: number }[] {
  const start =
    /(^|[;|&(!]|(?<!\$)\{|`|\$\(|\b(?:then|do|else|elif|if|while|until|time|exec|sudo|xargs|command|nohup|env|not)\b)[ \t]*((?:[A-Za-z_]\w*=(?:"[^"\n]*"|'[^'\n]*'|[^\s;|&()"']*)[ \t]+)*)([A-Za-z_./][\w./+-]*)(?![\w]*(?:=|\(\)))(?!\w)/gm;
  const found: { name: string; at: number }[] = [];
  const continued = new Set<number>();
  for (const match of code.matchAll(/\\\n[ \t]*/g)) continued.add(match.index + match[0].length);
  // Overlapping starts (`if ! grep`) are each looked at.
  for (let match = start.exec(code); match; match = start.exec(code)) {
    const [, opener = '', , name = ''] = match;
    const at = match.index + match[0].length - name.length;
    start.lastIndex = Math.max(match.index + 1, at);
    // `start)` is a pattern of a case, `$(start)` is a command.
    const isPattern =
      opener !== '$(' && opener !== '`' && /^[ \t]*\)/.test(code.slice(at + name.length, at + name.length + 20));
    const program = name.split('/').at(-1) ?? '';
    if (/\w|^\.$/.test(program) && !isPattern && !keywords.has(program) && !continued.has(at))
      found.push({ name: program, at });
  }
  return [...new Map(found.map((one) => [one.at, one])).values()];
}

/** Arithmetic has names and operators, but no commands. */
function withoutArithmetic(code: string): string {
  return code.replace(/\(\([^()]{0,200}(?:\([^()]{0,200}\)[^()]{0,200}){0,20}\)\)/g, (text) =>
    text.replace(/[^\n]/g, ' '),
  );
}

const keywords = new Set(
  'if then else elif fi for while until do done case esac in function select time not'.split(' '),
);
const builtins = new Set(
  'alias bg bind break builtin caller cd command compgen complete continue declare dirs disown echo enable env eval exec exit export false fc fg getopts hash help history jobs kill let local logout mapfile popd printf pushd pwd read readarray readonly return set shift shopt source suspend test times trap true type typeset ulimit umask unalias unset wait . :'.split(
    ' ',
  ),
);

const powers: Readonly<Record<string, Capability>> = {
  ...named(
    'network',
    'curl wget nc ncat netcat ssh scp sftp rsync telnet dig nslookup ping socat openssl kubectl docker npm npx pip pip3 git',
  ),
  ...named('files', 'rm mv cp mkdir rmdir touch chmod chown mktemp truncate tar gzip gunzip unzip shred'),
  ...named('processes', 'kill pkill killall nohup setsid sudo crontab systemctl'),
  ...named('environment', 'printenv'),
  ...named('dynamic code', 'bash zsh python python3 perl ruby'),
};

/** Words that are a power only where a command's name stands. */
const plainPowers: Readonly<Record<string, Capability>> = {
  ...named('network', 'host ftp aws gcloud az'),
  ...named('files', 'ln tee dd install find zip split'),
  ...named('processes', 'exec su doas xargs at service timeout parallel'),
  ...named('environment', 'env'),
  ...named('dynamic code', 'eval source . sh node awk'),
};

const patterns: readonly (readonly [Capability, RegExp])[] = [
  ['network', /(\/dev\/(?:tcp|udp)\/)/g],
  ['files', /(?<![<>&\d=])\d?(>>?\|?)(?![>&(])(?!\s*\/dev\/(?:null|stdout|stderr))/g],
];

/** Variables that are used but never set here: they come from outside. */
function environmentOf(code: string): Seen[] {
  const own = new Set(
    [
      ...code.matchAll(
        /(?:^|[;&|({\s])(?:local|readonly|declare|typeset|export)?[ \t]*(?:-\w+[ \t]+)*([A-Za-z_]\w*)(?:\[[^\]]*\])?\+?=/gm,
      ),
      ...code.matchAll(/\b(?:for|select)[ \t]+(\w+)/g),
      ...code.matchAll(/\bread\b[^\n;|]{0,200}?\b(\w+)[ \t]*(?=$|[;|&<])/gm),
      ...code.matchAll(/\bgetopts\b[ \t]+\S+[ \t]+(\w+)/g),
      ...code.matchAll(/\b(?:local|declare|typeset|readonly)[ \t]+(?:-\w+[ \t]+)*(\w+)/g),
    ].map((match) => match[1]),
  );
  return [...code.matchAll(/\$\{?[#!]?([A-Z_][A-Z0-9_]+)\b/g)]
    .filter(({ 1: name = '' }) => !own.has(name) && !shellOwn.has(name))
    .map((match) => ({ kind: 'environment', name: `$${match[1]}`, at: match.index }));
}

const shellOwn = new Set(
  'OPTARG OPTIND OPTERR IFS REPLY RANDOM LINENO SECONDS BASH_SOURCE FUNCNAME BASH_REMATCH PIPESTATUS PPID UID EUID BASH_VERSION'.split(
    ' ',
  ),
);

function flagsOf(code: string): Seen[] {
  const seen: Seen[] = [];
  for (const match of code.matchAll(/^[ \t]*\(?(--?\w[\w-]*(?:=\*)?(?:[ \t]*\|[ \t]*--?\w[\w-]*(?:=\*)?)*)[ \t]*\)/gm))
    for (const flag of (match[1] ?? '')
      .split('|')
      .map((one) => one.trim())
      .filter((one) => /^--?\w/.test(one)))
      seen.push({ kind: 'flag', name: flag.replace(/=\*$/, ''), at: match.index + match[0].indexOf(flag) });
  return seen;
}

function functionsOf(code: string): Seen[] {
  return [...code.matchAll(/^(?:function[ \t]+)?([A-Za-z][\w.-]*)[ \t]*\(\)/gm)].map((match) => ({
    kind: 'function',
    name: match[1] ?? '',
    at: match.index,
  }));
}

function named<Kind>(kind: Kind, names: string): Record<string, Kind> {
  return Object.fromEntries(names.split(' ').map((name) => [name, kind]));
}
