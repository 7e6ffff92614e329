import { mkdir, mkdtemp } from 'node:fs/promises';
import { join } from 'node:path';
import type { Spec } from '../../core/asset.ts';
import { staticFolder } from '../../core/glob.ts';
import type { FileSet, Sandbox, SandboxLimits, SandboxResult } from '../../core/ports.ts';
import { writeFiles } from '../workspace/file-set.ts';
import type { SessionFolders } from '../workspace/folders.ts';
import { protectedPaths } from '../workspace/paths.ts';
import { removeTree } from '../workspace/remove.ts';

export interface FreshRunOptions {
  readonly spec: Spec;
  readonly folders: SessionFolders;
  readonly sandbox: Sandbox;
  readonly links: readonly { readonly from: string; readonly at: string }[];
}

/** A command, and what is in its folder. */
export interface FreshRun {
  readonly command: string;
  readonly inputs: FileSet;
  readonly outputs: FileSet;
  readonly seconds: number;
  /** Told of what the command prints, while it runs. */
  readonly onOutput?: (piece: string) => void;
}

/** The host's paths, as long as a run's result is read. */
export interface RunFolders {
  readonly folder: string;
  readonly reportDir: string;
}

export type RunFresh = <T>(
  run: FreshRun,
  signal: AbortSignal,
  read: (result: SandboxResult, folders: RunFolders) => T | Promise<T>,
) => Promise<T>;

const limits: Omit<SandboxLimits, 'seconds'> = {
  memoryMb: 4096,
  processes: 512,
  fileMb: 512,
  outputKb: 32_768,
};

/** Runs a command in a folder made of the given inputs and outputs, and removed once its result is read. */
export function createFreshRuns({ spec, folders, sandbox, links }: FreshRunOptions): RunFresh {
  return async (run, signal, read) => {
    await mkdir(folders.runs, { recursive: true, mode: 0o700 });
    const root = await mkdtemp(join(folders.runs, 'run-'));
    const own = { folder: join(root, 'workspace'), reportDir: join(root, 'report') };
    try {
      await mkdir(own.folder);
      await mkdir(own.reportDir);
      // The outputs first: an input of the same path, which validation refuses, would win.
      await writeFiles(own.folder, run.outputs);
      await writeFiles(own.folder, run.inputs);
      return await read(await execute(run, own, signal), own);
    } finally {
      await removeTree(root).catch(() => {});
    }
  };

  function execute(run: FreshRun, { folder, reportDir }: RunFolders, signal: AbortSignal): Promise<SandboxResult> {
    const { command, inputs, outputs, seconds, onOutput } = run;
    return sandbox.run(
      {
        command,
        folder,
        readOnly: protectedPaths(inputs.keys(), spec.outputs),
        links,
        reportDir,
        guardExits: guardedPaths(spec.outputs, outputs),
        env: { REGENT_TESTS: testStems(spec, inputs, outputs).join('\n'), REGENT_OUTPUTS: spec.outputs.join('\n') },
        ...(onOutput ? { onOutput } : {}),
        limits: { ...limits, seconds },
      },
      signal,
    );
  }
}

/** Folders that hold outputs alone, and single files where there is none. */
function guardedPaths(globs: readonly string[], outputs: FileSet): string[] {
  const bases = globs.map(staticFolder);
  return bases.includes('') ? [...outputs.keys()] : bases;
}

/** Names without extension of the test files: under them a copy of one is known where it stands among the code. */
function testStems(spec: Spec, inputs: FileSet, outputs: FileSet): string[] {
  const own = new Set([...outputs.keys()].map(stem));
  const tests = [...inputs.keys()].filter((path) => /^(?:tests|holdout)\//.test(path.slice(spec.folder.length + 1)));
  return [...new Set(tests.map(stem))].filter((name) => !own.has(name)).slice(0, 1000);
}

function stem(path: string): string {
  return (path.split('/').at(-1) ?? path).replace(/\.\w+$/, '');
}
