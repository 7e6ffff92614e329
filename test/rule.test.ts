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
  assert.deepEqual(own('always: false', 'description: x'), { kind: 'on-request' });
  assert.equal(own('always: false').kind, 'manual');
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
  assert.deepEqual(cursor('globs: *.{ts,tsx},*.css'), { kind: 'globs', globs: ['*.{ts,tsx}', '*.css'] });
  assert.deepEqual(cursor('globs: ["*.ts", "b/"]'), { kind: 'globs', globs: ['*.ts', 'b/**'] });
  assert.deepEqual(cursor('globs: [**/*.ts, a.js]'), { kind: 'globs', globs: ['**/*.ts', 'a.js'] });
  assert.deepEqual(cursor('description: Use: x', 'globs: ["**/*.ts"]'), { kind: 'globs', globs: ['**/*.ts'] });
  assert.deepEqual(cursor('globs:', '  - **/*.ts', '  - "src/**"'), { kind: 'globs', globs: ['**/*.ts', 'src/**'] });
  assert.deepEqual(cursor('globs: {a,b}/*.ts'), { kind: 'globs', globs: ['{a,b}/*.ts'] });
  assert.deepEqual(cursor('globs: **/*.ts, b/* # of b', 'alwaysApply: false # no'), {
    kind: 'globs',
    globs: ['**/*.ts', 'b/*'],
  });
  assert.deepEqual(cursor('globs: **/*', 'alwaysApply: true'), { kind: 'always' });
  assert.deepEqual(cursor('description: Use: always', 'globs:', 'alwaysApply: false'), { kind: 'on-request' });
  for (const lines of [[], ['alwaysApply: false'], ['globs: []', 'description: ""'], ['alwaysApply: "true"']])
    assert.deepEqual(cursor(...lines), { kind: 'manual', because: 'it has neither globs nor a description' });
});

test('a rule in a nested folder of its tool holds for what is beneath that folder', () => {
  const cursor = (...lines: string[]) => scope('cursor', 'pkg/a/.cursor/rules/deep/x.mdc', ...lines);
  assert.deepEqual(cursor('alwaysApply: true'), { kind: 'globs', globs: ['pkg/a/**'] });
  assert.deepEqual(cursor('globs: **/*.ts, pkg/a/b/*.js, !**/*.d.ts'), {
    kind: 'globs',
    globs: ['pkg/a/**/*.ts', 'pkg/a/b/*.js', '!pkg/a/**/*.d.ts'],
  });
  assert.deepEqual(cursor('description: x'), { kind: 'on-request' });
  assert.deepEqual(scope('claude', 'pkg/.claude/rules/x.md'), { kind: 'globs', globs: ['pkg/**'] });
  assert.deepEqual(scope('claude', '.claude/rules/x.md', 'paths: a/**'), { kind: 'globs', globs: ['a/**'] });
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
  const copilot = (...lines: string[]) => scope('copilot', '.github/instructions/x.instructions.md', ...lines);
  assert.deepEqual(copilot('description: x'), { kind: 'on-request' });
  assert.equal(copilot().kind, 'manual');
  assert.deepEqual(copilot('applyTo: "*.py"'), { kind: 'globs', globs: ['*.py'] });
  assert.deepEqual(copilot("applyTo: ['**.go', 'src/**.ts', '**/*.{md,js}']"), {
    kind: 'globs',
    globs: ['**/*.go', 'src/**/*.ts', '**/*.{md,js}'],
  });
  assert.deepEqual(copilot('applyTo: "**"', 'excludeAgent: "code-review"'), { kind: 'globs', globs: ['**'] });
  for (const agent of ['"coding-agent"', '["cloud-agent"]'])
    assert.equal(copilot('applyTo: "**"', `excludeAgent: ${agent}`).kind, 'manual');
  assert.deepEqual(scope('agents-md', 'AGENTS.md'), { kind: 'always' });
  assert.deepEqual(scope('agents-md', 'src/a/AGENTS.md'), { kind: 'globs', globs: ['src/a/**'] });
});

test('a rule of another tool that is broken is skipped with a warning that says why', () => {
  for (const text of [
    '---\nglobs: [a\n  b: c\n---\n',
    '---\nglobs: x\n',
    '---\nglobs: { a: { b: 1 } }\n---\n',
    '---\nglobs: [1]\n---\n',
    '---\nglobs: x\n---\n \n',
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
    rule('rules', 'rules/b-slugify.md', '---\nspecs: [slugify]\n---\n1'),
    rule('rules', 'rules/a-other.md', '---\nspecs: [other]\n---\n2'),
    rule('rules', 'rules/z-all.md', '3'),
    rule('cursor', '.cursor/rules/ts.mdc', '---\nglobs: **/*.ts\n---\n4'),
    rule('cursor', '.cursor/rules/py.mdc', '---\nglobs: *.py\n---\n5'),
    rule('cursor', '.cursor/rules/ask.mdc', '---\ndescription: x\n---\n6'),
    rule('cursor', '.cursor/rules/hand.mdc', '7'),
    rule('agents-md', 'src/slugify/AGENTS.md', '8'),
    rule('agents-md', 'src/AGENTS.md', '9'),
    rule('agents-md', 'lib/AGENTS.md', '10'),
    rule('agents-md', 'AGENTS.md', '11'),
  ];
  assert.deepEqual(
    rulesFor(SPEC, rules).map(({ rule, place, why }) => `${place} ${rule.file}: ${why}`),
    [
      'system AGENTS.md: applies to every spec',
      'system rules/z-all.md: applies to every spec',
      'offered .cursor/rules/ask.mdc: on request: the agent is offered its description, and reads it when it fits',
      'null .cursor/rules/hand.mdc: by hand only: it has neither globs nor a description',
      'null lib/AGENTS.md: `lib/**` can match none of the outputs',
      'opening src/AGENTS.md: `src/**` can match the output `src/slugify/**`, such as src/slugify/any.ts',
      'opening src/slugify/AGENTS.md: `src/slugify/**` can match the output `src/slugify/**`, such as src/slugify/any.ts',
      'null .cursor/rules/py.mdc: `*.py` can match none of the outputs, for without a slash it means the root folder',
      'opening .cursor/rules/ts.mdc: `**/*.ts` can match the output `src/slugify/**`, such as src/slugify/any.ts',
      'null rules/a-other.md: is only for other',
      'opening rules/b-slugify.md: names this spec',
    ],
  );
});

test('what files for several tools say twice is given once, and namesakes that differ are noted', () => {
  const rules = [
    rule('claude', '.claude/rules/ts.md', 'Use  types.\n'),
    rule('cursor', '.cursor/rules/ts.mdc', '---\ndescription: x\n---\nUse types.'),
    rule('rules', 'rules/ts.md', '---\nglobs: ["**/*.ts"]\n---\n\nUse types.\n'),
    rule('copilot', '.github/instructions/ts.instructions.md', '---\napplyTo: "**"\n---\nNo types.'),
    rule('rules', 'rules/other.md', '---\nglobs: ["**/*.go"]\n---\nNo types.'),
    rule('agents-md', 'AGENTS.md', 'All of it.'),
    rule('cursor', '.cursor/rules/all.mdc', '---\ndescription: x\n---\nAll of it.'),
  ];
  assert.deepEqual(
    rulesFor(SPEC, rules).map(({ rule, place, why, note }) => [rule.file, place ?? why, note]),
    [
      ['AGENTS.md', 'system', null],
      ['.claude/rules/ts.md', 'says the same as rules/ts.md, which the agent gets', null],
      ['.cursor/rules/all.mdc', 'says the same as AGENTS.md, which the agent gets', null],
      ['.cursor/rules/ts.mdc', 'says the same as rules/ts.md, which the agent gets', null],
      [
        '.github/instructions/ts.instructions.md',
        'opening',
        '`ts` is also in rules/ts.md; where they disagree, the last counts',
      ],
      ['rules/other.md', '`**/*.go` can match none of the outputs', null],
      [
        'rules/ts.md',
        'opening',
        '`ts` is also in .github/instructions/ts.instructions.md; where they disagree, this one, the last, counts',
      ],
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
  assert.equal(applies('["**/*.ts", "!**/any.ts"]'), true);
});
