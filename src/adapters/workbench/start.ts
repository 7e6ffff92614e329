import { randomBytes } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Limits } from '../../core/asset.ts';
import type { BuildPorts } from '../../core/build-ports.ts';
import type { EventBody, SessionStarted } from '../../core/events.ts';
import type { FileSet } from '../../core/ports.ts';
import { regenerate } from '../../core/regenerate.ts';
import { initialState } from '../../core/state.ts';
import type { Problem, RunningSession, StartOptions } from '../../core/workbench.ts';
import { version } from '../../version.ts';
import { readHead } from '../git/head.ts';
import { openLog } from '../log/index.ts';
import { writeFiles } from '../workspace/file-set.ts';
import { makeFolders, sessionFolders } from '../workspace/folders.ts';
import { chooseModel } from './choose-model.ts';
import type { WorkbenchContext } from './context.ts';
import { assetsDigestOf } from './digest-text.ts';
import { finishSession } from './finish.ts';
import { findDependencies } from './links.ts';
import { createLiveTests } from './live-tests.ts';
import { readAcceptedLock } from './locks.ts';
import { hasOffer, isTrusted, offerSkills, skillBudget } from './offer.ts';
import { openConversation } from './opening.ts';
import { type Prepared, prepare } from './prepare.ts';
import { runSession } from './runner.ts';
import { findRuntime } from './runtime.ts';
import { chooseSandbox } from './sandbox.ts';
import { readAll } from './session-log.ts';
import { clock, createSwitchablePorts } from './session-ports.ts';
import { eventsFile, makeSessionFolder } from './store.ts';
import { readAssetChange } from './take-assets.ts';

/** Starts a session for one spec. */
export async function startSession(
  context: WorkbenchContext,
  name: string,
  options: StartOptions,
): Promise<RunningSession | Problem> {
  const { repository, env, user } = context;
  // While git and the sandbox answer, there is time to load what the first request needs.
  if (options.model.kind === 'live') void import('../anthropic/index.ts').then((adapter) => adapter.preloadSdk());
  const sandboxing = chooseSandbox(user, options.allowNoSandbox === true);
  // Awaited when everything else is ready; until then a rejection is not unhandled.
  sandboxing.catch(() => {});
  const [prepared, head] = await Promise.all([prepare(repository, name, options.trial?.variant), readHead(repository)]);
  if ('problem' in prepared) return prepared;
  if ('unborn' in head) {
    return {
      problem: `The branch ${head.unborn} has no commit yet, so there is nothing to build on.`,
      mend: 'Commit your specs first: git add specs && git commit -m "Specify"',
      missing: 'commit',
    };
  }
  const unbuilt = unbuiltDependency(repository.root, prepared);
  if (unbuilt) return unbuilt;
  const chosen = await chooseModel(options.model, env, user, prepared.project.config);
  if ('problem' in chosen) return chosen;
  chosen.preload();
  const sandbox = await sandboxing;
  if ('problem' in sandbox) return sandbox;
  const { spec, inputs, project } = prepared;
  const links = await findDependencies(repository.root, project.config.workspace, {
    inputs: inputs.visible,
    sandbox,
    cache: context.cache,
    network: options.setUpNetwork === true,
  });
  if ('problem' in links) return links;
  const id = `${name}-${Date.now().toString(36)}${randomBytes(2).toString('hex')}`;
  const folders = sessionFolders(context.cache, id);
  const mode = options.mode ?? spec.mode;
  const limits = withLimits(spec.limits, options.limits);
  const lock = readAcceptedLock(repository.root, spec);
  const offer = offerSkills(
    prepared,
    options.trust === true || isTrusted(context),
    skillBudget(context.user, project.config),
  );
  const started: SessionStarted = {
    type: 'session-started',
    version: 1,
    regent: version,
    spec: name,
    base: head.commit,
    baseDate: head.committedAt.seconds,
    outputs: spec.outputs,
    requirements: spec.requirements,
    assets: prepared.digests,
    assetsDigest: assetsDigestOf(prepared.digests),
    mode,
    model: chosen.model.name,
    modelKind: chosen.model.kind,
    ...(chosen.isPriced ? {} : { unpriced: true as const }),
    ...(chosen.effort ? { effort: chosen.effort } : {}),
    maxTokens: chosen.maxTokens,
    limits,
    sandbox: sandbox.name,
    step: options.step === true,
    ...(options.candidate ? { candidate: options.candidate } : {}),
    ...(hasOffer(offer) ? { skills: offer.facts } : {}),
    ...(options.trial ? { trial: options.trial } : {}),
    causes: options.causes ?? ['requested'],
    ...(lock && sameTests(lock.assets, prepared.digests) ? { knownTests: lock.tests } : {}),
  };
  const [runtime] = await Promise.all([
    findRuntime(spec.language),
    layOut(folders, inputs.visible, inputs.hidden, mode === 'revise' ? inputs.outputs : new Map()),
  ]);
  const folder = await makeSessionFolder(repository.commonDir, id);
  const opened = await openLog<EventBody>(folder, eventsFile, id, clock);
  if ('inUseBy' in opened) return { problem: `Session ${id} is in use.`, mend: 'Run it again.' };
  const liveTests = createLiveTests();
  const build = createSwitchablePorts({
    id,
    repository,
    spec,
    base: head.commit,
    baseDate: head.committedAt.seconds,
    isOutput: prepared.isOutput,
    visible: inputs.visible,
    hidden: inputs.hidden,
    rules: prepared.rules,
    offeredRules: offer.rules,
    skills: { offered: offer.offered, named: prepared.skills },
    skillsRead: new Set(),
    links,
    folders,
    sandbox,
    model: chosen.model,
    budget: options.budget ?? null,
    watch: liveTests,
  });
  const { ports } = build;
  const open = async () => openConversation(prepared, offer, mode, limits, runtime);
  const running = { folders, build, sandbox, setUpNetwork: options.setUpNetwork === true };
  return runSession({
    id,
    log: opened.log,
    state: initialState,
    readLog: () => readAll(join(folder, eventsFile)),
    first: [started],
    loop: (session, signal) => regenerate(session, open, ports, signal),
    restore: (attempt, state) => restoreAttempt(ports, attempt, state),
    readAssets: (now) => readAssetChange(context, now, running),
    budget: options.budget ?? null,
    liveTests,
    clock,
    finish: (state) => finishSession(context, id, folders, state),
  });
}

/** Puts the outputs back to an attempt's; null when there is no such attempt. */
export async function restoreAttempt(
  ports: BuildPorts,
  attempt: number,
  state: { readonly attempts: readonly { readonly number: number; readonly started: { readonly commit: string } }[] },
): Promise<FileSet | null> {
  const commit = state.attempts.find((one) => one.number === attempt)?.started.commit;
  if (!commit) return null;
  const files = await ports.attempts.files(commit);
  await ports.workspace.restore(files);
  return files;
}

/** Says which spec that this one depends on has no accepted build; null when all have. */
export function unbuiltDependency(root: string, { spec, dependencies }: Prepared): Problem | null {
  const unbuilt = dependencies.find((one) => readAcceptedLock(root, one) === null);
  if (!unbuilt) return null;
  return {
    problem: `${spec.name} depends on ${unbuilt.name}, which has no accepted build yet.`,
    mend: `Make one first: regent run ${unbuilt.name}, then accept it. Or both: regent run ${unbuilt.name} ${spec.name} --accept verified`,
  };
}

/** A spec's limits with what the command line says instead. */
export function withLimits(limits: Limits, wishes: Partial<Limits> | undefined): Limits {
  return { ...limits, ...wishes };
}

async function layOut(
  folders: ReturnType<typeof sessionFolders>,
  visible: FileSet,
  hidden: FileSet,
  outputs: FileSet,
): Promise<void> {
  await rm(folders.root, { recursive: true, force: true });
  await makeFolders(folders);
  await Promise.all([
    writeFiles(folders.visible, visible),
    writeFiles(folders.hidden, hidden),
    writeFiles(folders.work, new Map([...visible, ...outputs])),
  ]);
}

function sameTests(before: { tests: unknown }, now: { tests: unknown }): boolean {
  return JSON.stringify(before.tests) === JSON.stringify(now.tests);
}
