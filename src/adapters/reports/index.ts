import type { RawReport } from '../../core/judge.ts';
import type { SandboxEnding } from '../../core/ports.ts';
import type { ReportFormat } from '../../core/report.ts';

/** What there is to read after the tests ran. All of it is hostile. */
export interface FinishedRun {
  readonly stdout: string;
  readonly stderr?: string;
  readonly ending: SandboxEnding;
  /** The host's path of what the tests saw as `$REPORT_DIR`. */
  readonly reportDir: string;
  /** The test command: the one test of the `exit-code` format has its name. */
  readonly command?: string;
  /** How many tests their files switch off for good. */
  readonly switchedOff?: number;
  /** Where the tests saw the workspace; dropped from the places in messages. `/workspace` unless told. */
  readonly root?: string;
}

/** Loads what reading a format takes: while the tests run, nothing waits for it. Never throws. */
export async function preloadReader({ format }: ReportFormat): Promise<void> {
  const parts: readonly Promise<unknown>[] =
    format === 'tap'
      ? [import('./tap.ts'), import('tap-parser')]
      : format === 'junit'
        ? [import('./junit.ts'), import('fast-xml-parser')]
        : [];
  await Promise.allSettled(parts);
}

/** Reads what a suite reported. Whatever is wrong with the report is a problem in the result; nothing is thrown. */
export async function readReport(format: ReportFormat, run: FinishedRun): Promise<RawReport> {
  switch (format.format) {
    case 'tap':
      return (await import('./tap.ts')).readTap(format, run);
    case 'junit':
      return (await import('./junit.ts')).readJUnit(format, run);
    case 'ctrf':
      return (await import('./ctrf.ts')).readCtrf(format, run);
    case 'exit-code':
      return (await import('./exit-code.ts')).readExitCode(run);
    default:
      return format satisfies never;
  }
}
