import type { Planted } from '../canary.ts';
import { testNames } from '../expected/javascript-names.ts';
import { tokenize } from '../expected/javascript-tokens.ts';

/** Adds a test for each kind of assertion that the file uses; to a plain script, a failing statement. */
export function javascriptCanaries(path: string, source: string, command: string, title: string): Planted | null {
  const tokens = tokenize(source);
  if (!tokens) return null;
  const failures = failingAssertions(source);
  const calls = [...testNames(tokens)].filter(([name, role]) => role === 'test' && isCalled(source, name));
  const [name] = calls[0] ?? [];
  if (name === undefined) return plainScript(path, source, command, failures[0]);
  // A file that ends its own process may end it before what stands last.
  if (/\bprocess\s*\.\s*exit\b/.test(source)) return null;
  const bodies = failures.length > 0 ? failures : ["throw new Error('not yet')"];
  const titles = bodies.map((_, at) => (at === 0 ? title : `${title} ${at}`));
  const added = bodies.map((body, at) => `${name}(${JSON.stringify(titles[at])}, (t) => {\n  ${body};\n});\n`);
  return { text: `${source}\n;\n${added.join('\n')}`, titles };
}

function isCalled(source: string, name: string): boolean {
  return new RegExp(`(?<![\\w.$])${name}\\s*\\(`).test(source);
}

/** What fails by the method of an assertion library: arguments for it. */
const failing: Readonly<Record<string, string>> = {
  equal: '17, 18',
  strictEqual: '17, 18',
  deepEqual: '[17], [18]',
  deepStrictEqual: '[17], [18]',
  partialDeepStrictEqual: '{ a: 17 }, { a: 18 }',
  notEqual: '17, 17',
  notStrictEqual: '17, 17',
  ok: '17 === Number("18")',
  match: "'abc', /x/",
  doesNotMatch: "'abc', /b/",
  throws: '() => {}',
  fail: '',
};

const matchers: Readonly<Record<string, string>> = {
  toBe: 'expect(17).toBe(18)',
  toEqual: 'expect([17]).toEqual([18])',
  toStrictEqual: 'expect([17]).toStrictEqual([18])',
  toThrow: 'expect(() => {}).toThrow()',
  toBeTruthy: 'expect(0).toBeTruthy()',
  toMatch: "expect('abc').toMatch(/x/)",
};

function failingAssertions(source: string): string[] {
  const found = new Set<string>();
  for (const object of assertNames(source)) {
    const pattern = new RegExp(
      `(?<![\\w.$])${object.replace('.', '\\s*\\.\\s*')}\\s*(?:\\.\\s*(?:strict\\s*\\.\\s*)?(\\w+)\\s*)?\\(`,
      'g',
    );
    for (const [, method] of source.matchAll(pattern)) {
      if (method === undefined) found.add(`${object}(17 === Number("18"))`);
      else if (method in failing) found.add(`${object}.${method}(${failing[method]})`);
    }
  }
  for (const [own, original] of importedFunctions(source)) {
    if (original in failing && isCalled(source, own)) found.add(`${own}(${failing[original]})`);
  }
  if (/(?<![\w.$])expect\s*\(/.test(source)) {
    for (const [name, text] of Object.entries(matchers))
      if (new RegExp(`\\.${name}\\s*\\(`).test(source)) found.add(text);
  }
  return [...found].slice(0, 8);
}

const assertModule = `['"](?:node:)?assert(?:/strict)?['"]`;

function assertNames(source: string): string[] {
  const names = new Set<string>();
  const patterns = [
    new RegExp(`\\bimport\\s+(?:\\*\\s*as\\s+)?(\\w+)\\s*(?:,\\s*\\{[^}]*\\}\\s*)?from\\s*${assertModule}`, 'g'),
    new RegExp(`\\b(\\w+)\\s*=\\s*require\\(\\s*${assertModule}\\s*\\)`, 'g'),
    new RegExp(`\\bimport\\s*\\{[^}]*\\bstrict\\s+as\\s+(\\w+)\\b[^}]*\\}\\s*from\\s*${assertModule}`, 'g'),
  ];
  for (const pattern of patterns) for (const [, name] of source.matchAll(pattern)) if (name) names.add(name);
  if (/\bt\s*\.\s*assert\s*\./.test(source)) names.add('t.assert');
  return [...names];
}

/** The names under which a file imports functions of `assert`, with what they are called there. */
function importedFunctions(source: string): [own: string, original: string][] {
  const lists = [
    ...source.matchAll(new RegExp(`\\bimport\\s*(?:\\w+\\s*,\\s*)?\\{([^}]*)\\}\\s*from\\s*${assertModule}`, 'g')),
    ...source.matchAll(new RegExp(`\\{([^}]*)\\}\\s*=\\s*require\\(\\s*${assertModule}\\s*\\)`, 'g')),
  ];
  return lists.flatMap(([, list = '']) =>
    [...list.matchAll(/(\w+)(?:\s*(?:as\s+|:\s*)(\w+))?/g)].map(([, original = '', own]): [string, string] => [
      own ?? original,
      original,
    ]),
  );
}

/** A script that is run by itself fails at its first statement, once it has loaded the code under test. */
function plainScript(path: string, source: string, command: string, assertion: string | undefined): Planted | null {
  const name = path.split('/').at(-1) ?? path;
  if (!new RegExp(`\\bnode\\b[^;&|]*${escapePattern(name)}`).test(command)) return null;
  const statement = `${assertion ?? "throw new Error('not yet')"};`;
  const [shebang = ''] = /^#!.*\n/.exec(source) ?? [];
  const rest = source.slice(shebang.length);
  // Imports are carried out first, wherever they stand.
  if (/^import\s[^(]*from\s/m.test(rest)) return { text: `${shebang}${statement}\n${rest}`, titles: [] };
  const required = [...rest.matchAll(/^(?:const|let|var)\s[^;\n]*\brequire\([^;\n]*\)[^;\n]*;?[ \t]*$/gm)].at(-1);
  if (!required || /^[^\n]*`/m.test(rest.slice(0, required.index))) return null;
  const at = shebang.length + required.index + required[0].length;
  return { text: `${source.slice(0, at)}\n${statement}${source.slice(at)}`, titles: [] };
}

function escapePattern(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
