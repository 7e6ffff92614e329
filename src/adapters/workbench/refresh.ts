import type { Proof } from '../../core/build-ports.ts';
import { seenNames } from '../../core/judge.ts';
import { findAssetCauses } from '../../core/plan.ts';
import type { AcceptResult, Problem } from '../../core/workbench.ts';
import { readHead } from '../git/head.ts';
import { readIdentity } from '../git/identity.ts';
import { commitLock, lockFor } from './accept.ts';
import type { WorkbenchContext } from './context.ts';
import { assetsDigestOf } from './digest-text.ts';
import { readAcceptedLock } from './locks.ts';
import { type Prepared, prepare } from './prepare.ts';
import { recordProofs } from './rules/records.ts';
import { withProofs } from './with-proofs.ts';

/** Verifies the code in HEAD against the assets as they are, without a model; when it holds, commits a new lock. */
export async function refreshSpec(
  context: WorkbenchContext,
  name: string,
  options: { readonly allowNoSandbox?: boolean },
  signal: AbortSignal,
): Promise<AcceptResult | Problem> {
  const prepared = await prepare(context.repository, name);
  if ('problem' in prepared) return prepared;
  const lock = readAcceptedLock(context.repository.root, prepared.spec);
  if (!lock) return { problem: `${name} has no accepted build.`, mend: `Make one: regent run ${name}` };
  const head = await readHead(context.repository);
  if ('unborn' in head) return { problem: 'There is no commit yet.', mend: 'Commit your specs first.' };
  if (findAssetCauses(lock.assets, prepared.digests).length === 0) {
    return { problem: `${name} is locked to its assets as they are.`, mend: `See the plan: regent plan ${name}` };
  }
  const isUnconfined = options.allowNoSandbox === true;
  const proofs = await verifyHead(context, prepared, head.commit, lock.tests, signal, isUnconfined);
  if ('problem' in proofs) return proofs;
  const failed = proofs.filter((proof) => !proof.ok).map((proof) => proof.step);
  if (failed.length > 0) {
    return {
      problem: `The accepted code of ${name} does not meet the assets as they are: ${failed.join(', ')} failed.`,
      mend: `Regenerate it: regent run ${name}`,
    };
  }
  const tests = proofs.flatMap((proof) => (proof.step === 'tests' && proof.report ? seenNames(proof.report) : []));
  const { author } = readIdentity(context.repository);
  const { session, attempt, model } = lock.build;
  const message = `Refresh the lock of ${name}\n\nThe accepted code is verified against the assets as they are: ${proofs.map((proof) => proof.step).join(', ')}.\n\nRegent-Spec: ${name}\nRegent-Assets: ${assetsDigestOf(prepared.digests)}\n${isUnconfined ? 'Regent-Sandbox: none\n' : ''}Reviewed-by: ${author.name} <${author.email}>\n`;
  const next = await lockFor(context, prepared, head.commit, tests, { session, attempt, model });
  return commitLock(context, prepared, { candidate: head.commit, base: head.commit, lock: next, message });
}

/** Verifies the code of a spec in HEAD, and commits nothing. */
export async function verifySpec(
  context: WorkbenchContext,
  name: string,
  options: { allowNoSandbox?: boolean },
  signal: AbortSignal,
): Promise<Proof[] | Problem> {
  const prepared = await prepare(context.repository, name);
  if ('problem' in prepared) return prepared;
  const head = await readHead(context.repository);
  if ('unborn' in head) return { problem: 'There is no commit yet.', mend: 'Commit your specs first.' };
  const seen = readAcceptedLock(context.repository.root, prepared.spec)?.tests ?? [];
  return verifyHead(context, prepared, head.commit, seen, signal, options.allowNoSandbox === true);
}

/** Runs everything that verifies a build, for the outputs of a commit. */
async function verifyHead(
  context: WorkbenchContext,
  prepared: Prepared,
  commit: string,
  seen: readonly string[],
  signal: AbortSignal,
  allowNoSandbox = false,
): Promise<Proof[] | Problem> {
  return withProofs(context, prepared, { commit }, allowNoSandbox, async (proofs, files) => {
    const found: Proof[] = [];
    for await (const proof of proofs.verify(files, seen, signal)) found.push(proof);
    if (!signal.aborted) await recordProofs(context.repository.commonDir, prepared, found);
    return found;
  });
}
