import { mkdir, readdir, readFile, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Proof } from '../../../core/build-ports.ts';
import {
  addRun,
  addSampleFailure,
  type CheckRecord,
  type CheckRun,
  EMPTY_RECORD,
  joinRecords,
} from '../../../core/check-record.ts';
import type { EventBody } from '../../../core/events.ts';
import { streamLog } from '../../log/stream.ts';
import type { Prepared } from '../prepare.ts';
import { eventsFile, sessionsFolder } from '../store.ts';

/** By the name of the rule. */
export type CheckRecords = Readonly<Record<string, CheckRecord>>;

/**
 * What checks said: of each session, taken from its log once, and of runs outside of sessions. Kept beside the logs, in
 * the git common directory, so that listing reads no log that is known, and pruning a session forgets no failure.
 */
interface Book {
  readonly version: 2;
  readonly sessions: Readonly<Record<string, { readonly size: number; readonly records: CheckRecords }>>;
  readonly alone: CheckRecords;
}

const noBook: Book = { version: 2, sessions: {}, alone: {} };

/** Reads what every rule's check has said so far. */
export async function readRecords(commonDir: string): Promise<CheckRecords> {
  const { sessions, alone } = await updateBook(commonDir);
  return [alone, ...Object.values(sessions).map((one) => one.records)].reduce(joinAll, {});
}

/** Records the rule checks among proofs that were made outside of a session. */
export function recordProofs(commonDir: string, prepared: RunOf, proofs: readonly Proof[]): Promise<void> {
  return recordRuns(
    commonDir,
    proofs.flatMap((proof) => runOf(prepared, proof) ?? []),
  );
}

/** Whose proofs they are. */
type RunOf = Pick<Prepared, 'spec' | 'digests'>;

/** A proof as a run of a rule's check, made just now; null when it is another proof. */
export function runOf({ spec, digests }: RunOf, { step, ok, detail }: Proof): (CheckRun & { rule: string }) | null {
  if (!step.startsWith(prefix)) return null;
  const rule = step.slice(prefix.length);
  const at = new Date().toISOString();
  const digest = digests.rules[rule] ?? null;
  return { rule, ok, at, spec: spec.name, session: null, attempt: null, digest, detail: detail ?? null };
}

const prefix = 'rule ';

/** Records runs of checks outside of sessions. Of two processes that do so at once, one may lose a count. */
export async function recordRuns(commonDir: string, runs: readonly (CheckRun & { rule: string })[]): Promise<void> {
  if (runs.length === 0) return;
  const book = await updateBook(commonDir);
  const added = runs.reduce<CheckRecords>((all, { rule, ...run }) => add(all, rule, run), book.alone);
  await writeBook(commonDir, { ...book, alone: added });
}

/** Records that a check failed on samples that break its rule. */
export async function recordSample(commonDir: string, rule: string, run: CheckRun): Promise<void> {
  const book = await updateBook(commonDir);
  const record = addSampleFailure(book.alone[rule] ?? EMPTY_RECORD, { ...run, detail: cut(run.detail) });
  await writeBook(commonDir, { ...book, alone: { ...book.alone, [rule]: record } });
}

/** Takes what logs say that are new or have grown; what is known of sessions that are gone stays. */
async function updateBook(commonDir: string): Promise<Book> {
  const book = await readBook(commonDir);
  const names = await readdir(sessionsFolder(commonDir)).catch(() => []);
  const changed = await Promise.all(
    names.map(async (id) => {
      const path = join(sessionsFolder(commonDir), id, eventsFile);
      const size = (await stat(path).catch(() => null))?.size ?? 0;
      return size === 0 || book.sessions[id]?.size === size ? null : { id, path, size };
    }),
  );
  const sessions = { ...book.sessions };
  let isNew = false;
  for (const one of changed) {
    if (one === null) continue;
    isNew = true;
    sessions[one.id] = { size: one.size, records: await readRuns(one.path, one.id) };
  }
  const updated = { ...book, sessions };
  if (isNew) await writeBook(commonDir, updated);
  return updated;
}

/** The verify steps of rules in a log. Another process may have pruned it meanwhile: then there are none. */
async function readRuns(path: string, session: string): Promise<CheckRecords> {
  let records: CheckRecords = {};
  let spec = '';
  let digests: Readonly<Record<string, string>> = {};
  for await (const event of streamLog<EventBody>(path)) {
    if (event.type === 'session-started') {
      spec = event.spec;
      digests = event.assets.rules;
    }
    if (event.type !== 'verify-step' || !event.step.startsWith(prefix)) continue;
    const { ok, at, attempt, detail = null } = event;
    const rule = event.step.slice(prefix.length);
    records = add(records, rule, { ok, at, spec, session, attempt, digest: digests[rule] ?? null, detail });
  }
  return records;
}

function add(records: CheckRecords, rule: string, run: CheckRun): CheckRecords {
  return { ...records, [rule]: addRun(records[rule] ?? EMPTY_RECORD, { ...run, detail: cut(run.detail) }) };
}

function cut(detail: string | null): string | null {
  return detail?.slice(0, longestDetail) ?? null;
}

/** Enough to know the failure again; the whole is in the session's log. */
const longestDetail = 500;

function joinAll(left: CheckRecords, right: CheckRecords): CheckRecords {
  const both = new Map(Object.entries(left));
  for (const [rule, record] of Object.entries(right))
    both.set(rule, joinRecords(both.get(rule) ?? EMPTY_RECORD, record));
  return Object.fromEntries(both);
}

function bookFile(commonDir: string): string {
  return join(commonDir, 'regent', 'rule-checks.json');
}

/** A damaged book is made anew from the logs; only runs outside of sessions are lost with it. */
async function readBook(commonDir: string): Promise<Book> {
  try {
    const book = JSON.parse(await readFile(bookFile(commonDir), 'utf8')) as Book;
    return book.version === 2 && book.sessions && book.alone ? book : noBook;
  } catch {
    return noBook;
  }
}

/** A read-only repository must not fail a listing: it is read again next time. */
async function writeBook(commonDir: string, book: Book): Promise<void> {
  try {
    await mkdir(dirname(bookFile(commonDir)), { recursive: true });
    const { default: writeFileAtomic } = await import('write-file-atomic');
    await writeFileAtomic(bookFile(commonDir), JSON.stringify(book), { fsync: false });
  } catch {
    // Nothing is lost but time.
  }
}
