import type { TestResult } from '../../core/report.ts';
import { cleanLine, cleanText, headTail } from '../../core/text.ts';
import type { FinishedRun } from './index.ts';

const longestName = 1_000;
const longestMessage = 4_000;

/** Returns a test result that keeps the promises of `TestResult`: cleaned, bounded, a message only where it helps. */
export function testResult(
  path: readonly string[],
  status: TestResult['status'],
  message: string,
  run: FinishedRun,
): TestResult {
  const name = headTail(path.map(cleanLine).filter(Boolean).join(' > ') || '(unnamed)', longestName);
  const text = status === 'passed' ? '' : headTail(relativePlaces(cleanText(message), run).trim(), longestMessage);
  return text === '' ? { name, status } : { name, status, message: text };
}

/**
 * Returns the text without the workspace's path and without the stack frames of runtimes and libraries, and without
 * addresses in memory, so that it is short and the same in every run.
 */
export function relativePlaces(text: string, run: FinishedRun): string {
  const root = run.root ?? '/workspace';
  return text
    .replaceAll(`file://${root}/`, '')
    .replaceAll(`${root}/`, '')
    .replace(/\b0x[0-9a-f]{6,16}\b/g, '0x…')
    .split('\n')
    .filter((line) => !foreignFrame.test(line))
    .join('\n');
}

const foreignFrame =
  /^\s*(?:at )?(?:async )?(?:.{0,300}\()?(?:node:[\w/]+|internal\/[\w/]+|[^\s(]*node_modules\/[^\s)]*):\d+:\d+\)?(?: \{)?$|^\s*(?:at )?async Promise\.all \(index \d+\)$/;

/** The end of what the command wrote, for a report that is not there: most often the command itself broke. */
export function lastWords(run: FinishedRun): string {
  const parts = [
    ['stderr', run.stderr ?? ''],
    ['stdout', run.stdout],
  ] as const;
  const said = parts.flatMap(([name, text]) => {
    const clean = relativePlaces(cleanText(text.slice(-20_000)), run).trim();
    return clean ? [`The end of its ${name}:\n${headTail(clean, 1_500)}`] : [];
  });
  return said.length > 0 ? said.join('\n') : 'The command wrote nothing to stdout or stderr.';
}

/** How the command ended, as the second half of a sentence. */
export function endingWords({ ending }: FinishedRun): string {
  if (ending.kind === 'exited') return `the command exited with code ${ending.code}`;
  if (ending.kind === 'timed-out') return `the command was stopped after ${ending.seconds} seconds`;
  if (ending.kind === 'over-limit') return `the command was stopped at its limit of ${ending.limit}`;
  if (ending.kind === 'killed') return `the command was killed by ${ending.signal}`;
  return 'the command did not end by itself';
}
