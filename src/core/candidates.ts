import type { SessionSummary } from './workbench.ts';

/**
 * Returns the sessions in the order in which they are reviewed: the newest first, but the candidates of one run by their
 * numbers, so that a step from one to the next stays among them.
 */
export function reviewOrder(sessions: readonly SessionSummary[]): readonly SessionSummary[] {
  const ordered: SessionSummary[] = [];
  const done = new Set<string>();
  for (const session of sessions) {
    if (done.has(session.id)) continue;
    const run = siblingsOf(sessions, session);
    for (const one of run) done.add(one.id);
    ordered.push(...run);
  }
  return ordered;
}

/** Returns the sessions of the run that one belongs to, by number, itself among them; only itself if it ran alone. */
export function siblingsOf(sessions: readonly SessionSummary[], session: SessionSummary): readonly SessionSummary[] {
  const { candidate } = session;
  if (!candidate || candidate.of < 2) return [session];
  // Newest first: the run's last session comes before its first, and each number is there once.
  const ofSpec = sessions.filter((one) => one.spec === session.spec && one.candidate?.of === candidate.of);
  const runs: SessionSummary[][] = [];
  for (const one of ofSpec.toReversed()) {
    const run = runs.at(-1);
    const isNext =
      run && run.length < candidate.of && run.every((known) => known.candidate?.number !== one.candidate?.number);
    if (isNext) run.push(one);
    else runs.push([one]);
  }
  const own = runs.find((run) => run.some((one) => one.id === session.id)) ?? [session];
  return own.toSorted((a, b) => (a.candidate?.number ?? 0) - (b.candidate?.number ?? 0));
}

/** Returns the sessions to hold beside one: the others of its run, and of its spec those whose candidates wait. */
export function rivalsOf(sessions: readonly SessionSummary[], session: SessionSummary): readonly SessionSummary[] {
  const own = siblingsOf(sessions, session);
  const waiting = reviewOrder(sessions).filter(
    (one) => one.spec === session.spec && one.status === 'waiting' && !own.some((known) => known.id === one.id),
  );
  return [...own, ...waiting];
}
