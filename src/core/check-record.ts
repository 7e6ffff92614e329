/** How one run of a rule's check went. */
export interface CheckRun {
  readonly ok: boolean;
  /** ISO 8601, UTC. */
  readonly at: string;
  readonly spec: string;
  /** The session whose verification it was; null when the check was run on its own, by `verify` or by `refresh`. */
  readonly session: string | null;
  readonly attempt: number | null;
  /** Output of a check that failed, cleaned and bounded. */
  readonly detail: string | null;
}

/** What a rule's check has said so far, over all specs. */
export interface CheckRecord {
  readonly runs: number;
  readonly failures: number;
  readonly last: CheckRun | null;
  readonly lastFailure: CheckRun | null;
}

export const EMPTY_RECORD: CheckRecord = { runs: 0, failures: 0, last: null, lastFailure: null };

/** Returns the record with one run more, in whatever order runs come. */
export function addRun(record: CheckRecord, run: CheckRun): CheckRecord {
  return joinRecords(record, { runs: 1, failures: run.ok ? 0 : 1, last: run, lastFailure: run.ok ? null : run });
}

/** Returns one record of two that share no run. */
export function joinRecords(left: CheckRecord, right: CheckRecord): CheckRecord {
  return {
    runs: left.runs + right.runs,
    failures: left.failures + right.failures,
    last: later(left.last, right.last),
    lastFailure: later(left.lastFailure, right.lastFailure),
  };
}

/** One sentence: what the check last said, and whether it ever failed anything. */
export function describeRecord({ runs, failures, last, lastFailure }: CheckRecord): string {
  if (last === null) return 'has never run';
  const passed = `${last.ok ? 'passed' : 'failed'} for ${last.spec}`;
  if (lastFailure === null) return `${passed}; has never failed anything in ${runs} ${runs === 1 ? 'run' : 'runs'}`;
  return `${passed}; failed ${failures} of ${runs} ${runs === 1 ? 'run' : 'runs'}`;
}

function later(left: CheckRun | null, right: CheckRun | null): CheckRun | null {
  if (left === null || right === null) return left ?? right;
  return right.at > left.at ? right : left;
}
