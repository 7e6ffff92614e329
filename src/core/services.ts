import type { SkillVerdict } from './skill-work.ts';
import type { ReadSettings } from './user-settings.ts';
import type { Problem, Workbench } from './workbench.ts';

/** What the front ends are given by `main`: ways to the adapters, each loaded only when it is used. */
export interface Services {
  /** `plan`: one will be asked for at once; what it needs of git is asked for while the rest loads. */
  openWorkbench(cwd: string, options?: { readonly plan?: boolean }): Promise<Workbench | Problem>;
  /** Reads the person's own settings: they count in every repository, and where there is none. */
  readSettings(): Promise<SettingsFile>;
  /** Says whether skills are valid that lie anywhere: a SKILL.md, its folder, or a folder with skills below it. */
  judgeSkills(cwd: string, paths: readonly string[]): Promise<readonly SkillVerdict[] | Problem>;
  /** Looks at this machine: what Regent needs, what it found, how to get what is missing. */
  examine(cwd: string): Promise<readonly Finding[]>;
  /** What `scaffold` would do there. */
  prepare(folder: string): Promise<Preparation | Problem>;
  /** Makes what is missing of repository, first spec and first commit; never over what is there. Returns the paths written. */
  scaffold(folder: string): Promise<{ readonly written: readonly string[] } | Problem>;
  /** Makes a scratch repository with one of Regent's own examples and its recording. */
  makeDemo(example: string): Promise<Demo | Problem>;
}

/** The person's settings.json, read. */
export interface SettingsFile extends ReadSettings {
  readonly file: string;
}

/** What a folder lacks for a first session. */
export interface Preparation {
  readonly folder: string;
  /** A git repository is made. */
  readonly initialises: boolean;
  /** Files that are written. */
  readonly write: readonly string[];
  /** Files and folders that the first commit holds; none where there is a commit already. */
  readonly commit: readonly string[];
  /** Who makes it. */
  readonly author: string;
}

/** One thing that `doctor` looked at. */
export interface Finding {
  readonly name: string;
  readonly ok: boolean;
  /** Regent can't do its main job without it. */
  readonly needed: boolean;
  readonly found: string;
  readonly mend: string | null;
  /** A command that installs it, if there is one for this machine. */
  readonly install: readonly string[] | null;
}

export interface Demo {
  readonly folder: string;
  readonly spec: string;
  readonly recording: string;
  /** Deletes the scratch repository, and the working files of the sessions in it. */
  remove(): Promise<void>;
  /** Leaves it to the person. One that is neither removed nor kept is swept away once its process is gone. */
  keep(): Promise<void>;
}
