import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { compareArms } from '../../../core/trial/compare.ts';
import type { ArmKey, TrialEvent, TrialEventBody } from '../../../core/trial/events.ts';
import { finishedSlots, initialTrial, reduceTrial, spentBy, type TrialState } from '../../../core/trial/state.ts';
import type { TrialRecord, TrialSummary } from '../../../core/trial.ts';
import type { Problem } from '../../../core/workbench.ts';
import { readLog } from '../../log/index.ts';
import { isLockHeld } from '../../log/lock-file.ts';

export const trialFile = 'events.jsonl';

/** Where the trials of a repository are: beside its sessions. */
export function trialsFolder(commonDir: string): string {
  return join(commonDir, 'regent', 'trials');
}

/** Returns all trials, newest first. */
export async function listTrials(commonDir: string): Promise<TrialRecord[]> {
  const names = await readdir(trialsFolder(commonDir)).catch(() => []);
  const found = await Promise.all(names.map((name) => readTrial(commonDir, name)));
  return found.filter((record) => record !== null).sort((a, b) => (a.summary.startedAt < b.summary.startedAt ? 1 : -1));
}

/** Returns the trial that is meant: by its id, a beginning of it, or by what it is about: then the newest. */
export async function findTrial(commonDir: string, reference: string): Promise<TrialRecord | Problem> {
  const trials = await listTrials(commonDir);
  const exact = trials.find(({ summary }) => summary.id === reference);
  if (exact) return exact;
  const about = trials.find(({ summary: { subject } }) =>
    subject.kind === 'models' ? reference === 'models' : subject.name === reference,
  );
  if (about) return about;
  const beginning = trials.filter(({ summary }) => reference !== '' && summary.id.startsWith(reference));
  if (beginning.length === 1) return beginning[0] as TrialRecord;
  return {
    problem:
      beginning.length > 1
        ? `${JSON.stringify(reference)} begins ${beginning.length} trials.`
        : `There is no trial called ${JSON.stringify(reference)}.`,
    mend: 'List the trials: regent trial list',
  };
}

async function readTrial(commonDir: string, id: string): Promise<TrialRecord | null> {
  const path = join(trialsFolder(commonDir), id, trialFile);
  const events = (await readLog<TrialEventBody>(path)).events as TrialEvent[];
  const state = events.reduce(reduceTrial, initialTrial);
  if (!state.started) return null;
  const isRunning = await isLockHeld(`${path}.lock`);
  return { summary: summarise(id, state, isRunning), events, state, comparison: compareArms(state) };
}

function summarise(id: string, state: TrialState, isRunning: boolean): TrialSummary {
  const { started, ended } = state as TrialState & { started: object };
  const finished = finishedSlots(state);
  const verified = (arm: ArmKey) => finished.filter((slot) => slot.arm === arm && slot.result.verified).length;
  return {
    id,
    subject: started.subject,
    labels: { a: started.arms.a.label, b: started.arms.b.label },
    startedAt: state.startedAt,
    status: isRunning ? 'running' : (ended?.outcome ?? 'cut-off'),
    specs: started.specs,
    repeats: started.repeats,
    sessions: state.slots.length,
    finished: finished.length,
    verified: { a: verified('a'), b: verified('b') },
    usd: spentBy(state).usd,
  };
}
