import type { Suite } from './report.ts';

/** A spec folder's `spec.md`, parsed and checked. Keys and words: docs/spec-format.md. */
export interface Spec {
  readonly name: string;
  /** `specs/<name>`, relative to the repository's root. */
  readonly folder: string;
  readonly summary: string;
  readonly language: string | null;
  /** Globs of all that the loop may write and a commit may hold. */
  readonly outputs: readonly string[];
  readonly tests: Suite;
  readonly holdout: Suite | null;
  readonly contract: { readonly check: string } | null;
  readonly depends: readonly string[];
  readonly include: readonly string[];
  readonly skills: readonly string[];
  readonly mode: 'scratch' | 'revise';
  readonly limits: Limits;
  readonly requirements: readonly Requirement[];
  /** The Markdown after the frontmatter, as written. */
  readonly body: string;
}

/** What a session may use up. Null: no limit. */
export interface Limits {
  readonly attempts: number;
  readonly minutes: number;
  readonly usd: number | null;
  readonly tokens: number | null;
}

export interface Requirement {
  /** `R1`, `R2.1` */
  readonly id: string;
  /** The statement, as one line of plain text. */
  readonly text: string;
  /** 1-based line in `spec.md`. */
  readonly line: number;
}

/** A constraint over many specs, from `rules/*.md` or one of the formats of other tools. */
export interface Rule {
  readonly name: string;
  /** Repository-relative path it came from. */
  readonly file: string;
  readonly source: 'rules' | 'agents-md' | 'claude' | 'cursor' | 'copilot';
  readonly description: string;
  readonly body: string;
  readonly scope: RuleScope;
  /** A command that fails when the rule is broken; runs in the sandbox at verification. */
  readonly check: string | null;
}

/** When a rule applies to a spec. Globs are held against the spec's outputs. */
export type RuleScope =
  | { readonly kind: 'always' }
  | { readonly kind: 'globs'; readonly globs: readonly string[] }
  | { readonly kind: 'specs'; readonly specs: readonly string[] }
  /** Offered by its description: the agent reads it when it fits. */
  | { readonly kind: 'on-request' }
  /** Never given to an agent unasked; in the tool that it is for, a person names it. */
  | { readonly kind: 'manual'; readonly because: string };

/** An Agent Skill: https://agentskills.io/specification */
export interface Skill {
  readonly name: string;
  readonly description: string;
  /** Absolute path of the skill's folder. */
  readonly folder: string;
  readonly source: 'project' | 'agents' | 'claude' | 'home-agents' | 'home-claude' | 'built-in';
  readonly body: string;
  /** What it needs of its surroundings, in its author's words; one line. */
  readonly compatibility?: string;
  /** Not for the agent to choose: only a spec that names it gets it. */
  readonly onRequest?: true;
  /** Paths of its further files, relative to the folder. */
  readonly files: readonly string[];
}
