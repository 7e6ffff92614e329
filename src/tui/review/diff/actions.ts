import type { DiffLines } from '../../../core/diff-lines.ts';
import { cleanLine } from '../../../core/text.ts';
import { ask, benchOf, type Deps, guarded, patch, say } from '../../deps.ts';
import { diffLayouts, type ReviewState } from '../../store.ts';
import { type DiffFile, type DiffList, diffItems, isDiffList } from '../diff-page.ts';
import { noFolds } from '../items.ts';
import { currentItem, firstSpot, jumpTo } from '../list.ts';
import { windowNow } from '../pages.ts';
import { loadInk } from './ink.ts';

/** Loads what makes the diff easier to read, once for each; it shows without until then. */
export async function inkDiff(deps: Deps, from: string | null, to: string): Promise<void> {
  const workbench = benchOf(deps);
  const review = deps.store.getState().review;
  const diff = review?.diff;
  if (!workbench || !diff || review.page !== 'diff' || review.ink) return;
  const outputs = review.record.state.started?.outputs ?? [];
  await guarded(deps, async () => {
    const [before, after] = await Promise.all([workbench.outputs(from, outputs), workbench.outputs(to, outputs)]);
    const paths = diff.files.flatMap(({ path, from: old }) => (old === undefined ? [path] : [path, old]));
    await loadInk({ old: before.texts, new: after.texts }, paths, (ink) => {
      const isShown = deps.store.getState().review?.diff === diff;
      if (isShown) patch(deps, 'review', { ink });
      return isShown;
    });
  });
}

/** Goes to the next file, or the one before. */
export function stepFile(deps: Deps, by: number): void {
  inDiff(deps, (list, current) => {
    const at = list.fileAt(current);
    const start = list.files[at]?.start ?? 0;
    // From within a file, back is to its head.
    const next = by < 0 && at >= 0 && current > start ? at : at + by;
    if (next >= list.files.length) say(deps, 'plain', 'It is the last file.');
    return list.files[Math.max(0, Math.min(next, list.files.length - 1))]?.start ?? current;
  });
}

/** Goes to the next hunk, or the one before; a folded file is one. */
export function stepHunk(deps: Deps, by: number): void {
  inDiff(deps, (list, current) => {
    const stops = list.files.flatMap((file) => {
      const hunks = file.isOpen ? file.lines.hunks.map((at) => file.start + 1 + rowOf(file, at)) : [];
      return hunks.length > 0 ? hunks : [file.start];
    });
    const next = by > 0 ? stops.find((at) => at > current) : stops.findLast((at) => at < current);
    if (next === undefined) say(deps, 'plain', by > 0 ? 'It is the last change.' : 'It is the first change.');
    return next ?? current;
  });
}

/** Folds the file that shows, or unfolds it, and stays at its head. */
export function foldFile(deps: Deps): void {
  const { review } = deps.store.getState();
  if (!review) return;
  let key: string | undefined;
  inDiff(deps, (list, current) => {
    const file = list.files[Math.max(0, list.fileAt(current))];
    key = file?.key;
    return file?.start ?? current;
  });
  if (key !== undefined) flip(deps, key);
}

/** Lists the files with their sizes; goes to the one that is chosen. */
export function listFiles(deps: Deps): void {
  const { review } = deps.store.getState();
  if (!review?.diff) return;
  ask(deps, {
    kind: 'choose',
    title: 'Which file?',
    options: review.diff.files.map(({ path, added, removed, status }) => [
      path,
      `${cleanLine(path)}  +${added} −${removed}${status === 'changed' ? '' : `  ${status}`}`,
    ]),
    at: fileNow(deps, review),
    run: (path) => showPlace(deps, path, null),
  });
}

/** Turns from the width's own choice to unified, to side by side; the person stays at the file. */
export function nextLayout(deps: Deps): void {
  const { review } = deps.store.getState();
  if (!review) return;
  const at = fileNow(deps, review);
  const layout = diffLayouts[(diffLayouts.indexOf(review.layout) + 1) % diffLayouts.length] ?? 'auto';
  patch(deps, 'review', { layout });
  inDiff(deps, (list, current) => (current === 0 ? 0 : (list.files[at]?.start ?? 0)));
  say(deps, 'plain', layoutNames[layout]);
}

const layoutNames = {
  auto: 'Old and new are side by side where there is room.',
  unified: 'Old and new are one below the other.',
  side: 'Old and new are side by side.',
} as const;

/** Goes to a line of the new file, or to the file; unfolds it. */
export function showPlace(deps: Deps, path: string, number: number | null): void {
  const { review } = deps.store.getState();
  if (!review) return;
  // Who is quicker than the diff is read is led there once it is, unless they have gone elsewhere.
  if (review.diff === null) {
    onceRead(deps, review, () => showPlace(deps, path, number));
    return;
  }
  const list = listNow(deps, review);
  const file = list?.files.find((one) => one.key === path);
  if (!file) return;
  if (!file.isOpen) flip(deps, path);
  const above = number === null ? 0 : 2;
  inDiff(
    deps,
    ({ files }) => {
      const shown = files.find((one) => one.key === path);
      const at = shown && number !== null ? lineNumbered(shown.lines, number) : -1;
      return (shown?.start ?? 0) + (shown && at >= 0 ? 1 + rowOf(shown, at) : 0);
    },
    above,
  );
}

function onceRead({ store }: Deps, { record, attempt }: ReviewState, act: () => void): void {
  const stop = store.subscribe(({ review }) => {
    const isHere =
      review?.record.summary.id === record.summary.id && review.attempt === attempt && review.page === 'diff';
    if (isHere && review.diff === null) return;
    stop();
    if (isHere) act();
  });
}

function flip(deps: Deps, key: string): void {
  const { review } = deps.store.getState();
  if (!review) return;
  const { all, one } = review.folds.diff ?? noFolds;
  const flipped = new Set(one);
  if (!flipped.delete(key)) flipped.add(key);
  patch(deps, 'review', { folds: { ...review.folds, diff: { all, one: flipped } } });
}

/** The file that a key is about. */
function fileNow(deps: Deps, review: ReviewState): number {
  const list = listNow(deps, review);
  return list ? Math.max(0, list.fileAt(currentItem(list, review.spots.diff ?? firstSpot, windowNow(deps)))) : 0;
}

function listNow(deps: Deps, review: ReviewState): DiffList | null {
  const list = diffItems(review, windowNow(deps).width);
  return isDiffList(list) ? list : null;
}

/** Puts the mark on an item, and so many above it at the top of the window, where there is enough below. */
function inDiff(deps: Deps, find: (list: DiffList, current: number) => number, above = 0): void {
  const { review } = deps.store.getState();
  const list = review ? listNow(deps, review) : null;
  if (!review || !list) return;
  const window = windowNow(deps);
  const current = currentItem(list, review.spots.diff ?? firstSpot, window);
  const spot = jumpTo(list, find(list, current), window, above);
  patch(deps, 'review', { spots: { ...review.spots, diff: spot } });
}

/** The row that a line is in. */
function rowOf({ pairs }: DiffFile, line: number): number {
  return pairs
    ? Math.max(
        0,
        pairs.findIndex(([left, right]) => left === line || right === line),
      )
    : line;
}

/** Where the line with this number in the new file is, or the next that is there; -1 behind the last. */
function lineNumbered(lines: DiffLines, number: number): number {
  for (let at = 0; at < lines.length; at++) {
    const kind = lines.kindAt(at);
    if ((kind === 'added' || kind === 'context') && lines.at(at).new >= number) return at;
  }
  return -1;
}
