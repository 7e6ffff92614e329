/** A list that keeps its first and its last items and counts those between: what it holds never grows beyond them. */
export interface Bounded<T> {
  readonly first: readonly T[];
  readonly last: readonly T[];
  /** How many were between and are gone. */
  readonly left: number;
}

/** Collects items that may come without end. */
export class Collector<T> {
  readonly #first: T[] = [];
  #last: T[] = [];
  #left = 0;
  readonly #head: number;
  readonly #tail: number;

  constructor(head: number, tail: number) {
    this.#head = head;
    this.#tail = tail;
  }

  add(item: T): void {
    if (this.#first.length < this.#head) this.#first.push(item);
    else this.#last.push(item);
    // Twice as many are kept before some go, so that adding costs the same each time.
    if (this.#last.length >= this.#tail * 2) this.#drop();
  }

  result(): Bounded<T> {
    this.#drop();
    return { first: this.#first, last: [...this.#last], left: this.#left };
  }

  #drop(): void {
    const over = this.#last.length - this.#tail;
    if (over <= 0) return;
    this.#left += over;
    this.#last = this.#last.slice(over);
  }
}

/** The first and the last items of a list that is there. */
export function bound<T>(items: readonly T[], head: number, tail: number): Bounded<T> {
  if (items.length <= head + tail) return { first: items, last: [], left: 0 };
  return { first: items.slice(0, head), last: items.slice(-tail), left: items.length - head - tail };
}
