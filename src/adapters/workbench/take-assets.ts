import type { Limits } from '../../core/asset.ts';
import { changedAssets, tellChange } from '../../core/changed-assets.ts';
import type { AssetsChanged, SessionStarted } from '../../core/events.ts';
import type { FileSet, Sandbox } from '../../core/ports.ts';
import { parseSpec } from '../../core/spec.ts';
import type { State } from '../../core/state.ts';
import { cleanText } from '../../core/text.ts';
import type { Problem } from '../../core/workbench.ts';
import { diffFiles } from '../git/diff-files.ts';
import type { Repository } from '../git/repository.ts';
import { readFiles } from '../workspace/file-set.ts';
import type { SessionFolders } from '../workspace/folders.ts';
import { layOutPristine } from '../workspace/pristine.ts';
import type { WorkbenchContext } from './context.ts';
import { describeSpec } from './describe.ts';
import { assetsDigestOf } from './digest-text.ts';
import { findDependencies } from './links.ts';
import { readAcceptedLock } from './locks.ts';
import { offerAgain } from './offer.ts';
import { matchOutputs, type Prepared, prepare } from './prepare.ts';
import type { SwitchablePorts } from './session-ports.ts';

/** A session whose assets may be exchanged. */
export interface Running {
  readonly folders: SessionFolders;
  readonly build: SwitchablePorts;
  readonly sandbox: Sandbox;
  readonly setUpNetwork: boolean;
}

/** What was found to have changed: what to record, and then what to do. */
export interface AssetChange {
  readonly event: AssetsChanged;
  /** Puts the new assets in place. To be done when the event is recorded; done twice, it is as if done once. */
  apply(): Promise<void>;
}

/** Reads the assets as they are now; null when they are those that the session has. */
export async function readAssetChange(
  context: WorkbenchContext,
  { started, limits }: State,
  { folders, build, sandbox, setUpNetwork }: Running,
): Promise<AssetChange | null | Problem> {
  const { repository } = context;
  if (!started) return null;
  const prepared = await prepare(repository, started.spec, started.trial?.variant);
  if ('problem' in prepared) return prepared;
  if (assetsDigestOf(prepared.digests) === started.assetsDigest) return null;
  const refused = whyNotTaken(repository, started, prepared);
  if (refused) return refused;
  const links = await findDependencies(repository.root, prepared.project.config.workspace, {
    inputs: prepared.inputs.visible,
    sandbox,
    cache: context.cache,
    network: setUpNetwork,
  });
  if ('problem' in links) return links;
  return {
    event: await describeChange(repository, started, prepared, { folders, limits }),
    async apply() {
      const outputs = (await readFiles(folders.work, prepared.isOutput)).files;
      await layOutPristine(folders, pristineOf(prepared), outputs);
      const { visible, hidden } = prepared.inputs;
      const { spec, rules, isOutput } = prepared;
      const { offered, rules: offeredRules } = offerAgain(context, started, prepared);
      const skills = { offered, named: prepared.skills };
      build.replace({ spec, rules, isOutput, visible, hidden, links, skills, offeredRules });
    },
  };
}

/** Why a session can't go on with these assets; null when it can. */
export function whyNotTaken(repository: Repository, started: SessionStarted, prepared: Prepared): Problem | null {
  const { spec, dependencies } = prepared;
  const again = `run it anew: regent run ${spec.name}`;
  if (spec.outputs.join('\n') !== started.outputs.join('\n')) {
    return {
      problem: `The outputs of ${spec.name} changed from ${started.outputs.join(', ')} to ${spec.outputs.join(', ')}. The session's attempts are of the old ones, so it can't take that in.`,
      mend: `Put the outputs back in spec.md, or ${again}`,
    };
  }
  const unbuilt = dependencies.find((one) => readAcceptedLock(repository.root, one) === null);
  if (unbuilt) {
    return {
      problem: `${spec.name} now depends on ${unbuilt.name}, which has no accepted build yet.`,
      mend: `Make one first: regent run ${unbuilt.name}`,
    };
  }
  const described = describeSpec(repository, spec.name);
  const errors = (described.diagnostics ?? []).filter((one) => one.severity === 'error');
  if (errors.length === 0) return null;
  return {
    problem: `${spec.name} has errors, so its changes were not taken in.`,
    mend: `Mend them; see them all: regent validate ${spec.name}`,
    diagnostics: errors,
  };
}

/** The event that says what changed, to the log and to the agent. */
export async function describeChange(
  repository: Repository,
  started: SessionStarted,
  prepared: Prepared,
  session: { folders: SessionFolders; limits: Limits; wished?: Partial<Limits> | undefined },
): Promise<AssetsChanged> {
  const { spec, digests, dependencies } = prepared;
  const { folders, limits, wished } = session;
  // Code of other specs is there to run; that it was built anew is no news.
  const isBuilt = matchOutputs({ outputs: dependencies.flatMap((one) => one.outputs) });
  const shown = (files: FileSet): FileSet => new Map([...files].filter(([path]) => !isBuilt(path)));
  const before = (await readFiles(folders.visible, () => true)).files;
  const changed = changedAssets(spec.folder, started.assets, digests);
  const diff = await diffFiles(shown(before), shown(prepared.inputs.visible));
  const lock = readAcceptedLock(repository.root, spec);
  const isKnown = lock !== null && JSON.stringify(lock.assets.tests) === JSON.stringify(digests.tests);
  return {
    type: 'assets-changed',
    changed,
    outputs: spec.outputs,
    requirements: spec.requirements,
    assets: digests,
    assetsDigest: assetsDigestOf(digests),
    ...(isKnown ? { knownTests: lock.tests } : {}),
    ...limitsOf(before, prepared, limits, wished),
    told: tellChange(spec.folder, changed, cleanText(diff)),
  };
}

/** Limits that the spec has now and had not before hold from here on, but for those that the person gave by hand. */
function limitsOf(
  before: FileSet,
  { spec, project }: Prepared,
  limits: Limits,
  wished: Partial<Limits> | undefined,
): { limits?: Limits } {
  const bytes = before.get(`${spec.folder}/spec.md`)?.bytes;
  const text = Buffer.from(bytes ?? []).toString('utf8');
  const old = parseSpec({ folder: spec.folder, text, defaults: project.config.defaults }).spec?.limits;
  const names = ['attempts', 'minutes', 'usd', 'tokens'] as const;
  const changed = old ? names.filter((name) => old[name] !== spec.limits[name]) : [];
  if (changed.length === 0) return {};
  const fromSpec = Object.fromEntries(changed.map((name) => [name, spec.limits[name]]));
  return { limits: { ...limits, ...fromSpec, ...wished } };
}

export function pristineOf({ inputs, digests }: Prepared) {
  return { visible: inputs.visible, hidden: inputs.hidden, digest: assetsDigestOf(digests) };
}
