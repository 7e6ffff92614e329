import { mkdir, readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { DraftEvent, DraftEventBody } from '../../core/draft/events.ts';
import { type DraftRecord, type DraftStatus, type DraftSummary, nameOfDraft } from '../../core/draft/port.ts';
import { type DraftState, initialDraft, reduceDraft } from '../../core/draft/state.ts';
import type { Problem } from '../../core/workbench.ts';
import { openLog, readLog } from '../log/index.ts';
import { isLockHeld } from '../log/lock-file.ts';
import { diffFiles } from './diff-files.ts';

export const draftFile = 'events.jsonl';

/** Where the drafts of a repository are: beside its sessions, so that nothing is in the work tree before an accept. */
export function draftsFolder(commonDir: string): string {
  return join(commonDir, 'regent', 'drafts');
}

export async function makeDraftFolder(commonDir: string, id: string): Promise<string> {
  const folder = join(draftsFolder(commonDir), id);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  return folder;
}

/** Returns all drafts, newest first. */
export async function listDrafts(commonDir: string): Promise<DraftSummary[]> {
  const names = await readdir(draftsFolder(commonDir)).catch(() => []);
  const found = await Promise.all(names.map((name) => readSummary(commonDir, name)));
  return found
    .flatMap((one) => one ?? [])
    .sort((a, b) => (a.startedAt < b.startedAt ? 1 : a.startedAt > b.startedAt ? -1 : a.id < b.id ? 1 : -1));
}

export async function readDraft(commonDir: string, id: string): Promise<DraftRecord | Problem> {
  const read = await readState(commonDir, id);
  if (!read) return noDraft(id);
  return { ...read, diff: await diffFiles(read.state.proposal?.files ?? []) };
}

/** Deletes drafts older than so many days that nobody has to decide about; returns their ids. */
export async function pruneDrafts(commonDir: string, days: number): Promise<string[]> {
  const before = new Date(Date.now() - days * 86_400_000).toISOString();
  const drafts = await listDrafts(commonDir);
  const old = drafts.filter(
    ({ status, startedAt }) => status !== 'running' && status !== 'waiting' && startedAt < before,
  );
  for (const { id } of old) await rm(join(draftsFolder(commonDir), id), { recursive: true, force: true });
  return old.map((draft) => draft.id);
}

/** Returns the draft that is meant: by its id, by a beginning that only it has, or by what it is about. */
export async function findDraft(commonDir: string, reference: string): Promise<DraftSummary | Problem> {
  const drafts = await listDrafts(commonDir);
  const exact = drafts.find((draft) => draft.id === reference);
  if (exact) return exact;
  const about = drafts.filter((draft) => draft.scope.spec === reference || nameOfDraft(draft) === reference);
  const waiting = about.filter((draft) => draft.status === 'waiting');
  const found = waiting.length > 0 ? waiting : drafts.filter(({ id }) => reference !== '' && id.startsWith(reference));
  if (found.length === 1) return found[0] as DraftSummary;
  if (found.length === 0) return noDraft(reference);
  const ids = found.slice(0, 5).map((draft) => draft.id);
  return {
    problem: `${JSON.stringify(reference)} may be ${found.length} drafts: ${ids.join(', ')}.`,
    mend: 'Give the id.',
  };
}

/** Appends to a draft's log; refused while another process writes to it. */
export async function appendToDraft(
  commonDir: string,
  id: string,
  bodies: readonly DraftEventBody[],
): Promise<Problem | null> {
  const folder = join(draftsFolder(commonDir), id);
  const opened = await openLog<DraftEventBody>(folder, draftFile, id, { now: Date.now });
  if ('inUseBy' in opened) return inUse(id, opened.inUseBy);
  try {
    for (const body of bodies) await opened.log.append(body);
  } finally {
    await opened.log.close();
  }
  return null;
}

export function inUse(id: string, process: number): Problem {
  return { problem: `Draft ${id} is being made by another process (${process}).`, mend: 'Wait for it, or stop it.' };
}

/** Of logs as long as they were: a list is made often, and a draft's log holds all that its model was given. */
const known = new Map<string, { readonly size: number; readonly summary: DraftSummary }>();

async function readSummary(commonDir: string, id: string): Promise<DraftSummary | null> {
  const path = join(draftsFolder(commonDir), id, draftFile);
  const size = (await stat(path).catch(() => null))?.size ?? 0;
  const before = known.get(path);
  const isOver = before && before.summary.status !== 'running' && before.summary.status !== 'crashed';
  if (isOver && before.size === size) return before.summary;
  const read = await readState(commonDir, id);
  if (read) known.set(path, { size, summary: read.summary });
  return read?.summary ?? null;
}

async function readState(
  commonDir: string,
  id: string,
): Promise<{ summary: DraftSummary; state: DraftState; events: DraftEvent[] } | null> {
  // The id may be what a person typed.
  if (!/^[\w-]{1,120}$/.test(id)) return null;
  const path = join(draftsFolder(commonDir), id, draftFile);
  const events = (await readLog<DraftEventBody>(path)).events as DraftEvent[];
  const state = events.reduce(reduceDraft, initialDraft);
  const { started, proposal, ended } = state;
  const [first] = events;
  if (!started || !first) return null;
  const status = statusOf(state, await isLockHeld(`${path}.lock`));
  const summary: DraftSummary = {
    id,
    scope: started.scope,
    source: started.source,
    status,
    startedAt: first.at,
    model: state.model,
    reason: ended?.reason ?? '',
    tells: proposal?.proof?.tells ?? null,
    files: proposal?.files.map((file) => file.path) ?? [],
    usd: state.usd,
  };
  return { summary, state, events };
}

function statusOf({ decision, ended, proposal }: DraftState, isHeld: boolean): DraftStatus {
  if (decision) return decision.kind;
  if (!ended) return isHeld ? 'running' : 'crashed';
  return proposal && proposal.files.length > 0 ? 'waiting' : 'ended';
}

function noDraft(reference: string): Problem {
  return {
    problem: `There is no draft ${JSON.stringify(reference.slice(0, 120))}.`,
    mend: 'List the drafts: regent draft list',
  };
}
