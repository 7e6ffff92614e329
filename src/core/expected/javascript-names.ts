import type { Token } from './javascript-tokens.ts';

/** What a name means in a test file. */
export type Role = 'test' | 'suite';

const globals: Readonly<Record<string, Role>> = {
  test: 'test',
  it: 'test',
  specify: 'test',
  describe: 'suite',
  suite: 'suite',
  context: 'suite',
};

/** Frameworks whose reports name each test by its title, and whether their default export declares tests. */
const frameworks: Readonly<Record<string, boolean>> = {
  'node:test': true,
  test: true,
  vitest: false,
  '@jest/globals': false,
  mocha: false,
  ava: true,
  'bun:test': false,
};

/**
 * Returns the names that declare tests and suites in a file: a framework's imports, or the globals of those that have
 * some. A name that the file binds or uses in any other way is left out, for it may be anything.
 */
export function testNames(tokens: readonly Token[]): Map<string, Role> {
  const imported = new Map<string, Role>();
  const declaring = new Set<number>();
  for (let i = 0; i < tokens.length; i++) {
    const source = moduleAfter(tokens, i);
    if (!source) continue;
    const { names, to } = source;
    for (const { index, name, role } of names) {
      declaring.add(index);
      if (role) imported.set(name, role);
    }
    i = to;
  }
  const names = new Map(Object.entries(globals));
  for (const [name, role] of imported) names.set(name, role);
  for (let i = 0; i < tokens.length; i++) {
    const token = tokens[i];
    if (token?.kind === 'word' && names.has(token.text) && !declaring.has(i) && !isPlainUse(tokens, i))
      names.delete(token.text);
  }
  return names;
}

interface ModuleNames {
  readonly names: { readonly index: number; readonly name: string; readonly role: Role | null }[];
  readonly to: number;
}

/** Reads `import … from 'x'`, `const … = require('x')` and `const … = await import('x')` of a framework. */
function moduleAfter(tokens: readonly Token[], start: number): ModuleNames | null {
  const keyword = tokens[start];
  if (keyword?.kind !== 'word' || !/^(?:import|const|let|var)$/.test(keyword.text)) return null;
  const isImport = keyword.text === 'import';
  const names: ModuleNames['names'] = [];
  let at = start + 1;
  let inBraces = false;
  for (; at < tokens.length && at < start + 60; at++) {
    const token = tokens[at]!;
    if (token.kind === 'punctuator' && /^[{},]$/.test(token.text)) {
      inBraces = token.text === '{' || (inBraces && token.text === ',');
    } else if (token.kind === 'word' && (token.text === 'from' ? tokens[at + 1]?.kind !== 'string' : true)) {
      const renamed = (isImport ? tokens[at + 1]?.text === 'as' : tokens[at + 1]?.text === ':') && inBraces;
      const index = renamed ? at + 2 : at;
      const role = inBraces ? (globals[token.text] ?? null) : 'test';
      names.push({ index, name: tokens[index]?.text ?? '', role });
      if (renamed) {
        names.push({ index: at, name: token.text, role: null });
        at = index;
      }
    } else break;
  }
  const module = isImport
    ? tokens[at]?.text === 'from' && tokens[at + 1]?.kind === 'string'
      ? { name: tokens[at + 1]!.text, to: at + 1 }
      : null
    : required(tokens, at);
  if (!module || !Object.hasOwn(frameworks, module.name)) return null;
  const defaults = frameworks[module.name] === true;
  const kept = names.map((entry) => ({
    ...entry,
    role: isDefault(tokens, entry.index) && !defaults ? null : entry.role,
  }));
  return { names: kept, to: module.to };
}

function isDefault(tokens: readonly Token[], index: number): boolean {
  return /^(?:import|const|let|var)$/.test(tokens[index - 1]?.text ?? '');
}

function required(tokens: readonly Token[], equals: number): { name: string; to: number } | null {
  if (tokens[equals]?.text !== '=') return null;
  const called = tokens[equals + 1]?.text === 'await' ? equals + 2 : equals + 1;
  const name = tokens[called + 2];
  if (!/^(?:require|import)$/.test(tokens[called]?.text ?? '') || tokens[called + 1]?.text !== '(') return null;
  if (name?.kind !== 'string' || tokens[called + 3]?.text !== ')') return null;
  // `require('x').y` is something else.
  return tokens[called + 4]?.text === '.' ? null : { name: name.text, to: called + 3 };
}

/** `test(…)`, `test.only(…)`, and names that have nothing to do with the binding: `x.test`, `{ test: 1 }`. */
function isPlainUse(tokens: readonly Token[], at: number): boolean {
  const before = tokens[at - 1];
  const after = tokens[at + 1];
  if (before?.text === '.' && before.kind === 'punctuator') return true;
  if (after?.kind !== 'punctuator') return false;
  if (after.text === ':') return before?.text === '{' || before?.text === ',';
  return (after.text === '(' || after.text === '.') && before?.text !== 'function' && before?.text !== '*';
}
