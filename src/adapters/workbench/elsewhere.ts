import type { SessionSummary } from '../../core/workbench.ts';
import { type HistoryEntry, readHistory } from '../git/history.ts';
import type { Repository } from '../git/repository.ts';

/** How far back the history of the branch is read. */
const commits = 1000;

/** Accepts in the history of HEAD whose sessions are not on this machine, newest first: what their commits say; `history` if it was read before. */
export async function listElsewhere(
  repository: Repository,
  known: ReadonlySet<string>,
  history?: readonly HistoryEntry[],
): Promise<SessionSummary[]> {
  const entries = history ?? (await readHistory(repository, { limit: commits }));
  const undone = new Map(entries.flatMap((one) => (isUndo(one) ? [[sessionOf(one), one] as const] : [])));
  return entries
    .filter((one) => sessionOf(one) !== '' && !isUndo(one) && !known.has(sessionOf(one)))
    .map((one) => summarise(one, undone.get(sessionOf(one)) ?? null));
}

function summarise(accept: HistoryEntry, undo: HistoryEntry | null): SessionSummary {
  const { trailers, commit, at, author } = accept;
  const id = sessionOf(accept);
  const spec = trailers.get('Regent-Spec') ?? '';
  const attempt = Number(trailers.get('Regent-Attempt')) || 0;
  const policy = trailers.get('Regent-Policy');
  const by = trailers.get('Reviewed-by') ?? (policy ? `policy ${policy}` : `${author.name} <${author.email}>`);
  const cost = /^\$(\d+(?:\.\d+)?)$/.exec(trailers.get('Regent-Cost') ?? '')?.[1];
  const stamp = { session: id, seq: 1, spec };
  const accepted = { ...stamp, type: 'accepted', at: inUtc(at), attempt, candidate: commit, commit, by } as const;
  const undoer = undo ? `${undo.author.name} <${undo.author.email}>` : '';
  const reverted = undo
    ? [
        {
          ...stamp,
          seq: 2,
          type: 'undone',
          at: inUtc(undo.at),
          accept: commit,
          commit: undo.commit,
          by: undoer,
        } as const,
      ]
    : [];
  return {
    id,
    spec,
    startedAt: inUtc(at),
    endedAt: inUtc(at),
    status: undo ? 'undone' : 'accepted',
    outcome: 'candidate',
    reason: 'Its session is not on this machine; this is what the commit says.',
    attempts: attempt,
    usd: cost === undefined ? null : Number(cost),
    model: trailers.get('Regent-Model') ?? '',
    commit,
    by: undo ? undoer : by,
    decisions: [accepted, ...reverted],
    elsewhere: true,
  };
}

function isUndo({ trailers }: HistoryEntry): boolean {
  return trailers.has('Regent-Undoes');
}

function sessionOf({ trailers }: HistoryEntry): string {
  return trailers.get('Regent-Session') ?? '';
}

function inUtc(at: string): string {
  const moment = new Date(at);
  return Number.isNaN(moment.getTime()) ? at : moment.toISOString();
}
