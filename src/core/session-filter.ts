import type { SessionSummary } from './workbench.ts';

/** Which sessions are meant; all that is given has to hold. */
export interface SessionFilter {
  /** Each in the id, the spec, a name, a note, or what became of it. */
  readonly words: readonly string[];
  readonly spec?: string;
  /** Part of the name or address of who decided. */
  readonly by?: string;
  /** Milliseconds; the last thing that happened to the session counts. */
  readonly since?: number;
  /** The first moment that is too late. */
  readonly until?: number;
  /** What became of it: `accepted`, `rejected`, `limit`, … */
  readonly status?: string;
  /** Of a rejection. */
  readonly cause?: string;
}

/** The keys that a filter knows; each has an option of `regent log`. */
export const filterKeys = ['spec', 'by', 'since', 'until', 'status', 'cause'] as const;

/** Reads a filter as it is typed: words, and `by:ada since:2026-11-01`. What can't be read is said, and left out. */
export function parseFilter(text: string, now: number): { filter: SessionFilter; problems: string[] } {
  const given: Record<string, string> = {};
  const words: string[] = [];
  for (const part of text.split(/\s+/).filter(Boolean)) {
    const [, key = '', value = ''] = /^(\w+):(.*)$/.exec(part) ?? [];
    if (!(filterKeys as readonly string[]).includes(key)) words.push(part.toLowerCase());
    else if (value !== '') given[key] = value;
  }
  const { filter, problems } = readFilter(given, now);
  return { filter: { ...filter, words }, problems };
}

/** Reads a filter as it is given by options. */
export function readFilter(
  given: Readonly<Record<string, string | undefined>>,
  now: number,
): { filter: SessionFilter; problems: string[] } {
  const problems: string[] = [];
  const moment = (key: 'since' | 'until'): number | undefined => {
    const value = given[key];
    if (value === undefined) return undefined;
    const at = readMoment(value, now, key === 'until');
    if (at === null)
      problems.push(`${key} ${JSON.stringify(value)} is no time: give a day (2026-11-01), or 7d, 2w, 12h.`);
    return at ?? undefined;
  };
  const since = moment('since');
  const until = moment('until');
  const { spec, by, status, cause } = given;
  const filter = {
    words: [],
    ...(spec ? { spec } : {}),
    ...(by ? { by: by.toLowerCase() } : {}),
    ...(status ? { status: status.toLowerCase() } : {}),
    ...(cause ? { cause: cause.toLowerCase() } : {}),
    ...(since === undefined ? {} : { since }),
    ...(until === undefined ? {} : { until }),
  };
  return { filter, problems };
}

/** The filter as it would be typed; the times in full. Empty for one that leaves all. */
export function filterText({ words, since, until, ...rest }: SessionFilter): string {
  const moment = (key: string, at: number | undefined) =>
    at === undefined ? [] : [`${key}:${new Date(at).toISOString()}`];
  const named = Object.entries(rest).map(([key, value]) => `${key}:${value}`);
  return [...words, ...named, ...moment('since', since), ...moment('until', until)].join(' ');
}

/** Whether a session is among those that are meant. */
export function isMeant(session: SessionSummary, filter: SessionFilter): boolean {
  const at = Date.parse(lastMoment(session));
  if (filter.since !== undefined && !(at >= filter.since)) return false;
  if (filter.until !== undefined && !(at < filter.until)) return false;
  if (filter.spec !== undefined && session.spec !== filter.spec) return false;
  if (filter.by !== undefined && !session.decisions.some((one) => one.by.toLowerCase().includes(filter.by ?? '')))
    return false;
  if (filter.status !== undefined && filter.status !== session.status && filter.status !== session.outcome)
    return false;
  if (filter.cause !== undefined && rejection(session)?.cause !== filter.cause) return false;
  if (filter.words.length === 0) return true;
  const { id, spec, status, outcome, model, decisions } = session;
  const said = decisions.flatMap((one) => [
    one.type,
    one.by,
    ...(one.type === 'rejected' ? [one.cause, one.note] : []),
  ]);
  const text = [id, spec, status, outcome ?? '', model, ...said].join(' ').toLowerCase();
  return filter.words.every((word) => text.includes(word));
}

/** When the last thing happened to it: a decision, its end, its beginning. */
export function lastMoment({ decisions, endedAt, startedAt }: SessionSummary): string {
  const moments = [startedAt, endedAt ?? '', decisions.at(-1)?.at ?? ''];
  return moments.toSorted().at(-1) ?? startedAt;
}

/** The last rejection of a session, if it stands. */
export function rejection({ status, decisions }: SessionSummary) {
  const last = decisions.at(-1);
  return status === 'rejected' && last?.type === 'rejected' ? last : null;
}

/** What sessions cost together, in US dollars, and of how many that is not known. */
export function totalCost(sessions: readonly SessionSummary[]): { usd: number; unknown: number } {
  const known = sessions.flatMap((one) => (one.usd === null ? [] : [one.usd]));
  return { usd: known.reduce((sum, usd) => sum + usd, 0), unknown: sessions.length - known.length };
}

const units: Readonly<Record<string, number>> = { h: 3_600_000, d: 86_400_000, w: 7 * 86_400_000 };

/** A day is the person's own, from its first moment, or to its last. */
function readMoment(text: string, now: number, toEnd: boolean): number | null {
  const [, count, unit] = /^(\d{1,5})([hdw])$/.exec(text) ?? [];
  if (count && unit) return now - Number(count) * (units[unit] ?? 0);
  const [, year, month, day] = /^(\d{4})-(\d{2})-(\d{2})$/.exec(text) ?? [];
  if (year && month && day) {
    const at = new Date(Number(year), Number(month) - 1, Number(day) + (toEnd ? 1 : 0)).getTime();
    return Number(month) <= 12 && Number(day) <= 31 ? at : null;
  }
  const at = /^\d{4}-\d{2}-\d{2}T/.test(text) ? Date.parse(text) : Number.NaN;
  return Number.isNaN(at) ? null : at;
}
