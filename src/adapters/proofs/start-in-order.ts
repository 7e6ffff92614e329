import type { Proof, Verification } from '../../core/build-ports.ts';

/** Two runs at a time: a suite is mostly one process, and more would only make time limits tight. */
const atOnce = 2;

/** Starts the steps a few at a time, and gives their results in the order of the steps. */
export function startInOrder(steps: readonly (() => Promise<Proof>)[]): Verification {
  const running: Promise<Proof>[] = [];
  const start = (): void => {
    const step = steps[running.length];
    if (!step) return;
    const result = step();
    // Awaited in order below; until then a rejection is not unhandled.
    result.catch(() => {});
    running.push(result);
  };
  for (let count = 0; count < atOnce; count++) start();
  return {
    async *[Symbol.asyncIterator]() {
      for (let at = 0; at < steps.length; at++) {
        const result = running[at];
        if (!result) return;
        const proof = await result;
        start();
        yield proof;
      }
    },
    async settled() {
      await Promise.allSettled(running);
    },
  };
}
