import { type TestChanges, testChanges } from '../../core/test-changes.ts';
import { type Verdict, verdictOf } from '../../core/verdict.ts';
import type { SessionRecord } from '../../core/workbench.ts';
import type { ReviewState } from '../store.ts';

/** The verdict on the attempt that shows; worked out once. */
export function verdictFor({ record, attempt }: Pick<ReviewState, 'record' | 'attempt'>): Verdict | null {
  return remembered(verdicts, record, attempt, () => verdictOf(record.state, attempt === 0 ? undefined : attempt));
}

/** What became of the tests since the attempt before; null where there is none. */
export function testChangesFor({ record, attempt }: ReviewState): TestChanges | null {
  return remembered(changes, record, attempt, () => {
    const shown = record.state.attempts.find((one) => one.number === attempt);
    return shown ? testChanges(record.state, shown) : null;
  });
}

const verdicts = new WeakMap<SessionRecord, Map<number, Verdict | null>>();
const changes = new WeakMap<SessionRecord, Map<number, TestChanges | null>>();

function remembered<T>(
  known: WeakMap<SessionRecord, Map<number, T>>,
  record: SessionRecord,
  attempt: number,
  make: () => T,
): T {
  const of = known.get(record) ?? new Map<number, T>();
  known.set(record, of);
  if (!of.has(attempt)) of.set(attempt, make());
  return of.get(attempt) as T;
}
