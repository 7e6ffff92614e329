import type { ToolResult } from '../../core/build-ports.ts';
import type { SandboxEnding, SandboxResult } from '../../core/ports.ts';
import { cleanText, headTail } from '../../core/text.ts';

/** What the agent gets of one command's output; in characters. */
const outputLimit = 12_000;

/**
 * Returns what a shell command of the agent printed and, always, how it ended. An exit code is an answer, as of `grep`
 * or of a probe that is meant to fail; an error is a command that could not come to its end.
 */
export function describeCommand(result: SandboxResult): ToolResult {
  const text = headTail(cleanText(result.stdout), outputLimit).trimEnd();
  const ending = describeEnding(result.ending);
  return {
    text: `${text}${text === '' ? '' : '\n'}(${ending ?? 'exit code 0'})`,
    isError: result.ending.kind !== 'exited',
  };
}

/** Returns what a check printed and how it ended, for the model. No durations: the same run gives the same text. */
export function describeRun(result: SandboxResult): ToolResult {
  const printed = [result.stdout, result.stderr].map((text) => headTail(cleanText(text), outputLimit).trimEnd());
  const lines = printed.filter((text) => text !== '');
  const ending = describeEnding(result.ending);
  if (ending) lines.push(`(${ending})`);
  return { text: lines.join('\n') || '(no output)', isError: ending !== null };
}

/** Returns how a command ended, or null for an exit with code 0. */
export function describeEnding(ending: SandboxEnding): string | null {
  switch (ending.kind) {
    case 'exited':
      return ending.code === 0 ? null : `exit code ${ending.code}`;
    case 'killed':
      return `killed by ${ending.signal}`;
    case 'timed-out':
      return `killed after ${ending.seconds} seconds`;
    case 'over-limit':
      return `killed: over the limit on ${ending.limit} (${ending.allowed})`;
    case 'interrupted':
      return 'interrupted';
    case 'failed':
      return `${ending.message.replace(/\.$/, '')}. ${ending.mend}`;
    default:
      return ending satisfies never;
  }
}
