import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Event } from '../../src/core/events.ts';
import type { ModelServer } from './model-server.ts';

/** A repository to run the command line in, and the folders that Regent uses beside it. */
export interface Project {
  readonly root: string;
  readonly env: Readonly<Record<string, string>>;
  write(files: Readonly<Record<string, string>>): void;
  /** Makes a file executable. */
  chmod(path: string): void;
  git(...args: string[]): string;
  commit(message: string): string;
  remove(): void;
}

/** How one command went. */
export interface CommandRun {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
  /** Lines of stdout that are JSON objects. */
  readonly events: readonly Event[];
}

export interface CommandOptions {
  readonly server?: ModelServer;
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** Called for each line of stdout that is an event, with the process to act on. */
  readonly onEvent?: (event: Event, child: ChildProcess) => void;
  readonly onStart?: (child: ChildProcess) => void;
  readonly cwd?: string;
  /** In a process group of its own, as a terminal would start it. */
  readonly ownGroup?: boolean;
}

/** Makes a repository with these files committed on `main`. */
export function makeProject(files: Readonly<Record<string, string>>): Project {
  const folder = mkdtempSync(join(tmpdir(), 'regent-cli-'));
  const root = join(folder, 'repository');
  mkdirSync(root);
  const git = (...args: string[]) =>
    execFileSync('git', ['-c', 'user.name=Ada', '-c', 'user.email=ada@example.org', ...args], {
      cwd: root,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'pipe'],
    });
  const project: Project = {
    root,
    env: {
      PATH: process.env.PATH ?? '',
      HOME: join(folder, 'home'),
      REGENT_CACHE_DIR: join(folder, 'cache'),
      REGENT_CONFIG_DIR: join(folder, 'config'),
    },
    write(more) {
      for (const [path, text] of Object.entries(more)) {
        mkdirSync(dirname(join(root, path)), { recursive: true });
        writeFileSync(join(root, path), text);
      }
    },
    chmod: (path) => chmodSync(join(root, path), 0o755),
    git,
    commit(message) {
      git('add', '-A');
      git('commit', '-q', '-m', message);
      return git('rev-parse', 'HEAD').trim();
    },
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
  mkdirSync(join(folder, 'home'));
  git('init', '-q', '-b', 'main');
  project.write(files);
  project.commit('Specify');
  return project;
}

/** Runs `regent` as a user would, without a terminal, and waits for its end. */
export async function regent(
  project: Project,
  args: readonly string[],
  { server, env = {}, onEvent, onStart, cwd = project.root, ownGroup = false }: CommandOptions = {},
): Promise<CommandRun> {
  const child = spawn(process.execPath, [join(process.cwd(), 'dist/regent.js'), ...args], {
    cwd,
    env: { ...project.env, ...server?.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: ownGroup,
  });
  const lines: string[] = [];
  const events: Event[] = [];
  let stderr = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
  });
  let rest = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    const complete = (rest + text).split('\n');
    rest = complete.pop() ?? '';
    for (const line of complete) {
      lines.push(line);
      const event = parse(line);
      if (event === null) continue;
      events.push(event);
      onEvent?.(event, child);
    }
  });
  const closed = new Promise<{ code: number | null; signal: NodeJS.Signals | null }>((resolve) =>
    child.once('close', (code, signal) => resolve({ code, signal })),
  );
  onStart?.(child);
  const end = await closed;
  return { ...end, stdout: [...lines, rest].join('\n'), stderr, events };
}

/** The log of a session, as it is on the disk. */
export function readEvents(project: Project, session: string): Event[] {
  return logText(project, session)
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as Event);
}

export function logText(project: Project, session: string): string {
  return readFileSync(logFile(project, session), 'utf8');
}

export function logFile(project: Project, session: string): string {
  return join(project.root, '.git/regent/sessions', session, 'events.jsonl');
}

function parse(line: string): Event | null {
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === 'object' && value !== null ? (value as Event) : null;
  } catch {
    return null;
  }
}
