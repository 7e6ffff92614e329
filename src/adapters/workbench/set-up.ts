import { existsSync } from 'node:fs';
import { mkdir, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { FileSet, Sandbox } from '../../core/ports.ts';
import { cleanText, headTail } from '../../core/text.ts';
import type { Problem } from '../../core/workbench.ts';
import { sha256 } from '../git/digests.ts';
import { digestFiles, writeFiles } from '../workspace/file-set.ts';
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
  const { command, inputs, sandbox, cache } = request;
  const root = new Map([...inputs].filter(([path]) => !path.includes('/')));
  const key = sha256(`${command}\0${digestFiles(root)}`).slice(0, 32);
  const folder = join(cache, 'set-ups', key);
  const done = join(folder, 'done');
  const work = join(folder, 'work');
  if (!existsSync(done)) {
    const problem = await runOnce(request, root, folder, work);
    if (problem) return problem;
    await writeFile(done, '');
  }
  const entries = await readdir(work, { withFileTypes: true });
  return entries.filter((entry) => entry.isDirectory()).map(({ name }) => ({ from: join(work, name), at: name }));

  async function runOnce(
    { network }: SetUpRequest,
    files: FileSet,
    target: string,
    place: string,
  ): Promise<Problem | null> {
    await rm(target, { recursive: true, force: true });
    await mkdir(place, { recursive: true, mode: 0o700 });
    await writeFiles(place, files);
    const run = { command, folder: place, readOnly: [...files.keys()], links: [], network, limits };
    const { ending, stdout, stderr } = await sandbox.run(run, new AbortController().signal);
    const failure = describeEnding(ending);
    if (failure === null) return null;
    const failed = `${target}.failed`;
    await rm(failed, { recursive: true, force: true });
    await rename(target, failed);
    const said = headTail(cleanText(`${stdout}\n${stderr}`).trim(), 2000);
    return {
      problem: `The set-up command of regent.json failed (${failure}): ${command}\n${said}`,
      mend: network
        ? 'Mend workspace.setup, or install the dependencies yourself and name them in workspace.link.'
        : 'It ran without the network. If you trust this project to reach it: --setup-network. Or install the dependencies yourself and name them in workspace.link.',
    };
  }
}
