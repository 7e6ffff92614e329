import { existsSync } from 'node:fs';
import type { EventBody, SessionStarted } from '../../core/events.ts';
import type { FileSet, Model, Sandbox } from '../../core/ports.ts';
import { regenerate } from '../../core/regenerate.ts';
import type { Problem, ResumeOptions, RunningSession, SessionRecord } from '../../core/workbench.ts';
import type { Log } from '../log/index.ts';
import { readFiles } from '../workspace/file-set.ts';
import { removeFolders, type SessionFolders, sessionFolders } from '../workspace/folders.ts';
import { layOutPristine, pristineDigest } from '../workspace/pristine.ts';
import type { WorkbenchContext } from './context.ts';
import { assetsDigestOf } from './digest-text.ts';
import { finishSession } from './finish.ts';
import type { Link } from './links.ts';
import { createLiveTests } from './live-tests.ts';
import { offerAgain } from './offer.ts';
import { openConversation } from './opening.ts';
import type { Prepared } from './prepare.ts';
import { rolledBack, runSession } from './runner.ts';
import { findRuntime } from './runtime.ts';
import { readAll, type SessionLog } from './session-log.ts';
import { clock, createSwitchablePorts } from './session-ports.ts';
import { restoreAttempt, withLimits } from './start.ts';
import { describeChange, pristineOf, readAssetChange } from './take-assets.ts';

/** A session that may go on, and what it goes on with. */
export interface Resumable {
  readonly id: string;
  /** Of its log. */
  readonly path: string;
  readonly record: SessionRecord & SessionLog;
  readonly started: SessionStarted;
  readonly prepared: Prepared;
  readonly sandbox: Sandbox;
  readonly model: Model;
  readonly links: readonly Link[];
}

/**
 * Puts a session's files in order and runs its loop from where its log ends. The log, which is open for it, is the
 * session's from then on; where this is a problem or throws it is still the caller's to close.
 */
export async function goOn(
  context: WorkbenchContext,
  { id, path, record, started, prepared, sandbox, model, links }: Resumable,
  log: Log<EventBody>,
  options: ResumeOptions,
): Promise<RunningSession | Problem> {
  const { repository } = context;
  const { state } = record;
  const folders = sessionFolders(context.cache, id);
  const isGone = !existsSync(folders.work);
  const digest = assetsDigestOf(prepared.digests);
  const isInPlace = ((await pristineDigest(folders)) ?? record.firstDigest) === digest;
  const session = { folders, limits: state.limits, wished: options.limits };
  const change = digest === started.assetsDigest ? null : await describeChange(repository, started, prepared, session);
  const offer = offerAgain(context, started, prepared);
  const liveTests = createLiveTests();
  const build = createSwitchablePorts({
    id,
    repository,
    spec: prepared.spec,
    base: started.base,
    baseDate: started.baseDate,
    isOutput: prepared.isOutput,
    ...(isInPlace && !isGone ? await pristineInputs(folders, prepared) : prepared.inputs),
    rules: prepared.rules,
    offeredRules: offer.rules,
    skills: { offered: offer.offered, named: prepared.skills },
    skillsRead: new Set(record.skillsRead),
    links,
    folders,
    sandbox,
    model,
    budget: options.budget ?? null,
    watch: liveTests,
  });
  const { ports } = build;
  const last = state.attempts.at(-1);
  if (isGone) {
    const outputs = last ? await ports.attempts.files(last.started.commit) : new Map();
    await removeFolders(folders);
    await layOutPristine(folders, pristineOf(prepared), outputs);
  }
  const { rollBackTo } = options;
  if (rollBackTo !== undefined && (await restoreAttempt(ports, rollBackTo, state)) === null) {
    return {
      problem: `Session ${id} has no attempt ${rollBackTo}; it has ${state.attempts.length}.`,
      mend: `See them: regent show ${id}`,
      exit: 2,
    };
  }
  const limits = withLimits(state.limits, options.limits);
  const repairs = [...record.end.repairs, ...(isGone ? [builtAnew] : [])];
  const told = (text: string): EventBody => ({ type: 'told', attempt: state.attempts.length, text });
  const running = { folders, build, sandbox, setUpNetwork: options.setUpNetwork === true };
  const open = async () =>
    openConversation(prepared, offer, started.mode, limits, await findRuntime(prepared.spec.language));
  return runSession({
    id,
    log,
    state,
    readLog: () => readAll(path),
    first: [
      {
        type: 'session-resumed',
        limits,
        model: model.name,
        modelKind: model.kind,
        ...askedAnew(options),
        sandbox: sandbox.name,
        ...(options.inPause && state.paused ? { paused: true } : {}),
        repairs,
      },
      ...(change ? [change] : []),
      ...(isGone ? [told(tellAnew(last?.number))] : []),
      ...(rollBackTo === undefined
        ? []
        : [{ type: 'rolled-back', to: rollBackTo } as const, told(rolledBack(rollBackTo))]),
      ...(options.message
        ? [{ type: 'steering-queued', id: `resume-${state.seq}`, text: options.message } as const]
        : []),
    ],
    async *loop(now, signal) {
      // Only now that the log says so; killed before it is done, the next resume sees it.
      if (!isInPlace) {
        const outputs = (await readFiles(folders.work, prepared.isOutput)).files;
        await layOutPristine(folders, pristineOf(prepared), outputs);
      }
      yield* regenerate(now, open, ports, signal);
    },
    restore: (attempt, now) => restoreAttempt(ports, attempt, now),
    readAssets: (now) => readAssetChange(context, now, running),
    budget: options.budget ?? null,
    liveTests,
    clock,
    finish: (end) => finishSession(context, id, folders, end),
  });
}

/** What of the model and the stepping was said anew. */
function askedAnew({ model, step }: ResumeOptions): { maxTokens?: number; effort?: string; step?: boolean } {
  const { maxTokens, effort } = model.kind === 'live' ? model : {};
  return {
    ...(maxTokens === undefined ? {} : { maxTokens }),
    ...(effort === undefined ? {} : { effort }),
    ...(step === undefined ? {} : { step }),
  };
}

/** The inputs as they were when the session began; they are the same as now, for the digests are. */
async function pristineInputs(
  folders: SessionFolders,
  prepared: Prepared,
): Promise<{ visible: FileSet; hidden: FileSet }> {
  if (!existsSync(folders.visible)) return prepared.inputs;
  const [visible, hidden] = await Promise.all([
    readFiles(folders.visible, () => true),
    readFiles(folders.hidden, () => true),
  ]);
  return { visible: visible.files, hidden: hidden.files };
}

const builtAnew = 'The workspace was gone and was built anew; outputs are as they were at the last attempt.';

function tellAnew(attempt: number | undefined): string {
  const where = attempt === undefined ? 'empty' : `as they were at attempt ${attempt}`;
  return `The workspace had to be built anew; the outputs are ${where}. What you wrote since is gone: write it again.`;
}
