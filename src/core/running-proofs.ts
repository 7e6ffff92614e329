import type { BuildPorts, Verification } from './build-ports.ts';
import { seenNames } from './judge.ts';
import type { FileSet } from './ports.ts';
import type { TestReport } from './report.ts';
import { currentAttempts, type State } from './state.ts';

/** The tests of an attempt, and perhaps its verification, under way while the attempt is still being committed. */
export interface RunningProofs {
  readonly files: FileSet;
  readonly startedAt: number;
  readonly report: Promise<TestReport>;
  /** Null where it has not begun. */
  readonly verification: Verification | null;
  /** What the commit holds, read back meanwhile; null where a verification has not begun. */
  readonly committed: Promise<FileSet> | null;
  /** Ends what still runs; resolves when nothing does. */
  stop(): Promise<void>;
}

/** Tests that took less, in milliseconds, are verified at the same time: what is thrown away if they fail is little. */
const quickMs = 3000;

/**
 * Starts the tests of these outputs. Where the attempt before shows that they are quick, starts the verification beside
 * them, so that a green attempt need not wait for it: a first attempt is red too often, and says nothing about the time.
 */
export function startProofs(files: FileSet, state: State, ports: BuildPorts, signal: AbortSignal): RunningProofs {
  const cancel = new AbortController();
  const either = AbortSignal.any([signal, cancel.signal]);
  const startedAt = ports.clock.now();
  const report = ports.proofs.tests(files, seenNow(state), either);
  // Awaited later; until then a rejection is not unhandled.
  report.catch(() => {});
  const before = currentAttempts(state).findLast((attempt) => attempt.tested !== null)?.tested;
  const isQuick = before !== undefined && before !== null && before.ms < quickMs;
  const verification = isQuick ? ports.proofs.verify(files, report.then(seenNames), either) : null;
  return {
    files,
    startedAt,
    report,
    verification,
    committed: null,
    async stop() {
      cancel.abort();
      await Promise.allSettled([report, verification?.settled()]);
    },
  };
}

/**
 * Names that the last attempt reported, or else the accepted build: the tests are pristine, so one that vanishes was
 * made to vanish. A report carries its missing tests on, so the last one knows all.
 */
export function seenNow(state: State): readonly string[] {
  const last = currentAttempts(state).findLast((attempt) => attempt.tested !== null);
  return last?.tested ? seenNames(last.tested.report) : (state.started?.knownTests ?? []);
}

/** Whether two sets have the same paths with the same modes and bytes. */
export function sameFiles(one: FileSet, other: FileSet): boolean {
  if (one.size !== other.size) return false;
  return [...one].every(([path, { mode, bytes }]) => {
    const match = other.get(path);
    return match?.mode === mode && sameBytes(match.bytes, bytes);
  });
}

function sameBytes(one: Uint8Array, other: Uint8Array): boolean {
  return one.length === other.length && one.every((byte, at) => byte === other[at]);
}
