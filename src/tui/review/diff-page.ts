import { type DiffLines, type FileDiff, filesOf, isGenerated, linesOf } from '../../core/diff-lines.ts';
import { cleanLine } from '../../core/text.ts';
import type { Diff } from '../../core/workbench.ts';
import { plural } from '../facts.ts';
import { bad, bold, dim, fit, good, type Line, line, warn } from '../lines.ts';
import type { ReviewState } from '../store.ts';
import { type Pair, pairLines } from './diff/pair.ts';
import { type LineView, sideRows, unifiedRows } from './diff/rows.ts';
import { isOpen, type ReviewItem } from './items.ts';
import { type ItemList, listOf, plainItem } from './list.ts';

/** The files of a diff, one below the other, each folded or with its lines. Only lines that show are drawn. */
export interface DiffList extends ItemList<ReviewItem> {
  readonly files: readonly DiffFile[];
  /** The file that an item belongs to; -1 above the first. */
  fileAt(index: number): number;
}

export interface DiffFile {
  readonly key: string;
  readonly file: FileDiff;
  /** Where its head is among the items. */
  readonly start: number;
  readonly isOpen: boolean;
  readonly lines: DiffLines;
  /** Where it is shown side by side: which lines share a row. */
  readonly pairs: readonly Pair[] | null;
  /** Rows of lines below its head: none while it is folded. */
  readonly count: number;
}

/** A file with more changed lines than this is folded at first, if it is not the only one. */
const largeFile = 500;
/** In fewer columns than this, two files side by side are too narrow to read. */
const wideEnough = 132;

export function diffItems(review: ReviewState, width: number): ItemList<ReviewItem> | DiffList {
  const { diff } = review;
  if (!diff) return { ...listOf([plainItem('reading', [line(dim(' reading the diff …'))])]), isStill: true };
  if (diff.files.length === 0) return { ...listOf([plainItem('none', [line(dim(' No difference.'))])]), isStill: true };
  return documentOf(review, diff, width);
}

export function isDiffList(list: ItemList): list is DiffList {
  return 'files' in list;
}

const parsed = new WeakMap<Diff, readonly FileDiff[]>();
const drawn = new WeakMap<
  Diff,
  {
    readonly folds: unknown;
    readonly isWide: boolean;
    readonly layout: string;
    readonly list: DiffList;
    readonly ink: unknown;
  }
>();

function documentOf(review: ReviewState, diff: Diff, width: number): DiffList {
  const isWide = width >= wideEnough;
  const known = drawn.get(diff);
  const { folds, layout, ink } = review;
  if (known && known.folds === folds.diff && known.isWide === isWide && known.layout === layout && known.ink === ink)
    return known.list;
  const sections = parsed.get(diff) ?? filesOf(diff);
  parsed.set(diff, sections);
  const files: DiffFile[] = [];
  let start = 1;
  for (const file of sections) {
    const key = file.stat.path;
    const isUnfolded = isOpen(review, 'diff', key, opensAtFirst(file, sections.length));
    const isSide = layout === 'side' || (layout === 'auto' && isWide && file.stat.added > 0 && file.stat.removed > 0);
    const lines = linesOfFile(file);
    const pairs = isUnfolded && isSide ? pairsOf(file) : null;
    const count = isUnfolded ? (pairs ?? lines).length : 0;
    files.push({ key, file, start, isOpen: isUnfolded, lines, pairs, count });
    start += 1 + count;
  }
  const list = makeList(review, diff, files, start);
  drawn.set(diff, { folds: folds.diff, isWide, layout, list, ink });
  return list;
}

function makeList(review: ReviewState, diff: Diff, files: readonly DiffFile[], end: number): DiffList {
  const fileAt = (index: number): number => {
    let [low, high] = [0, files.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((files[middle]?.start ?? 0) <= index) low = middle + 1;
      else high = middle;
    }
    return low - 1;
  };
  const views = new Map<DiffFile, LineView>();
  return {
    files,
    fileAt,
    isStill: true,
    length: end + (diff.cut ? 1 : 0),
    at(index) {
      if (index === 0) return plainItem('summary', (width) => [fit(summaryLine(diff), width)]);
      if (index >= end) return plainItem('cut', [line(warn(' The diff is longer than this: the rest is not shown.'))]);
      const shown = files[fileAt(index)] as DiffFile;
      const at = index - shown.start - 1;
      if (at < 0)
        return {
          key: shown.key,
          folds: true,
          mark: true,
          rows: (width) => [fit(headLine(shown, files.length), width)],
        };
      const view = views.get(shown) ?? lineView(review, shown);
      views.set(shown, view);
      const pair = shown.pairs?.[at];
      return {
        key: `${shown.key}:${at}`,
        mark: true,
        rows: (width) => (pair ? sideRows(pair, view, width) : unifiedRows(at, view, width)),
      };
    },
  };
}

function lineView({ ink }: ReviewState, { file, lines }: DiffFile): LineView {
  const { path, from = path } = file.stat;
  return { path, from, ink, digits: Math.max(3, String(lines.highest).length), lines };
}

function summaryLine({ files }: Diff): Line {
  const added = files.reduce((sum, file) => sum + file.added, 0);
  const removed = files.reduce((sum, file) => sum + file.removed, 0);
  const lists = files.length > 1 ? '  f lists them, ] and [ go from one to the next' : '';
  return line(dim(` ${plural(files.length, 'file')}  `), good(`+${added}`), ' ', bad(`−${removed}`), dim(lists));
}

function headLine({ file, isOpen: isUnfolded }: DiffFile, count: number): Line {
  const { path, from, status, added, removed, binary, modes } = file.stat;
  const facts = [
    ...(status === 'changed' ? [] : [status]),
    ...(from === undefined ? [] : [`from ${cleanLine(from)}`]),
    ...(modes ? [`mode ${modes[0].slice(-3)} to ${modes[1].slice(-3)}`] : []),
    ...(binary ? ['binary'] : []),
    ...(isGenerated(file) ? ['generated'] : []),
    ...(file.text === null ? ['cut off'] : []),
    ...(isUnfolded ? [] : ['folded: o unfolds']),
  ];
  return line(
    ' ',
    bold(`${isUnfolded || count === 1 ? '▾' : '▸'} ${cleanLine(path)}`),
    '  ',
    good(`+${added}`),
    ' ',
    bad(`−${removed}`),
    dim(facts.length > 0 ? `  ${facts.join(', ')}` : ''),
  );
}

function opensAtFirst(file: FileDiff, count: number): boolean {
  if (count === 1) return true;
  return !isGenerated(file) && file.stat.added + file.stat.removed <= largeFile;
}

const lines = new WeakMap<FileDiff, DiffLines>();
const pairs = new WeakMap<FileDiff, readonly Pair[]>();

function linesOfFile(file: FileDiff): DiffLines {
  return remembered(lines, file, () => linesOf(file.text ?? ''));
}

function pairsOf(file: FileDiff): readonly Pair[] {
  return remembered(pairs, file, () => pairLines(linesOfFile(file)));
}

function remembered<K extends object, V>(known: WeakMap<K, V>, key: K, make: () => V): V {
  const before = known.get(key);
  if (before !== undefined) return before;
  const made = make();
  known.set(key, made);
  return made;
}
