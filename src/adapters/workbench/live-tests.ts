import type { LiveTest } from '../../core/workbench.ts';
import type { TestWatch } from '../proofs/index.ts';

/** What the tests that run have said so far. It is told, and never kept: the report that follows has all of it. */
export interface LiveTests extends TestWatch {
  readonly tests: readonly LiveTest[];
  /** Calls back when `tests` changed; returns how to stop that. */
  subscribe(changed: () => void): () => void;
}

export function createLiveTests(): LiveTests {
  let tests: LiveTest[] = [];
  const listeners = new Set<() => void>();
  const tell = (): void => {
    for (const listener of listeners) listener();
  };
  return {
    get tests() {
      return tests;
    },
    begin() {
      tests = [];
      tell();
    },
    found(test) {
      tests.push(test);
      tell();
    },
    subscribe(changed) {
      listeners.add(changed);
      return () => void listeners.delete(changed);
    },
  };
}
