import type { SessionSummary } from '../../core/workbench.ts';
import type { Live, Screens } from '../store.ts';

type Known = Pick<Screens, 'sessions'>;

/** Sessions that ran when the program died. */
export function cutOff({ sessions }: Known): readonly SessionSummary[] {
  return (sessions ?? []).filter((one) => one.status === 'crashed');
}

/** The session that is worth going on with: the newest that was cut off, else a spec's last that ended without a candidate. */
export function newestResumable(state: Known): SessionSummary | null {
  const [crashed] = cutOff(state);
  if (crashed) return crashed;
  const specs = new Set<string>();
  const last = (state.sessions ?? []).filter(({ spec }) => !specs.has(spec) && specs.add(spec));
  return last.find((one) => one.status === 'ended') ?? null;
}

/** The session that is worth looking at: the newest candidate that waits, else the newest of all. */
export function newestToReview({ sessions }: Known): SessionSummary | null {
  return sessions?.find((one) => one.status === 'waiting') ?? sessions?.[0] ?? null;
}

/** A session that a dialog is about has ended meanwhile. */
export function isOver({ live }: Screens, { session }: Live): boolean {
  const now = live.sessions.find((one) => one.session.id === session.id);
  return !now || now.over || now.state.ended !== null;
}
