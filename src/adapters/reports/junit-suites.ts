import { isTestFileName } from '../../core/expected.ts';
import { type RawReport, wholeFile } from '../../core/judge.ts';
import type { TestResult } from '../../core/report.ts';
import type { FinishedRun } from './index.ts';
import { testResult } from './message.ts';
import { attribute, children, textOf, type XmlElement } from './xml.ts';

/** Reads the suites of one JUnit document. */
export function readSuites(file: string, document: XmlElement, run: FinishedRun): RawReport {
  const roots = Object.keys(document).filter((key) => !key.startsWith('#'));
  const root = children(document, roots[0] ?? '');
  if (roots.length !== 1 || root.length !== 1 || !/^(?:testsuites?|testcase|testrun)$/.test(roots[0] ?? ''))
    return { tests: [], problems: [`The report ${file} is not one JUnit document with testsuites at its root.`] };
  const found = [...collect(root[0] as XmlElement, [])];
  const tests = found.flatMap(({ suites, element, isSuite }) =>
    isSuite ? readBrokenSuite(suites, element, run) : readCase(suites, element, run),
  );
  const problems =
    tests.length === 0
      ? [`The report ${file} holds no test: none is declared, or their process ended before they did.`]
      : [];
  return { tests: mergeTeardown(tests), problems };
}

interface Found {
  readonly suites: readonly string[];
  readonly element: XmlElement;
  readonly isSuite: boolean;
}

function* collect(element: XmlElement, suites: readonly string[]): Generator<Found> {
  yield { suites, element, isSuite: true };
  for (const testcase of children(element, 'testcase')) yield { suites, element: testcase, isSuite: false };
  for (const suite of children(element, 'testsuite')) {
    const name = attribute(suite, 'name');
    yield* collect(suite, name ? [...suites, name] : suites);
  }
}

/** A suite that has an error of its own, as busted writes it: its file could not run. */
function readBrokenSuite(suites: readonly string[], element: XmlElement, run: FinishedRun): TestResult[] {
  const failures = [...children(element, 'error'), ...children(element, 'failure')];
  if (failures.length === 0) return [];
  const text = failures.map(failureText).filter(Boolean).join('\n');
  return [testResult([`${suites.join(' > ') || 'suite'}${wholeFile}`], 'failed', text, run)];
}

function readCase(suites: readonly string[], element: XmlElement, run: FinishedRun): TestResult[] {
  const failure = [
    ...children(element, 'error'),
    ...children(element, 'failure'),
    ...children(element, 'rerunFailure'),
  ];
  const skipped = children(element, 'skipped');
  const status = attribute(element, 'status').toLowerCase();
  const name = attribute(element, 'name');
  const classname = attribute(element, 'classname');
  // Node reports a file without tests, or one that crashed, as a test with the file's name.
  const file = suites.length === 0 && classname === 'test' && isTestFileName(name);
  const path = namePath(suites, classname, name);
  if (failure.length > 0) {
    const whole = file || failure.some((entry) => attribute(entry, 'message') === 'collection failure');
    const text = [...failure.map(failureText), output(element)].filter(Boolean).join('\n');
    return [testResult(whole ? [`${path.join(' > ')}${wholeFile}`] : path, 'failed', text, run)];
  }
  if (skipped.length > 0 || /^(?:disabled|notrun|skipped|ignored|suppressed)$/.test(status))
    return [testResult(path, 'skipped', skippedText(skipped), run)];
  if (/^(?:failed|error)$/.test(status)) return [testResult(path, 'failed', output(element), run)];
  return file ? [] : [testResult(path, 'passed', '', run)];
}

/**
 * The class name says more than the suites for most (pytest, Surefire, jest-junit), the suites for others (node); where
 * one repeats the other, or the test's name repeats both (vitest, jest-junit), it is said once.
 */
function namePath(suites: readonly string[], classname: string, name: string): string[] {
  if (classname === '' || classname === 'test' || suites.join('.') === classname)
    return dedupe([...suites.slice(genericRoot(suites)), name]);
  if (name === classname || name.startsWith(`${classname} `)) return [name];
  return dedupe([classname, name]);
}

function genericRoot(suites: readonly string[]): number {
  return suites[0] === 'pytest' ? 1 : 0;
}

function dedupe(path: string[]): string[] {
  return path.filter((part, i) => part !== '' && part !== path[i - 1]);
}

function skippedText(skipped: readonly XmlElement[]): string {
  const said = skipped.map((entry) => attribute(entry, 'message')).filter((text) => text !== 'true');
  return said.join(' ');
}

function failureText(entry: XmlElement): string {
  const message = attribute(entry, 'message');
  const text = textOf(entry).trim();
  return text.includes(message) || message.trim() === '' ? text : [message, text].filter(Boolean).join('\n');
}

function output(element: XmlElement): string {
  const parts = ['system-out', 'system-err'].map((name) => children(element, name).map(textOf).join('').trim());
  return parts
    .map((text) => text.slice(-600))
    .filter(Boolean)
    .join('\n');
}

/** pytest reports a test whose teardown breaks twice in a row; the second time it is the same test. */
function mergeTeardown(tests: readonly TestResult[]): TestResult[] {
  const merged: TestResult[] = [];
  for (const test of tests) {
    const last = merged.at(-1);
    if (last && last.name === test.name && test.message?.startsWith('failed on teardown')) {
      const message = [last.message, test.message].filter(Boolean).join('\n');
      merged[merged.length - 1] = { name: test.name, status: 'failed', message: message.slice(0, 4_000) };
    } else merged.push(test);
  }
  return merged;
}
