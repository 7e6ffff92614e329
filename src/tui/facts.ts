import type { Attempt } from '../core/state.ts';
import { money, plural } from '../core/words.ts';
import type { SessionStatus, SessionSummary } from '../core/workbench.ts';
import { bad, good, type Span, warn } from './lines.ts';

export { compact, money, plural } from '../core/words.ts';

/** `2026-11-23 08:40`, in the person's own time zone. */
export function moment(iso: string): string {
  const at = new Date(iso);
  if (Number.isNaN(at.getTime())) return '';
  const two = (number: number) => String(number).padStart(2, '0');
  return `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())} ${two(at.getHours())}:${two(at.getMinutes())}`;
}

/** One attempt in a cell: `✗ 3/9 · +41 −2 · $0.04`. */
export function attemptCell(attempt: Attempt): Span {
  const { tested, started, verified } = attempt;
  if (!tested) return warn('▸ testing');
  const { passed, total } = tested.counts;
  const size = `+${started.added} −${started.removed} · ${money(tested.usd)}`;
  if (verified) return good(`✓ ${passed}/${total} verified · ${size}`);
  if (verified === false) return bad(`✗ ${passed}/${total} not verified · ${size}`);
  return tested.green ? good(`✓ ${passed}/${total} · ${size}`) : bad(`✗ ${passed}/${total} · ${size}`);
}

/** What a session has made and cost; of one that still runs neither is known before it ends. */
export function spentWords({ status, attempts, usd }: Pick<SessionSummary, 'status' | 'attempts' | 'usd'>) {
  return status === 'running' ? null : { attempts: plural(attempts, 'attempt'), cost: money(usd) };
}

/** A session's status in a mark and a word. */
export function statusSpan(status: SessionStatus, outcome: string | null): Span {
  switch (status) {
    case 'running':
      return warn('▸ running');
    case 'crashed':
      return bad('✗ cut off');
    case 'waiting':
      return warn('● waits for you');
    case 'accepted':
      return good('✓ accepted');
    case 'rejected':
      return bad('✗ rejected');
    case 'undone':
      return warn('✗ undone');
    case 'ended':
      // A candidate that waits for nobody: a session of a trial.
      return outcome === 'candidate' ? good('✓ verified') : warn(`✗ ${outcome ?? 'ended'}`);
    default:
      return status satisfies never;
  }
}
