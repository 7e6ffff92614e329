import type { Limits } from '../../../core/asset.ts';
import { type Arm, type ArmKey, armKeys } from '../../../core/trial/events.ts';
import type { TrialRequest } from '../../../core/trial.ts';
import type { Variant } from '../../../core/variant.ts';
import type { ModelChoice, Problem } from '../../../core/workbench.ts';
import { loadProject } from '../../assets/index.ts';
import { sha256 } from '../../git/digests.ts';
import { chooseModel } from '../choose-model.ts';
import type { WorkbenchContext } from '../context.ts';
import { assetsDigestOf } from '../digest-text.ts';
import { prepare } from '../prepare.ts';
import { unbuiltDependency, withLimits } from '../start.ts';
import { findSides } from './sides.ts';

/** A request that can be run: both arms are there, and they differ. */
export interface CheckedRequest {
  readonly arms: Readonly<Record<ArmKey, Arm>>;
  readonly modelNames: Readonly<Record<ArmKey, string>>;
  readonly specs: readonly string[];
  readonly limits: ReadonlyMap<string, Limits>;
  readonly assets: Readonly<Record<string, Readonly<Record<ArmKey, string>>>>;
  readonly unpriced: boolean;
  readonly notes: readonly string[];
  readonly fingerprint: string;
}

const replayed = 'A recording gives the same answers each time: such sessions are one session, however many there are.';

/** Looks at everything that a trial needs before anything is paid. */
export async function checkRequest(
  context: WorkbenchContext,
  request: TrialRequest,
): Promise<CheckedRequest | Problem> {
  const { repository, env, user } = context;
  const specs = [...new Set(request.specs)];
  if (specs.length === 0)
    return { problem: 'A trial needs specs to build.', mend: 'Name them: --specs NAME,NAME', exit: 2 };
  const project = loadProject(repository.root, { only: specs });
  const sides = await findSides(context, project, specs, request);
  if ('problem' in sides) return sides;
  const models = { a: request.models.a, b: request.models.b };
  const modelNames = { a: '', b: '' };
  let unpriced = false;
  for (const arm of armKeys) {
    const chosen = await chooseModel(models[arm], env, user, project.config);
    if ('problem' in chosen) return chosen;
    modelNames[arm] = chosen.model.name;
    models[arm] = settled(models[arm], chosen);
    if (!chosen.isPriced) unpriced = true;
  }
  const isSame = (one: unknown, other: unknown) => JSON.stringify(one) === JSON.stringify(other);
  if (isSame(sides.a.variant, sides.b.variant) && isSame(models.a, models.b)) {
    return {
      problem: 'Both arms would be the same, so there is nothing to compare.',
      mend: 'Give another model, or another version.',
      exit: 2,
    };
  }
  const limits = new Map<string, Limits>();
  const assets: Record<string, Record<ArmKey, string>> = {};
  for (const spec of specs) {
    const digests = { a: '', b: '' };
    for (const arm of armKeys) {
      const prepared = await prepare(repository, spec, sides[arm].variant);
      if ('problem' in prepared) return prepared;
      const unbuilt = unbuiltDependency(repository.root, prepared);
      if (unbuilt) return unbuilt;
      digests[arm] = assetsDigestOf(prepared.digests);
      limits.set(spec, withLimits(prepared.spec.limits, request.limits));
    }
    assets[spec] = digests;
  }
  const arms = {
    a: { ...labelled(sides.a, models, modelNames, 'a', request), model: models.a },
    b: { ...labelled(sides.b, models, modelNames, 'b', request), model: models.b },
  };
  const { repeats, mode = null } = request;
  const isRecorded = armKeys.some((arm) => models[arm].kind === 'recorded');
  return {
    arms,
    modelNames,
    specs,
    limits,
    assets,
    unpriced,
    notes: isRecorded ? [...sides.notes, replayed] : sides.notes,
    fingerprint: sha256(JSON.stringify([arms, specs, repeats, mode, request.limits ?? {}, assets])),
  };
}

/** The model by its name and settings as they are now: a trial asks the same one to its end. */
function settled(
  choice: ModelChoice,
  chosen: {
    readonly model: { readonly name: string };
    readonly effort: string | undefined;
    readonly maxTokens: number;
  },
): ModelChoice {
  if (choice.kind === 'recorded') return choice;
  const { effort, maxTokens } = chosen;
  return { kind: 'live', name: chosen.model.name, ...(effort === undefined ? {} : { effort }), maxTokens };
}

/** Where models are compared, an arm is called by its model, and by more where that is the same. */
function labelled(
  side: { readonly label: string; readonly variant: Variant },
  models: Readonly<Record<ArmKey, ModelChoice>>,
  names: Readonly<Record<ArmKey, string>>,
  arm: ArmKey,
  { subject }: TrialRequest,
): { readonly label: string; readonly variant: Variant } {
  if (subject.kind !== 'models') return side;
  const model = models[arm];
  if (model.kind === 'recorded') return { ...side, label: `recording ${nameOfRecording(model.file)}` };
  if (names.a !== names.b) return { ...side, label: names[arm] };
  return { ...side, label: `${names[arm]} (${model.effort ?? `max. ${model.maxTokens} tokens`})` };
}

/** A session's own log is called by its folder. */
function nameOfRecording(file: string): string {
  const [folder = '', name = ''] = file.split('/').slice(-2);
  return name === 'events.jsonl' ? folder : name.replace(/\.jsonl$/, '');
}
