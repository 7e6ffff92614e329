import type { RawReport } from '../../core/judge.ts';
import { cleanLine, cleanText, headTail } from '../../core/text.ts';
import type { FinishedRun } from './index.ts';
import { testResult } from './message.ts';

/** One test with the command's name, which passed if the command exited with 0. */
export function readExitCode(run: FinishedRun): RawReport {
  const name = headTail(cleanLine(run.command?.trim().split('\n')[0] ?? '') || 'the test command', 200);
  if (run.ending.kind !== 'exited') return { tests: [], problems: [] };
  const passed = run.ending.code === 0;
  const nothing = passed ? saysNothingRan(run) : null;
  if (nothing !== null) return { tests: [], problems: [nothing] };
  const said = [run.stdout, run.stderr ?? ''].map((text) => cleanText(text).trim()).filter(Boolean);
  const message = passed ? '' : [`exit code ${run.ending.code}`, headTail(said.join('\n'), 3_600)].join('\n');
  return { tests: [testResult([name], passed ? 'passed' : 'failed', message, run)], problems: [] };
}

/** Says why an exit with 0 proves nothing: Python's unittest exits with 0 when tests were skipped, and before Python 3.12 when there was none. */
function saysNothingRan({ stderr = '', switchedOff = 0 }: FinishedRun): string | null {
  const summary = /^Ran (\d+) tests? in .*\n+(OK.*|NO TESTS RAN.*)\s*$/m.exec(stderr);
  const skipped = /\bskipped=(\d+)/.exec(summary?.[2] ?? '')?.[1];
  if (summary?.[1] === '0') return 'unittest ran no test at all.';
  if (Number(skipped ?? 0) <= switchedOff) return null;
  return `unittest skipped ${skipped} of ${summary?.[1]} tests; a skipped test proves nothing.`;
}
