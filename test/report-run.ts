import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { readReport } from '../src/adapters/reports/index.ts';
import { expectedTests } from '../src/core/expected.ts';
import { judge } from '../src/core/judge.ts';
import type { SandboxEnding } from '../src/core/ports.ts';
import type { ReportFormat, TestReport } from '../src/core/report.ts';

export const passed: SandboxEnding = { kind: 'exited', code: 0 };

/** Judges what a command that ended well printed. */
export async function judgeTap(stdout: string, ending: SandboxEnding = passed): Promise<TestReport> {
  const raw = await readReport({ format: 'tap' }, { stdout, ending, reportDir: '/nowhere' });
  return judge(raw, ending, { static: [], seen: [] }, { format: 'tap' });
}

/** Judges a report file with this content. */
export async function judgeFile(
  format: Extract<ReportFormat, { format: 'junit' | 'ctrf' }>['format'],
  content: string | Uint8Array,
): Promise<TestReport> {
  const reportDir = mkdtempSync(join(tmpdir(), 'regent-report-'));
  try {
    writeFileSync(join(reportDir, 'report'), content);
    const raw = await readReport({ format, file: 'report' }, { stdout: '', ending: passed, reportDir });
    return judge(raw, passed, { static: [], seen: [] }, { format, file: 'report' });
  } finally {
    rmSync(reportDir, { recursive: true });
  }
}

/** Runs a real suite in a folder with these files and judges it by all that they declare. */
export async function runSuite(
  command: string,
  format: ReportFormat,
  files: Readonly<Record<string, string>>,
  seen: readonly string[] = [],
): Promise<TestReport> {
  const root = mkdtempSync(join(tmpdir(), 'regent-suite-'));
  const reportDir = join(root, 'report');
  try {
    mkdirSync(reportDir);
    for (const [path, text] of Object.entries(files)) {
      mkdirSync(dirname(join(root, path)), { recursive: true });
      writeFileSync(join(root, path), text);
    }
    // A runner inside a runner would report to the outer one.
    const { NODE_TEST_CONTEXT: _, ...env } = process.env;
    const run = spawnSync('sh', ['-c', command.replaceAll('node ', '"$NODE" ')], {
      cwd: root,
      encoding: 'utf8',
      env: { ...env, REPORT_DIR: reportDir, NODE: process.execPath },
    });
    const ending: SandboxEnding =
      run.status === null ? { kind: 'killed', signal: String(run.signal) } : { kind: 'exited', code: run.status };
    const raw = await readReport(format, { stdout: run.stdout, stderr: run.stderr, ending, reportDir, command, root });
    const texts = Object.entries(files).map(([path, text]) => ({ path, text }));
    return judge(raw, ending, { static: expectedTests(texts), seen }, format, run.stderr);
  } finally {
    rmSync(root, { recursive: true });
  }
}

export function isInstalled(...command: string[]): boolean {
  return spawnSync(command[0]!, command.slice(1), { stdio: 'ignore' }).status === 0;
}

/** Each test as `status name`. */
export function lines(report: TestReport): string[] {
  return report.tests.map((test) => `${test.status} ${test.name}`);
}
