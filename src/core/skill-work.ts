import type { SkillProblem } from './skill-validity.ts';
import type { Problem } from './workbench.ts';

/** All that can be done with skills, in one repository or with folders anywhere. */
export interface SkillWork {
  /** Holds skills against the specification: those named, or all that are found here. */
  validate(names: readonly string[]): Promise<readonly SkillVerdict[] | Problem>;
}

/** What the reference validator says of one skill. */
export interface SkillVerdict {
  /** Of its folder: what the skill must be called. */
  readonly name: string;
  /** Of its SKILL.md, relative to where the question was asked, or absolute outside of it. */
  readonly file: string;
  readonly valid: boolean;
  readonly problems: readonly SkillProblem[];
}
