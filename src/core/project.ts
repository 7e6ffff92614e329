import type { Rule, Skill } from './asset.ts';
import type { ProjectConfig } from './config.ts';
import type { Diagnostic } from './diagnostic.ts';
import type { SkillChoice } from './skill.ts';
import type { ParsedSpec } from './spec.ts';

/** A project's assets as they are on disk, read at one moment. */
export interface Project {
  /** Absolute path of the repository's root. */
  readonly root: string;
  readonly config: ProjectConfig;
  /** The names of all folders in `specs/`, also of specs that were not asked for. */
  readonly specNames: readonly string[];
  /** By name, in the order of their names: those that were asked for, and what they depend on. */
  readonly specs: ReadonlyMap<string, LoadedSpec>;
  readonly rules: readonly Rule[];
  /** One for each name: the nearest. */
  readonly skills: readonly Skill[];
  /** Skills that a nearer one of the same name hides. */
  readonly shadowed: SkillChoice['shadowed'];
  /** Of regent.json, rules and skills; those of specs are with the specs. */
  readonly diagnostics: readonly Diagnostic[];
}

export interface LoadedSpec extends ParsedSpec {
  readonly name: string;
  /** `specs/<name>/spec.md` */
  readonly specPath: string;
  /** What `spec.md` holds; empty when it can't be read. */
  readonly text: string;
  readonly files: SpecFiles;
}

/** The parts of a spec's folder that hold files. */
export const SPEC_PARTS = ['contract', 'tests', 'holdout', 'probe'] as const;

/** Regular files of each part, recursively, as sorted repository-relative paths. */
export type SpecFiles = Readonly<Record<(typeof SPEC_PARTS)[number], readonly string[]>>;
