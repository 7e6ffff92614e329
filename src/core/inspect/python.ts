import { breakRuns, maskPython } from './mask-code.ts';
import { bracketed, type Capability, type FileSightings, oneLine, type Seen, seeAll } from './sighting.ts';

/** Reads Python: its public names, what it imports, what it can reach. */
export function inspectPython(source: string): FileSightings {
  const code = breakRuns(maskPython(source));
  const imports = importsOf(code);
  return {
    surface: [...namesOf(code, source), ...flagsOf(code, source)],
    dependencies: imports.flatMap(({ module, at }) => {
      const name = module.split('.')[0] ?? '';
      if (name === '') return [];
      return [{ kind: standard.has(name) ? 'built in' : 'package', name, at }];
    }),
    capabilities: [...imports.flatMap((one) => reachOf(one, code)), ...seeAll(code, patterns)],
  };
}

interface Import {
  /** Empty for a relative one. */
  readonly module: string;
  readonly names: readonly string[];
  readonly local: string;
  readonly at: number;
}

function importsOf(code: string): Import[] {
  const found: Import[] = [];
  for (const match of code.matchAll(/^[ \t]*import[ \t]+([^\n;]+)/gm))
    for (const one of (match[1] ?? '').split(',')) {
      const [, module = '', local = module] = /^\s*([\w.]+)(?:\s+as\s+(\w+))?/.exec(one) ?? [];
      if (module !== '') found.push({ module, names: [], local, at: match.index + match[0].search(/\S/) });
    }
  for (const match of code.matchAll(/^[ \t]*from[ \t]+([\w.]+)[ \t]+import[ \t]*(?:\(([^)]{0,4000})\)|([^\n;]+))/gm)) {
    const module = match[1] ?? '';
    const names = (match[2] ?? match[3] ?? '')
      .split(',')
      .map(
        (one) =>
          one
            .trim()
            .split(/\s+as\s+/)[0]
            ?.trim() ?? '',
      )
      .filter(Boolean);
    if (!module.startsWith('.')) found.push({ module, names, local: '', at: match.index + match[0].search(/\S/) });
  }
  return found;
}

function reachOf({ module, names, local, at }: Import, code: string): Seen[] {
  const kind = powers[module] ?? powers[module.split('.')[0] ?? ''];
  if (!kind) return [];
  if (names.length > 0)
    return names.map((name) => ({ kind: kindOf(module, name, kind), name: `${module}.${name}`, at }));
  const uses = [...code.matchAll(new RegExp(`(?<![\\w.])${local.replaceAll('.', '\\.')}\\.(\\w+)`, 'g'))].filter(
    (use) => !/^[ \t]*import\b/.test(code.slice(code.lastIndexOf('\n', use.index) + 1, use.index)),
  );
  // os and sys do many things: only those that reach out count.
  if (module === 'os' || module === 'sys')
    return uses.flatMap((use) => {
      const name = use[1] ?? '';
      const of = (module === 'os' ? osKinds : sysKinds)[name];
      return of ? [{ kind: of, name: `${module}.${name}`, at: use.index }] : [];
    });
  if (uses.length === 0) return [{ kind, name: module, at }];
  return uses.map((use) => ({ kind: kindOf(module, use[1] ?? '', kind), name: `${module}.${use[1]}`, at: use.index }));
}

function kindOf(module: string, name: string, kind: Capability): Capability {
  return module === 'os' ? (osKinds[name] ?? kind) : kind;
}

const osKinds: Readonly<Record<string, Capability>> = {
  ...named('environment', 'environ environb getenv putenv unsetenv getcwd getlogin getuid getpid uname cpu_count'),
  ...named(
    'processes',
    'system popen fork forkpty kill killpg abort _exit execv execve execvp execl execlp execle spawnl spawnv spawnlp posix_spawn startfile nice setuid setgid wait waitpid',
  ),
  ...named(
    'files',
    'open remove unlink rename renames replace mkdir makedirs rmdir removedirs listdir scandir walk chmod chown link symlink truncate stat utime mkfifo chdir read write access readlink path',
  ),
};
const sysKinds: Readonly<Record<string, Capability>> = named(
  'dynamic code',
  'settrace setprofile meta_path path_hooks _getframe modules',
);

const powers: Readonly<Record<string, Capability>> = {
  ...named(
    'network',
    'socket ssl http urllib.request urllib3 requests httpx aiohttp ftplib smtplib poplib imaplib telnetlib xmlrpc socketserver asyncio.streams websockets paramiko boto3',
  ),
  ...named('files', 'shutil tempfile fileinput glob sqlite3 dbm shelve zipfile tarfile mmap'),
  ...named('processes', 'subprocess multiprocessing pty signal pexpect'),
  ...named('environment', 'os sys platform pwd getpass dotenv'),
  ...named('dynamic code', 'importlib runpy ctypes cffi pickle marshal code codeop pkgutil dill'),
};

const patterns: readonly (readonly [Capability, RegExp])[] = [
  ['files', /(?<![\w.])(open)\s*\(/g],
  [
    'files',
    /\.(read_text|write_text|read_bytes|write_bytes|unlink|rmdir|mkdir|touch|rglob|iterdir|to_csv|read_csv|to_parquet|read_parquet)\s*\(/g,
  ],
  ['dynamic code', /(?<![\w.])(eval|exec|compile|__import__)\s*\(/g],
  ['dynamic code', /\b(__builtins__|__subclasses__|__globals__|__code__)\b/g],
  ['dynamic code', /(?<![\w.])(getattr)\s*\(\s*(?:os|sys|builtins|subprocess|importlib)\b/g],
];

function namesOf(code: string, source: string): Seen[] {
  const seen: Seen[] = [];
  const listed = /^__all__\s*(?::[^=]*)?=\s*[[(]/m.exec(code);
  const all = listed
    ? new Set(
        [
          ...source
            .slice(listed.index, listed.index + 20_000)
            .split(/[\])]/, 1)
            .join('')
            .matchAll(/['"](\w+)['"]/g),
        ].map((one) => one[1]),
      )
    : null;
  const isPublic = (name: string) => (all ? all.has(name) : !name.startsWith('_'));
  for (const match of code.matchAll(/^(?:async[ \t]+)?(def|class)[ \t]+(\w+)[ \t]*(\()?/gm)) {
    const [found, kind, name = '', open] = match;
    if (!isPublic(name)) continue;
    const at = match.index;
    const shape = open ? { shape: bracketed(code, source, at + found.length - 1) } : {};
    seen.push({ kind: kind === 'def' ? 'function' : 'class', name, at, ...shape });
  }
  for (const match of code.matchAll(/^([A-Za-z]\w*)[ \t]*(?::[^=\n]*)?=(?!=)/gm))
    if (isPublic(match[1] ?? '')) seen.push({ kind: 'value', name: match[1] ?? '', at: match.index });
  const methods = /^(?:class[ \t]+(\w+)|[ \t]+(?:async[ \t]+)?def[ \t]+([a-z]\w*)[ \t]*(\()|(\S))/gm;
  let inClass: string | null = null;
  let indent = -1;
  for (const match of code.matchAll(methods)) {
    const [found, className, method, , other] = match;
    if (className !== undefined) [inClass, indent] = [isPublic(className) ? className : null, -1];
    else if (other !== undefined) inClass = /[)\]}#@]/.test(other) ? inClass : null;
    else if (inClass && method) {
      const depth = found.search(/\S/);
      if (indent < 0) indent = depth;
      const shape = bracketed(code, source, match.index + found.length - 1);
      if (depth === indent) seen.push({ kind: 'method', name: `${inClass}.${method}`, at: match.index + depth, shape });
    }
  }
  return seen;
}

function flagsOf(code: string, source: string): Seen[] {
  if (!/\b(?:argparse|sys\.argv|click|typer|optparse|getopt)\b/.test(code)) return [];
  return [...source.matchAll(/['"](--[A-Za-z][\w-]*)(?=['"/=])/g)].map((match) => ({
    kind: 'flag',
    name: oneLine(match[1] ?? ''),
    at: match.index + 1,
  }));
}

function named<Kind>(kind: Kind, names: string): Record<string, Kind> {
  return Object.fromEntries(names.split(' ').map((name) => [name, kind]));
}

const standard = new Set(
  '__future__ abc argparse array ast asyncio atexit base64 bdb binascii bisect builtins bz2 calendar cmath cmd code codecs codeop collections colorsys compileall concurrent configparser contextlib contextvars copy copyreg cProfile csv ctypes curses dataclasses datetime dbm decimal difflib dis doctest email encodings ensurepip enum errno faulthandler fcntl filecmp fileinput fnmatch fractions ftplib functools gc genericpath getopt getpass gettext glob graphlib grp gzip hashlib heapq hmac html http idlelib imaplib importlib inspect io ipaddress itertools json keyword linecache locale logging lzma mailbox marshal math mimetypes mmap modulefinder multiprocessing netrc ntpath nturl2path numbers operator optparse os pathlib pdb pickle pickletools pkgutil platform plistlib poplib posix posixpath pprint profile pstats pty pwd py_compile pyclbr pydoc queue quopri random re readline reprlib resource rlcompleter runpy sched secrets select selectors shelve shlex shutil signal site smtplib socket socketserver sqlite3 ssl stat statistics string stringprep struct subprocess symtable sys sysconfig syslog tabnanny tarfile tempfile termios textwrap threading time timeit tkinter token tokenize tomllib trace traceback tracemalloc tty turtle types typing unicodedata unittest urllib uuid venv warnings wave weakref webbrowser winreg wsgiref xml xmlrpc zipapp zipfile zipimport zlib zoneinfo'.split(
    ' ',
  ),
);
