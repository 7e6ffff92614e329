import type { FinishedRun } from './index.ts';
import { relativePlaces } from './message.ts';

/** Returns what a YAML block says about a failure: error, expected and actual, place, stack. No durations. */
export function diagnosticText(diag: Readonly<Record<string, unknown>>, run: FinishedRun): string {
  const error = textOf(diag.error ?? diag.message);
  const parts = [error];
  // A long message has shown them already, laid out to be compared.
  if (!error.includes('\n') && ('expected' in diag || 'actual' in diag || 'wanted' in diag || 'found' in diag)) {
    const expected = shown(diag.expected ?? diag.wanted);
    const actual = shown(diag.actual ?? diag.found);
    if (!(spelled(error, expected) && spelled(error, actual))) parts.push(`expected: ${expected}`, `actual: ${actual}`);
  }
  const stack = relativePlaces(textOf(diag.stack), run).split('\n').filter(Boolean).slice(0, 8);
  const place = textOf(diag.location ?? diag.at);
  parts.push(
    stack.length > 0 ? stack.map((line) => `at ${line.trim().replace(/^at /, '')}`).join('\n') : place && `at ${place}`,
  );
  if (parts.every((part) => part === '') && Object.keys(diag).some((key) => !quiet.has(key))) return shown(diag);
  return parts.filter(Boolean).join('\n');
}

const quiet = new Set(['duration_ms', 'type', 'time']);

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : value === undefined || value === null ? '' : shown(value);
}

/** YAML may hold circles and what JSON can't. */
function shown(value: unknown): string {
  if (typeof value === 'string') return JSON.stringify(value.slice(0, 2_000));
  try {
    return JSON.stringify(value, plain)?.slice(0, 2_000) ?? String(value);
  } catch {
    return '(a value that can not be shown)';
  }
}

function plain(key: string, value: unknown): unknown {
  if (quiet.has(key)) return undefined;
  return typeof value === 'bigint' || typeof value === 'symbol' || typeof value === 'function' ? String(value) : value;
}

/** Whether a message says a value already, however it lays it out. */
function spelled(message: string, value: string): boolean {
  const letters = (text: string) => text.replace(/[^\p{L}\p{N}]+/gu, '');
  return letters(message).includes(letters(value));
}
