import type { Rule, Skill } from '../../core/asset.ts';
import type { ProjectConfig } from '../../core/config.ts';
import type { OfferedSkills, SessionStarted } from '../../core/events.ts';
import type { Project } from '../../core/project.ts';
import { chooseSkills, isOfProject } from '../../core/skill.ts';
import { composeSkillIndex, DEFAULT_SKILL_BUDGET, type SkillIndex } from '../../core/skill-index.ts';
import type { UserSettings } from '../../core/user-settings.ts';
import { readTrust } from '../skills/trust.ts';
import type { WorkbenchContext } from './context.ts';
import type { Prepared } from './prepare.ts';

/** The skills of one session. */
export interface Offer {
  /** In the index, for the agent to choose from, and found by `read_skill`. */
  readonly offered: readonly Skill[];
  readonly index: SkillIndex;
  /** Rules on request: the project's own, and in no lock, so that they wait for trust as its skills do. */
  readonly rules: readonly Rule[];
  /** For the log. */
  readonly facts: OfferedSkills;
}

/**
 * Returns what the agent may choose from: the person's own skills, and the project's once it is trusted. Of those that
 * ship with Regent only what a spec names is used, and that needs no index. What a trial tries is offered in any case.
 */
export function offerSkills(
  prepared: {
    readonly project: Pick<Project, 'skills' | 'shadowed'>;
    readonly tried: readonly string[];
    readonly offeredRules: readonly Rule[];
  },
  trusted: boolean,
  budget: number,
): Offer {
  const { project, tried, offeredRules } = prepared;
  const all = allSkills(project);
  const isOffered = (skill: Skill): boolean =>
    tried.includes(skill.name) ||
    (skill.source !== 'built-in' && skill.onRequest !== true && (trusted || !isOfProject(skill.source)));
  const offered = chooseSkills(all.filter(isOffered)).skills;
  const index = composeSkillIndex(offered, budget);
  const untrusted = trusted ? 0 : all.filter(({ name, source }) => isOfProject(source) && !tried.includes(name)).length;
  return {
    offered,
    index,
    rules: trusted ? offeredRules : [],
    facts: {
      trusted,
      offered: offered.length,
      listed: index.listed.length,
      shortened: index.shortened.length,
      untrusted,
      tokens: index.tokens,
      budget,
      ...(offeredRules.length > 0 ? { [trusted ? 'rules' : 'untrustedRules']: offeredRules.length } : {}),
    },
  };
}

/** What a session goes on with: what it was offered when it began, whatever was said about the project since. */
export function offerAgain(context: WorkbenchContext, { skills }: SessionStarted, prepared: Prepared): Offer {
  const budget = skills?.budget ?? skillBudget(context.user, prepared.project.config);
  return offerSkills(prepared, skills?.trusted ?? isTrusted(context), budget);
}

/** Whether there is anything of the project that a session is offered, or would be. */
export function hasOffer({ facts }: Offer): boolean {
  return facts.offered + facts.untrusted + (facts.rules ?? 0) + (facts.untrustedRules ?? 0) > 0;
}

/** Those that count, and those that they hide. */
export function allSkills({ skills, shadowed }: Pick<Project, 'skills' | 'shadowed'>): Skill[] {
  return [...skills, ...shadowed.map(({ skill }) => skill)];
}

/** Whether the person said that the agent may be offered what this repository brings. */
export function isTrusted({ env, repository }: WorkbenchContext): boolean {
  return readTrust(env, repository.commonDir) === true;
}

/** Tokens that the index may take: the person's word, else the project's. */
export function skillBudget(user: UserSettings, config: ProjectConfig): number {
  return user.skillBudget ?? config.skillBudget ?? DEFAULT_SKILL_BUDGET;
}
