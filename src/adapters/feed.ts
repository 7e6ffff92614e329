/** A growing list that several may read, each from its beginning to its end. */
export interface Feed<T> {
  push(item: T): void;
  /** Nothing comes any more. */
  close(): void;
  read(): AsyncIterable<T>;
}

export function createFeed<T>(known: readonly T[]): Feed<T> {
  const items = [...known];
  let isClosed = false;
  let wake: () => void = () => {};
  let changed = new Promise<void>((resolve) => {
    wake = resolve;
  });
  const notify = (): void => {
    wake();
    changed = new Promise<void>((resolve) => {
      wake = resolve;
    });
  };
  return {
    push(item) {
      items.push(item);
      notify();
    },
    close() {
      isClosed = true;
      notify();
    },
    async *read() {
      for (let at = 0; ; at++) {
        while (at >= items.length) {
          if (isClosed) return;
          await changed;
        }
        yield items[at] as T;
      }
    },
  };
}
