import { execFileSync } from 'node:child_process';
import { attemptsOf, type Files, makeProject, readTree, runScripted, writeAll } from './exercise.ts';
import { type Block, runTests } from './model-server.ts';

/** A spec "sum" in a language, and code for it. */
export interface Suite {
  readonly files: Files;
  /** Where the code goes. */
  readonly code: string;
  readonly honest: string;
  /** The same, but wrong. */
  readonly wrong: string;
}

/** The text of spec.md. */
export const spec = (command: string, report: string, more = ''): string => `---
name: sum
summary: Adds two numbers
outputs: [src/sum/**]
tests:
  command: ${command}
  report: ${report}
limits: { attempts: 1, minutes: 5 }
${more}---
- **R1** adds two numbers
- **R2** adds negative numbers
`;

/** One attempt with these calls before it, in a repository of its own. */
export async function attempt(suite: Pick<Suite, 'files'>, calls: readonly Block[], attempts = 1) {
  const project = makeProject(withAttempts(suite.files, attempts));
  try {
    writeAll(project.root, { 'notes.txt': 'not committed\n' });
    const before = readTree(project.root);
    const { events, ended, told } = await runScripted(project, 'sum', [[...calls, runTests]]);
    const after = readTree(project.root);
    const changed = [...new Set([...before.keys(), ...after.keys()])].filter(
      (path) => before.get(path) !== after.get(path),
    );
    const results = events.flatMap((event) => (event.type === 'tool-finished' ? [event.result] : []));
    const report =
      attemptsOf(events)
        .map((one) => one.report)
        .join('\n') + results.join('\n');
    return { events, ended, told, results, report, changed };
  } finally {
    project.remove();
  }
}

function withAttempts(files: Files, attempts: number): Files {
  const text = String(files['specs/sum/spec.md']);
  return { ...files, 'specs/sum/spec.md': text.replace('attempts: 1', `attempts: ${attempts}`) };
}

/** Why what needs this program can't be run on this machine, or false. */
export function missing(program: string | undefined): string | false {
  if (program === undefined) return false;
  try {
    execFileSync('sh', ['-c', 'command -v "$0"', program], { stdio: 'ignore' });
    return false;
  } catch {
    return `${program} is not there`;
  }
}
