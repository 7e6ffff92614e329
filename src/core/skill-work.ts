import type { Skill } from './asset.ts';
import type { Diagnostic } from './diagnostic.ts';
import type { SkillIndex } from './skill-index.ts';
import type { SkillProblem } from './skill-validity.ts';
import type { Problem } from './workbench.ts';

/** All that can be done with skills in one repository. */
export interface SkillWork {
  /** All skills that are found, those too that don't count or can't be loaded. */
  list(): Promise<SkillListing>;
  /** One skill with all that the model would see of it. */
  show(name: string): Promise<SkillView | Problem>;
  /** What the model gets of a listed skill; null when it can't be loaded any more. */
  levels(entry: Pick<SkillEntry, 'source' | 'folder'>): Promise<SkillLevels | null>;
  /** Which sessions' agents read which skill, newest first; as far back as the logs of the last few hundred tell. */
  reads(): Promise<readonly SkillRead[]>;
  /** Writes a new skill into the project's `skills/`; never over what is there. */
  create(wish: NewSkill): Promise<WrittenSkill | Problem>;
  /** Copies skills into the project's `skills/`: those of another tool's folder, or of any folder. */
  import(from: string, options: CopyOptions): Promise<ImportedSkills | Problem>;
  /** Copies a skill to another tool's folder, or to any folder. */
  export(name: string, to: string, options: CopyOptions): Promise<WrittenSkill | Problem>;
  /**
   * Whether the agent is offered the skills that come with this repository; with a word, first keeps that word in the
   * person's own configuration.
   */
  trust(say?: boolean): Promise<ProjectTrust>;
  /** Holds skills against the specification: those named, or all that are found here. */
  validate(names: readonly string[]): Promise<readonly SkillVerdict[] | Problem>;
}

export interface SkillListing {
  /** Near ones first. */
  readonly skills: readonly SkillEntry[];
  /** What the sessions of this project get at first. */
  readonly index: SkillIndex;
  /** Null when the person has said neither yes nor no. */
  readonly trusted: boolean | null;
}

/**
 * What becomes of a skill: `offered` by its description (or `cut`: it would be, and there is no room), `named-only`:
 * for specs that name it, `untrusted`: because the project is, `shadowed` by a nearer one, `skipped`: it can't be loaded.
 */
export type SkillState = 'offered' | 'cut' | 'named-only' | 'untrusted' | 'shadowed' | 'skipped';

export interface SkillEntry {
  /** The folder's, where it can't be loaded. */
  readonly name: string;
  readonly description: string;
  readonly source: Skill['source'];
  /** Absolute. */
  readonly folder: string;
  /** Its SKILL.md, relative to the project where it lies there. */
  readonly file: string;
  readonly state: SkillState;
  /** The file of the skill that shadows it. */
  readonly by: string | null;
  readonly valid: boolean;
  readonly problems: readonly SkillProblem[];
  /** Why it is skipped; null when it loads. */
  readonly skipped: Diagnostic | null;
  /** Of the first two levels as the model gets them, about; the first is 0 where the index doesn't have it. */
  readonly tokens: { readonly index: number; readonly instructions: number };
  /** What it says that it needs; empty where it says nothing. */
  readonly compatibility: string;
  /** Names of the specs that name it. */
  readonly specs: readonly string[];
}

export interface SkillView {
  readonly entry: SkillEntry;
  /** Files of those that it hides. */
  readonly hides: readonly string[];
  /** Its line in the index, which is the first level; null when it is not there. */
  readonly index: string | null;
  readonly levels: SkillLevels;
}

/** The second and the third level of disclosure. */
export interface SkillLevels {
  /** What `read_skill` answers. */
  readonly instructions: string;
  readonly files: readonly SkillFileView[];
}

export interface SkillFileView {
  readonly path: string;
  readonly bytes: number;
  readonly tokens: number;
  /** As the agent gets it; null when it is no text. */
  readonly text: string | null;
}

/** An agent asked for a skill. */
export interface SkillRead {
  readonly skill: string;
  readonly session: string;
  readonly spec: string;
}

export interface NewSkill {
  readonly name: string;
  readonly description?: string | undefined;
  /** A template's name, or the name of a skill to begin from. */
  readonly from?: string | undefined;
}

export interface WrittenSkill {
  readonly name: string;
  /** Its SKILL.md: relative to the project, or absolute outside of it. */
  readonly file: string;
  /** False when all was there already, just so. */
  readonly written: boolean;
  readonly valid: boolean;
}

/** Words for the folders of other tools: in the project, and under the home folder. */
export const SKILL_TOOLS = ['claude', 'agents', 'home-claude', 'home-agents'] as const;

export interface CopyOptions {
  /** Write over what is there. */
  readonly force?: boolean;
}

export interface ImportedSkills {
  readonly skills: readonly WrittenSkill[];
  readonly refused: readonly { readonly name: string; readonly why: string; readonly mend: string }[];
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
