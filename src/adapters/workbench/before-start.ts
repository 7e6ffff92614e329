import type { Spec } from '../../core/asset.ts';
import type { BeforeStart } from '../../core/before-start.ts';
import { findDrift } from '../../core/plan.ts';
import { loadConfig } from '../assets/index.ts';
import { loadSpec } from '../assets/load-spec.ts';
import { makeCatalog } from '../git/catalog.ts';
import { digestOutputs } from '../git/digests.ts';
import { readInventory } from '../git/inventory.ts';
import { narrowedTo } from '../git/narrow.ts';
import type { Repository } from '../git/repository.ts';
import { readAcceptedLock } from './locks.ts';
import { matchOutputs } from './prepare.ts';
import { listRunning } from './store.ts';

/** Looks at what runs and at the spec's own outputs, as they are now; nothing else is read. */
export async function lookBeforeStart(repository: Repository, name: string): Promise<BeforeStart> {
  const { root, commonDir } = repository;
  const { spec } = loadSpec(root, name, loadConfig(root).config.defaults, false);
  const [running, drift] = await Promise.all([listRunning(commonDir, name), spec ? driftOf(repository, spec) : []]);
  // What can't be read is for the start to complain of.
  return { spec: name, running: running.filter((one) => !one.trial), drift, mode: spec?.mode ?? 'scratch' };
}

async function driftOf(repository: Repository, spec: Spec): Promise<readonly string[]> {
  const lock = readAcceptedLock(repository.root, spec);
  if (!lock) return [];
  const inventory = await readInventory(repository, {
    ...narrowedTo(spec.outputs),
    keep: matchOutputs(spec),
  });
  const outputs = digestOutputs(spec, makeCatalog(inventory));
  // Where nothing of it is left, nothing of it can be lost.
  return Object.keys(lock.outputs).some((path) => outputs.has(path)) ? findDrift(lock, outputs) : [];
}
