/** How one run of a rule's check went. */
export interface CheckRun {
  readonly ok: boolean;
  /** ISO 8601, UTC. */
  readonly at: string;
  readonly spec: string;
  /** The session whose verification it was; null when the check was run on its own, by `verify` or by `refresh`. */
  readonly session: string | null;
  readonly attempt: number | null;
  /** Of the rule as it was then. */
  readonly digest: string | null;
  /** Output of a check that failed, cleaned and bounded. */
  readonly detail: string | null;
}

/** What a rule's check has said so far, over all specs. */
export interface CheckRecord {
  readonly runs: number;
  readonly failures: number;
  readonly last: CheckRun | null;
  readonly lastFailure: CheckRun | null;
  /** The last run for each spec. */
  readonly bySpec: Readonly<Record<string, CheckRun>>;
}

export const EMPTY_RECORD: CheckRecord = { runs: 0, failures: 0, last: null, lastFailure: null, bySpec: {} };

/** Returns the record with one run more, in whatever order runs come. */
export function addRun(record: CheckRecord, run: CheckRun): CheckRecord {
  const [failures, lastFailure] = run.ok ? [0, null] : [1, run];
  return joinRecords(record, { runs: 1, failures, last: run, lastFailure, bySpec: { [run.spec]: run } });
}

/** Returns the record with a failure that was due: the check was held against samples that break its rule. */
export function addSampleFailure(record: CheckRecord, run: CheckRun): CheckRecord {
  return joinRecords(record, { ...EMPTY_RECORD, runs: 1, failures: 1, lastFailure: run });
}

/** Returns one record of two that share no run. */
export function joinRecords(left: CheckRecord, right: CheckRecord): CheckRecord {
  const bySpec = new Map(Object.entries(left.bySpec));
  for (const [spec, run] of Object.entries(right.bySpec)) bySpec.set(spec, later(bySpec.get(spec) ?? null, run) ?? run);
  return {
    runs: left.runs + right.runs,
    failures: left.failures + right.failures,
    last: later(left.last, right.last),
    lastFailure: later(left.lastFailure, right.lastFailure),
    bySpec: Object.fromEntries(bySpec),
  };
}

/**
 * Returns what the check last said, of all specs or of one, and whether it ever failed anything. `digest`: of the rule as
 * it is now, where that is known: a failure of what it was before proves less.
 */
export function describeRecord(record: CheckRecord, digest: string | null, spec?: string): string {
  const { runs, failures, lastFailure } = record;
  const last = spec === undefined ? record.last : (record.bySpec[spec] ?? null);
  const all = `${runs} ${runs === 1 ? 'run' : 'runs'}`;
  const whole = Object.keys(record.bySpec).length > 1 ? `${all} of all specs` : all;
  const said = last === null ? 'has never run' : `${last.ok ? 'passed' : 'failed'} for ${last.spec}`;
  const head = last === null && runs > 0 ? 'has not run for this spec' : said;
  if (runs === 0) return head;
  if (lastFailure === null) return `${head}; has never failed anything in ${whole}`;
  const isOld = digest !== null && lastFailure.digest !== null && lastFailure.digest !== digest;
  return `${head}; failed ${failures} of ${whole}${isOld ? ', none since the rule changed' : ''}`;
}

function later(left: CheckRun | null, right: CheckRun | null): CheckRun | null {
  if (left === null || right === null) return left ?? right;
  return right.at > left.at ? right : left;
}
