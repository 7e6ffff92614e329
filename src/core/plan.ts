import type { Spec } from './asset.ts';
import type { AssetDigests, FileDigest, Lock } from './lock.ts';

/** Why a spec has to be regenerated. */
export type Cause =
  | 'new'
  | 'spec'
  | 'contract'
  /** Tests or holdout tests. */
  | 'tests'
  | `rule ${string}`
  | `skill ${string}`
  | `dependency ${string} contract`
  | `include ${string}`
  /** Outputs are no longer those that were accepted. */
  | 'drifted'
  /** None of the accepted outputs is there. */
  | 'missing'
  | 'orphaned';

export interface Plan {
  /** All specs, each after those it depends on, and else by name. */
  readonly entries: readonly PlanEntry[];
  readonly orphans: readonly Orphan[];
}

export interface PlanEntry {
  readonly spec: string;
  readonly causes: readonly Cause[];
  readonly needs: 'regenerate' | 'nothing';
  /** Place in the order of building, from 0. */
  readonly order: number;
  /** Outputs that are not as accepted: what `drifted` and `missing` are about. */
  readonly drift: readonly string[];
}

/** A lock whose spec is gone. */
export interface Orphan {
  readonly spec: string;
  readonly causes: readonly ['orphaned'];
  /** Path of the lock. */
  readonly lock: string;
  /** Accepted outputs that are still there. */
  readonly outputs: readonly string[];
}

/** A spec, and how what was accepted last compares with what is there now. */
export interface PlannedSpec {
  readonly spec: Pick<Spec, 'name' | 'depends'>;
  /** Null when no build was accepted yet: then there is nothing to compare. */
  readonly built: BuiltSpec | null;
}

export interface BuiltSpec {
  /** What was accepted. */
  readonly lock: Lock;
  /** As they are now. */
  readonly assets: AssetDigests;
  /** The outputs that are there, path → digest. */
  readonly outputs: ReadonlyMap<string, FileDigest>;
}

/** Says which specs have to be regenerated, in which order, and why. */
export function planProject(project: {
  readonly specs: readonly PlannedSpec[];
  readonly orphans?: readonly Orphan[];
}): Plan {
  const entries = orderByDependencies(project.specs).map(({ spec, built }, order): PlanEntry => {
    const drift = built ? findDrift(built.lock, built.outputs) : [];
    const causes = built ? findCauses(built, drift) : ['new' as const];
    return { spec: spec.name, causes, needs: causes.length > 0 ? 'regenerate' : 'nothing', order, drift };
  });
  return { entries, orphans: [...(project.orphans ?? [])].sort((one, other) => compare(one.spec, other.spec)) };
}

/** Why the accepted build of a spec is not what its assets now ask for. None: it is. */
export function findAssetCauses(before: AssetDigests, now: AssetDigests): Cause[] {
  const causes: Cause[] = [];
  if (before.spec !== now.spec) causes.push('spec');
  if (changedKeys(before.contract, now.contract).length > 0) causes.push('contract');
  const tests = [...changedKeys(before.tests, now.tests), ...changedKeys(before.holdout, now.holdout)];
  if (tests.length > 0) causes.push('tests');
  causes.push(...changedKeys(before.rules, now.rules).map((name): Cause => `rule ${name}`));
  causes.push(...changedKeys(before.skills, now.skills).map((name): Cause => `skill ${name}`));
  const dependencies = changedKeys(before.dependencies, now.dependencies);
  causes.push(...dependencies.map((name): Cause => `dependency ${name} contract`));
  causes.push(...changedKeys(before.include, now.include).map((path): Cause => `include ${path}`));
  return causes;
}

/** Paths of outputs that changed, went away or were added since the accept. */
export function findDrift(lock: Pick<Lock, 'outputs'>, outputs: ReadonlyMap<string, FileDigest>): string[] {
  return changedKeys(lock.outputs, Object.fromEntries(outputs));
}

function findCauses({ assets, lock, outputs }: BuiltSpec, drift: readonly string[]): Cause[] {
  const causes = findAssetCauses(lock.assets, assets);
  if (drift.length === 0) return causes;
  const accepted = Object.keys(lock.outputs);
  const gone = accepted.length > 0 && !accepted.some((path) => outputs.has(path));
  return [...causes, gone ? 'missing' : 'drifted'];
}

/** Keys that are in one and not, or not with the same value, in the other; sorted. */
function changedKeys(one: Readonly<Record<string, string>>, other: Readonly<Record<string, string>>): string[] {
  const keys = new Set([...Object.keys(one), ...Object.keys(other)]);
  return [...keys].filter((key) => one[key] !== other[key]).sort(compare);
}

/** Depth first by name. A circle (an error that `validate` reports) is cut where it closes. */
function orderByDependencies(specs: readonly PlannedSpec[]): PlannedSpec[] {
  const sorted = [...specs].sort((one, other) => compare(one.spec.name, other.spec.name));
  const byName = new Map(sorted.map((planned) => [planned.spec.name, planned]));
  const seen = new Set<string>();
  const ordered: PlannedSpec[] = [];
  // A stack of our own: a chain of dependencies may be longer than the call stack.
  const open = sorted.map((planned) => ({ planned, done: false })).reverse();
  for (let step = open.pop(); step; step = open.pop()) {
    const { planned, done } = step;
    if (done) ordered.push(planned);
    else if (!seen.has(planned.spec.name)) {
      seen.add(planned.spec.name);
      open.push({ planned, done: true });
      const needed = [...planned.spec.depends].sort(compare).flatMap((name) => byName.get(name) ?? []);
      open.push(...needed.reverse().map((one) => ({ planned: one, done: false })));
    }
  }
  return ordered;
}

function compare(one: string, other: string): number {
  return one < other ? -1 : one > other ? 1 : 0;
}
