import type { Deps } from '../deps.ts';
import type { Layout } from '../layout.ts';
import { layoutNow } from '../layout.ts';
import { type ReviewPage, type ReviewState, reviewPages } from '../store.ts';
import { candidateItems } from './candidates-page.ts';
import { diffItems } from './diff-page.ts';
import type { ReviewItem } from './items.ts';
import { type ItemList, listOf, type Window } from './list.ts';
import { stepItems } from './steps-page.ts';
import { testItems } from './tests-page.ts';
import { verdictItems } from './verdict-page.ts';

/** Rows above the page: title, attempts, pages, rule. */
export const rowsAbove = 4;

/** What is on the page that shows. */
export function itemsOf(review: ReviewState, { width }: Window): ItemList<ReviewItem> {
  switch (review.page) {
    case 'verdict':
      return listOf(verdictItems(review));
    case 'diff':
      return diffItems(review, width);
    case 'steps':
      return stepItems(review);
    case 'tests':
      return listOf(testItems(review));
    case 'candidates':
      return listOf(candidateItems(review));
    default:
      return review.page satisfies never;
  }
}

/** The pages that this session has: there is nothing to compare where it is the only one. */
export function pagesOf({ rivals }: ReviewState): readonly ReviewPage[] {
  return reviewPages.filter((page) => page !== 'candidates' || (rivals !== null && rivals.length > 1));
}

/** The part of the screen that the page has. */
export function windowOf({ columns, body }: Layout): Window {
  return { width: columns, height: Math.max(1, body - rowsAbove) };
}

/** The same, for keys. */
export function windowNow(deps: Deps): Window {
  return windowOf(layoutNow(deps));
}
