import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Rule } from '../src/core/asset.ts';
import { parseRule } from '../src/core/rule.ts';
import { rulesFor } from '../src/core/rules-for.ts';

function rule(source: Rule['source'], file: string, text: string): Rule {
  const { rule, diagnostics } = parseRule(source, file, text);
  assert.ok(rule, JSON.stringify(diagnostics));
  return rule;
}

/** The scope of a rule with this frontmatter. */
function scope(source: Rule['source'], file: string, ...lines: string[]) {
  const text = lines.length === 0 ? 'Body\n' : `---\n${lines.join('\n')}\n---\nBody\n`;
  return rule(source, file, text).scope;
}

const SPEC = { name: 'slugify', outputs: ['src/slugify/**'], language: 'typescript' };

test("a project's rule holds for all specs unless it says which", () => {
  const own = (...lines: string[]) => scope('rules', 'rules/x.md', ...lines);
  assert.deepEqual(own(), { kind: 'always' });
  assert.deepEqual(own('description: x'), { kind: 'always' });
  assert.deepEqual(own('always: true'), { kind: 'always' });
  assert.deepEqual(own('always: false'), { kind: 'on-request' });
  assert.deepEqual(own('globs: ["**/*.ts"]'), { kind: 'globs', globs: ['**/*.ts'] });
  assert.deepEqual(own('specs: [slugify]'), { kind: 'specs', specs: ['slugify'] });
  const full = rule('rules', 'rules/no-deps.md', '---\ndescription: Uses\n  no packages\ncheck: npm test\n---\nText');
  assert.deepEqual(
    [full.name, full.description, full.check, full.body],
    ['no-deps', 'Uses no packages', 'npm test', 'Text'],
  );
});

test("a flaw in a project's rule is an error with its line, because its check would not be made", () => {
  const codes = (text: string, file = 'rules/x.md') => {
    const { rule, diagnostics } = parseRule('rules', file, text);
    assert.equal(rule, null);
    return diagnostics.map(({ severity, line, code }) => `${severity} ${line} ${code}`);
  };
  assert.deepEqual(codes('---\nglob: [a]\nchek: x\n---\nB'), ['error 2 unknown-key', 'error 3 unknown-key']);
  assert.deepEqual(codes('---\nglobs: "**/*.ts"\n---\nB'), ['error 2 wrong-type']);
  assert.deepEqual(codes('---\nglobs: [a]\nalways: true\n---\nB'), ['error 3 bad-rule']);
  assert.deepEqual(codes('---\ndescription: x\n---\n\n'), ['error 1 empty-rule']);
  assert.deepEqual(codes('B', 'rules/No Deps.md'), ['error 1 bad-name']);
  assert.deepEqual(codes('---\nglobs: **/*\n---\nB'), ['error 2 yaml-syntax']);
});

test('rules of Cursor apply as Cursor says, though most of them are invalid YAML', () => {
  const cursor = (...lines: string[]) => scope('cursor', '.cursor/rules/x.mdc', ...lines);
  assert.deepEqual(cursor('description: x', 'globs: **/*', 'alwaysApply: false'), { kind: 'globs', globs: ['**/*'] });
  assert.deepEqual(cursor('globs: **/*.ts, src/**/*.tsx'), { kind: 'globs', globs: ['**/*.ts', 'src/**/*.tsx'] });
  assert.deepEqual(cursor('globs: *.{ts,tsx},*.css'), { kind: 'globs', globs: ['**/*.{ts,tsx}', '**/*.css'] });
  assert.deepEqual(cursor('globs: ["*.ts", "b/"]'), { kind: 'globs', globs: ['**/*.ts', 'b/**'] });
  assert.deepEqual(cursor('globs: [**/*.ts, a.js]'), { kind: 'globs', globs: ['**/*.ts', '**/a.js'] });
  assert.deepEqual(cursor('description: Use: x', 'globs: ["*.ts"]'), { kind: 'globs', globs: ['**/*.ts'] });
  assert.deepEqual(cursor('globs:', '  - **/*.ts', '  - "src/**"'), { kind: 'globs', globs: ['**/*.ts', 'src/**'] });
  assert.deepEqual(cursor('globs: {a,b}/*.ts'), { kind: 'globs', globs: ['{a,b}/*.ts'] });
  assert.deepEqual(cursor('globs: **/*', 'alwaysApply: true'), { kind: 'always' });
  assert.deepEqual(cursor('description: Use: always', 'globs:', 'alwaysApply: false'), { kind: 'on-request' });
  assert.deepEqual(cursor(), { kind: 'on-request' });
});

test('rules of Claude Code, Copilot and AGENTS.md apply as those tools say', () => {
  assert.deepEqual(scope('claude', '.claude/rules/a/x.md'), { kind: 'always' });
  assert.deepEqual(scope('claude', '.claude/rules/x.md', 'paths: src/**/*.{ts,tsx}'), {
    kind: 'globs',
    globs: ['src/**/*.{ts,tsx}'],
  });
  assert.deepEqual(scope('claude', '.claude/rules/x.md', 'paths:', '- **/*.ts'), { kind: 'globs', globs: ['**/*.ts'] });
  assert.deepEqual(scope('copilot', '.github/instructions/x.instructions.md', 'applyTo: **/*.ts,**/*.tsx'), {
    kind: 'globs',
    globs: ['**/*.ts', '**/*.tsx'],
  });
  assert.deepEqual(scope('copilot', '.github/instructions/x.instructions.md'), { kind: 'on-request' });
  assert.deepEqual(scope('agents-md', 'AGENTS.md'), { kind: 'always' });
  assert.deepEqual(scope('agents-md', 'src/a/AGENTS.md'), { kind: 'globs', globs: ['src/a/**'] });
});

test('a rule of another tool that is broken is skipped with a warning that says why', () => {
  for (const text of [
    '---\nglobs: [a\n  b: c\n---\n',
    '---\nglobs: x\n',
    '---\nglobs: { a: { b: 1 } }\n---\n',
    '---\nglobs: [1]\n---\n',
  ]) {
    const { rule, diagnostics } = parseRule('cursor', '.cursor/rules/x.mdc', text);
    assert.equal(rule, null, text);
    assert.ok(diagnostics.length > 0, text);
    for (const { severity, message } of diagnostics) {
      assert.equal(severity, 'warning');
      assert.match(message, /^The rule is skipped: /);
    }
  }
});

test("rules come from general to specific, and the project's own last, each with the reason", () => {
  const rules = [
    rule('rules', 'rules/b-slugify.md', '---\nspecs: [slugify]\n---\nx'),
    rule('rules', 'rules/a-other.md', '---\nspecs: [other]\n---\nx'),
    rule('rules', 'rules/z-all.md', 'x'),
    rule('cursor', '.cursor/rules/ts.mdc', '---\nglobs: *.ts\n---\nx'),
    rule('cursor', '.cursor/rules/py.mdc', '---\nglobs: **/*.py\n---\nx'),
    rule('cursor', '.cursor/rules/ask.mdc', '---\ndescription: x\n---\nx'),
    rule('agents-md', 'src/slugify/AGENTS.md', 'x'),
    rule('agents-md', 'src/AGENTS.md', 'x'),
    rule('agents-md', 'lib/AGENTS.md', 'x'),
    rule('agents-md', 'AGENTS.md', 'x'),
  ];
  assert.deepEqual(
    rulesFor(SPEC, rules).map(({ rule, applies, why }) => `${applies ? '+' : '-'} ${rule.file}: ${why}`),
    [
      '+ AGENTS.md: applies to every spec',
      '- .cursor/rules/ask.mdc: on request only: it is bound to no files',
      '- lib/AGENTS.md: `lib/**` can match none of the outputs',
      '+ src/AGENTS.md: `src/**` can match the output `src/slugify/**`, such as src/slugify/any.ts',
      '+ src/slugify/AGENTS.md: `src/slugify/**` can match the output `src/slugify/**`, such as src/slugify/any.ts',
      '- .cursor/rules/py.mdc: `**/*.py` can match none of the outputs',
      '+ .cursor/rules/ts.mdc: `**/*.ts` can match the output `src/slugify/**`, such as src/slugify/any.ts',
      '+ rules/z-all.md: applies to every spec',
      '- rules/a-other.md: is only for other',
      '+ rules/b-slugify.md: names this spec',
    ],
  );
});

test('globs apply by what the outputs can hold, and by the files that are there', () => {
  const applies = (globs: string, spec = SPEC, files: string[] = []) =>
    rulesFor(spec, [rule('claude', '.claude/rules/x.md', `---\npaths: ${globs}\n---\nx`)], files)[0]!.applies;
  assert.equal(applies('src/**/*.{js,ts}'), true);
  assert.equal(applies('src/other/**'), false);
  assert.equal(applies('**/*.md'), false);
  assert.equal(applies('**/*.md', SPEC, ['src/slugify/README.md']), true);
  assert.equal(applies('**/*.md', { ...SPEC, language: 'unheard of' }), true);
  assert.equal(applies('**/*.py', { ...SPEC, outputs: ['tools/x.py'] }), true);
  assert.equal(applies('["**/*.ts", "!src/slugify/**"]'), false);
  assert.equal(applies('["**/*.ts", "!**/*.test.ts"]'), true);
});
