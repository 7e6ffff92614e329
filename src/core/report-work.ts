import type { Audit } from './audit/audit.ts';
import type { SessionFilter } from './session-filter.ts';
import type { SessionFacts } from './telling/session-facts.ts';
import type { Problem } from './workbench.ts';

/** What a report is about: one session, or the whole repository as far as a filter leaves it. */
export type ReportSubject =
  | { readonly kind: 'session'; readonly session: string }
  | ({ readonly kind: 'audit' } & AuditScope);

export interface AuditScope {
  readonly filter: SessionFilter;
  /** The filter in words, for who reads the page; empty where there is none. */
  readonly said: string;
  /** Sessions of trials count too. */
  readonly trials: boolean;
}

/** Reports for people who were not there: pages of HTML that need nothing else. */
export interface ReportWork {
  /** What the report of a session says, as data. */
  session(id: string): Promise<SessionFacts | Problem>;
  /** What the audit of the repository says, as data. */
  audit(scope: AuditScope): Promise<Audit | Problem>;
  /** The report as one page. */
  page(subject: ReportSubject): Promise<{ readonly html: string } | Problem>;
  /**
   * Writes the page, whole or not at all, to an absolute path, or to a file of its own in git's common folder. A file
   * that is there and that Regent did not write stays, unless `force` is given.
   */
  write(
    subject: ReportSubject,
    to: { readonly file?: string | undefined; readonly force?: boolean },
  ): Promise<WrittenReport | Problem>;
}

export interface WrittenReport {
  /** Absolute. */
  readonly file: string;
  readonly bytes: number;
}
