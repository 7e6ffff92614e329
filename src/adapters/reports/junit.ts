import type { RawReport } from '../../core/judge.ts';
import type { ReportFormat } from '../../core/report.ts';
import type { FinishedRun } from './index.ts';
import { readSuites } from './junit-suites.ts';
import { readReportFiles } from './report-file.ts';
import { parseXml } from './xml.ts';

/**
 * Reads JUnit XML, from one file or from all that a `*` in its name matches, as pytest, vitest, jest-junit, Surefire,
 * go-junit-report, cargo-nextest and node write it. Totals in attributes are not believed.
 */
export async function readJUnit(
  format: Extract<ReportFormat, { format: 'junit' }>,
  run: FinishedRun,
): Promise<RawReport> {
  const files = await readReportFiles(format.file, run);
  const read: RawReport[] = [];
  for (const file of files) {
    if ('problem' in file) read.push({ tests: [], problems: [file.problem] });
    else {
      const xml = await parseXml(file.file, file.text);
      read.push(typeof xml === 'string' ? { tests: [], problems: [xml] } : readSuites(file.file, xml, run));
    }
  }
  return { tests: read.flatMap((report) => report.tests), problems: read.flatMap((report) => report.problems) };
}
