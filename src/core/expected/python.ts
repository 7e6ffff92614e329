import type { DeclaredTest } from './declared.ts';
import { hashLike, maskSource } from './mask.ts';

/**
 * Returns the test functions of pytest and unittest: at the top level, or in a class whose name or base makes it a test
 * class. Decorators that are not known to leave a test running leave it out.
 */
export function pythonTests(path: string, source: string): DeclaredTest[] {
  if (!/(?:^|\/)(?:test_[^/]*|[^/]*_test|tests)\.py$/.test(path)) return [];
  const code = maskSource(source, hashLike);
  if (mayLeaveOut.test(code)) return [];
  const names = new Set<string>();
  let test: { className: string; indent: number | null; active: boolean } = {
    className: '',
    indent: null,
    active: false,
  };
  let decorators: string[] = [];
  for (const line of code.split('\n')) {
    if (line.trim() === '') continue;
    const indent = line.length - line.trimStart().length;
    const decorator = /^\s*@(.*)$/.exec(line)?.[1];
    if (decorator !== undefined) {
      decorators.push(decorator);
      continue;
    }
    const known = decorators.every((text) => harmless.test(text));
    const classHead = /^class (\w+)\s*(?:\(([^)]*)\))?\s*:/.exec(line);
    const name = /^\s*(?:async )?def (test\w*)\s*\(/.exec(line)?.[1];
    if (classHead) test = { className: classHead[1]!, indent: null, active: known && isTestClass(classHead) };
    else if (indent === 0 && !/^[)\]}]/.test(line)) {
      test = { className: '', indent: null, active: false };
      if (name && known) names.add(name);
    } else if (test.active) {
      test.indent ??= indent;
      if (indent === test.indent && name && known) names.add(`${test.className}.${name}`);
    }
    // A decorator's arguments may go on over lines of their own.
    if (name || classHead || /^\s*(?:async )?def\b/.test(line) || indent === 0) decorators = [];
  }
  return [...names].map((name) => ({ title: name.slice(name.indexOf('.') + 1), kind: 'function' }));
}

/** Whatever can take a whole module, a class or single tests out of a run. */
const mayLeaveOut =
  /\b(?:pytestmark|importorskip|load_tests|__test__|collect_ignore|pytest_generate_tests|SkipTest)\b|^(?:pytest\.skip|raise|sys\.exit|exit|del)\b|^ {0,8}def __init__\b/m;
const harmless =
  /^(?:pytest\.mark\.(?:parametrize|usefixtures|asyncio|anyio|timeout|filterwarnings)|(?:hypothesis\.)?(?:given|settings|example)|(?:(?:unittest\.)?mock\.)?patch(?:\.\w+)?)\b/;

function isTestClass(head: RegExpExecArray): boolean {
  const bases = (head[2] ?? '').trim();
  if (/^(?:unittest\.)?(?:IsolatedAsyncio)?TestCase$/.test(bases)) return !/Base|Mixin|Abstract/.test(head[1]!);
  return bases === '' && head[1]!.startsWith('Test');
}
