import { randomBytes } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import {
  type ArmKey,
  armKeys,
  type TrialEvent,
  type TrialEventBody,
  type TrialTotals,
} from '../../../core/trial/events.ts';
import { resultOf, tokensOf } from '../../../core/trial/result.ts';
import { slotKey } from '../../../core/trial/schedule.ts';
import { initialTrial, reduceTrial, type TrialState } from '../../../core/trial/state.ts';
import type { RunningTrial, TrialOptions, TrialPlan, TrialRequest, Trials } from '../../../core/trial.ts';
import type { Problem } from '../../../core/workbench.ts';
import { version } from '../../../version.ts';
import { handOver, type Log, openLog } from '../../log/index.ts';
import type { WorkbenchContext } from '../context.ts';
import { assetsDigestOf } from '../digest-text.ts';
import { prepare } from '../prepare.ts';
import { clock } from '../session-ports.ts';
import { listSessions, readSession } from '../store.ts';
import { checkKeptRules } from './kept-rules.ts';
import { type CheckedRequest, checkRequest } from './request.ts';
import { runTrial } from './run.ts';
import { findTrial, listTrials, trialFile, trialsFolder } from './store.ts';

export function createTrials(context: WorkbenchContext): Trials {
  const { commonDir } = context.repository;
  return {
    async plan(request) {
      const checked = await checkRequest(context, request);
      return 'problem' in checked ? checked : planTrial(context, request, checked);
    },
    start: (request, options) => startTrial(context, request, options),
    async resume(reference, options) {
      const found = await findTrial(commonDir, reference);
      return 'problem' in found ? found : resumeTrial(context, found.summary.id, options);
    },
    list: async () => (await listTrials(commonDir)).map((record) => record.summary),
    read: (reference) => findTrial(commonDir, reference),
  };
}

async function planTrial(
  context: WorkbenchContext,
  { repeats }: TrialRequest,
  checked: CheckedRequest,
): Promise<TrialPlan> {
  const { arms, modelNames, specs, limits, unpriced, notes } = checked;
  const past = await listSessions(context.repository.commonDir);
  const sum = (values: readonly (number | null)[]) =>
    values.reduce<number | null>(
      (all, value) => (all === null || value === null ? null : all + 2 * repeats * value),
      0,
    );
  const each = specs.map((spec) => limits.get(spec));
  return {
    labels: { a: arms.a.label, b: arms.b.label },
    models: modelNames,
    sessions: 2 * repeats * specs.length,
    mostUsd: unpriced ? null : sum(each.map((one) => one?.usd ?? null)),
    mostMinutes: sum(each.map((one) => one?.minutes ?? 0)) ?? 0,
    usualUsd: sum(
      specs.map((spec) => {
        const costs = past.flatMap((one) => (one.spec === spec && one.usd !== null ? [one.usd] : []));
        return costs.sort((a, b) => a - b)[Math.floor(costs.length / 2)] ?? null;
      }),
    ),
    unpriced,
    notes,
    unfinished: await findUnfinished(context, checked),
  };
}

/** The newest trial that the same request began, and that is not done. */
async function findUnfinished(
  { repository }: WorkbenchContext,
  { fingerprint }: CheckedRequest,
): Promise<string | null> {
  const trials = await listTrials(repository.commonDir);
  const same = trials.find(({ state }) => state.started?.fingerprint === fingerprint);
  return same && same.state.ended?.outcome !== 'done' ? same.summary.id : null;
}

async function startTrial(
  context: WorkbenchContext,
  request: TrialRequest,
  options: TrialOptions,
): Promise<RunningTrial | Problem> {
  const checked = await checkRequest(context, request);
  if ('problem' in checked) return checked;
  const unfinished = options.fresh ? null : await findUnfinished(context, checked);
  if (unfinished !== null) return resumeTrial(context, unfinished, options);
  const { commonDir } = context.repository;
  const { subject, repeats, mode = null, limits = {} } = request;
  const { arms, specs, assets, fingerprint, notes } = checked;
  const id = newId(subject.kind === 'models' ? 'models' : subject.name);
  const folder = join(trialsFolder(commonDir), id);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const opened = await openLog<TrialEventBody>(folder, trialFile, id, clock);
  if ('inUseBy' in opened) return inUse(id, opened.inUseBy);
  const started: TrialEventBody = {
    type: 'trial-started',
    version: 1,
    trial: id,
    regent: version,
    subject,
    arms,
    specs,
    repeats,
    mode,
    limits,
    totals: { usd: null, tokens: null, minutes: null, ...options.totals },
    jobs: options.jobs ?? 1,
    assets,
    fingerprint,
    notes,
  };
  const { log } = opened;
  return runTrial(context, {
    id,
    log,
    events: [],
    first: [started],
    cut: new Map(),
    spent: { usd: 0, tokens: 0 },
    options,
  });
}

async function resumeTrial(
  context: WorkbenchContext,
  id: string,
  options: TrialOptions,
): Promise<RunningTrial | Problem> {
  const { commonDir } = context.repository;
  const opened = await openLog<TrialEventBody>(join(trialsFolder(commonDir), id), trialFile, id, clock);
  if ('inUseBy' in opened) return inUse(id, opened.inUseBy);
  const { log } = opened;
  return handOver(log, () => goOn(context, id, log, opened.events as TrialEvent[], options));
}

async function goOn(
  context: WorkbenchContext,
  id: string,
  log: Log<TrialEventBody>,
  events: readonly TrialEvent[],
  options: TrialOptions,
): Promise<RunningTrial | Problem> {
  const state = events.reduce(reduceTrial, initialTrial);
  const changed = await whatChanged(context, state);
  if (changed) return changed;
  const left = await takeStock(context, id, state, options.allowNoSandbox === true);
  const totals: TrialTotals = { ...state.totals, ...options.totals };
  const resumed: TrialEventBody = { type: 'trial-resumed', trial: id, totals, jobs: options.jobs ?? state.jobs };
  return runTrial(context, {
    id,
    log,
    events,
    first: [resumed, ...left.found],
    cut: left.cut,
    spent: left.spent,
    options,
  });
}

/** Sessions before and after a change of the assets could not be compared. */
async function whatChanged({ repository }: WorkbenchContext, { started }: TrialState): Promise<Problem | null> {
  if (!started) return { problem: 'The log of the trial has no beginning.', mend: 'Start a new trial.' };
  for (const spec of started.specs) {
    for (const arm of armKeys) {
      const prepared = await prepare(repository, spec, started.arms[arm].variant);
      if ('problem' in prepared) return prepared;
      if (assetsDigestOf(prepared.digests) !== started.assets[spec]?.[arm]) {
        return {
          problem: `The assets of ${spec} changed since the trial ${started.trial} began, so what came before can't be compared with what would come.`,
          mend: 'Put the change back, or start a new trial with --new.',
        };
      }
    }
  }
  return null;
}

/**
 * Looks at the sessions' own logs, which are the truth: those that ended while nobody wrote it down are results; the
 * others go on; and what any of them has cost is spent.
 */
async function takeStock(context: WorkbenchContext, id: string, state: TrialState, allowNoSandbox: boolean) {
  const { commonDir } = context.repository;
  const sessions = (await listSessions(commonDir)).filter((one) => one.trial?.id === id);
  const cut = new Map<string, string>();
  const found: TrialEventBody[] = [];
  const spent = { usd: 0, tokens: 0 };
  const seen = new Set<string>();
  for (const { result } of state.slots) {
    if (!result) continue;
    // What goes on is counted by its own log below, if that is still there.
    if (!result.finished && sessions.some((one) => one.id === result.session)) continue;
    seen.add(result.session);
    spent.usd += result.usd ?? 0;
    spent.tokens += tokensOf(result);
  }
  for (const { id: session, spec, trial } of sessions) {
    if (!trial || seen.has(session)) continue;
    const record = await readSession(commonDir, session);
    if ('problem' in record || !state.started) continue;
    spent.usd += record.state.usd ?? 0;
    spent.tokens += tokensOf(record.state);
    const slot = { spec, arm: trial.arm as ArmKey, repeat: trial.repeat };
    const key = slotKey(slot);
    if (cut.has(key) || state.slots.find((one) => slotKey(one) === key)?.result?.finished) continue;
    const result = resultOf(record.state, state.started.subject);
    if (result?.finished) {
      const kept = await checkKeptRules(context, state.started, record.state, allowNoSandbox);
      found.push({ type: 'trial-session-ended', trial: id, ...result, kept, ...slot });
    } else cut.set(key, session);
  }
  return { cut, found, spent };
}

function newId(name: string): string {
  const word =
    name
      .toLowerCase()
      .replace(/[^a-z0-9]+/g, '-')
      .replace(/^-+|-+$/g, '')
      .slice(0, 40) || 'trial';
  return `${word}-trial-${Date.now().toString(36)}${randomBytes(2).toString('hex')}`;
}

function inUse(id: string, pid: number): Problem {
  return {
    problem: `The trial ${id} is run by process ${pid}.`,
    mend: `Wait for it, or interrupt it first. What it has so far: regent trial show ${id}`,
  };
}
