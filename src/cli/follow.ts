import type { Outcome, SessionEnded } from '../core/events.ts';
import type { RunningSession } from '../core/workbench.ts';
import { type Context, exitCodes } from './context.ts';
import { eventText } from './event-lines.ts';

/**
 * Prints a session's events as they come, as JSON or as text, and returns its last one. With a label, each line of text
 * says which session it belongs to. In step mode the session ends at each pause: `resume` goes on. What comes next is left
 * out where the command itself goes on.
 */
export async function follow(
  context: Context,
  session: RunningSession,
  label: string | null,
  from = 0,
  { next = true }: { readonly next?: boolean } = {},
): Promise<SessionEnded | null> {
  const text = eventText(context.style, { next });
  const interrupt = (): void => session.interrupt('user');
  if (context.signal.aborted) interrupt();
  context.signal.addEventListener('abort', interrupt, { once: true });
  let ended: SessionEnded | null = null;
  // Given before, and heard only now.
  for (const { id, text: said } of session.state.steering)
    text.lines({ type: 'steering-queued', id, text: said, session: session.id, seq: from, at: '' });
  try {
    for await (const event of session.events(from)) {
      if (event.type === 'session-ended') ended = event;
      if (event.type === 'paused') session.interrupt('step');
      if (context.json) context.out(JSON.stringify(event));
      else for (const line of text.lines(event)) context.out(label ? `${context.style.dim(label)} ${line}` : line);
    }
  } catch (error) {
    // What comes after the last event is only tidying up: the session is what its log says.
    if (ended === null) throw error;
    context.err(`regent: the session ended, but not all was put away: ${(error as Error).message}`);
  } finally {
    context.signal.removeEventListener('abort', interrupt);
  }
  return ended;
}

/** Returns the exit code that tells how a session ended. */
export function exitCodeOf(ended: SessionEnded | null): number {
  return ended ? codes[ended.outcome] : exitCodes.failed;
}

const codes: Record<Outcome, number> = {
  candidate: exitCodes.pending,
  limit: exitCodes.limit,
  objected: exitCodes.objected,
  interrupted: exitCodes.interrupted,
  failed: exitCodes.failed,
};
