import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { openWorkbench } from '../../src/adapters/workbench/index.ts';
import type { Event, SessionEnded } from '../../src/core/events.ts';
import type { Workbench } from '../../src/core/workbench.ts';
import { type Reply, scriptModel } from './model-server.ts';

/** A repository's files by path: text, or an executable's text. */
export type Files = Readonly<Record<string, string | Uint8Array | { readonly executable: string }>>;

export interface SessionRun {
  readonly session: string;
  readonly events: readonly Event[];
  readonly ended: SessionEnded;
  readonly workbench: Workbench;
  /** Everything that the model was sent. */
  readonly told: string;
}

/** Makes a repository with these files committed, and the folders that Regent uses beside it. */
export function makeProject(files: Files): { folder: string; root: string; remove(): void } {
  const folder = mkdtempSync(join(tmpdir(), 'regent-exercise-'));
  const root = join(folder, 'my project');
  mkdirSync(root);
  writeAll(root, files);
  git(root, 'init', '-q', '-b', 'main');
  git(root, 'add', '-A');
  git(root, '-c', 'user.name=Ada', '-c', 'user.email=ada@example.org', 'commit', '-q', '-m', 'Specify');
  return { folder, root, remove: () => rmSync(folder, { recursive: true, force: true }) };
}

/** Runs a session for the spec with a model that answers as scripted, to its end. */
export async function runScripted(
  { folder, root, cache = 'cache' }: { folder: string; root: string; cache?: string },
  spec: string,
  replies: readonly Reply[],
): Promise<SessionRun> {
  const server = await scriptModel(replies);
  try {
    const workbench = await openWorkbench(root, {
      ...process.env,
      ...server.env,
      REGENT_CACHE_DIR: join(folder, cache),
      REGENT_CONFIG_DIR: join(folder, 'config'),
    });
    if ('problem' in workbench) throw new Error(`${workbench.problem} ${workbench.mend}`);
    const session = await workbench.start(spec, { model: { kind: 'live', name: 'scripted' } });
    if ('problem' in session) {
      const details = session.diagnostics?.map((one) => `${one.file}:${one.line}: ${one.message}`) ?? [];
      throw new Error([session.problem, session.mend, ...details].join('\n'));
    }
    const events: Event[] = [];
    for await (const event of session.events()) events.push(event);
    await session.done;
    const ended = events.at(-1);
    if (ended?.type !== 'session-ended') throw new Error(`The session did not end: ${JSON.stringify(ended)}`);
    return { session: session.id, events, ended, workbench, told: server.requests.join('\n') };
  } finally {
    await server.close();
  }
}

/** The counts and the report's text of each attempt, for assertions that explain themselves. */
export function attemptsOf(events: readonly Event[]): { green: boolean; report: string }[] {
  return events.flatMap((event) =>
    event.type === 'attempt-committed' ? [{ green: event.green, report: JSON.stringify(event.report, null, 1) }] : [],
  );
}

export function git(root: string, ...args: string[]): string {
  return execFileSync('git', args, { cwd: root, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
}

export function writeAll(root: string, files: Files): void {
  for (const [path, content] of Object.entries(files)) {
    const file = join(root, path);
    mkdirSync(dirname(file), { recursive: true });
    const isProgram = typeof content === 'object' && 'executable' in content;
    writeFileSync(file, isProgram ? content.executable : content);
    if (isProgram) chmodSync(file, 0o755);
  }
}

/** Every file of the work tree but git's own, with its mode and content. */
export function readTree(root: string, below = ''): Map<string, string> {
  const found = new Map<string, string>();
  for (const entry of readdirSync(join(root, below), { withFileTypes: true })) {
    const path = below === '' ? entry.name : `${below}/${entry.name}`;
    if (path === '.git') continue;
    if (entry.isDirectory()) for (const [file, text] of readTree(root, path)) found.set(file, text);
    else found.set(path, `${lstatSync(join(root, path)).mode} ${readFileSync(join(root, path), 'latin1')}`);
  }
  return found;
}
