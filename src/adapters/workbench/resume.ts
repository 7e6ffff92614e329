import { join } from 'node:path';
import { changedAssets } from '../../core/changed-assets.ts';
import type { EventBody, SessionStarted } from '../../core/events.ts';
import type { Problem, ResumeOptions, RunningSession, SessionRecord } from '../../core/workbench.ts';
import { handOver, openLogAfter } from '../log/index.ts';
import { chooseModel } from './choose-model.ts';
import type { WorkbenchContext } from './context.ts';
import { assetsDigestOf } from './digest-text.ts';
import { goOn } from './go-on.ts';
import { findDependencies } from './links.ts';
import { type Prepared, prepare } from './prepare.ts';
import { chooseSandbox } from './sandbox.ts';
import type { SessionLog } from './session-log.ts';
import { clock } from './session-ports.ts';
import { eventsFile, readSession, sessionsFolder } from './store.ts';
import { whyNotTaken } from './take-assets.ts';

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
  const isChanged = assetsDigestOf(prepared.digests) !== started.assetsDigest;
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
  const resumable = { id, path, record, started, prepared, sandbox, model: chosen.model, links };
  return handOver(log, () => goOn(context, resumable, log, options));
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
