import { stat } from 'node:fs/promises';
import { attemptOf } from '../../core/attempt-of.ts';
import type { Event, EventBody } from '../../core/events.ts';
import { noPages } from '../../core/pages.ts';
import { skillsRead } from '../../core/skills-read.ts';
import { initialState, reduce, type State } from '../../core/state.ts';
import { eachEvent, type LogEnd, type LogPlace, scanLog } from '../log/index.ts';

/** A session's log, read once: what it comes to, and where what was not kept can be read again. */
export interface SessionLog {
  readonly state: State;
  readonly end: LogEnd;
  /** Names of the skills that the agent asked to read. */
  readonly skillsRead: readonly string[];
  /** Digest of the assets that the session began with; empty where its log has no beginning. */
  readonly firstDigest: string;
  /** What was asked when it was started, or resumed last. */
  readonly modelKind: 'live' | 'recorded' | null;
  /** Reads its events again, some at a time; only those of one attempt, if one is given. */
  events(attempt?: number): AsyncGenerator<readonly Event[]>;
}

export interface ReadOptions {
  /** Keep the conversation, which can be most of a long log, in the state: who goes on with a session needs it. */
  readonly conversation?: boolean;
}

/**
 * Reads a session's log to its end. Takes no more memory than the state, however long the log is. One that was read last
 * and did not change since is not read again, where the conversation is not asked for.
 */
export async function readSessionLog(path: string, { conversation = true }: ReadOptions = {}): Promise<SessionLog> {
  if (conversation) return readNow(path, (state) => state);
  const info = await stat(path).catch(() => null);
  const version = info ? `${path} ${info.ino} ${info.size} ${info.mtimeMs}` : '';
  if (lastRead?.version !== version || version === '') {
    lastRead = { version, log: readNow(path, withoutConversation) };
    // A disk that failed once may not fail again.
    lastRead.log.catch(() => {
      lastRead = null;
    });
  }
  return lastRead.log;
}

let lastRead: { readonly version: string; readonly log: Promise<SessionLog> } | null = null;

async function readNow(path: string, keep: (state: State) => State): Promise<SessionLog> {
  const spans: Span[] = [];
  const queued: Event[] = [];
  const read = new Set<string>();
  let state = initialState;
  let firstDigest = '';
  let modelKind: SessionLog['modelKind'] = null;
  const end = await eachEvent<EventBody>(path, ({ event: body, from }) => {
    const event = body as Event;
    const attempt = attemptOf(event, spans.at(-1)?.attempt ?? 1);
    if (attempt !== spans.at(-1)?.attempt) spans.push({ attempt, from, seq: event.seq });
    state = reduce(keep(state), event);
    if (event.type === 'steering-queued') queued.push(event);
    for (const name of skillsRead([event])) read.add(name);
    if (event.type === 'session-started') firstDigest ||= event.assetsDigest;
    if (event.type === 'session-started' || event.type === 'session-resumed') modelKind = event.modelKind;
  });
  const events = (attempt?: number) => readAgain(path, { spans, queued, end }, attempt);
  return { state: keep(state), end, skillsRead: [...read], firstDigest, modelKind, events };
}

function withoutConversation(state: State): State {
  const { messages, pending } = state;
  return messages === noPages && pending === noPages ? state : { ...state, messages: noPages, pending: noPages };
}

/** Reads a session's events, some at a time. */
export async function* readAll(path: string): AsyncGenerator<readonly Event[]> {
  for await (const entries of scanLog<EventBody>(path)) yield entries.map(({ event }) => event as Event);
}

/** A run of events of one attempt; the next one says where it ends. */
interface Span extends LogPlace {
  readonly attempt: number;
}

interface Known {
  readonly spans: readonly Span[];
  readonly queued: readonly Event[];
  readonly end: LogEnd;
}

async function* readAgain(
  path: string,
  { spans, queued, end }: Known,
  attempt: number | undefined,
): AsyncGenerator<readonly Event[]> {
  const isMeant = (span: Span): boolean => attempt === undefined || span.attempt === attempt;
  const first = spans.find(isMeant);
  if (!first) return;
  const last = spans.findLastIndex(isMeant);
  const until = spans[last + 1]?.seq ?? end.lastSeq + 1;
  let underWay = first.attempt;
  const before = queued.filter((event) => event.seq < first.seq);
  if (before.length > 0) yield before;
  for await (const entries of scanLog<EventBody>(path, first)) {
    const events: Event[] = [];
    for (const { event: body } of entries) {
      const event = body as Event;
      if (event.seq >= until) break;
      underWay = attemptOf(event, underWay);
      if (attempt === undefined || underWay === attempt || event.type === 'steering-queued') events.push(event);
    }
    if (events.length > 0) yield events;
    if ((entries.at(-1)?.event.seq ?? until) >= until - 1) return;
  }
}
