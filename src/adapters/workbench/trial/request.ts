import type { Limits, Rule, Skill, Spec } from '../../../core/asset.ts';
import type { Project } from '../../../core/project.ts';
import { rulesFor } from '../../../core/rules-for.ts';
import { didYouMean } from '../../../core/suggest.ts';
import { type Arm, type ArmKey, armKeys } from '../../../core/trial/events.ts';
import type { TrialRequest } from '../../../core/trial.ts';
import type { Variant } from '../../../core/variant.ts';
import type { ModelChoice, Problem } from '../../../core/workbench.ts';
import { loadProject } from '../../assets/index.ts';
import { sha256 } from '../../git/digests.ts';
import { chooseModel } from '../choose-model.ts';
import type { WorkbenchContext } from '../context.ts';
import { assetsDigestOf } from '../digest-text.ts';
import { isTrusted } from '../offer.ts';
import { prepare } from '../prepare.ts';
import { unbuiltDependency, withLimits } from '../start.ts';
import { keepRuleOf, keepSkill, keepSkillOf } from './keep.ts';

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

type Sides = Readonly<Record<ArmKey, { readonly label: string; readonly variant: Variant }>> & {
  readonly notes: readonly string[];
};

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

async function findSides(
  context: WorkbenchContext,
  project: Project,
  specs: readonly string[],
  { subject }: TrialRequest,
): Promise<Sides | Problem> {
  switch (subject.kind) {
    case 'models':
      return { a: { label: '', variant: {} }, b: { label: '', variant: {} }, notes: [] };
    case 'skill': {
      const skill = project.skills.find((one) => one.name === subject.name);
      if (!skill) return unknownAsset('skill', subject.name, project.skills);
      return skillSides(context, skill, project, specs, subject.against);
    }
    case 'rule': {
      const rule = project.rules.find((one) => one.name === subject.name);
      if (!rule) return unknownAsset('rule', subject.name, project.rules);
      return ruleSides(context, rule, project, specs, subject.against);
    }
    default:
      return subject satisfies never;
  }
}

async function skillSides(
  { repository }: WorkbenchContext,
  skill: Skill,
  project: Project,
  specs: readonly string[],
  against: string | null,
): Promise<Sides | Problem> {
  const { name } = skill;
  const now = await keepSkill(repository, skill);
  if ('problem' in now) return now;
  const naming = specs.filter((spec) => project.specs.get(spec)?.spec?.skills.includes(name));
  const notes = [
    naming.length === specs.length
      ? `Each spec names ${name}, so that its sessions are given its text.`
      : naming.length === 0
        ? `No spec names ${name}: the agent finds it by its description, or doesn't.`
        : `Only ${naming.join(', ')} names ${name} and is given its text; elsewhere the agent finds it by its description, or doesn't.`,
  ];
  const a = { label: `with ${name}`, variant: { skills: { [name]: now.path } } };
  if (against === null) return { a, b: { label: `without ${name}`, variant: { withoutSkills: [name] } }, notes };
  const other = await keepSkillOf(repository, skill, against);
  if ('problem' in other) return other;
  if (other.digest === now.digest) return sameVersion(`The skill ${name}`, against);
  return {
    a: { ...a, label: `${name} as it is` },
    b: { label: `${name} of ${shortened(against)}`, variant: { skills: { [name]: other.path } } },
    notes,
  };
}

async function ruleSides(
  context: WorkbenchContext,
  rule: Rule,
  project: Project,
  specs: readonly string[],
  against: string | null,
): Promise<Sides | Problem> {
  const { name } = rule;
  for (const one of specs) {
    const spec = project.specs.get(one)?.spec;
    if (!spec) continue;
    const others = project.rules.filter((other) => other.name !== name);
    const applied = rulesFor(spec, project.rules).find((other) => other.rule === rule);
    if (givenBy(spec, project.rules) === givenBy(spec, others)) {
      return {
        problem: `Without the rule ${name} the agent would be given the same for ${one} (${applied?.why}), so it can make no difference there.`,
        mend: `Name specs that it applies to: regent rule list ${one}`,
        exit: 2,
      };
    }
    if (applied?.place === 'offered' && !isTrusted(context)) {
      return {
        problem: `The rule ${name} is offered to the agent, which reads it or doesn't; and that only once this project is trusted.`,
        mend: 'Read what the repository brings, then: regent trust',
      };
    }
  }
  const notes =
    rule.check === null
      ? []
      : [
          `${name} has a check, which its sessions have to pass besides the tests: "verified" asks more of them than of the others.`,
        ];
  if (against === null) {
    const b = { label: `without ${name}`, variant: { withoutRules: [name] } };
    return { a: { label: `with ${name}`, variant: {} }, b, notes };
  }
  const other = await keepRuleOf(context.repository, rule, against);
  if ('problem' in other) return other;
  return {
    a: { label: `${name} as it is`, variant: {} },
    b: { label: `${name} of ${shortened(against)}`, variant: { rules: { [name]: other.path } } },
    notes,
  };
}

/** All that rules give the agent, in any order and from whichever file. */
function givenBy(spec: Spec, rules: readonly Rule[]): string {
  const given = rulesFor(spec, rules).filter((one) => one.place !== null);
  return JSON.stringify(given.map(({ rule: { body, check }, place }) => [body.trim(), check, place]).toSorted());
}

function unknownAsset(kind: 'skill' | 'rule', name: string, known: readonly { readonly name: string }[]): Problem {
  const names = known.map((one) => one.name);
  return {
    problem: `There is no ${kind} ${JSON.stringify(name.slice(0, 80))}.`,
    mend: `${didYouMean(name, names)}See them all: regent ${kind} list`,
    exit: 2,
  };
}

function sameVersion(what: string, against: string): Problem {
  return {
    problem: `${what} is the same at ${against}, so there is nothing to compare.`,
    mend: 'Give another revision or folder.',
    exit: 2,
  };
}

/** A folder by its last name; a revision as it is. */
function shortened(against: string): string {
  return against.startsWith('/') ? (against.split('/').filter(Boolean).at(-1) ?? against) : against;
}
