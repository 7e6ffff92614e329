import type { SessionRecord, SessionSummary } from './workbench.ts';

/** What an attempt is held against: where its session began, the attempt before, or what was accepted last. */
export type DiffBase = 'base' | 'before' | 'accepted';

/** The bases that an attempt can be held against, with their commits; the base of a first commit is null. */
export function diffBases(
  { summary, state }: SessionRecord,
  attempt: number,
  sessions: readonly SessionSummary[],
): ReadonlyMap<DiffBase, string | null> {
  const bases = new Map<DiffBase, string | null>([['base', state.started?.base ?? null]]);
  const before = state.attempts.findLast((one) => one.number < attempt);
  if (before) bases.set('before', before.started.commit);
  const accepted = sessions.find(
    (one) => one.spec === summary.spec && one.status === 'accepted' && one.id !== summary.id && one.commit !== null,
  );
  if (accepted) bases.set('accepted', accepted.commit);
  return bases;
}
