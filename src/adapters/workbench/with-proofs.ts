import { randomUUID } from 'node:crypto';
import type { FileSet } from '../../core/ports.ts';
import type { Problem } from '../../core/workbench.ts';
import { narrowedTo } from '../git/narrow.ts';
import { readFiles } from '../git/read-files.ts';
import { createProofs } from '../proofs/index.ts';
import { removeFolders, sessionFolders } from '../workspace/folders.ts';
import type { WorkbenchContext } from './context.ts';
import { findDependencies } from './links.ts';
import type { Prepared } from './prepare.ts';
import { chooseSandbox } from './sandbox.ts';
import { clock } from './session-ports.ts';

/** Sets up what proves a spec's outputs, those of a commit or of the work tree, runs something with it, and cleans up. */
export async function withProofs<T extends object>(
  context: WorkbenchContext,
  prepared: Prepared,
  outputs: { readonly commit: string } | 'work tree' | FileSet,
  allowNoSandbox: boolean,
  run: (proofs: ReturnType<typeof createProofs>, files: FileSet) => Promise<T>,
): Promise<T | Problem> {
  const { repository, user } = context;
  const { spec, inputs, rules, project } = prepared;
  const sandbox = await chooseSandbox(user, allowNoSandbox);
  if ('problem' in sandbox) return sandbox;
  const links = await findDependencies(repository.root, project.config.workspace, {
    inputs: inputs.visible,
    sandbox,
    cache: context.cache,
    network: false,
  });
  if ('problem' in links) return links;
  const files = await readOutputs(context, prepared, outputs);
  if ('problem' in files) return files;
  // One process may prove the same spec several times at once.
  const folders = sessionFolders(context.cache, `verify-${spec.name}-${randomUUID()}`);
  const { visible, hidden } = inputs;
  try {
    return await run(createProofs({ spec, folders, sandbox, visible, hidden, rules, links, clock }), files);
  } finally {
    await removeFolders(folders);
  }
}

async function readOutputs(
  { repository }: WorkbenchContext,
  { spec, isOutput, inputs }: Prepared,
  outputs: { readonly commit: string } | 'work tree' | FileSet,
): Promise<FileSet | Problem> {
  if (outputs === 'work tree') return inputs.outputs;
  if (!('commit' in outputs)) return outputs;
  const { commit } = outputs;
  const read = await readFiles(repository, commit, { wanted: isOutput, ...narrowedTo(spec.outputs) });
  if ('tooLarge' in read)
    return { problem: `The outputs of ${spec.name} are too large to verify.`, mend: 'Narrow its outputs.' };
  return read.files;
}
