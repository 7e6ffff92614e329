import { blockTests } from './expected/blocks.ts';
import type { DeclaredTest } from './expected/declared.ts';
import { functionTests } from './expected/functions.ts';
import { javascriptTests } from './expected/javascript.ts';
import { batsTests, perlTests } from './expected/lines.ts';
import { pythonTests } from './expected/python.ts';
import { cleanLine } from './text.ts';

/** A test that a pristine test file declares beyond doubt, and that a report therefore has to name. */
export interface ExpectedTest {
  readonly title: string;
  /** The file that declares it, as it was given. */
  readonly path: string;
  /** Those of its title: a name that may be this test holds each of them. */
  readonly words: readonly string[];
  /** Tells whether a reported name (suites joined with ' > ') may be this test. */
  match(name: string): TestMatch;
}

/**
 * `itself`; a subtest of it, with the path that leads to the test; `loosely`: the name ends as the title does, as where
 * a runner joins suites and title with spaces; or null.
 */
export type TestMatch = 'itself' | { readonly parent: string } | 'loosely' | null;

/**
 * Returns the tests that these files declare as literals where they surely run, in order. What is skipped, marked as
 * todo, conditional, in a loop or in a helper is not among them: a false entry would make green impossible, a miss
 * only leaves a test to the other checks. With a command that selects tests by name, nothing is sure.
 */
export function expectedTests(
  files: readonly { readonly path: string; readonly text: string }[],
  command = '',
): ExpectedTest[] {
  if (selection.test(command)) return [];
  // Many tests are compared with the same name, and putting a name into comparable form is most of that work.
  const forms = new Map<string, string>();
  const form = (name: string) => forms.get(name) ?? (forms.set(name, comparable(name)).get(name) as string);
  return files.flatMap(({ path, text }) => declaredTests(path, text).map((test) => expectTest(test, path, form)));
}

/**
 * Finds the reported names that may be a test's: those that hold the rarest of its words. To compare every test with
 * every name of a long report would take minutes.
 */
export function indexNames(
  tests: readonly ExpectedTest[],
  names: readonly string[],
): (test: ExpectedTest) => readonly string[] {
  const holders = new Map<string, string[]>();
  for (const { words } of tests) for (const word of words) holders.set(word, []);
  for (const name of names) for (const word of wordsOf(comparable(name))) holders.get(word)?.push(name);
  return ({ words }) => {
    const found = words.map((word) => holders.get(word) ?? []);
    return found.sort((a, b) => a.length - b.length)[0] ?? names;
  };
}

/** The requirement ids that a text names, such as R1 or R2.1, in order, with repetitions. */
export function requirementIds(text: string): string[] {
  return text.match(/(?<![\p{L}\p{N}])R\d+(?:\.\d+)*(?![\p{L}\p{N}]|\.\d)/gu) ?? [];
}

/** Whether a title is the name of a JavaScript file: Node's runner reports a file without tests as such a test. */
export function isTestFileName(title: string): boolean {
  return /^(?:\S+|.*\/.*)\.[cm]?[jt]sx?$/.test(title);
}

const selection =
  /\s(?:--(?:test-name-pattern|test-skip-pattern|test-only|test-shard|testNamePattern|grep|fgrep|filter(?:-tags)?|match|shard|exclude|deselect|lf|last-failed|tags?)|-[kg]|-run|-skip|-Dtest)(?=[\s=]|$)|\bbats\b.*\s-f\s|\b(?:vitest|jest)\b.*\s-t\s|\bpytest\b.*\s-m\s/;

/** Larger files are data or hostile. */
const largestFile = 2_000_000;

function declaredTests(path: string, text: string): DeclaredTest[] {
  if (text.length > largestFile) return [];
  const source = text.replaceAll('\r\n', '\n').replace(/^\ufeff/, '');
  return testsOf(path, source).filter((test) => test.title.trim() !== '' && !isTestFileName(test.title));
}

function testsOf(path: string, source: string): DeclaredTest[] {
  const extension = /\.(\w+)$/.exec(path)?.[1] ?? '';
  if (/^[cm]?[jt]sx?$/.test(extension)) return javascriptTests(source);
  if (extension === 'py') return pythonTests(path, source);
  if (extension === 'bats') return batsTests(source);
  if (extension === 't') return perlTests(source);
  return [...blockTests(extension, source), ...functionTests(extension, path, source)];
}

function expectTest(test: DeclaredTest, path: string, form: (name: string) => string): ExpectedTest {
  const wanted = comparable(test.title);
  return {
    title: cleanLine(test.title),
    path,
    words: wordsOf(wanted),
    match(reported) {
      const name = form(reported);
      if (!name.includes(wanted)) return null;
      const own = name.split(' > ').at(-1) ?? name;
      if (name === wanted || name.endsWith(` > ${wanted}`)) return 'itself';
      if (test.kind === 'function' && namesFunction(own, wanted)) return 'itself';
      const start = ` > ${name}`.indexOf(` > ${wanted} > `);
      if (start >= 0) return { parent: name.slice(0, start + wanted.length) };
      return name.endsWith(` ${wanted}`) ? 'loosely' : null;
    },
  };
}

/** Runners write white space, escapes and `#`, TAP's mark for directives, each in their own way. */
function comparable(text: string): string {
  return cleanLine(
    text
      .replace(/\\[nrtbfv0]/g, ' ')
      .replace(/[#\\]/g, ' ')
      .replaceAll(' › ', ' > '),
  );
}

/** Whatever `match` takes for a title begins and ends beside what is in no word, so that words are compared whole. */
function wordsOf(text: string): string[] {
  return [...new Set(text.match(/[\p{L}\p{N}_]+/gu))];
}

/** `test_x` in `tests.test_m.test_x[1]`, `TestX/sub`, `works()`, `tests::works`, `testX with data set #1`. */
function namesFunction(reported: string, name: string): boolean {
  for (let at = reported.indexOf(name); at >= 0; at = reported.indexOf(name, at + 1)) {
    const before = at === 0 || /[\s.:/$]/.test(reported.charAt(at - 1));
    if (before && /^(?:$|[[({/\s<,])/.test(reported.slice(at + name.length))) return true;
  }
  return false;
}
