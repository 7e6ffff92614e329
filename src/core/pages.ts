/**
 * A list that is added to again and again: that copies its last page, not all of it, and the list that was there before
 * stays as it was.
 */
export interface Pages<T> {
  /** Of `pageLength` items each. */
  readonly full: readonly (readonly T[])[];
  readonly open: readonly T[];
}

export const noPages: Pages<never> = { full: [], open: [] };

const pageLength = 256;

export function addItem<T>({ full, open }: Pages<T>, item: T): Pages<T> {
  return open.length < pageLength ? { full, open: [...open, item] } : { full: [...full, open], open: [item] };
}

/** The list with another item in place of its last. */
export function replaceLast<T>({ full, open }: Pages<T>, item: T): Pages<T> {
  return { full, open: [...open.slice(0, -1), item] };
}

export function lastItem<T>({ open }: Pages<T>): T | undefined {
  return open.at(-1);
}

export function allItems<T>({ full, open }: Pages<T>): T[] {
  return [...full.flat(), ...open];
}

export function isEmpty({ full, open }: Pages<unknown>): boolean {
  return full.length === 0 && open.length === 0;
}
