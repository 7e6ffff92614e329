/**
 * Returns the names of tests that pristine test files switch off for good, by a decorator or a call without condition.
 * That is their author's decision: no code can make such a test run, so it says nothing about the code.
 */
export function switchedOff(files: readonly { readonly path: string; readonly text: string }[]): ReadonlySet<string> {
  const names = new Set<string>();
  for (const { path, text } of files) {
    const pattern = path.endsWith('.py') ? python : /\.[cm]?[jt]sx?$/.test(path) ? javascript : null;
    if (pattern) for (const match of text.matchAll(pattern)) names.add(match.groups?.name ?? '');
  }
  names.delete('');
  return names;
}

/** Whether a reported name (suites joined with ' > ') is that of a test that is switched off. */
export function isSwitchedOff(reported: string, names: ReadonlySet<string>): boolean {
  const own = reported.split(' > ').at(-1) ?? reported;
  return names.has(own) || names.has(own.replace(/^.*\./, '').replace(/\[.*$/, ''));
}

const python =
  /^[ \t]*@(?:unittest\.|pytest\.mark\.)?skip(?:\([^\n]*\))?[ \t]*\r?\n[ \t]*(?:async )?def (?<name>test\w*)/gm;
const javascript = /(?<![\w.$])(?:(?:test|it)\.(?:skip|todo)|x(?:it|test))\(\s*(['"])(?<name>[^'"\\\n]+)\1/g;
