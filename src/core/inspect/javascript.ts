import { breakRuns, maskJavascript } from './mask-code.ts';
import { bracketed, type Capability, type FileSightings, oneLine, type Seen, seeAll } from './sighting.ts';

/** Reads JavaScript or TypeScript: what it exports, what it imports, what it can reach. */
export function inspectJavascript(source: string): FileSightings {
  const masked = maskJavascript(source);
  const code = breakRuns(masked);
  const imports = importsOf(code, source);
  return {
    surface: [...exportsOf(code, source), ...flagsOf(masked, source)],
    dependencies: imports.flatMap(({ from, at }) => {
      if (from.startsWith('.') || from.startsWith('#')) return [];
      const builtin = builtinName(from);
      return [builtin ? { kind: 'built in', name: builtin, at } : { kind: 'package', name: packageOf(from), at }];
    }),
    capabilities: [...imports.flatMap((one) => reachOf(one, code)), ...seeAll(code, patterns)],
  };
}

interface Import {
  readonly from: string;
  readonly at: number;
  /** Names taken out of the module; none where all of it is taken under `local`. */
  readonly names: readonly Named[];
  readonly local: string | null;
}

function importsOf(code: string, source: string): Import[] {
  const found: Import[] = [];
  const textAt = (at: number): string => {
    const quote = source.charAt(at);
    const end = source.indexOf(quote, at + 1);
    return end < 0 ? '' : source.slice(at + 1, end);
  };
  for (const match of code.matchAll(/\b(?:import|export)\b(\s+type\b)?([^;'"`()=]{0,1500}?)(?:\bfrom\s*)?(['"])/g)) {
    const at = match.index + match[0].length - 1;
    const clause = match[2] ?? '';
    if (match[1] || (!/\bfrom\s*$/.test(match[0].slice(0, -1)) && clause.trim() !== '')) continue;
    const local = /\*\s*as\s+([\w$]+)/.exec(clause)?.[1] ?? /^\s*([\w$]+)\s*(?:,|$)/.exec(clause)?.[1] ?? null;
    found.push({ from: textAt(at), at: match.index, names: namesIn(/\{([^}]*)\}/.exec(clause)?.[1]), local });
  }
  const loads =
    /(?:\b(?:const|let|var)\s+(?:\{([^}]{0,1000})\}|([\w$]+))\s*=\s*)?(?:\bawait\s+)?\b(?:require|import)\s*\(\s*(['"`])[^'"`]{0,500}\3\s*\)(?:\s*\.\s*([\w$]+))?/g;
  for (const match of code.matchAll(loads)) {
    const start = match.index + match[0].search(/\b(?:require|import)\s*\(/);
    const from = textAt(source.slice(start).search(/['"`]/) + start);
    const names = match[4] ? [{ name: match[4], local: `\0${match[4]}` }] : namesIn(match[1]);
    found.push({ from, at: start, names, local: match[2] ?? null });
  }
  return found;
}

interface Named {
  readonly name: string;
  /** What it is called here. */
  readonly local: string;
}

function namesIn(clause: string | undefined): Named[] {
  return (clause ?? '')
    .split(',')
    .map((one) => one.trim())
    .filter((one) => one !== '' && !one.startsWith('type '))
    .map((one) => {
      const [name = one, local = name] = one.split(/\s+as\s+|\s*:\s*/);
      return { name, local: /^[\w$]+$/.test(local) ? local : name };
    });
}

/** What an import of a module with powers lets the code do: by name where the names can be seen. */
function reachOf({ from, at, names, local }: Import, code: string): Seen[] {
  const module = from.replace(/^node:/, '');
  const kind = powers[module.replace(/\/promises$/, '')];
  if (!kind) return [];
  const uses = (pattern: string): RegExpExecArray[] => [...code.matchAll(new RegExp(`(?<![\\w$.])${pattern}`, 'g'))];
  if (names.length > 0)
    return names.flatMap(({ name, local: own }) => {
      const used = uses(`${own.replaceAll('$', '\\$')}(?![\\w$])`).filter((use) => !isWithinImport(code, use.index));
      const found = { kind, name: `${module}.${name}` };
      return used.length === 0 ? [{ ...found, at }] : used.map((use) => ({ ...found, at: use.index }));
    });
  const used = local ? uses(`${local.replaceAll('$', '\\$')}\\s*\\.\\s*([\\w$]+)`) : [];
  if (used.length === 0) return [{ kind, name: module, at }];
  return used.map((use) => ({ kind, name: `${module}.${use[1]}`, at: use.index }));
}

/** Between `import {` or `const {` and the module's name. */
function isWithinImport(code: string, at: number): boolean {
  return /(?:\bimport\b|\b(?:const|let|var)\s*\{)[^;=()]*$/.test(code.slice(Math.max(0, at - 600), at));
}

const powers: Readonly<Record<string, Capability>> = {
  ...named('network', 'http https http2 net tls dgram dns undici axios got node-fetch ws request superagent ky'),
  ...named('files', 'fs fs-extra graceful-fs memfs sqlite better-sqlite3 sqlite3'),
  ...named('processes', 'child_process cluster worker_threads execa cross-spawn zx'),
  ...named('environment', 'os dotenv process'),
  ...named('dynamic code', 'vm module v8 inspector repl'),
};

const patterns: readonly (readonly [Capability, RegExp])[] = [
  ['network', /(?<![\w$.])(fetch)\s*\(/g],
  ['network', /\bnew\s+(WebSocket|XMLHttpRequest|EventSource|WebTransport)\b/g],
  ['network', /\b(navigator\s*\.\s*sendBeacon|Deno\s*\.\s*(?:connect|listen|serve)\w*)\b/g],
  ['files', /\b(Deno\s*\.\s*(?:read|write|open|remove|rename|mkdir|copy|stat)\w*|Bun\s*\.\s*(?:file|write))\b/g],
  ['processes', /\b(process\s*\.\s*(?:exit|kill|abort|chdir|setuid|setgid|on|once))\b/g],
  ['processes', /\b(Deno\s*\.\s*Command|Bun\s*\.\s*spawn\w*|new\s+Worker)\b/g],
  ['environment', /\b(process\s*\.\s*env(?:\s*\.\s*\w+)?)/g],
  ['environment', /\b(import\s*\.\s*meta\s*\.\s*env|Deno\s*\.\s*env|Bun\s*\.\s*env)\b/g],
  ['environment', /\b(process\s*\.\s*(?:cwd|platform|pid|argv0|execPath))\b/g],
  ['dynamic code', /(?<![\w$.])(eval)\s*\(/g],
  ['dynamic code', /\b(new\s+Function)\b|(?<![\w$.])(?:Function)\s*\(/g],
  ['dynamic code', /\b(import|require)\s*\(\s*(?!['"`)\s])/g],
  ['dynamic code', /\b(process\s*\.\s*(?:binding|getBuiltinModule|dlopen)|WebAssembly|createRequire)\b/g],
  ['dynamic code', /\b((?:globalThis|process|global|window)\s*\[)/g],
  ['dynamic code', /(\.\s*constructor\s*\.\s*constructor)\b/g],
  ['dynamic code', /\b(setTimeout|setInterval)\s*\(\s*['"`]/g],
];

function exportsOf(code: string, source: string): Seen[] {
  const seen: Seen[] = [];
  const declared =
    /^[ \t]*export\s+(default\s+)?(?:declare\s+)?(?:(?:async\s+)?(function)\b\s*\*?\s*([\w$]*)|(?:abstract\s+)?(class|interface|enum|namespace|type|const\s+enum)\s+([\w$]+)|(const|let|var)\s+([\w$]+|[[{][^=]{0,1000}))/gm;
  for (const match of code.matchAll(declared)) {
    const [all, isDefault, fn, fnName, kind, name, variable, variableName] = match;
    const at = match.index + all.search(/\S/);
    if (fn)
      seen.push({
        kind: 'function',
        name: isDefault ? 'default' : (fnName ?? ''),
        at,
        ...shapeAfter(code, source, match.index + all.length),
      });
    else if (kind)
      seen.push({ kind: kind.startsWith('const') ? 'enum' : kind, name: isDefault ? 'default' : (name ?? ''), at });
    else if (variable && /^[\w$]+$/.test(variableName ?? ''))
      seen.push({ kind: 'value', name: variableName ?? '', at, ...arrowShape(code, source, match.index + all.length) });
    else
      for (const one of namesIn(variableName?.replace(/[[\]{}]/g, '')))
        seen.push({ kind: 'value', name: one.local, at });
  }
  for (const match of code.matchAll(/^[ \t]*export\s+(?:type\s+)?\{([^}]{0,4000})\}/gm))
    for (const one of (match[1] ?? '')
      .split(',')
      .map((part) => part.trim())
      .filter(Boolean))
      seen.push({
        kind: 'name',
        name:
          one
            .split(/\s+as\s+/)
            .at(-1)
            ?.replace(/^type\s+/, '') ?? one,
        at: match.index,
      });
  for (const match of code.matchAll(/^[ \t]*export\s*\*(?:\s*as\s+([\w$]+))?/gm))
    seen.push({ kind: 'name', name: match[1] ?? '*', at: match.index });
  for (const match of code.matchAll(
    /^[ \t]*export\s+default\s+(?!(?:async\s+)?function\b|(?:abstract\s+)?class\s+[\w$]|interface\b)/gm,
  ))
    seen.push({
      kind: 'value',
      name: 'default',
      at: match.index,
      ...arrowShape(code, source, match.index + match[0].length - 1, /^\s*/),
    });
  return [...seen, ...commonExports(code, source)];
}

function commonExports(code: string, source: string): Seen[] {
  const seen: Seen[] = [];
  for (const match of code.matchAll(/(?<![\w$.])(?:module\s*\.\s*)?exports\s*\.\s*([\w$]+)\s*=(?!=)/g))
    seen.push({
      kind: 'value',
      name: match[1] ?? '',
      at: match.index,
      ...arrowShape(code, source, match.index + match[0].length, /^\s*/),
    });
  for (const match of code.matchAll(/(?<![\w$.])module\s*\.\s*exports\s*=(?!=)\s*(\{([^{}]{0,4000})\})?/g)) {
    if (match[1] === undefined) seen.push({ kind: 'value', name: 'module.exports', at: match.index });
    for (const one of (match[2] ?? '')
      .split(',')
      .map((part) => part.trim())
      .filter(Boolean))
      seen.push({ kind: 'name', name: /^(?:async\s+)?\.{0,3}([\w$]+)/.exec(one)?.[1] ?? one, at: match.index });
  }
  return seen;
}

/** Parameters, and the result's type where one is written. */
function shapeAfter(code: string, source: string, from: number): { shape?: string } {
  const open = code.indexOf('(', from);
  if (open < 0 || !/^\s*(?:<[^(]*>)?\s*$/.test(code.slice(from, open))) return {};
  const parameters = bracketed(code, source, open);
  return { shape: parameters };
}

function arrowShape(code: string, source: string, from: number, before = /^\s*(?::[^=]*)?=\s*/): { shape?: string } {
  const head = before.exec(code.slice(from, from + 400))?.[0] ?? '';
  const start = from + head.length;
  const lead = /^(?:async\s+)?(?:function\b\s*\*?\s*[\w$]*\s*)?(?=\()/.exec(code.slice(start, start + 200))?.[0];
  if (lead !== undefined) {
    const shape = bracketed(code, source, start + lead.length);
    const isFunction = lead.includes('function') || /^[^=;{]{0,300}=>/.test(skipBrackets(code, start + lead.length));
    return isFunction ? { shape } : {};
  }
  const single = /^(?:async\s+)?([\w$]+)\s*=>/.exec(code.slice(start, start + 200))?.[1];
  return single ? { shape: oneLine(`(${single})`) } : {};
}

function skipBrackets(code: string, open: number): string {
  let depth = 0;
  for (let at = open; at < Math.min(code.length, open + 4000); at++) {
    if ('([{'.includes(code.charAt(at))) depth++;
    else if (')]}'.includes(code.charAt(at)) && --depth === 0) return code.slice(at + 1, at + 400);
  }
  return '';
}

/** The options of a program's command line: where it reads its arguments, each `--name` in a string. */
function flagsOf(code: string, source: string): Seen[] {
  if (
    !/\bprocess\s*\.\s*argv\b|\bparseArgs\b|\b(?:commander|yargs|meow|minimist|cac|citty|sade)\b|\bDeno\s*\.\s*args\b/.test(
      source,
    )
  )
    return [];
  const seen: Seen[] = [];
  for (const match of code.matchAll(/(['"`])\s+\1|(['"`])\s*?\2/g)) {
    const text = source.slice(match.index + 1, match.index + match[0].length - 1);
    for (const flag of text.matchAll(/(?<![\w-])--[a-z][\w-]*/gi))
      seen.push({ kind: 'flag', name: flag[0], at: match.index + 1 + flag.index });
  }
  if (/\bparseArgs\b/.test(code))
    for (const match of breakRuns(source).matchAll(
      /(['"]?)(?<![\w-])([\w-]{1,100})\1\s*:\s*\{[^{}]{0,300}?\btype\s*:\s*['"](?:string|boolean)['"]/g,
    ))
      seen.push({ kind: 'flag', name: `--${match[2]}`, at: match.index });
  return seen;
}

function packageOf(from: string): string {
  const [first = '', second = ''] = from.split('/');
  return first.startsWith('@') ? `${first}/${second}` : first;
}

function builtinName(from: string): string | null {
  if (from.startsWith('node:')) return from;
  return builtins.has(from.split('/')[0] ?? '') ? `node:${from}` : null;
}

const builtins = new Set(
  'assert async_hooks buffer child_process cluster console constants crypto dgram diagnostics_channel dns domain events fs http http2 https inspector module net os path perf_hooks process punycode querystring readline repl stream string_decoder sys timers tls trace_events tty url util v8 vm wasi worker_threads zlib'.split(
    ' ',
  ),
);

function named<Kind>(kind: Kind, names: string): Record<string, Kind> {
  return Object.fromEntries(names.split(' ').map((name) => [name, kind]));
}
