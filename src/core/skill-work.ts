import type { SkillProblem } from './skill-validity.ts';
import type { Problem } from './workbench.ts';

/** All that can be done with skills, in one repository or with folders anywhere. */
export interface SkillWork {
  /**
   * Whether the agent is offered the skills that come with this repository; with a word, first keeps that word in the
   * person's own configuration.
   */
  trust(say?: boolean): Promise<ProjectTrust>;
  /** Holds skills against the specification: those named, or all that are found here. */
  validate(names: readonly string[]): Promise<readonly SkillVerdict[] | Problem>;
}

export interface ProjectTrust {
  /** Null when the person has said neither yes nor no. */
  readonly trusted: boolean | null;
  /** Names of the project's own skills. */
  readonly skills: readonly string[];
  /** Where that is kept. */
  readonly file: string;
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
