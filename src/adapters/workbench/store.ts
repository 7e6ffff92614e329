import { existsSync } from 'node:fs';
import { mkdir, readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Decision, DecisionBody, Event, SessionStarted } from '../../core/events.ts';
import type { State } from '../../core/state.ts';
import type { TrialPlace } from '../../core/variant.ts';
import type { Problem, SessionRecord, SessionStatus, SessionSummary } from '../../core/workbench.ts';
import { readEnds } from '../log/ends.ts';
import { openLog, readLog } from '../log/index.ts';
import { isLockHeld } from '../log/lock-file.ts';
import { type ReadOptions, readSessionLog, type SessionLog } from './session-log.ts';

export const eventsFile = 'events.jsonl';
export const decisionsFile = 'decisions.jsonl';

/** Where the sessions of a repository are: in git's common folder, so that all its work trees share them. */
export function sessionsFolder(commonDir: string): string {
  return join(commonDir, 'regent', 'sessions');
}

export async function makeSessionFolder(commonDir: string, id: string): Promise<string> {
  const folder = join(sessionsFolder(commonDir), id);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  return folder;
}

/** Returns all sessions, newest first. Only the first and the last lines of each log are read. */
export async function listSessions(commonDir: string): Promise<SessionSummary[]> {
  const names = await readdir(sessionsFolder(commonDir)).catch(() => []);
  const found = await Promise.all(names.map((name) => summarise(commonDir, name)));
  return found
    .filter((summary): summary is SessionSummary => summary !== null)
    .sort((a, b) => (a.startedAt < b.startedAt ? 1 : a.startedAt > b.startedAt ? -1 : a.id < b.id ? 1 : -1));
}

/** Returns the sessions of a spec that run, wherever. However many there were, only what has a lock is looked at. */
export async function listRunning(commonDir: string, spec: string): Promise<SessionSummary[]> {
  const folder = sessionsFolder(commonDir);
  const names = (await readdir(folder).catch(() => [])).filter(
    (name) => name.startsWith(`${spec}-`) && existsSync(join(folder, name, `${eventsFile}.lock`)),
  );
  const found = await Promise.all(names.map((name) => summarise(commonDir, name)));
  return found.filter((one) => one !== null).filter((one) => one.spec === spec && one.status === 'running');
}

export async function readSession(
  commonDir: string,
  id: string,
  options: ReadOptions = {},
): Promise<(SessionRecord & SessionLog) | Problem> {
  const path = join(sessionsFolder(commonDir), id, eventsFile);
  const [log, decisions] = await Promise.all([readSessionLog(path, options), readDecisions(commonDir, id)]);
  const summary = await summarise(commonDir, id, async () => spentOf(log.state));
  if (!summary) return { problem: `There is no session ${JSON.stringify(id)}.`, mend: 'List the sessions: regent log' };
  return { ...log, summary, decisions };
}

export async function readDecisions(commonDir: string, id: string): Promise<Decision[]> {
  const { events } = await readLog<DecisionBody>(join(sessionsFolder(commonDir), id, decisionsFile));
  return events as Decision[];
}

/**
 * Decides about a session: no other process can meanwhile, so that what is done and what is recorded of it are one. `act`
 * is given the decisions so far, and records its own.
 */
export async function decide<T extends object>(
  commonDir: string,
  id: string,
  act: (record: (body: DecisionBody) => Promise<void>, before: readonly Decision[]) => Promise<T | Problem>,
): Promise<T | Problem> {
  const folder = join(sessionsFolder(commonDir), id);
  const opened = await openLog<DecisionBody>(folder, decisionsFile, id, { now: Date.now });
  if ('inUseBy' in opened)
    return {
      problem: `Process ${opened.inUseBy} is deciding about session ${id}.`,
      mend: `Wait for it, then see what it decided: regent show ${id}`,
    };
  const { log, events } = opened;
  try {
    return await act(async (body) => void (await log.append(body)), events as Decision[]);
  } finally {
    await log.close();
  }
}

/**
 * Returns the session that is meant: by its id, by a beginning that only it has, or by the name of a spec; then the
 * one candidate that waits, or, if any will do, the newest.
 */
export async function findSession(
  commonDir: string,
  reference: string,
  want: 'any' | 'candidate',
): Promise<SessionSummary | Problem> {
  const sessions = await listSessions(commonDir);
  const exact = sessions.find((session) => session.id === reference);
  if (exact) return exact;
  const ofSpec = sessions.filter((session) => session.spec === reference && !session.trial);
  if (ofSpec.length > 0) {
    const waiting = ofSpec.filter((session) => session.status === 'waiting');
    if (want === 'any') return ofSpec[0] as SessionSummary;
    if (waiting.length === 1) return waiting[0] as SessionSummary;
    if (waiting.length === 0)
      return { problem: `No candidate of ${reference} waits.`, mend: `Make one: regent run ${reference}` };
    return {
      problem: `${waiting.length} candidates of ${reference} wait: ${waiting.map((session) => session.id).join(', ')}.`,
      mend: 'Name one of them by its id.',
    };
  }
  // A spec's name begins its sessions' ids; those of trials must be meant.
  const isMeant = ({ spec, trial }: SessionSummary) => !trial || reference.length > spec.length + 1;
  const beginning = sessions.filter((one) => reference !== '' && one.id.startsWith(reference) && isMeant(one));
  if (beginning.length === 1) return beginning[0] as SessionSummary;
  if (beginning.length > 1) {
    return {
      problem: `${JSON.stringify(reference)} begins ${beginning.length} sessions: ${beginning
        .slice(0, 5)
        .map((session) => session.id)
        .join(', ')}.`,
      mend: 'Give more of the id.',
    };
  }
  return {
    problem: `There is no session or spec with a session called ${JSON.stringify(reference)}.`,
    mend: 'List the sessions: regent log',
  };
}

async function summarise(
  commonDir: string,
  id: string,
  readSpentBy: (path: string) => Promise<Spent> = readSpent,
): Promise<SessionSummary | null> {
  const path = join(sessionsFolder(commonDir), id, eventsFile);
  const [first, last] = (await readEnds(path)).map(parse);
  if (first?.type !== 'session-started') return null;
  const started = first as SessionStarted & Event;
  const ended = last?.type === 'session-ended' ? last : null;
  // A session that went on after it was rejected has something new to decide about.
  const decisions = await readDecisions(commonDir, id);
  const decided = decisions.at(-1);
  const decision = decided && ended && decided.at >= ended.at ? decided : null;
  const status: SessionStatus = decision
    ? decision.type
    : ended
      ? ended.outcome === 'candidate' && !started.trial
        ? 'waiting'
        : 'ended'
      : (await isLockHeld(`${path}.lock`))
        ? 'running'
        : 'crashed';
  const spent = status === 'crashed' ? await readSpentBy(path) : null;
  return {
    id,
    spec: started.spec,
    startedAt: started.at,
    endedAt: ended?.at ?? null,
    status,
    outcome: ended?.outcome ?? null,
    reason: ended?.reason ?? '',
    attempts: ended?.attempts ?? spent?.attempts ?? 0,
    usd: ended ? ended.usd : (spent?.usd ?? null),
    model: started.model,
    commit: ended?.commit ?? null,
    by: decision?.by ?? null,
    decisions,
    ...(started.trial ? { trial: placeOf(started.trial) } : {}),
    ...(started.candidate ? { candidate: started.candidate } : {}),
  };
}

/** What a session had come to when it was cut off: its log says so only as a whole. Read once, for it changes no more. */
async function readSpent(path: string): Promise<Spent> {
  const { size } = await stat(path);
  const known = spentBefore.get(path);
  if (known?.size === size) return known.spent;
  const { state } = await readSessionLog(path, { conversation: false });
  const spent = spentOf(state);
  spentBefore.set(path, { size, spent });
  return spent;
}

function spentOf({ attempts, usd }: State): Spent {
  return { attempts: attempts.length, usd };
}

interface Spent {
  readonly attempts: number;
  readonly usd: number | null;
}

const spentBefore = new Map<string, { readonly size: number; readonly spent: Spent }>();

function placeOf({ id, arm, label, repeat }: TrialPlace): SessionSummary['trial'] & object {
  return { id, arm, label, repeat };
}

function parse(line: string): Event | null {
  try {
    return JSON.parse(line) as Event;
  } catch {
    return null;
  }
}
