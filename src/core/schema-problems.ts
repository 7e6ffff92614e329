import type { z } from 'zod';
import type { Diagnostic } from './diagnostic.ts';
import { childrenOf, mendKey } from './unknown-keys.ts';

/** What each key of a format must be, and an example of it. Nested keys are joined with dots; list items share theirs. */
export type KeyTable = Readonly<Record<string, readonly [mustBe: string, example: string]>>;

/** Where a file's keys stand. */
export interface Place {
  readonly file: string;
  lineOf(path: readonly (string | number)[]): number;
}

/** Turns what a zod schema found into diagnostics that name the line, what the key must be, and an example. */
export function explainIssues(
  issues: readonly z.core.$ZodIssue[],
  data: unknown,
  keys: KeyTable,
  place: Place,
): Diagnostic[] {
  return issues.flatMap((issue) => {
    const path = issue.path.filter((step) => typeof step !== 'symbol');
    const problem = (at: readonly (string | number)[], code: string, message: string, mend: string): Diagnostic => ({
      severity: 'error',
      code,
      file: place.file,
      line: place.lineOf(at),
      message,
      mend,
    });
    if (issue.code === 'custom' && typeof issue.params?.mend === 'string') {
      return [problem(path, String(issue.params.code), issue.message, issue.params.mend)];
    }
    if (issue.code === 'unrecognized_keys') {
      const known = childrenOf(
        path.filter((step) => typeof step === 'string'),
        keys,
      );
      return issue.keys.map((key) =>
        problem([...path, key], 'unknown-key', `\`${dotted([...path, key])}\` is no known key.`, mendKey(key, known)),
      );
    }
    const [mustBe, example] = keys[dotted(path)] ?? ['something else', 'it as the documentation shows'];
    const value = valueAt(data, path);
    if (value === undefined) {
      const message = `The key \`${dotted(path)}\` is missing.`;
      return [problem(path, 'missing-key', message, `Add \`${example}\`.`)];
    }
    const item = typeof path.at(-1) === 'number' ? 'Each item of ' : '';
    const list = mustBe.startsWith('a list') && typeof value === 'string';
    const mend = list ? `Write \`${path.at(-1)}: [${value}]\`.` : `Write it like \`${example}\`.`;
    const what = item === '' ? mustBe : 'text that is not empty';
    return [problem(path, 'wrong-type', `${item}\`${dotted(path)}\` must be ${what}; it is ${nameOf(value)}.`, mend)];
  });
}

function dotted(path: readonly (string | number)[]): string {
  return path
    .filter((step) => typeof step === 'string')
    .map((step) => step.slice(0, 64))
    .join('.');
}

function valueAt(data: unknown, path: readonly (string | number)[]): unknown {
  let value = data;
  for (const step of path) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, step)) return undefined;
    value = (value as Record<string | number, unknown>)[step];
  }
  return value;
}

function nameOf(value: unknown): string {
  if (value === null) return 'empty';
  if (Array.isArray(value)) return value.length === 0 ? 'an empty list' : 'a list';
  if (typeof value === 'object') return 'a mapping';
  if (typeof value === 'string' && value.trim() === '') return 'empty text';
  return `\`${String(value).slice(0, 64)}\``;
}
