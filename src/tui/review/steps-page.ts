import { dim, line } from '../lines.ts';
import type { ReviewState } from '../store.ts';
import { rowsOf } from '../transcript.ts';
import { isOpen, type ReviewItem } from './items.ts';
import { type ItemList, listOf, plainItem } from './list.ts';

/** What the agent said and did in an attempt, in order; each call's result is folded. */
export function stepItems(review: ReviewState): ItemList<ReviewItem> {
  const { transcript, readsSteps } = review;
  if (!transcript || (transcript.length === 0 && readsSteps))
    return listOf([plainItem('none', [line(dim(' The steps are being read …'))])]);
  if (transcript.length === 0) return listOf([plainItem('none', [line(dim(' Nothing was said or done.'))])]);
  return {
    length: transcript.length,
    at(index) {
      const paragraph = transcript.paragraph(index);
      const key = String(index);
      const view = { height: 1, unfolded: isOpen(review, 'steps', key) };
      return {
        key,
        stop: true,
        folds: paragraph.folded !== undefined,
        rows: (width) =>
          rowsOf(paragraph, { ...view, width: width - 1 }).map((row) => [
            { text: ' ', tone: 'plain' as const },
            ...row,
          ]),
      };
    },
  };
}
