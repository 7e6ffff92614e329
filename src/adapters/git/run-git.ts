import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';

/** Where a git command runs: a folder to discover a repository from, or one that `openRepository` found. */
export type Place = { readonly cwd: string } | GitPlace;

/** What tells git exactly which repository to work on, so that nothing in the environment can mislead it. */
export interface GitPlace {
  /** Absolute path of the work tree's top. */
  readonly root: string;
  /** Absolute path of this work tree's git directory. */
  readonly gitDir: string;
  /** Configuration keys of content filters that the repository sets: switched off, for they run commands. */
  readonly filterKeys: readonly string[];
  /** Work without the work tree, so that its .gitattributes are not read. */
  readonly bare?: boolean;
}

export interface GitOptions {
  readonly input?: string | Uint8Array;
  readonly env?: Readonly<Record<string, string>>;
  /** Further configuration for this call: key, value. */
  readonly config?: readonly (readonly [string, string])[];
  /** Stdout is cut here, and the command stopped. */
  readonly maxBytes?: number;
  /** The command may write the index for its own good. Left out, `git` takes no lock it doesn't need. */
  readonly mayLock?: boolean;
}

export interface GitResult {
  /** Null when git could not be started or was stopped. */
  readonly code: number | null;
  /** What stopped it, if anything did. */
  readonly signal: NodeJS.Signals | null;
  readonly ok: boolean;
  readonly stdout: Buffer;
  readonly stderr: string;
  /** Stdout went over `maxBytes`, and holds its beginning. */
  readonly cut: boolean;
  /** There is no `git` on the PATH. */
  readonly notFound: boolean;
  readonly pid: number | undefined;
}

/**
 * Runs git, the only place that does. Never throws for what git says: a failure is a result. No setting of the
 * repository makes it run hooks, filters, monitors, signers, pagers, external diffs or the network.
 */
export async function runGit(place: Place, args: readonly string[], options: GitOptions = {}): Promise<GitResult> {
  const result = await runOnce(place, args, options);
  // Ctrl-C came before the child had left our group: git itself has not begun.
  return result.signal === 'SIGINT' ? runOnce(place, args, options) : result;
}

function runOnce(place: Place, args: readonly string[], options: GitOptions): Promise<GitResult> {
  const cwd = 'cwd' in place ? place.cwd : place.bare ? place.gitDir : place.root;
  // Node's own spawn: execa takes 25 ms to load and 2 ms a call, which a session's dozen calls would feel.
  const child = spawn('git', [...settings(place, options), ...args], {
    cwd,
    env: environment(place, options),
    stdio: [options.input === undefined ? 'ignore' : 'pipe', 'pipe', 'pipe'],
    // A group of its own: Ctrl-C in a terminal reaches Regent, which winds up, and not the commit in the making.
    detached: true,
  });
  endWithRegent(child);
  const { maxBytes = 1_000_000_000 } = options;
  const stdout: Buffer[] = [];
  const stderr: Buffer[] = [];
  let size = 0;
  let notFound = false;
  child.stdout?.on('data', (chunk: Buffer) => {
    stdout.push(size + chunk.length > maxBytes ? chunk.subarray(0, Math.max(0, maxBytes - size)) : chunk);
    size += chunk.length;
    if (size > maxBytes) child.kill();
  });
  child.stderr?.on('data', (chunk: Buffer) => stderr.push(chunk));
  // A git that ends before it has read its input closes the pipe; its exit code tells why.
  child.stdin?.on('error', () => {});
  child.stdin?.end(options.input);
  return new Promise((resolve) => {
    child.on('error', (error: NodeJS.ErrnoException) => {
      // The folder that git should run in may be what is missing.
      const isGone = error.code === 'ENOENT' && !existsSync(cwd);
      notFound = error.code === 'ENOENT' && !isGone;
      stderr.push(Buffer.from(isGone ? `the folder ${cwd} is gone` : notFound ? '' : error.message));
      if (child.pid === undefined) finish(null, null);
    });
    child.on('close', finish);

    function finish(code: number | null, signal: NodeJS.Signals | null): void {
      const cut = size > maxBytes;
      const said = Buffer.concat(stderr).toString().trim();
      resolve({
        code,
        signal,
        ok: code === 0 && !cut,
        stdout: Buffer.concat(stdout),
        stderr: said,
        cut,
        notFound,
        pid: child.pid,
      });
    }
  });
}

const running = new Set<ChildProcess>();

/** A git that hangs must not outlive whoever waited for it. */
function endWithRegent(child: ChildProcess): void {
  if (running.size === 0) process.once('exit', killAll);
  running.add(child);
  child.once('close', () => {
    running.delete(child);
    if (running.size === 0) process.off('exit', killAll);
  });
}

function killAll(): void {
  for (const child of running) child.kill('SIGKILL');
}

/** The same, where a failure can only be a bug or a damaged repository. */
export async function mustGit(place: Place, args: readonly string[], options: GitOptions = {}): Promise<Buffer> {
  const result = await runGit(place, args, options);
  if (!result.ok) throw new GitError(args, result);
  return result.stdout;
}

/** An outage: git failed where nothing the user did could be the reason. */
export class GitError extends Error {
  constructor(args: readonly string[], result: GitResult) {
    const reason = result.notFound ? 'git was not found' : result.stderr || `it stopped with code ${result.code}`;
    super(`git ${args[0]} failed: ${reason}`);
    this.name = 'GitError';
  }
}

const HARDENING = [
  'core.fsmonitor=false',
  'core.hooksPath=/dev/null',
  'core.quotePath=false',
  'core.pager=cat',
  'core.editor=true',
  'commit.gpgSign=false',
  'gc.auto=0',
  'maintenance.auto=false',
  'color.ui=false',
  'log.showSignature=false',
  'merge.autoStash=false',
  'merge.verifySignatures=false',
  'submodule.recurse=false',
  // Windows' and macOS's other spellings of .git are dangerous in a tree wherever it was made.
  'core.protectNTFS=true',
  'core.protectHFS=true',
];

function settings(place: Place, options: GitOptions): string[] {
  const more = overrides(place, options).filter((setting) => !needsEnvironment(setting));
  return [...HARDENING, ...more.map(([key, value]) => `${key}=${value}`)].flatMap((setting) => ['-c', setting]);
}

function overrides(place: Place, options: GitOptions): (readonly [string, string])[] {
  const filters = 'root' in place ? place.filterKeys : [];
  const off = filters.map((key) => [key, key.endsWith('.required') ? 'false' : ''] as const);
  return [...off, ...(options.config ?? [])];
}

/** `-c` can't express a key that contains '='. */
function needsEnvironment([key]: readonly [string, string]): boolean {
  return key.includes('=');
}

/** What a user may set on purpose to say which configuration, identity and discovery rules git has to follow. */
const KEPT =
  /^(GIT_CONFIG_(GLOBAL|SYSTEM|NOSYSTEM|COUNT|KEY_\d+|VALUE_\d+)|GIT_CEILING_DIRECTORIES|GIT_DISCOVERY_ACROSS_FILESYSTEM|GIT_EXEC_PATH)$/;

/** Variables of git in our environment that the user set on purpose. */
export function keptVariables(): string[] {
  return Object.keys(process.env).filter((name) => KEPT.test(name));
}

function environment(place: Place, options: GitOptions): Record<string, string> {
  const env: Record<string, string> = {};
  for (const [name, value] of Object.entries(process.env)) {
    if (value !== undefined && (!name.startsWith('GIT_') || KEPT.test(name))) env[name] = value;
  }
  if ('root' in place) {
    env.GIT_DIR = place.gitDir;
    if (!place.bare) env.GIT_WORK_TREE = place.root;
  }
  for (const [key, value] of overrides(place, options).filter(needsEnvironment)) addSetting(env, key, value);
  return {
    ...env,
    LC_ALL: 'C',
    LANGUAGE: 'C',
    GIT_TERMINAL_PROMPT: '0',
    // Nothing that Regent asks for needs the network; a partial clone must not fetch behind the user's back.
    GIT_ALLOW_PROTOCOL: 'none',
    GIT_NO_LAZY_FETCH: '1',
    // An id has to mean the object of that id.
    GIT_NO_REPLACE_OBJECTS: '1',
    GIT_LITERAL_PATHSPECS: '1',
    ...(options.mayLock ? {} : { GIT_OPTIONAL_LOCKS: '0' }),
    ...options.env,
  };
}

function addSetting(env: Record<string, string>, key: string, value: string): void {
  const count = Number(env.GIT_CONFIG_COUNT ?? 0) || 0;
  env[`GIT_CONFIG_KEY_${count}`] = key;
  env[`GIT_CONFIG_VALUE_${count}`] = value;
  env.GIT_CONFIG_COUNT = String(count + 1);
}
