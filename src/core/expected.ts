import { javascriptTitles } from './expected-javascript.ts';
import { otherTitles } from './expected-other.ts';
import { cleanLine } from './text.ts';

/** A test that a pristine test file declares beyond doubt, and that a report therefore has to name. */
export interface ExpectedTest {
  readonly title: string;
  /** The file that declares it, as it was given. */
  readonly path: string;
  /**
   * Tells whether a reported name (suites joined with ' > ') is this test: `itself`, or a subtest of it with the path
   * that leads to this test, or neither.
   */
  match(name: string): 'itself' | { readonly parent: string } | null;
}

/** How a language's scanner says what it found. */
export interface DeclaredTest {
  readonly title: string;
  /** `name`: whole segments of a reported name. `function`: also with parameters (`test_x[1]`) or a path before it. */
  readonly kind: 'name' | 'function';
}

/**
 * Returns the tests that these files declare as literals where they surely run, in order. What is skipped, marked as
 * todo, conditional, in a loop or in a helper is not among them: a false entry would make green impossible, a miss
 * only leaves a test to the other checks.
 */
export function expectedTests(files: readonly { readonly path: string; readonly text: string }[]): ExpectedTest[] {
  return files.flatMap(({ path, text }) => declaredTests(path, text).map((test) => expectTest(test, path)));
}

/** The requirement ids that a text names, such as R1 or R2.1, in order, with repetitions. */
export function requirementIds(text: string): string[] {
  return text.match(/(?<![\p{L}\p{N}])R\d+(?:\.\d+)*(?![\p{L}\p{N}]|\.\d)/gu) ?? [];
}

/** Whether a title is the name of a JavaScript file: Node's runner reports a file without tests as such a test. */
export function isTestFileName(title: string): boolean {
  return /^[^\s/][^\s]*\.[cm]?[jt]sx?$|^.*\/.*\.[cm]?[jt]sx?$/.test(title);
}

/** Larger files are data or hostile. */
const largestFile = 2_000_000;

function declaredTests(path: string, text: string): DeclaredTest[] {
  if (text.length > largestFile) return [];
  const found = /\.[cm]?[jt]sx?$/.test(path) ? javascriptTitles(text) : otherTitles(path, text);
  return found.filter((test) => test.title.trim() !== '' && !isTestFileName(test.title));
}

function expectTest(test: DeclaredTest, path: string): ExpectedTest {
  const wanted = comparable(test.title);
  return {
    title: cleanLine(test.title),
    path,
    match(name) {
      const segments = comparable(name);
      const same = test.kind === 'function' ? endsWithFunction(segments, wanted) : null;
      if (same) return 'itself';
      const at = indexOfSegments(segments, wanted);
      if (at < 0) return null;
      return at + wanted.length >= segments.length
        ? 'itself'
        : { parent: segments.slice(0, at + wanted.length).join(' > ') };
    },
  };
}

function comparable(name: string): string[] {
  return cleanLine(name).split(' > ');
}

function indexOfSegments(segments: readonly string[], wanted: readonly string[]): number {
  for (let at = segments.length - wanted.length; at >= 0; at--)
    if (wanted.every((segment, i) => segments[at + i] === segment)) return at;
  return -1;
}

function endsWithFunction(segments: readonly string[], wanted: readonly string[]): boolean {
  const last = segments.at(-1) ?? '';
  const name = wanted.join(' > ');
  const start = last.indexOf(name);
  return (
    start >= 0 &&
    /(?:^|[\s.:#/$])$/.test(last.slice(0, start)) &&
    /^(?:$|[[({/\s<])/.test(last.slice(start + name.length))
  );
}
