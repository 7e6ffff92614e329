import { existsSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { changedAssets } from '../../core/changed-assets.ts';
import type { EventBody, SessionStarted } from '../../core/events.ts';
import type { FileSet } from '../../core/ports.ts';
import { regenerate } from '../../core/regenerate.ts';
import type { Problem, ResumeOptions, RunningSession, SessionRecord } from '../../core/workbench.ts';
import { openLogAfter } from '../log/index.ts';
import { readFiles } from '../workspace/file-set.ts';
import { type SessionFolders, sessionFolders } from '../workspace/folders.ts';
import { layOutPristine, pristineDigest } from '../workspace/pristine.ts';
import { chooseModel } from './choose-model.ts';
import type { WorkbenchContext } from './context.ts';
import { assetsDigestOf } from './digest-text.ts';
import { finishSession } from './finish.ts';
import { findDependencies } from './links.ts';
import { createLiveTests } from './live-tests.ts';
import { offerAgain } from './offer.ts';
import { openConversation } from './opening.ts';
import { type Prepared, prepare } from './prepare.ts';
import { rolledBack, runSession } from './runner.ts';
import { findRuntime } from './runtime.ts';
import { chooseSandbox } from './sandbox.ts';
import { readAll, type SessionLog } from './session-log.ts';
import { clock, createSwitchablePorts } from './session-ports.ts';
import { restoreAttempt, withLimits } from './start.ts';
import { eventsFile, readSession, sessionsFolder } from './store.ts';
import { describeChange, pristineOf, readAssetChange, whyNotTaken } from './take-assets.ts';

/**
 * Goes on with a session from the last event of its log. What the model has answered is not asked again; a call that
 * was cut off is carried out again from the state before it.
 */
export async function resumeSession(
  context: WorkbenchContext,
  id: string,
  options: ResumeOptions,
): Promise<RunningSession | Problem> {
  const { repository, env, user } = context;
  const record = await readSession(repository.commonDir, id);
  if ('problem' in record) return record;
  const { started } = record.state;
  if (!started)
    return {
      problem: `The log of session ${id} has no beginning.`,
      mend: `Run the spec again: regent run ${record.summary.spec}`,
    };
  if (record.summary.status === 'running')
    return { problem: `Session ${id} is running.`, mend: 'Wait for it, or interrupt it first.' };
  const refused = whyNotResumed(record, options);
  if (refused) return refused;
  const [prepared, sandbox] = await Promise.all([
    prepare(repository, started.spec, started.trial?.variant),
    chooseSandbox(user, options.allowNoSandbox === true || started.sandbox === 'none'),
  ]);
  if ('problem' in prepared) return prepared;
  if ('problem' in sandbox) return sandbox;
  const digest = assetsDigestOf(prepared.digests);
  const isChanged = digest !== started.assetsDigest;
  const notTaken = isChanged ? whyNotChanged(context, record.summary.id, started, prepared, options) : null;
  if (notTaken) return notTaken;
  const wished = options.model;
  const model = wished.kind === 'live' && wished.name === undefined ? { ...wished, name: record.state.model } : wished;
  const chosen = await chooseModel(model, env, user, prepared.project.config);
  if ('problem' in chosen) return chosen;
  chosen.preload();
  const links = await findDependencies(repository.root, prepared.project.config.workspace, {
    inputs: prepared.inputs.visible,
    sandbox,
    cache: context.cache,
    network: options.setUpNetwork === true,
  });
  if ('problem' in links) return links;
  const path = join(sessionsFolder(repository.commonDir), id, eventsFile);
  const log = await openLogAfter<EventBody>(path, id, record.end, clock);
  // Somebody has gone on with it meanwhile: what was found out above may no longer be so.
  if (log === null) return resumeSession(context, id, options);
  if ('inUseBy' in log)
    return {
      problem: `Session ${id} is in use by process ${log.inUseBy}.`,
      mend: 'Wait for it, or interrupt it first.',
    };
  const { state } = record;
  const folders = sessionFolders(context.cache, id);
  const repairs = [...record.end.repairs];
  const held = (await pristineDigest(folders)) ?? record.firstDigest;
  const isInPlace = held === digest;
  const session = { folders, limits: state.limits, wished: options.limits };
  const change = isChanged ? await describeChange(repository, started, prepared, session) : null;
  const offer = offerAgain(context, started, prepared);
  const liveTests = createLiveTests();
  const build = createSwitchablePorts({
    id,
    repository,
    spec: prepared.spec,
    base: started.base,
    baseDate: started.baseDate,
    isOutput: prepared.isOutput,
    ...(isInPlace ? await pristineInputs(folders, prepared) : prepared.inputs),
    rules: prepared.rules,
    offeredRules: offer.rules,
    skills: { offered: offer.offered, named: prepared.skills },
    skillsRead: new Set(record.skillsRead),
    links,
    folders,
    sandbox,
    model: chosen.model,
    budget: options.budget ?? null,
    watch: liveTests,
  });
  const { ports } = build;
  const limits = withLimits(state.limits, options.limits);
  const resumed: EventBody = {
    type: 'session-resumed',
    limits,
    model: chosen.model.name,
    modelKind: chosen.model.kind,
    ...(wished.kind === 'live' && wished.maxTokens !== undefined ? { maxTokens: wished.maxTokens } : {}),
    ...(wished.kind === 'live' && wished.effort !== undefined ? { effort: wished.effort } : {}),
    ...(options.step === undefined ? {} : { step: options.step }),
    sandbox: sandbox.name,
    ...(options.inPause && state.paused ? { paused: true } : {}),
    repairs,
  };
  const first: EventBody[] = [resumed, ...(change ? [change] : [])];
  if (!existsSync(folders.work)) {
    repairs.push('The workspace was gone and was built anew; outputs are as they were at the last attempt.');
    const last = state.attempts.at(-1);
    const outputs = last ? await ports.attempts.files(last.started.commit) : new Map();
    await rm(folders.root, { recursive: true, force: true });
    await layOutPristine(folders, pristineOf(prepared), outputs);
    first.push({ type: 'told', attempt: state.attempts.length, text: rebuilt(last?.number) });
  }
  if (options.rollBackTo !== undefined) {
    if ((await restoreAttempt(ports, options.rollBackTo, state)) === null) {
      await log.close();
      return {
        problem: `Session ${id} has no attempt ${options.rollBackTo}; it has ${state.attempts.length}.`,
        mend: `See them: regent show ${id}`,
        exit: 2,
      };
    }
    first.push(
      { type: 'rolled-back', to: options.rollBackTo },
      { type: 'told', attempt: state.attempts.length, text: rolledBack(options.rollBackTo) },
    );
  }
  if (options.message) first.push({ type: 'steering-queued', id: `resume-${state.seq}`, text: options.message });
  const running = { folders, build, sandbox, setUpNetwork: options.setUpNetwork === true };
  const open = async () =>
    openConversation(prepared, offer, started.mode, limits, await findRuntime(prepared.spec.language));
  return runSession({
    id,
    log,
    state,
    readLog: () => readAll(path),
    first,
    async *loop(session, signal) {
      // Only now that the log says so; killed before it is done, the next resume sees it.
      if (!isInPlace) {
        const outputs = (await readFiles(folders.work, prepared.isOutput)).files;
        await layOutPristine(folders, pristineOf(prepared), outputs);
      }
      yield* regenerate(session, open, ports, signal);
    },
    restore: (attempt, now) => restoreAttempt(ports, attempt, now),
    readAssets: (now) => readAssetChange(context, now, running),
    budget: options.budget ?? null,
    liveTests,
    clock,
    finish: (end) => finishSession(context, id, folders, end),
  });
}

/** The inputs as they were when the session began; they are the same as now, for the digests are. */
async function pristineInputs(
  folders: SessionFolders,
  prepared: Prepared,
): Promise<{ visible: FileSet; hidden: FileSet }> {
  if (!existsSync(folders.work) || !existsSync(folders.visible)) return prepared.inputs;
  const [visible, hidden] = await Promise.all([
    readFiles(folders.visible, () => true),
    readFiles(folders.hidden, () => true),
  ]);
  return { visible: visible.files, hidden: hidden.files };
}

/** Why a session doesn't go on although its assets changed: it was not asked to, or can't. Null when it does. */
function whyNotChanged(
  { repository }: WorkbenchContext,
  id: string,
  started: SessionStarted,
  prepared: Prepared,
  options: ResumeOptions,
): Problem | null {
  if (options.takeAssets) return whyNotTaken(repository, started, prepared);
  const changed = changedAssets(prepared.spec.folder, started.assets, prepared.digests);
  const named = `${changed.slice(0, 5).join(', ')}${changed.length > 5 ? ` and ${changed.length - 5} more` : ''}`;
  return {
    problem: `What ${started.spec} is built from changed since session ${id} began: ${named}.`,
    mend: `Go on with what is there now: regent resume ${id} --take-assets. Or begin anew: regent run ${started.spec}`,
    changedAssets: changed,
  };
}

/** Why the session has nothing to go on with; null when it has. */
function whyNotResumed(
  { summary, state, modelKind }: SessionRecord & SessionLog,
  options: ResumeOptions,
): Problem | null {
  const { id, spec, status, trial } = summary;
  if (trial && options.trial !== trial.id) {
    return {
      problem: `Session ${id} belongs to the trial ${trial.id}: what is said to it alone would spoil the comparison.`,
      mend: `Go on with the trial: regent trial resume ${trial.id}`,
    };
  }
  if (status === 'accepted') {
    return {
      problem: `Session ${id} is accepted.`,
      mend: `Run the spec again: regent run ${spec}. Or take the accept back: regent undo ${id}`,
    };
  }
  const hasWish = options.message !== undefined || options.rollBackTo !== undefined || options.takeAssets === true;
  if ((status === 'rejected' || status === 'undone') && state.attempts.at(-1)?.verified && !hasWish) {
    return {
      problem: `Session ${id} was ${status}, and its last attempt is verified: without a word from you nothing is left to do.`,
      mend: `Say what to change: regent resume ${id} --message "…". Or begin anew: regent run ${spec}`,
    };
  }
  if (modelKind === 'recorded' && options.model.kind === 'live' && options.model.name === undefined) {
    return {
      problem: `Session ${id} was played from a recording.`,
      mend: `Name the recording again (--recorded FILE), or a model to go on with (--model NAME).`,
    };
  }
  return null;
}

function rebuilt(attempt: number | undefined): string {
  const where = attempt === undefined ? 'empty' : `as they were at attempt ${attempt}`;
  return `The workspace had to be built anew; the outputs are ${where}. What you wrote since is gone: write it again.`;
}
