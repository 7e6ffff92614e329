import type { DraftRun } from '../../core/draft/events.ts';
import { seenNames } from '../../core/judge.ts';
import type { FileSet } from '../../core/ports.ts';
import type { TestReport } from '../../core/report.ts';
import type { Problem } from '../../core/workbench.ts';
import { blobId } from '../git/blob-id.ts';
import { digestFile } from '../git/catalog.ts';
import { narrowedTo } from '../git/narrow.ts';
import { readBlobs, readFiles } from '../git/read-files.ts';
import type { WorkbenchContext } from '../workbench/context.ts';
import { readAcceptedLock } from '../workbench/locks.ts';
import type { Prepared } from '../workbench/prepare.ts';
import { readSession } from '../workbench/store.ts';
import type { DraftAim } from './check.ts';

/** Code that drafted tests are run with. */
export interface Code {
  readonly on: string;
  readonly wanted: DraftRun['wanted'];
  readonly files: FileSet;
  /** Names of the tests without the draft's, and whether they pass on it. */
  readonly before: ReadonlyMap<string, boolean>;
}

/** Returns the code that a draft is about: what it was made from first, then what it is told apart from. */
export async function readCode(
  context: WorkbenchContext,
  prepared: Prepared,
  { source }: Pick<DraftAim, 'source'>,
): Promise<readonly Code[] | Problem> {
  switch (source.kind) {
    case 'sessions':
      return [];
    case 'rejection': {
      const made = await readAttempt(context, prepared, source.session, source.attempt);
      return 'problem' in made ? made : [{ on: 'the rejected candidate', wanted: 'fails', ...made }];
    }
    case 'question': {
      const made = await readAttempt(context, prepared, source.session, source.attempt);
      if ('problem' in made) return made;
      return [
        { on: `attempt ${source.attempt}`, wanted: source.answer === null ? 'passes' : null, ...made },
        { on: 'missing code', wanted: 'fails', files: new Map(), before: made.before },
      ];
    }
    case 'objection':
      return [{ on: 'missing code', wanted: 'fails', files: new Map(), before: new Map() }];
    case 'drift': {
      const accepted = await readAccepted(context, prepared);
      if ('problem' in accepted) return accepted;
      const { files, before } = accepted;
      return [
        { on: 'the code as it is', wanted: 'passes', files: prepared.inputs.outputs, before },
        { on: 'the accepted code', wanted: 'fails', files, before },
      ];
    }
    default:
      return source satisfies never;
  }
}

/** The outputs that were accepted last, by the lock's digests: git has their contents. */
export async function readAccepted(
  { repository }: WorkbenchContext,
  { spec, inputs }: Prepared,
): Promise<(Pick<Code, 'files' | 'before'> & { readonly drifted: readonly string[] }) | Problem> {
  const lock = readAcceptedLock(repository.root, spec);
  if (!lock)
    return {
      problem: `${spec.name} has no accepted build, so nothing has drifted.`,
      mend: `Make one: regent run ${spec.name}`,
    };
  const entries = Object.entries(lock.outputs).map(([path, digest]) => {
    const [id = '', mode] = digest.split(' ');
    return { path, digest, id, mode: mode === '755' ? ('100755' as const) : ('100644' as const) };
  });
  const blobs = await readBlobs(
    repository,
    entries.map((entry) => entry.id),
  );
  const lost = entries.find((entry) => !blobs.has(entry.id));
  if (lost)
    return {
      problem: `Git no longer has ${lost.path} as it was accepted.`,
      mend: `Fetch the history, or regenerate: regent run ${spec.name}`,
    };
  const files: FileSet = new Map(entries.map(({ path, id, mode }) => [path, { mode, bytes: blobs.get(id) as Buffer }]));
  const now = new Map(
    [...inputs.outputs].map(([path, { mode, bytes }]) => [path, digestFile({ id: blobId(repository, bytes), mode })]),
  );
  const paths = new Set([...now.keys(), ...files.keys()]);
  const drifted = [...paths].filter((path) => now.get(path) !== lock.outputs[path]).sort();
  return { files, before: new Map(lock.tests.map((name) => [name, true])), drifted };
}

async function readAttempt(
  { repository }: WorkbenchContext,
  { spec, isOutput }: Prepared,
  session: string,
  number: number,
): Promise<Pick<Code, 'files' | 'before'> | Problem> {
  const record = await readSession(repository.commonDir, session);
  if ('problem' in record) return record;
  const attempt = record.state.attempts.find((one) => one.number === number);
  if (!attempt?.tested)
    return { problem: `Session ${session} has no tested attempt ${number}.`, mend: `See it: regent show ${session}` };
  const options = { wanted: isOutput, ...narrowedTo(spec.outputs) };
  const read = await readFiles(repository, attempt.started.commit, options).catch((error: Error) => error);
  if (read instanceof Error)
    return {
      problem: `Git no longer has attempt ${number} of ${session}: ${read.message}`,
      mend: `Run it again: regent run ${spec.name}`,
    };
  if ('tooLarge' in read)
    return { problem: `The outputs of ${spec.name} are too large to test.`, mend: 'Narrow its outputs.' };
  return { files: read.files, before: passedByName(attempt.tested.report) };
}

/** Names of a report's tests, and whether they passed. */
function passedByName(report: TestReport): Map<string, boolean> {
  const names = new Set(seenNames(report));
  return new Map(report.tests.flatMap(({ name, status }) => (names.has(name) ? [[name, status === 'passed']] : [])));
}
