import type { RawReport } from '../../core/judge.ts';
import { cleanLine, cleanText, headTail } from '../../core/text.ts';
import type { FinishedRun } from './index.ts';
import { testResult } from './message.ts';

/** One test with the command's name, which passed if the command exited with 0. */
export function readExitCode(run: FinishedRun): RawReport {
  const name = headTail(cleanLine(run.command?.trim().split('\n')[0] ?? '') || 'the test command', 200);
  if (run.ending.kind !== 'exited') return { tests: [], problems: [] };
  const passed = run.ending.code === 0;
  const said = [run.stdout, run.stderr ?? ''].map((text) => cleanText(text).trim()).filter(Boolean);
  const message = passed ? '' : [`exit code ${run.ending.code}`, headTail(said.join('\n'), 3_600)].join('\n');
  return { tests: [testResult([name], passed ? 'passed' : 'failed', message, run)], problems: [] };
}
