import { z } from 'zod';
import type { RawReport } from '../../core/judge.ts';
import type { ReportFormat, TestResult } from '../../core/report.ts';
import type { FinishedRun } from './index.ts';
import { testResult } from './message.ts';
import { readReportFiles } from './report-file.ts';

/** Reads a Common Test Report Format file (https://ctrf.io). Its summary is not believed. */
export async function readCtrf(
  format: Extract<ReportFormat, { format: 'ctrf' }>,
  run: FinishedRun,
): Promise<RawReport> {
  const files = await readReportFiles(format.file, run);
  const read = files.map((file) => ('text' in file ? parse(file.file, file.text, run) : failed(file.problem)));
  return { tests: read.flatMap((report) => report.tests), problems: read.flatMap((report) => report.problems) };
}

// Only what is used; a report may hold anything besides.
const text = z.string().nullish().catch(null);
const schema = z.object({
  results: z.object({
    tests: z
      .array(
        z.object({
          name: z.string(),
          status: z.enum(['passed', 'failed', 'skipped', 'pending', 'other']),
          suite: z
            .union([z.string(), z.array(z.string())])
            .nullish()
            .catch(null),
          message: text,
          trace: text,
        }),
      )
      .max(200_000),
  }),
});

function parse(file: string, json: string, run: FinishedRun): RawReport {
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch {
    return failed(
      `The report ${file} is not complete JSON: the test process was stopped, or something else wrote to it.`,
    );
  }
  const report = schema.safeParse(value);
  if (!report.success) {
    const issue = report.error.issues[0];
    return failed(`The report ${file} is not in the CTRF format: ${issue?.path.join('.')}: ${issue?.message}.`);
  }
  return { tests: report.data.results.tests.map((test) => result(test, run)), problems: [] };
}

function result(test: z.infer<typeof schema>['results']['tests'][number], run: FinishedRun): TestResult {
  const suites = typeof test.suite === 'string' ? test.suite.split(' > ') : (test.suite ?? []);
  const status = test.status === 'passed' || test.status === 'failed' ? test.status : 'skipped';
  const trace = test.trace && !test.message?.includes(test.trace) ? test.trace : '';
  return testResult([...suites, test.name], status, [test.message ?? '', trace].filter(Boolean).join('\n'), run);
}

function failed(problem: string): RawReport {
  return { tests: [], problems: [problem] };
}
