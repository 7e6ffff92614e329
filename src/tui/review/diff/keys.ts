import type { Binding } from '../../binding.ts';
import { keyOf } from '../../keymap.ts';
import type { Screens } from '../../store.ts';
import { listFiles, nextLayout, stepFile, stepHunk } from './actions.ts';

/** The keys that are only for the diff. */
export const diffKeys: readonly Binding[] = [
  {
    keys: ['n'],
    name: 'review.next-hunk',
    where: 'review',
    label: 'change',
    help: 'In the diff: to the next changed place.',
    hint: 'n N',
    disabled: withoutDiff,
    run: (deps) => stepHunk(deps, 1),
  },
  {
    keys: ['N'],
    name: 'review.hunk-before',
    where: 'review',
    label: 'change before',
    help: 'In the diff: to the changed place before.',
    disabled: withoutDiff,
    run: (deps) => stepHunk(deps, -1),
  },
  {
    keys: [']'],
    name: 'review.next-file',
    where: 'review',
    label: 'file',
    help: 'In the diff: to the next file.',
    hint: '] [',
    disabled: withoutDiff,
    run: (deps) => stepFile(deps, 1),
  },
  {
    keys: ['['],
    name: 'review.file-before',
    where: 'review',
    label: 'file before',
    help: 'In the diff: to the head of the file, or to the file before.',
    disabled: withoutDiff,
    run: (deps) => stepFile(deps, -1),
  },
  {
    keys: ['f'],
    name: 'review.files',
    where: 'review',
    label: 'files',
    help: 'In the diff: choose among its files.',
    hint: true,
    disabled: withoutDiff,
    run: listFiles,
  },
  {
    keys: ['s'],
    name: 'review.layout',
    where: 'review',
    label: 'sides',
    help: 'In the diff: old and new one below the other, side by side, or as the width allows.',
    hint: true,
    disabled: withoutDiff,
    run: nextLayout,
  },
];

/** Why there is no diff to do something in; null when there is. */
export function withoutDiff(state: Screens): string | null {
  const { review } = state;
  if (review?.page !== 'diff') return `This is for the diff (${keyOf(state, 'review.base')}).`;
  return review.diff && review.diff.files.length > 0 ? null : 'There is no difference.';
}
