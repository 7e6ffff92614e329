import { constants } from 'node:fs';
import { lstat, open, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { FinishedRun } from './index.ts';
import { endingWords, lastWords } from './message.ts';

/** One report file's text, or why there is none. */
export type ReportFile = { readonly file: string; readonly text: string } | { readonly problem: string };

const largest = 32 * 1024 * 1024;
const mostFiles = 500;

/**
 * Reads the files that `pattern` names in the report folder: a relative path, in whose last part `*` stands for any
 * characters. Only regular files are read; links and what lies outside the folder are problems.
 */
export async function readReportFiles(pattern: string, run: FinishedRun): Promise<ReportFile[]> {
  const parts = pattern.split('/').filter((part) => part !== '' && part !== '.');
  const last = parts.pop();
  if (last === undefined || pattern.startsWith('/') || [...parts, last].includes('..'))
    return [{ problem: `The report's file "${pattern}" is not a path inside $REPORT_DIR.` }];
  let folder = run.reportDir;
  for (const part of parts) {
    folder = join(folder, part);
    const stat = await lstat(folder).catch(() => null);
    if (!stat?.isDirectory()) return [{ problem: absent(pattern, run) }];
  }
  const names = last.includes('*') ? await matching(folder, last) : [last];
  if (names.length === 0) return [{ problem: absent(pattern, run) }];
  if (names.length > mostFiles)
    return [{ problem: `$REPORT_DIR holds ${names.length} files ${pattern}; at most ${mostFiles} are read.` }];
  const files: ReportFile[] = [];
  let room = largest;
  for (const name of names) {
    const file = await readRegular(folder, name, pattern, room, run);
    if ('text' in file) room -= file.text.length;
    files.push(file);
  }
  return files;
}

async function matching(folder: string, pattern: string): Promise<string[]> {
  const names = await readdir(folder).catch(() => []);
  const [first = '', ...rest] = pattern.split('*');
  return names.filter((name) => matchesParts(name, first, rest)).sort();
}

/** Literal parts in order: no regular expression, so nothing that could run away. */
function matchesParts(name: string, first: string, rest: readonly string[]): boolean {
  if (!name.startsWith(first)) return false;
  let at = first.length;
  for (const part of rest.slice(0, -1)) {
    const found = name.indexOf(part, at);
    if (found < 0) return false;
    at = found + part.length;
  }
  const end = rest.at(-1) ?? '';
  return name.length - end.length >= at && name.endsWith(end);
}

async function readRegular(
  folder: string,
  name: string,
  pattern: string,
  room: number,
  run: FinishedRun,
): Promise<ReportFile> {
  const path = join(folder, name);
  const before = await lstat(path).catch(() => null);
  if (!before) return { problem: absent(pattern, run) };
  if (!before.isFile()) return { problem: `The report ${name} in $REPORT_DIR is not a regular file.` };
  // Not following links and not blocking on a pipe, in case it was replaced since.
  const flags = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK;
  const handle = await open(path, flags).catch(() => null);
  if (!handle) return { problem: `The report ${name} in $REPORT_DIR can't be read.` };
  try {
    const stat = await handle.stat();
    if (!stat.isFile()) return { problem: `The report ${name} in $REPORT_DIR is not a regular file.` };
    if (stat.size > room)
      return { problem: `The report ${name} is too large: ${stat.size} bytes, where 32 MB are read.` };
    if (stat.size === 0) return { problem: `The report ${name} in $REPORT_DIR is empty: ${broken(run)}` };
    return { file: name, text: await handle.readFile('utf8') };
  } catch {
    return { problem: `The report ${name} in $REPORT_DIR can't be read.` };
  } finally {
    await handle.close();
  }
}

function absent(pattern: string, run: FinishedRun): string {
  return `There is no report: the tests were to write ${pattern} into $REPORT_DIR, and ${broken(run)}`;
}

function broken(run: FinishedRun): string {
  return `${endingWords(run)}. ${lastWords(run)}`;
}
