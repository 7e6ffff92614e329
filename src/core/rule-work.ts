import type { Rule } from './asset.ts';
import type { CheckRecord, CheckRun } from './check-record.ts';
import type { Diagnostic } from './diagnostic.ts';
import type { AppliedRule } from './rules-for.ts';
import type { Problem } from './workbench.ts';

/** All that can be done with rules. */
export interface RuleWork {
  /** All rules, in the order in which an agent gets them, with the specs that each bears on. */
  list(): Promise<RuleList>;
  /** Every rule held against one spec, in the order in which its agent gets them. */
  forSpec(spec: string): Promise<SpecRules | Problem>;
  /** Runs the checks of rules in scope against the accepted outputs of specs, without a model; all when none is named. */
  check(options: CheckOptions, signal: AbortSignal): AsyncIterable<CheckedRule | UncheckedSpec>;
  /** Writes `rules/<name>.md` from a template that is valid at once. */
  create(name: string, wishes: NewRule): Promise<{ readonly file: string } | Problem>;
  /** Writes a rule of another tool, at an absolute path, as one of the project's own. */
  import(path: string, options: { name?: string | undefined; force?: boolean }): Promise<CopiedRule | Problem>;
  /** Writes a rule into another tool's folder, in its format. */
  export(name: string, options: { to: ExportTarget; force?: boolean }): Promise<CopiedRule | Problem>;
}

export interface RuleList {
  /** Whether rules on request are offered: only once the person has trusted the project. */
  readonly trusted: boolean;
  readonly rules: readonly RuleEntry[];
  readonly specs: readonly string[];
  /** Of rule files alone. */
  readonly diagnostics: readonly Diagnostic[];
}

export interface RuleEntry {
  readonly rule: Rule;
  /** Exactly what the agent gets: the text, or for a rule on request first the line that offers it. */
  readonly shown: string;
  /** What that costs in each request, about. */
  readonly tokens: number;
  /** The specs whose agents get it or are offered it. */
  readonly specs: readonly ({ readonly spec: string } & Pick<AppliedRule, 'place' | 'why' | 'note'>)[];
  /** Null for a rule without a check. */
  readonly record: CheckRecord | null;
  /** Of the rule as it is now. */
  readonly digest: string;
}

export interface SpecRules {
  readonly spec: string;
  /** Whether what is `offered` is. */
  readonly trusted: boolean;
  readonly rules: readonly (AppliedRule & Pick<RuleEntry, 'shown' | 'tokens' | 'record' | 'digest'>)[];
}

/** What is known of a new rule. */
export interface NewRule {
  readonly description?: string | undefined;
  readonly globs?: readonly string[] | undefined;
  readonly specs?: readonly string[] | undefined;
  readonly check?: string | undefined;
}

export interface CheckOptions {
  readonly specs: readonly string[];
  /** Only the check of this rule. */
  readonly rule?: string | undefined;
  /** The outputs as they are in the work tree, in place of those that were accepted. */
  readonly worktree?: boolean;
  readonly allowNoSandbox?: boolean;
}

export interface CheckedRule extends CheckRun {
  readonly rule: string;
  readonly ms: number;
  /** The check was held against the rule's own samples, which break it: `ok` when it failed, as it should. */
  readonly sample?: true;
}

/** A spec with nothing to check: no rule in scope has a check, or nothing was accepted yet. */
export interface UncheckedSpec {
  readonly spec: string;
  readonly problem: Problem | null;
  readonly because: string;
}

export const exportTargets = ['cursor', 'claude', 'copilot', 'agents'] as const;
export type ExportTarget = (typeof exportTargets)[number];

export interface CopiedRule {
  readonly file: string;
  /** What the other format can't say, in sentences. */
  readonly lost: readonly string[];
}
