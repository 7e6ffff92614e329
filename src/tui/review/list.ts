import { accent, blank, type Line, type Span } from '../lines.ts';

/** One thing on a page: a heading, a requirement, a step, a line of a diff. */
export interface Item {
  /** Tells it from the others of its page, also when the page is made anew. */
  readonly key: string;
  /** The cursor can stand on it. Pages without any are scrolled by rows. */
  readonly stop?: boolean;
  /** It shows the cursor's mark when it was jumped to, on pages that are scrolled by rows. */
  readonly mark?: boolean;
  /** At least one row, each with a blank column at its left, where the cursor's mark goes. */
  rows(width: number): readonly Line[];
}

/** The things of a page, one below the other. Only those that show are ever made. */
export interface ItemList<T extends Item = Item> {
  readonly length: number;
  at(index: number): T;
  /** The cursor can stand on none of them. */
  readonly isStill?: boolean;
}

/** Where a person is on a page: the item with the cursor, and the row at the top of the window. */
export interface Spot {
  readonly cursor: number;
  readonly top: number;
  /** Rows of the item at the top that are above the window. */
  readonly row: number;
}

export const firstSpot: Spot = { cursor: 0, top: 0, row: 0 };

export interface Window {
  readonly width: number;
  readonly height: number;
}

/** Returns the rows that show: at most `height`. */
export function showList(list: ItemList, spot: Spot, { width, height }: Window): Line[] {
  const { top, row, cursor } = settle(list, spot, { width, height });
  const lines: Line[] = [];
  for (let at = top; at < list.length && lines.length < height; at++) {
    const item = list.at(at);
    const skipped = at === top ? row : 0;
    const rows = item.rows(width).slice(skipped, skipped + height - lines.length);
    const isMarked = at === cursor && (item.stop === true || item.mark === true);
    lines.push(...(isMarked ? rows.map((one, index) => (index === 0 ? marked(one) : one)) : rows));
  }
  return lines;
}

/** Returns the spot that the list really has: the cursor on an item where it can stand, the window filled. */
export function settle(list: ItemList, spot: Spot, { width, height }: Window): Spot {
  const last = list.length - 1;
  if (last < 0) return firstSpot;
  const cursor = nearestStop(list, Math.min(spot.cursor, last));
  const top = Math.min(spot.top, last);
  const row = Math.min(spot.row, list.at(top).rows(width).length - 1);
  const end = placeAbove(list, list.length, height, width);
  const isBeyond = top > end.top || (top === end.top && row > end.row);
  return { cursor, ...(isBeyond ? end : { top, row }) };
}

/** Returns the spot some rows further down, or up: the cursor moves where it can, and the window follows. */
export function moveSpot(list: ItemList, spot: Spot, by: number, window: Window): Spot {
  if (list.length === 0) return firstSpot;
  const from = settle(list, spot, window);
  if (!Number.isFinite(by))
    return { ...scroll(list, from, by, window), cursor: nearestStop(list, by > 0 ? list.length - 1 : 0) };
  const isLong = Math.abs(by) > 1;
  if (list.isStill || !list.at(from.cursor).stop || (!isLong && hidesRest(list, from, by, window)))
    return scroll(list, from, by, window);
  const next =
    by > 0 ? stopAfter(list, from.cursor, by, window.width) : stopBefore(list, from.cursor, -by, window.width);
  if (next === from.cursor) return scroll(list, from, by, window);
  const there = reveal(list, { ...from, cursor: next }, window);
  // What is between has to be read on the way, and can be longer than the window.
  return passesOver(list, from, there, window) ? scroll(list, from, by, window) : there;
}

/** Some rows would be neither in the window that was nor in the one that is to be. */
function passesOver(list: ItemList, from: Spot, to: Spot, { width, height }: Window): boolean {
  const [upper, lower] = from.top < to.top || (from.top === to.top && from.row <= to.row) ? [from, to] : [to, from];
  let rows = lower.row - upper.row;
  for (let at = upper.top; at < lower.top && rows <= height; at++) rows += list.at(at).rows(width).length;
  return rows > height;
}

/** Returns the spot with the cursor on an item, and so many items above it at the window's top. */
export function jumpTo(list: ItemList, index: number, window: Window, above = 0): Spot {
  if (list.length === 0) return firstSpot;
  const cursor = Math.max(0, Math.min(index, list.length - 1));
  return { ...settle(list, { cursor, top: Math.max(0, cursor - above), row: 0 }, window), cursor };
}

/** The item that a key is about, on a page that is scrolled by rows: what was jumped to while it shows, else the top. */
export function currentItem(list: ItemList, spot: Spot, window: Window): number {
  const { cursor, top, row } = settle(list, spot, window);
  let rows = -row;
  for (let at = top; at < list.length && rows < window.height; at++) {
    if (at === cursor) return cursor;
    rows += list.at(at).rows(window.width).length;
  }
  return top;
}

function marked(line: Line): Line {
  const [first, ...rest] = line;
  if (!first) return [accent('>')];
  return [
    accent('>'),
    ...(first.text.length > 1 ? [{ ...first, text: first.text.slice(1) } satisfies Span] : []),
    ...rest,
  ];
}

/** The item with the cursor goes on beyond the window's edge. */
function hidesRest(list: ItemList, { cursor, top, row }: Spot, by: number, { width, height }: Window): boolean {
  if (by < 0) return cursor === top && row > 0;
  const above = placeAbove(list, cursor + 1, height, width);
  return above.top > top || (above.top === top && above.row > row);
}

function scroll(list: ItemList, spot: Spot, by: number, window: Window): Spot {
  const { width, height } = window;
  if (by === Number.NEGATIVE_INFINITY) return { ...spot, top: 0, row: 0 };
  if (by === Number.POSITIVE_INFINITY) return { ...spot, ...placeAbove(list, list.length, height, width) };
  let { top } = spot;
  let row = spot.row + by;
  while (row < 0 && top > 0) row += list.at(--top).rows(width).length;
  for (; top < list.length - 1; top++) {
    const { length } = list.at(top).rows(width);
    if (row < length) break;
    row -= length;
  }
  const settled = settle(list, { ...spot, top, row: Math.max(0, row) }, window);
  return { ...settled, cursor: spot.cursor };
}

function stopAfter(list: ItemList, from: number, rows: number, width: number): number {
  let found = from;
  let passed = 0;
  for (let at = from + 1; at < list.length; at++) {
    passed += list.at(at - 1).rows(width).length;
    if (!list.at(at).stop) continue;
    if (found !== from && passed > rows) break;
    found = at;
    if (passed >= rows) break;
  }
  return found;
}

function stopBefore(list: ItemList, from: number, rows: number, width: number): number {
  let found = from;
  let passed = 0;
  for (let at = from - 1; at >= 0; at--) {
    passed += list.at(at).rows(width).length;
    if (!list.at(at).stop) continue;
    if (found !== from && passed > rows) break;
    found = at;
    if (passed >= rows) break;
  }
  return found;
}

/** The item that the cursor stands on: the one that is asked for, or the next where it can. */
export function nearestStop(list: ItemList, from: number): number {
  if (list.isStill) return from;
  for (let at = from; at < list.length; at++) if (list.at(at).stop) return at;
  for (let at = from; at >= 0; at--) if (list.at(at).stop) return at;
  return from;
}

/** Moves the window so that the item with the cursor shows, with the heading right above it where there is room. */
function reveal(list: ItemList, spot: Spot, window: Window): Spot {
  const { width, height } = window;
  const { cursor } = spot;
  let head = cursor;
  while (head > 0 && !list.at(head - 1).stop && cursor - head < 3) head--;
  if (head < spot.top || (head === spot.top && spot.row > 0))
    return settle(list, { cursor, top: head, row: 0 }, window);
  const needed = placeAbove(list, cursor + 1, height, width);
  const isBelow = needed.top > spot.top || (needed.top === spot.top && needed.row > spot.row);
  if (!isBelow) return spot;
  // Taller than the window: its beginning first.
  return needed.top === cursor ? { cursor, top: cursor, row: 0 } : { cursor, ...needed };
}

/** The top of a window whose last row is the last one before an item. */
function placeAbove(list: ItemList, index: number, height: number, width: number): { top: number; row: number } {
  let missing = height;
  for (let at = index - 1; at >= 0; at--) {
    const { length } = list.at(at).rows(width);
    if (length >= missing) return { top: at, row: length - missing };
    missing -= length;
  }
  return { top: 0, row: 0 };
}

/** A list of things that are all there. */
export function listOf<T extends Item>(items: readonly T[]): ItemList<T> {
  return { length: items.length, at: (index) => items[index] as T };
}

/** An item that only says something. */
export function plainItem(key: string, lines: readonly Line[] | ((width: number) => readonly Line[])): Item {
  return { key, rows: (width) => (typeof lines === 'function' ? lines(width) : lines) };
}

export const gap = (key: string): Item => plainItem(key, [blank]);
