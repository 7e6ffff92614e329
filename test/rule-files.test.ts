import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, test } from 'node:test';
import { loadProject } from '../src/adapters/assets/index.ts';
import type { Rule, RuleScope } from '../src/core/asset.ts';
import { parseRule } from '../src/core/rule.ts';
import { exportPath, writeForeign, writeOwn } from '../src/core/rule-formats.ts';
import { rulesFor } from '../src/core/rules-for.ts';
import { validateProject } from '../src/core/validate.ts';

const roots: string[] = [];
after(() => {
  for (const root of roots) rmSync(root, { recursive: true, force: true });
});

function load(files: Readonly<Record<string, string>>, links: Readonly<Record<string, string>> = {}) {
  const root = mkdtempSync(join(tmpdir(), 'regent-rules-'));
  roots.push(root);
  const place = (path: string) => {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    return join(root, path);
  };
  for (const [path, text] of Object.entries(files)) writeFileSync(place(path), text);
  for (const [path, target] of Object.entries(links)) symlinkSync(target, place(path));
  return loadProject(root, { home: root, builtIn: null });
}

const spec = (name: string, ...outputs: string[]) => ({
  [`specs/${name}/spec.md`]: `---\nname: ${name}\noutputs: ${JSON.stringify(outputs)}\ntests: { command: x, report: tap }\n---\n`,
});

test("rules are found in every tool's place, nested ones above and beneath the outputs and nowhere else", () => {
  const { rules, diagnostics } = load({
    ...spec('a', 'packages/a/gen/**'),
    ...spec('b', 'lib/*/out/b.js'),
    'rules/own.md': 'x',
    'rules/README.md': 'About these rules.',
    'rules/scripts/check.js': '',
    '.claude/rules/deep/er/README.md': 'Claude Code reads every .md.',
    '.cursor/rules/deep/x.mdc': '---\nalwaysApply: true\n---\nx',
    '.github/instructions/deep/x.instructions.md': '---\napplyTo: "**"\n---\nx',
    'AGENTS.md': 'x',
    'packages/AGENTS.md': 'x',
    'packages/a/.cursor/rules/x.mdc': '---\nglobs: **/*.ts\n---\nx',
    'packages/a/gen/AGENTS.md': 'x',
    'packages/a/gen/deep/.claude/rules/x.md': 'x',
    'packages/other/AGENTS.md': 'nobody writes here',
    'lib/one/AGENTS.md': 'x',
    'node_modules/p/AGENTS.md': 'x',
    'packages/a/gen/node_modules/p/AGENTS.md': 'x',
  });
  assert.deepEqual(
    rules.map(({ file, scope }) => `${file} ${scope.kind === 'globs' ? scope.globs.join(' ') : scope.kind}`).sort(),
    [
      '.claude/rules/deep/er/README.md always',
      '.cursor/rules/deep/x.mdc always',
      '.github/instructions/deep/x.instructions.md **',
      'AGENTS.md always',
      'lib/one/AGENTS.md lib/one/**',
      'packages/AGENTS.md packages/**',
      'packages/a/.cursor/rules/x.mdc packages/a/**/*.ts',
      'packages/a/gen/AGENTS.md packages/a/gen/**',
      'packages/a/gen/deep/.claude/rules/x.md packages/a/gen/deep/**',
      'rules/own.md always',
    ],
  );
  assert.deepEqual(diagnostics, []);
});

test('what looks like a rule and is none is said, and so is what can not be read', () => {
  const { rules, diagnostics } = load(
    {
      'outside.md': 'x',
      'rules/folder/lost.md': 'x',
      '.cursor/rules/plain.md': 'x',
      '.github/instructions/plain.md': 'x',
      '.claude/rules/empty.md': '\n',
      'CLAUDE.md': 'x',
      '.cursorrules': 'x',
    },
    {
      'rules/elsewhere.md': '/etc/passwd',
      '.claude/rules/shared': '..',
      '.claude/rules/linked.md': '../../outside.md',
    },
  );
  assert.deepEqual(
    rules.map(({ file }) => file),
    ['.claude/rules/linked.md'],
  );
  assert.deepEqual(diagnostics.map(({ severity, file, code }) => `${severity} ${file} ${code}`).sort(), [
    'error rules/elsewhere.md link-outside',
    'hint .cursorrules not-read',
    'hint CLAUDE.md not-read',
    'warning .claude/rules/empty.md bad-rule',
    'warning .claude/rules/shared link-to-folder',
    'warning .cursor/rules/plain.md not-a-rule',
    'warning .github/instructions/plain.md not-a-rule',
    'warning rules/folder/lost.md not-a-rule',
  ]);
});

test('rules that make every request long are named, with the spec that gets the most of them', () => {
  const long = (words: number) => `---\nglobs: ["**/*.ts"]\n---\n${'word '.repeat(words)}`;
  const files = { ...spec('a', 'src/a/**/*.ts'), ...spec('b', 'src/b/*.py'), 'rules/one.md': long(9000) };
  const hints = (more: Record<string, string>) =>
    validateProject(load({ ...files, ...more })).filter((one) => one.severity === 'hint');
  assert.deepEqual(hints({}), []);
  assert.deepEqual(
    hints({ 'rules/two.md': `${long(9000)}.` }).map(({ file, code, message }) => [file, code, message]),
    [['specs/a/spec.md', 'costly-rules', 'The rules for a take about 22514 tokens of each request.']],
  );
});

test('no link leads to rules outside of the repository, whether it is a file or a folder', () => {
  const elsewhere = mkdtempSync(join(tmpdir(), 'regent-elsewhere-'));
  roots.push(elsewhere);
  for (const name of ['secret.md', 'secret.mdc', 'AGENTS.md']) writeFileSync(join(elsewhere, name), 'secret');
  const { rules, diagnostics } = load(
    { ...spec('a', 'src/a/**'), 'rules/own.md': 'x', 'kept/shared.md': 'y' },
    { '.claude/rules': elsewhere, '.cursor': elsewhere, src: elsewhere, '.github/instructions': '../kept' },
  );
  assert.deepEqual(
    rules.map(({ file }) => file),
    ['rules/own.md'],
  );
  assert.deepEqual(
    diagnostics.map(({ file, code }) => `${file} ${code}`),
    ['.claude/rules link-outside', '.github/instructions/shared.md not-a-rule', 'src link-outside'],
  );
});

test('no text whatever in a rule file is a crash, and each is a rule or said to be none', () => {
  const pieces = [
    ...['---', '\n', '\r\n', '\uFEFF', 'globs: ', 'paths:', 'applyTo: ', 'alwaysApply: true', 'description: ', '- '],
    ...[
      '**/*',
      '*.{ts,tsx}',
      '{a,b}/**',
      '!(x)',
      '[a-z]',
      '{',
      '}',
      '[',
      ']',
      '"',
      "'",
      ',',
      ': ',
      '#',
      '&a',
      '*a',
      '!!js',
    ],
    ...[
      '\0',
      '\u001b[2J',
      '\u202e',
      '\ud800',
      'é',
      '漢字',
      'x'.repeat(300),
      ' ',
      '\t',
      '|',
      '>',
      '../',
      '/',
      '\\',
      '$x{y}',
    ],
  ];
  let seed = 7;
  const next = (below: number) => {
    seed = (seed * 1103515245 + 12345) % 2147483648;
    return seed % below;
  };
  const sources: readonly Rule['source'][] = ['rules', 'agents-md', 'claude', 'cursor', 'copilot'];
  for (let count = 0; count < 3000; count++) {
    const body = Array.from({ length: next(25) }, () => pieces[next(pieces.length)]).join('');
    const text = next(3) === 0 ? body : `---\n${body}\n---\n${next(2) === 0 ? 'Say.' : ''}`;
    const source = sources[next(sources.length)] as Rule['source'];
    const { rule, diagnostics } = parseRule(source, `a/.cursor/rules/${count}.mdc`, text);
    assert.ok(rule !== null || diagnostics.length > 0, JSON.stringify([source, text]));
    if (rule === null) continue;
    const [applied] = rulesFor({ name: 's', outputs: ['a/b/**', 'c.ts'], language: 'typescript' }, [rule]);
    assert.ok(applied?.why, JSON.stringify([source, text]));
  }
});

test('whatever a rule says, its export says the same in the other format, and comes back as it was', () => {
  let seed = 3;
  const next = (below: number) => {
    seed = (seed * 1103515245 + 12345) % 2147483648;
    return seed % below;
  };
  const pick = <T>(list: readonly T[]): T => list[next(list.length)] as T;
  const words = [
    '---',
    '# Title',
    'a: b',
    '"quoted"',
    "it's",
    '日本語',
    '- item',
    '```',
    '{x}',
    '*bold*',
    '',
    '@file.ts',
    '\t',
  ];
  const globs = ['**/*.ts', 'src/**', '*.{js,jsx}', '[a-z]*.py', '{a,b}/**', 'a b/*.md', '**', '.env*', 'x/[!y].c'];
  for (let count = 0; count < 2000; count++) {
    const scope = pick<RuleScope>([
      { kind: 'always' },
      { kind: 'globs', globs: Array.from({ length: 1 + next(3) }, () => pick(globs)) },
      { kind: 'on-request' },
    ]);
    const described = scope.kind === 'on-request' || next(2) === 0;
    const rule: Rule = {
      ...{ name: 'r', file: 'rules/r.md', source: 'rules', scope, check: null },
      description: described
        ? Array.from({ length: 1 + next(4) }, () => pick(words.filter((one) => one.trim() !== ''))).join(' ')
        : '',
      body: `x\n${Array.from({ length: next(8) }, () => pick(words)).join('\n')}`,
    };
    const leading = { ...rule, body: `${pick(words)}\n${rule.body}` };
    for (const one of [rule, leading]) {
      const own = parseRule('rules', 'rules/r.md', writeOwn(one).text).rule;
      assert.deepEqual(
        [own?.scope, own?.description, own?.body.trim()],
        [scope, one.description.trim(), one.body.trim()],
      );
      for (const to of ['cursor', 'claude', 'copilot'] as const) {
        const { text } = writeForeign(one, to, () => []);
        const { rule: read, diagnostics } = parseRule(to, exportPath(one, to), text);
        assert.ok(read, JSON.stringify([to, text, diagnostics]));
        assert.equal(read.body.trim(), one.body.trim(), text);
        const expected =
          scope.kind === 'always' && to === 'copilot'
            ? { kind: 'globs', globs: ['**'] }
            : scope.kind === 'on-request' && to === 'claude'
              ? { kind: 'always' }
              : scope;
        assert.deepEqual(read.scope, expected, text);
      }
    }
  }
});
