import type { Rule, Skill, Spec } from '../../../core/asset.ts';
import type { Project } from '../../../core/project.ts';
import { rulesFor } from '../../../core/rules-for.ts';
import { didYouMean } from '../../../core/suggest.ts';
import type { ArmKey } from '../../../core/trial/events.ts';
import type { TrialRequest } from '../../../core/trial.ts';
import type { Variant } from '../../../core/variant.ts';
import type { Problem } from '../../../core/workbench.ts';
import type { WorkbenchContext } from '../context.ts';
import { isTrusted } from '../offer.ts';
import { keepRuleOf, keepSkill, keepSkillOf } from './keep.ts';

type Sides = Readonly<Record<ArmKey, { readonly label: string; readonly variant: Variant }>> & {
  readonly notes: readonly string[];
};

/** Finds what is on trial, and says how the two arms differ by it. */
export async function findSides(
  context: WorkbenchContext,
  project: Project,
  specs: readonly string[],
  { subject }: TrialRequest,
): Promise<Sides | Problem> {
  switch (subject.kind) {
    case 'models':
      return { a: { label: '', variant: {} }, b: { label: '', variant: {} }, notes: [] };
    case 'skill': {
      const skills = findNamed('skill', subject.name, project.skills);
      return 'problem' in skills ? skills : skillSides(context, skills.found, project, specs, subject.against);
    }
    case 'rule': {
      const rules = findNamed('rule', subject.name, project.rules);
      return 'problem' in rules ? rules : ruleSides(context, rules.found, project, specs, subject.against);
    }
    default:
      return subject satisfies never;
  }
}

async function skillSides(
  { repository }: WorkbenchContext,
  skills: readonly Skill[],
  project: Project,
  specs: readonly string[],
  against: string | null,
): Promise<Sides | Problem> {
  const names = skills.map((one) => one.name);
  const versions: Record<string, string> = {};
  for (const skill of skills) {
    const now = await keepSkill(repository, skill);
    if ('problem' in now) return now;
    versions[skill.name] = now.path;
  }
  const notes = names.map((name) => {
    const naming = specs.filter((spec) => project.specs.get(spec)?.spec?.skills.includes(name));
    if (naming.length === specs.length) return `Each spec names ${name}, so that its sessions are given its text.`;
    if (naming.length === 0) return `No spec names ${name}: the agent finds it by its description, or doesn't.`;
    return `Only ${naming.join(', ')} names ${name} and is given its text; elsewhere the agent finds it by its description, or doesn't.`;
  });
  if (against === null) {
    const [a, b] = labelsOf('skill', names);
    return {
      a: { label: a, variant: { skills: versions } },
      b: { label: b, variant: { withoutSkills: names } },
      notes,
    };
  }
  const [skill, ...more] = skills as readonly [Skill, ...Skill[]];
  if (more.length > 0) return onlyOne('skill');
  const other = await keepSkillOf(repository, skill, against);
  if ('problem' in other) return other;
  if (other.path === versions[skill.name]) return sameVersion(`The skill ${skill.name}`, against);
  return {
    a: { label: `${skill.name} as it is`, variant: { skills: versions } },
    b: { label: `${skill.name} of ${shortened(against)}`, variant: { skills: { [skill.name]: other.path } } },
    notes,
  };
}

async function ruleSides(
  context: WorkbenchContext,
  rules: readonly Rule[],
  project: Project,
  specs: readonly string[],
  against: string | null,
): Promise<Sides | Problem> {
  const names = rules.map((one) => one.name);
  const unable = whyNoDifference(context, rules, project, specs);
  if (unable) return unable;
  const checked = rules.filter((rule) => rule.check !== null).map((rule) => rule.name);
  const notes = checked.length === 0 ? [] : [noteOnChecks(checked)];
  if (against === null) {
    const [a, b] = labelsOf('rule', names);
    return { a: { label: a, variant: {} }, b: { label: b, variant: { withoutRules: names } }, notes };
  }
  const [rule, ...more] = rules as readonly [Rule, ...Rule[]];
  if (more.length > 0) return onlyOne('rule');
  const other = await keepRuleOf(context.repository, rule, against);
  if ('problem' in other) return other;
  return {
    a: { label: `${rule.name} as it is`, variant: {} },
    b: { label: `${rule.name} of ${shortened(against)}`, variant: { rules: { [rule.name]: other.path } } },
    notes,
  };
}

/** How to read the two lines of the table that a check is in. */
function noteOnChecks(names: readonly string[]): string {
  const have = names.length > 1 ? 'have checks' : 'has a check';
  return `${names.join(', ')} ${have}, which the sessions of that arm have to pass besides the tests: "verified" asks more of them than of the others. "keeps" is the same check on the last attempt of both.`;
}

function whyNoDifference(
  context: WorkbenchContext,
  rules: readonly Rule[],
  project: Project,
  specs: readonly string[],
): Problem | null {
  const title = `${rules.length > 1 ? 'rules' : 'rule'} ${rules.map((one) => one.name).join(', ')}`;
  const others = project.rules.filter((other) => !rules.includes(other));
  for (const one of specs) {
    const spec = project.specs.get(one)?.spec;
    if (!spec) continue;
    const applied = rulesFor(spec, project.rules).filter((other) => rules.includes(other.rule));
    if (givenBy(spec, project.rules) === givenBy(spec, others)) {
      return {
        problem: `Without the ${title} the agent would be given the same for ${one} (${applied[0]?.why}), so it can make no difference there.`,
        mend: `Name specs that it applies to: regent rule list ${one}`,
        exit: 2,
      };
    }
    const offered = applied.find(({ place }) => place === 'offered')?.rule;
    if (offered && !isTrusted(context)) {
      return {
        problem: `The rule ${offered.name} is offered to the agent, which reads it or doesn't; and that only once this project is trusted.`,
        mend: 'Read what the repository brings, then: regent trust',
      };
    }
  }
  return null;
}

/** The assets of a name, or of several with commas between them; a name may hold a comma itself. */
function findNamed<T extends { readonly name: string }>(
  kind: 'skill' | 'rule',
  name: string,
  known: readonly T[],
): { readonly found: readonly T[] } | Problem {
  const whole = known.find((one) => one.name === name);
  if (whole) return { found: [whole] };
  const found = new Set<T>();
  for (const part of name.split(',').map((one) => one.trim())) {
    const one = known.find((other) => other.name === part);
    if (!one) return unknownAsset(kind, part, known);
    found.add(one);
  }
  return { found: [...found] };
}

/** Two names are told in full, for a label stands above a column. */
function labelsOf(kind: 'skill' | 'rule', names: readonly string[]): readonly [string, string] {
  const what = names.length > 2 ? `${names.length} ${kind}s` : names.join(' and ');
  return [`with ${what}`, `without ${what}`];
}

function onlyOne(kind: 'skill' | 'rule'): Problem {
  return {
    problem: `Two versions can be compared of one ${kind} at a time.`,
    mend: 'Name one, or leave --against out.',
    exit: 2,
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
