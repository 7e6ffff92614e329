import type { Finding } from './finding.ts';
import type { ReportFormat } from './report.ts';
import { didYouMean } from './suggest.ts';

/** Reads a suite's `report` key: a word, or a mapping with `format` and `file`. */
export function parseReportFormat(value: unknown): ReportFormat | Finding {
  if (value === 'tap' || value === 'exit-code') return { format: value };
  if (value === 'junit' || value === 'ctrf') return needsFile(value);
  if (typeof value === 'string') return unknownFormat(value);
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return bad('The report is neither a word nor a mapping.', FORMS);
  }
  const { format, file, ...others } = value as Record<string, unknown>;
  const [unknown] = Object.keys(others);
  if (unknown !== undefined) {
    const mend = `${didYouMean(unknown, ['format', 'file'])}Write only \`format\` and \`file\`.`;
    return { code: 'unknown-key', message: `\`${unknown}\` is no key of a report.`, mend };
  }
  if (format === 'exit-code' && file === undefined) return { format };
  if (format === 'exit-code') return bad('An exit code has no report file.', 'Write `report: exit-code`.');
  if (format !== 'tap' && format !== 'junit' && format !== 'ctrf') return unknownFormat(format);
  if (file === undefined) return format === 'tap' ? { format } : needsFile(format);
  if (!isPlainPath(file)) {
    return bad(
      "The report's `file` is no relative path below $REPORT_DIR.",
      'Write a name, such as `file: report.xml`.',
    );
  }
  return { format, file };
}

const FORMS = 'Write `tap`, `exit-code` or `{ format: tap | junit | ctrf, file: report.xml }`.';

function bad(message: string, mend: string): Finding {
  return { code: 'bad-report', message, mend };
}

function needsFile(format: 'junit' | 'ctrf'): Finding {
  const form = `report: { format: ${format}, file: report.${format === 'junit' ? 'xml' : 'json'} }`;
  return bad(
    `A ${format} report is read from a file, and none is named.`,
    `Write \`${form}\` and let the command write that file into $REPORT_DIR.`,
  );
}

function unknownFormat(format: unknown): Finding {
  if (format === undefined) return bad('The report has no `format`.', FORMS);
  const word = String(format).slice(0, 64);
  return bad(`\`${word}\` is no report format.`, didYouMean(word, ['tap', 'exit-code', 'junit', 'ctrf']) + FORMS);
}

function isPlainPath(path: unknown): path is string {
  if (typeof path !== 'string' || path.length > 1024 || /^[~]|\\|\p{Cc}|^[A-Za-z]:/u.test(path)) return false;
  return path.split('/').every((part) => part.trim() !== '' && part !== '.' && part !== '..');
}
