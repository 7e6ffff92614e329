import { filterKeys, parseFilter, readFilter, type SessionFilter } from '../core/session-filter.ts';
import type { Problem } from '../core/workbench.ts';
import type { CommandOptions } from './commands.ts';

/** Reads the options that tell which sessions are meant; `spec` is one that was given as an argument. */
export function readFilterOptions(
  options: CommandOptions,
  example: string,
  spec?: string,
): { readonly filter: SessionFilter; readonly isGiven: boolean } | Problem {
  const now = Date.now();
  const wished = filterKeys.map((key) => [key, options[key]] as const);
  const given = Object.fromEntries(wished.flatMap(([key, value]) => (typeof value === 'string' ? [[key, value]] : [])));
  const typed = parseFilter(typeof options.filter === 'string' ? options.filter : '', now);
  const named = readFilter({ ...given, ...(spec === undefined ? {} : { spec }) }, now);
  const problems = [...named.problems.map((one) => `--${one}`), ...typed.problems.map((one) => `--filter ${one}`)];
  const [problem] = problems;
  if (problem) return { problem, mend: `Such as: ${example}`, exit: 2 };
  const filter = { ...typed.filter, ...named.filter, words: typed.filter.words };
  return { filter, isGiven: Object.keys(given).length > 0 || typeof options.filter === 'string' };
}
