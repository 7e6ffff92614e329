import { attemptOf } from '../../core/attempt-of.ts';
import type { Event } from '../../core/events.ts';
import { lastMoment } from '../../core/session-filter.ts';
import { readSharedEnds, readSharedLog } from '../../core/shared-log.ts';
import type { Problem, SessionRecord, SessionSummary } from '../../core/workbench.ts';
import { readBlobs } from '../git/read-files.ts';
import type { Repository } from '../git/repository.ts';
import { mustGit } from '../git/run-git.ts';

/** Where logs of sessions are shared: `git fetch origin 'refs/regent/*:refs/regent/*'` brings those of others. */
const place = 'refs/regent/logs/';

const isId = /^[a-z0-9](?:[a-z0-9-]{0,100}[a-z0-9])?$/;

/** What is larger is no log that a person reads; and not more than so much is looked through for a list. */
const largestLog = 64_000_000;
const largestList = 256_000_000;

/** The sessions that were made elsewhere and whose logs are here, to be read and no more. */
export async function listShared(repository: Repository, own: ReadonlySet<string>): Promise<SessionSummary[]> {
  const refs = (await listLogs(repository)).filter(({ id }) => !own.has(id));
  const wanted: typeof refs = [];
  let total = 0;
  for (const ref of refs.filter(({ size }) => size <= largestLog)) {
    total += ref.size;
    if (total <= largestList) wanted.push(ref);
  }
  const unread = wanted.filter(({ blob }) => !seen.has(blob));
  const blobs = await readBlobs(
    repository,
    unread.map(({ blob }) => blob),
  );
  for (const { id, blob } of unread) seen.set(blob, summarise(id, blobs.get(blob)?.toString('utf8') ?? ''));
  return wanted.flatMap(({ blob }) => seen.get(blob) ?? []);
}

/** A blob never changes, so it is looked at once. */
const seen = new Map<string, SessionSummary | null>();

/** The same with what the branch's commits say of them: that they were accepted; and accepts without a log. */
export function withAccepts(shared: readonly SessionSummary[], accepts: readonly SessionSummary[]): SessionSummary[] {
  const byId = new Map(accepts.map((one) => [one.id, one]));
  const told = shared.map((one) => {
    const { status, by, decisions } = byId.get(one.id) ?? one;
    return { ...one, status, by, decisions };
  });
  const here = new Set(shared.map((one) => one.id));
  return [...told, ...accepts.filter((one) => !here.has(one.id))].sort((a, b) =>
    lastMoment(a) < lastMoment(b) ? 1 : -1,
  );
}

/** The one that an id or its beginning means; a problem where something else than reading is wanted of it. */
export async function findShared(
  repository: Repository,
  reference: string,
  { own, want }: { readonly own: ReadonlySet<string>; readonly want: 'any' | 'candidate' | 'readable' },
): Promise<SessionSummary | Problem | null> {
  if (reference.length < 3) return null;
  const others = (await listLogs(repository)).map(({ id }) => id).filter((id) => !own.has(id));
  const ids = others.filter((id) => id.startsWith(reference));
  const id = ids.includes(reference) ? reference : ids.length === 1 ? ids[0] : undefined;
  if (id === undefined) return null;
  if (want !== 'readable')
    return {
      problem: `Session ${id} was made elsewhere: it can be read here, and no more.`,
      mend: `Read it: regent show ${id}`,
    };
  const record = await readShared(repository, id);
  return 'problem' in record ? record : record.summary;
}

/** Reads one of them whole. */
export async function readShared(repository: Repository, id: string): Promise<SessionRecord | Problem> {
  const problem = `The log of session ${JSON.stringify(id.slice(0, 120))} can't be read`;
  const mend = 'Ask whoever shared it, or fetch it anew; sessions that can be read: regent log';
  const found = (await listLogs(repository)).find((one) => one.id === id);
  if (!found)
    return {
      problem: `There is no session ${JSON.stringify(id.slice(0, 120))}.`,
      mend: 'List the sessions: regent log',
    };
  if (found.size > largestLog) return { problem: `${problem}: it is larger than ${largestLog / 1e6} MB.`, mend };
  const text = (await readBlobs(repository, [found.blob])).get(found.blob)?.toString('utf8') ?? '';
  const [read, summary] = [readSharedLog(text, id), summarise(id, text)];
  if (!read.ok) return { problem: `${problem}: ${read.message}.`, mend };
  if (!summary) return { problem: `${problem}: it has no end.`, mend };
  const { started, attempts } = read.state;
  const commits = [...(started ? [started.base] : []), ...attempts.map((one) => one.started.commit)];
  const missing = await findMissing(repository, commits);
  return {
    summary,
    events: (attempt) => eventsOf(read.events, attempt),
    decisions: [],
    state: read.state,
    ...(missing ? { codeless: missing } : {}),
  };
}

async function* eventsOf(events: readonly Event[], attempt: number | undefined): AsyncGenerator<readonly Event[]> {
  let underWay = 1;
  const meant = events.filter((event) => {
    underWay = attemptOf(event, underWay);
    return attempt === undefined || underWay === attempt || event.type === 'steering-queued';
  });
  for (let at = 0; at < meant.length; at += eventsAtOnce) yield meant.slice(at, at + eventsAtOnce);
}

const eventsAtOnce = 500;

async function findMissing(repository: Repository, commits: readonly string[]): Promise<Problem | null> {
  if (commits.length === 0) return null;
  const input = `${commits.join('\n')}\n`;
  const found = (await mustGit(repository, ['cat-file', '--batch-check'], { input })).toString();
  const missing = /^([0-9a-f]+) (?!commit )/m.exec(found)?.[1];
  if (missing === undefined) return null;
  return {
    problem: `The commit ${missing.slice(0, 10)} is not here, only the log that speaks of it.`,
    mend: "Fetch it from where the log came from: git fetch origin 'refs/regent/*:refs/regent/*'",
  };
}

async function listLogs(repository: Repository): Promise<{ id: string; blob: string; size: number }[]> {
  const format = '--format=%(objecttype) %(objectsize) %(objectname) %(refname)';
  const listing = await mustGit(repository, ['for-each-ref', format, place]);
  return listing
    .toString()
    .split('\n')
    .flatMap((row) => {
      const [type, size, blob = '', ref = ''] = row.split(' ');
      const id = ref.slice(place.length);
      return type === 'blob' && isId.test(id) ? [{ id, blob, size: Number(size) }] : [];
    });
}

function summarise(id: string, text: string): SessionSummary | null {
  const ends = readSharedEnds(text, id);
  if (!ends) return null;
  const { started, ended } = ends;
  return {
    id,
    spec: started.spec,
    startedAt: started.at,
    endedAt: ended.at,
    // Whatever it came to, nothing of it waits for anybody here.
    status: 'ended',
    outcome: ended.outcome,
    reason: ended.reason,
    attempts: ended.attempts,
    usd: ended.usd,
    model: started.model,
    commit: ended.commit ?? null,
    by: null,
    decisions: [],
    elsewhere: true,
    shared: true,
  };
}
