/** The result of one run of a suite, whatever format it was reported in. */
export interface TestReport {
  readonly tests: readonly TestResult[];
  readonly counts: TestCounts;
  /**
   * Why the run as a whole can't be trusted, in sentences for the agent: no report, a plan that is not complete, a
   * non-zero exit, a time-out, a test that vanished, … Empty when nothing but the tests themselves decides.
   */
  readonly problems: readonly string[];
  /** True only when there are no problems, at least one test passed, and none failed, was skipped or is missing. */
  readonly green: boolean;
}

export interface TestResult {
  /** Full name, outer suites first, joined with ' > '. Cleaned of control characters. */
  readonly name: string;
  /** `missing`: expected, but not in the report. `skipped` covers skip, todo, pending and disabled. */
  readonly status: 'passed' | 'failed' | 'skipped' | 'missing';
  /** For what did not pass: the assertion's message, difference and place. Cleaned and bounded (4,000 characters). */
  readonly message?: string | undefined;
}

export interface TestCounts {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
  readonly missing: number;
  readonly total: number;
}

/** How a suite tells its results: `spec.md`'s `report` key after parsing. */
export type ReportFormat =
  | { readonly format: 'tap'; readonly file?: string }
  | { readonly format: 'exit-code' }
  | { readonly format: 'junit'; readonly file: string }
  | { readonly format: 'ctrf'; readonly file: string };

/** A command that runs tests, and how it reports. */
export interface Suite {
  readonly command: string;
  readonly report: ReportFormat;
  /** Seconds that one run may take. */
  readonly timeout: number;
}
