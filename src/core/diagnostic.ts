/**
 * A problem in an asset, as a value: what is wrong, where, and how to mend it. Loaders collect diagnostics and never
 * throw for bad input.
 */
export interface Diagnostic {
  /** A hint is worth knowing and nothing to mend before going on. */
  readonly severity: 'error' | 'warning' | 'hint';
  /** Stable, kebab-case, for scripts: `unknown-key`, `duplicate-requirement`, … */
  readonly code: string;
  /** Path relative to the repository's root, with forward slashes. */
  readonly file: string;
  /** 1-based; 1 when the problem concerns the whole file. */
  readonly line: number;
  /** What is wrong, one sentence. */
  readonly message: string;
  /** What to do about it, one imperative sentence. */
  readonly mend: string;
}
