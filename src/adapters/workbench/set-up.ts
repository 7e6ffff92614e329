import { existsSync } from 'node:fs';
import { mkdir, readdir, rename, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { FileSet, Sandbox } from '../../core/ports.ts';
import { cleanText, headTail } from '../../core/text.ts';
import type { Problem } from '../../core/workbench.ts';
import { sha256 } from '../git/digests.ts';
import { takeLock } from '../log/lock-file.ts';
import { digestFiles, writeFiles } from '../workspace/file-set.ts';
import { removeTree } from '../workspace/remove.ts';
import { describeEnding } from '../workspace/shell.ts';
import type { Link } from './links.ts';

export interface SetUpRequest {
  readonly command: string;
  /** The workspace's inputs: the command sees them, in a folder of its own. */
  readonly inputs: FileSet;
  readonly sandbox: Sandbox;
  /** Regent's folder in the user's cache directory. */
  readonly cache: string;
  /** The user let the command reach the network. */
  readonly network: boolean;
}

/** Ten minutes: a set-up downloads and builds. */
const limits = { seconds: 600, memoryMb: 4096, processes: 512, fileMb: 1024, outputKb: 4096 };

/**
 * Runs a project's set-up command in the sandbox, and returns the folders that it made at the top, to be linked
 * read-only into workspaces. Runs once for the same command and the same files at the root: what it made is kept.
 */
export async function setUp(request: SetUpRequest): Promise<Link[] | Problem> {
  const files = new Map([...request.inputs].filter(([path]) => !path.includes('/')));
  const key = sha256(`${request.command}\0${digestFiles(files)}`).slice(0, 32);
  const folder = join(request.cache, 'set-ups', key);
  if (!existsSync(doneMark(folder))) {
    // Sessions that begin together wait for one run of it.
    const making = underWay.get(folder) ?? make(request, files, folder).finally(() => underWay.delete(folder));
    underWay.set(folder, making);
    const problem = await making;
    if (problem) return problem;
  }
  const work = join(folder, 'work');
  const entries = await readdir(work, { withFileTypes: true });
  return entries.filter((entry) => entry.isDirectory()).map(({ name }) => ({ from: join(work, name), at: name }));
}

const underWay = new Map<string, Promise<Problem | null>>();

function doneMark(folder: string): string {
  return join(folder, 'done');
}

/** Runs the command, unless another process does so or has just done it. */
async function make(request: SetUpRequest, files: FileSet, folder: string): Promise<Problem | null> {
  await mkdir(dirname(folder), { recursive: true, mode: 0o700 });
  const lock = await takeLock(`${folder}.lock`);
  if ('inUseBy' in lock)
    return {
      problem: `The set-up command of regent.json is being run by process ${lock.inUseBy}.`,
      mend: 'Wait for it, then try again.',
    };
  try {
    if (existsSync(doneMark(folder))) return null;
    const problem = await run(request, files, folder);
    if (problem === null) await writeFile(doneMark(folder), '');
    return problem;
  } finally {
    await lock.release();
  }
}

async function run(
  { command, sandbox, network }: SetUpRequest,
  files: FileSet,
  folder: string,
): Promise<Problem | null> {
  const work = join(folder, 'work');
  await removeTree(folder);
  await mkdir(work, { recursive: true, mode: 0o700 });
  await writeFiles(work, files);
  const { ending, stdout, stderr } = await sandbox.run(
    { command, folder: work, readOnly: [...files.keys()], links: [], network, limits },
    new AbortController().signal,
  );
  const failure = describeEnding(ending);
  if (failure === null) return null;
  // Kept to be looked at.
  await removeTree(`${folder}.failed`);
  await rename(folder, `${folder}.failed`);
  const said = headTail(cleanText(`${stdout}\n${stderr}`).trim(), 2000);
  return {
    problem: `The set-up command of regent.json failed (${failure}): ${command}\n${said}`,
    mend: network
      ? 'Mend workspace.setup, or install the dependencies yourself and name them in workspace.link.'
      : 'It ran without the network. If you trust this project to reach it: --setup-network. Or install the dependencies yourself and name them in workspace.link.',
  };
}
