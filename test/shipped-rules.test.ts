import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { loadProject } from '../src/adapters/assets/index.ts';
import { rulesFor } from '../src/core/rules-for.ts';
import { makeProject, type Project, regent } from './support/cli.ts';
import { hasProgram } from './support/has-program.ts';

const home = process.cwd();
const projects: Project[] = [];
after(() => {
  for (const project of projects) project.remove();
});

/** The files of `rules/`, as whoever installs Regent gets them. */
function shipped(folder = 'rules'): Record<string, string> {
  return Object.assign(
    {},
    ...readdirSync(join(home, folder), { withFileTypes: true }).map((entry) => {
      const path = `${folder}/${entry.name}`;
      return entry.isDirectory() ? shipped(path) : { [path]: readFileSync(join(home, path), 'utf8') };
    }),
  );
}

const sampleSpec = {
  'specs/sample/spec.md':
    '---\nname: sample\noutputs: [generated/sample/**]\ntests: { command: node --test, report: tap }\n---\n- **R1** x\n',
};

/** Holds all rules that ship against these outputs: rule → what its check printed, or null when it passed. */
async function check(outputs: Readonly<Record<string, string>>): Promise<Record<string, string | null>> {
  const project = makeProject({
    ...shipped(),
    ...sampleSpec,
    ...Object.fromEntries(Object.entries(outputs).map(([path, text]) => [`generated/sample/${path}`, text])),
  });
  projects.push(project);
  const run = await regent(project, ['rule', 'check', '--worktree', '--json']);
  const found = run.stdout
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as { rule: string; ok: boolean; detail: string | null });
  return Object.fromEntries(found.map(({ rule, ok, detail }) => [rule, ok ? null : (detail ?? '')]));
}

/** What each rule has to find: file:line, one a line. */
const violations: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'standard-library': {
    'a.ts:2': '// a\nimport {\n  x,\n} from "left-pad";\n',
    'b.mjs:2': "// b\nconst { y } = await import('lodash/fp');\n",
    'tool:3': "#!/usr/bin/env node\n// c\nconst z = require('chalk');\n",
    ...(hasProgram('python3') ? { 'd.py:2': '"""d"""\nfrom requests.api import get\n' } : {}),
  },
  'no-network-or-eval': {
    'a.ts:2': "// a\nimport { get } from 'node:https';\n",
    'b.js:2': '// b\nexports.f = (x) => eval(x);\n',
    'c.js:3': "// c\nconst { execSync } = require('node:child_process');\nexecSync(`rm x`);\n",
    'd.py:3': '"""d"""\nimport subprocess\nsubprocess.run("ls " + x, shell=True)\n',
    'e.sh:2': '# e\n[ -n "$1" ] && curl "$1"\n',
    'f.sql:2': "-- f\nATTACH DATABASE 'x' AS y;\n",
  },
  documented: {
    'a.ts:1': 'const a = 1;\n',
    'b.ts:3': '// b\n\nexport function b() {}\n',
    'tool:1': '#!/bin/sh\necho\n',
    'c.py:1': 'x = 1\n',
  },
  finished: {
    'a.ts:2': '// a\n// TODO: the rest\n',
    'b.js:3': '// b\ntry { f(); }\ncatch (error) {}\n',
    'c.py:4': '"""c"""\ntry:\n    f()\nexcept Exception:\n    pass\n',
    'd.py:2': '"""d"""\nraise NotImplementedError\n',
    'e.js:2': "// e\nthrow new Error('Not implemented');\n",
  },
  'unaware-of-tests': {
    'a.js:2': '// a\nif (process.env.NODE_TEST_CONTEXT) module.exports = 3;\n',
    'b.py:2': '"""b"""\nx = 3 if "PYTEST_CURRENT_TEST" in os.environ else 4\n',
    'c.js:2': "// c\nconst wanted = require('../../specs/sample/tests/expected.json');\n",
    'd.sh:2': '# d\n[ -n "$REPORT_DIR" ] && exit 0\n',
    'e.ts:2': "// e\nconst fast = process.env.NODE_ENV === 'test';\n",
  },
};

/** The same things done well: no rule finds anything here. */
const harmless = {
  'a.ts': `/** Sums, for whoever needs them. */
import { readFileSync } from 'node:fs';
import { other } from './other.js';

/** Returns the sum; throws a TypeError where a part is not a number. The evaluation of \`exec\` is nobody's. */
export function sum(...parts: number[]): number {
  try {
    return parts.reduce((all, one) => all + one, other(readFileSync(0)));
  } catch (error) {
    throw new TypeError('parts must be numbers', { cause: error });
  }
}
export const found = /a(b)/.exec(\`ab\`);
`,
  'other.ts': '/* What sums begin with. */\n\n/** Returns it. */\nexport const other = (_: unknown) => 0;\n',
  tool: '#!/usr/bin/env python3\n"""Counts."""\nimport json\nimport helper\ntry:\n    json.loads("1")\nexcept ValueError:\n    helper.fail()\n',
  'helper.py': '# Helps the tool.\ndef fail():\n    raise SystemExit(2)\n',
  'x.sh':
    '#!/bin/sh\n# Evaluates nothing, curls nothing; tests files with test -f.\ntmp=$(mktemp -d /tmp/x.XXXXXX)\n[ -f "$1" ] || exit 2\n',
  'y.sql': '-- Totals by day.\nSELECT day, sum(total) FROM sales GROUP BY day;\n',
  'data.json': '{"TODO": "not code"}\n',
};

test('the check of every rule that ships fails on each way to break it, with file and line, and on nothing else', async () => {
  const outputs: Record<string, string> = {};
  const expected: Record<string, string[]> = {};
  for (const [rule, samples] of Object.entries(violations)) {
    for (const [place, text] of Object.entries(samples)) {
      outputs[`${rule}/${place.split(':')[0]}`] = text;
      expected[rule] = [...(expected[rule] ?? []), `generated/sample/${rule}/${place}`];
    }
  }
  const found = await check(outputs);
  assert.deepEqual(Object.keys(found).sort(), Object.keys(violations).sort());
  for (const [rule, places] of Object.entries(expected)) {
    const printed = found[rule] ?? '';
    const own = printed.split('\n').filter((line) => line.startsWith(`generated/sample/${rule}/`));
    assert.deepEqual(own.map((line) => line.split(':').slice(0, 2).join(':')).sort(), places.sort(), printed);
    assert.match(printed, new RegExp(`^\\$ node rules/checks/${rule}\\.mjs\\n`));
  }
  const passed = await check(harmless);
  assert.deepEqual(passed, Object.fromEntries(Object.keys(violations).map((rule) => [rule, null])));
});

test('every rule that ships brings samples that break it, and its check fails on them', async () => {
  const project = makeProject({ ...shipped(), ...sampleSpec });
  projects.push(project);
  const run = await regent(project, ['rule', 'check']);
  assert.equal(run.code, 0);
  const names = Object.keys(violations).sort();
  assert.deepEqual(run.stdout.split('\n').filter(Boolean), [
    ...names.map((name) => `✓ rules/samples/${name}  ${name} fails, as it should`),
    '· sample  nothing to check: it has no accepted build',
  ]);
  assert.doesNotMatch((await regent(project, ['validate'])).stderr, /unproven-check/);

  project.write({ 'rules/checks/finished.mjs': '// finds nothing\n' });
  const useless = await regent(project, ['rule', 'check', '--rule', 'finished']);
  assert.equal(useless.code, 1);
  assert.match(
    useless.stdout,
    /✗ rules\/samples\/finished {2}finished passes: a check that can't fail is worth nothing/,
  );
});

test('the rules that ship are short, have a check, and apply to every example', () => {
  const { rules, specs, diagnostics } = loadProject(home, { home, builtIn: null });
  assert.deepEqual(
    diagnostics.filter(({ file }) => file.startsWith('rules/')),
    [],
  );
  const own = rules.filter((rule) => rule.source === 'rules');
  assert.deepEqual(own.map((rule) => rule.name).sort(), Object.keys(violations).sort());
  for (const rule of own) {
    assert.ok(rule.body.length < 500, `${rule.name} is long`);
    for (const { spec } of specs.values()) {
      const [applied] = spec ? rulesFor(spec, [rule]) : [];
      assert.equal(applied?.applies, true, `${rule.name} for ${spec?.name}`);
    }
  }
});
