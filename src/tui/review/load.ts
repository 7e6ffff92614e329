import { isProblem } from '../../cli/context.ts';
import { rivalsOf } from '../../core/candidates.ts';
import { diffBases } from '../../core/diff-base.ts';
import type { SessionRecord, Workbench } from '../../core/workbench.ts';
import { benchOf, type Deps, guarded, say } from '../deps.ts';
import type { ReviewState, Rival, Screens } from '../store.ts';
import { candidateItems } from './candidates-page.ts';
import { changeReview } from './change.ts';
import { completeAcceptDialog } from './decide.ts';
import { inkDiff } from './diff/actions.ts';
import { firstSpot, type Spot } from './list.ts';
import { loadSteps } from './load-steps.ts';
import { verdictItems } from './verdict-page.ts';

/** Reads what there is to see of the attempt that shows, and of the one that shows then: what was passed quickly is left out. */
export function loadShown(deps: Deps): Promise<void> {
  const underWay = loading.get(deps.store);
  if (underWay) return underWay;
  const work = (async () => {
    for (;;) {
      const before = deps.store.getState().review;
      await Promise.all([loadDiff(deps), inspect(deps), loadSteps(deps)]);
      const { review } = deps.store.getState();
      if (review?.record === before?.record && review?.attempt === before?.attempt) return;
    }
  })().finally(() => loading.delete(deps.store));
  loading.set(deps.store, work);
  return work;
}

const loading = new WeakMap<Deps['store'], Promise<void>>();

/** Reads the diffs of the attempt that shows. */
export async function loadDiff(deps: Deps): Promise<void> {
  const workbench = benchOf(deps);
  const { review, sessions } = deps.store.getState();
  const ends = review && diffEnds(review, sessions);
  if (!workbench || !ends) return;
  const { record, attempt, base } = review;
  // The base has moved since something else was accepted: only the outputs are the attempt's.
  const { outputs, base: start = null } = record.state.started ?? {};
  try {
    const read = workbench.diff(ends.from, ends.to, outputs);
    const [diff, whole] = await Promise.all([
      read,
      ends.from === start ? read : workbench.diff(start, ends.to, outputs),
    ]);
    const now = deps.store.getState().review;
    if (now?.attempt === attempt && now.base === base) changeReview(deps, record.summary.id, { diff, whole });
    completeAcceptDialog(deps);
  } catch (error) {
    say(deps, 'bad', `The diff can't be read: ${error instanceof Error ? error.message : String(error)}`);
    return;
  }
  await ink(deps);
}

export async function ink(deps: Deps): Promise<void> {
  const { review, sessions } = deps.store.getState();
  const ends = review && diffEnds(review, sessions);
  if (ends) await inkDiff(deps, ends.from, ends.to);
}

/** The commits that the attempt's diff is between; null where there is no attempt. */
function diffEnds(review: ReviewState, sessions: Screens['sessions']): { from: string | null; to: string } | null {
  const { record, attempt, base } = review;
  const to = commitOf(record, attempt);
  return to ? { from: diffBases(record, attempt, sessions ?? []).get(base) ?? null, to } : null;
}

/** Looks at what the attempt's outputs do and offer, against those that were there when the session began. */
async function inspect(deps: Deps): Promise<void> {
  const workbench = benchOf(deps);
  const { review } = deps.store.getState();
  if (!workbench || !review) return;
  const { record, attempt } = review;
  const to = commitOf(record, attempt);
  if (!to) return;
  const { started } = record.state;
  await guarded(deps, async () => {
    const outputs = started?.outputs ?? [];
    const [before, after] = await Promise.all([
      workbench.outputs(started?.base ?? null, outputs),
      workbench.outputs(to, outputs),
    ]);
    // Only who reviews needs it.
    const { compareOutputs } = await import('../../core/inspect/index.ts');
    const inspection = compareOutputs(before, after);
    const now = deps.store.getState().review;
    if (now?.record.summary.id !== record.summary.id || now.attempt !== attempt) return;
    changeReview(deps, record.summary.id, {
      inspection,
      spots: { ...now.spots, verdict: sameItem(now, { ...now, inspection }) },
    });
  });
}

/** The spot on the verdict page with the cursor on the item that it was on, though others have come. */
function sameItem(before: ReviewState, after: ReviewState): Spot {
  const spot = before.spots.verdict ?? firstSpot;
  const key = verdictItems(before)[spot.cursor]?.key;
  const cursor = verdictItems(after).findIndex((one) => one.key === key);
  return cursor < 0 ? spot : { ...spot, cursor };
}

/** Reads the sessions that this one is compared with. */
export async function loadRivals(deps: Deps, record: SessionRecord): Promise<void> {
  const workbench = benchOf(deps);
  const { sessions } = deps.store.getState();
  if (!workbench) return;
  await guarded(deps, async () => {
    const rivals = rivalsOf(sessions ?? (await workbench.sessions()), record.summary);
    const read = rivals.length < 2 ? [] : await Promise.all(rivals.map((one) => readRival(workbench, one.id)));
    const known = read.filter((one) => one !== null);
    const now = deps.store.getState().review;
    if (now?.record.summary.id !== record.summary.id) return;
    // The cursor starts on the candidate that is open.
    const cursor = candidateItems({ ...now, rivals: known }).findIndex((one) => one.session === record.summary.id);
    const spots = { ...now.spots, candidates: { ...firstSpot, cursor: Math.max(0, cursor) } };
    changeReview(deps, record.summary.id, { rivals: known, spots });
  });
}

async function readRival(workbench: Workbench, id: string): Promise<Rival | null> {
  const record = await workbench.read(id);
  if (isProblem(record)) return null;
  const { started, attempts } = record.state;
  const to = attempts.at(-1)?.started.commit;
  const diff = to ? await workbench.diff(started?.base ?? null, to, started?.outputs) : null;
  return { record, files: diff?.files ?? [] };
}

function commitOf(record: SessionRecord, attempt: number): string | undefined {
  return record.state.attempts.find((one) => one.number === attempt)?.started.commit;
}
