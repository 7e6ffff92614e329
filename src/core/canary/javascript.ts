import type { Planted } from '../canary.ts';
import { testNames } from '../expected/javascript-names.ts';
import { tokenize } from '../expected/javascript-tokens.ts';
import { otherLiteral, varyNumbers } from './values.ts';

/**
 * Adds a test for each kind of assertion that the file uses, and for comparisons of its own with other values; to a
 * plain script, a failing statement.
 */
export function javascriptCanaries(
  path: string,
  source: string,
  command: string,
  title: string,
  word: string,
  twin: string | undefined,
): Planted | null {
  const tokens = tokenize(source);
  if (!tokens) return null;
  const failures = failingAssertions(source);
  const calls = [...testNames(tokens)].filter(([name, role]) => role === 'test' && isCalled(source, name));
  const [name] = calls[0] ?? [];
  if (name === undefined) return plainScript(path, source, command, failures[0], word);
  // A file that ends its own process may end it before what stands last.
  if (/\bprocess\s*\.\s*exit\b/.test(source)) return null;
  const bodies = failures.length > 0 ? failures : ["throw new Error('not yet')"];
  const others = otherResults(source, word);
  // A parameter would make mocha and jest wait for its call, and call the test failed when that doesn't come.
  const head = `async ${/\bt\s*\.\s*assert\s*\./.test(source) ? '(t)' : '()'} => {`;
  const write = (body: string, heading: string): string =>
    `${name}(${JSON.stringify(heading)}, ${head}\n  ${varyNumbers(body, word)};\n});\n`;
  const start = endOfImports(source, name);
  const added = [...bodies, ...others, ...(start === null ? [] : others)];
  const titles = added.map((_, at) => (at === 0 ? title : `${title} ${at}`));
  const tests = added.map((body, at) => write(body, titles[at] ?? title));
  const last = tests.slice(0, bodies.length + others.length);
  const first = tests.slice(bodies.length + others.length);
  const namesake = twin !== undefined && allowsTwins(source, command) ? twin : undefined;
  if (namesake !== undefined) {
    const isFirst = start !== null && word.charCodeAt(0) % 2 === 0;
    (isFirst ? first : last).push(write(others[0] ?? bodies[0] ?? '', namesake));
  }
  const before =
    start === null || first.length === 0
      ? source
      : `${source.slice(0, start)}\n${first.join('\n')}${source.slice(start)}`;
  return { text: `${before}\n;\n${last.join('\n')}`, titles, ...(namesake === undefined ? {} : { namesake }) };
}

/** Runners that take two tests of one name; ava, for one, takes that for a mistake. */
function allowsTwins(source: string, command: string): boolean {
  return /['"](?:node:test|vitest|@jest\/globals)['"]/.test(source) || /\b(?:jest|vitest|mocha)\b/.test(command);
}

function isCalled(source: string, name: string): boolean {
  return new RegExp(`(?<![\\w.$])${name}\\s*\\(`).test(source);
}

/**
 * Comparisons of the file's own, with another value than the one that it expects: code that has its own results pass
 * for anything, or that looks up what is expected of them, makes these pass too. One that lacks its variables here fails
 * as well, which is what it has to do.
 */
function otherResults(source: string, word: string): string[] {
  const asserting = assertNames(source).map((name) => `${name.replace('.', '\\.')}\\.(?:${equality})`);
  const imported = importedFunctions(source).flatMap(([own, original]) => (isEquality.test(original) ? [own] : []));
  const functions = [...asserting, ...imported].map((name) => `${name}\\(`);
  const forms = [
    ...(functions.length > 0 ? [`((?:${functions.join('|')})${call},\\s)(${literal})(\\))`] : []),
    `(expect\\(${call}\\)(?:\\.to)?(?:\\.be)?\\.(?:toBe|toEqual|toStrictEqual|equal|equals|eq|eql)\\()(${literal})(\\))`,
  ];
  const found = forms.flatMap((form) =>
    [...source.matchAll(new RegExp(`(?:^|=>|\\{)\\s*${form}(?=\\s*(?:[;})\n]|$))`, 'gm'))].flatMap(
      ([, before = '', value = '', after = '']) => {
        const other = otherLiteral(value, word);
        return other === null ? [] : [`${before}${other}${after}`];
      },
    ),
  );
  return [...new Set([found[0], found.at(-1)])].filter((one) => one !== undefined);
}

const equality = 'equal|strictEqual|deepEqual|deepStrictEqual';
const isEquality = new RegExp(`^(?:${equality})$`);
const literal = String.raw`-?\d+|"[^"\n\\]*"|'[^'\n\\]*'`;
const call = String.raw`(?:await )?(?:new )?[\w.]+\([^\n;]*?\)`;

/** Where the imports or requires at the beginning of a file end; null where the name has no meaning there yet. */
function endOfImports(source: string, name: string): number | null {
  const last = [
    ...source.matchAll(
      /^(?:import\b[^;'"]*['"][^'"\n]*['"]|(?:const|let|var)\s[^;\n]*\brequire\([^;\n]*\)[^;\n]*);?[ \t]*$/gm,
    ),
  ].at(-1);
  if (!last) return null;
  const end = last.index + last[0].length;
  const declares = new RegExp(`^(?:export\\s+)?(?:const|let|var|function|class)\\b[^=\\n]*\\b${name}\\b`, 'm');
  return declares.test(source.slice(end)) ? null : end;
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
function plainScript(
  path: string,
  source: string,
  command: string,
  assertion: string | undefined,
  word: string,
): Planted | null {
  const name = path.split('/').at(-1) ?? path;
  if (!new RegExp(`\\bnode\\b[^;&|]*${escapePattern(name)}`).test(command)) return null;
  const statement = `${varyNumbers(assertion ?? "throw new Error('not yet')", word)};`;
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
