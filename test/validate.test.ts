import assert from 'node:assert/strict';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, test } from 'node:test';
import { loadProject, loadUserSettings, readTests } from '../src/adapters/assets/index.ts';
import { validateProject } from '../src/core/validate.ts';

const folders: string[] = [];
after(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

/** A new folder with these files. */
function write(files: Record<string, string | Uint8Array>): string {
  const root = mkdtempSync(join(tmpdir(), 'regent-assets-'));
  folders.push(root);
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(join(root, dirname(path)), { recursive: true });
    writeFileSync(join(root, path), content);
  }
  return root;
}

/** The files of a spec that has nothing wrong; lines replace or add to its frontmatter. */
function spec(name: string, { keys = [] as string[], body = '- **R1** One.\n', tests = "test('R1 one', f);\n" } = {}) {
  const frontmatter = [`name: ${name}`, `outputs: [out/${name}/**]`, 'tests: { command: node --test, report: tap }'];
  const lines = frontmatter.map((line) => keys.find((key) => key.split(':')[0] === line.split(':')[0]) ?? line);
  lines.push(...keys.filter((key) => !lines.includes(key)));
  return {
    [`specs/${name}/spec.md`]: `---\n${lines.join('\n')}\n---\n${body}`,
    [`specs/${name}/tests/${name}.test.js`]: tests,
  };
}

function load(root: string, only?: string[]) {
  return loadProject(root, { home: join(root, 'no-home'), builtIn: null, only });
}

/** What `regent validate` would say, one line each. */
function problems(files: Record<string, string | Uint8Array>, root = write(files)): string[] {
  const project = load(root);
  const tests = readTests(project);
  return [...validateProject(project, tests.texts), ...tests.diagnostics].map(
    ({ severity, file, line, code, message }) => `${severity} ${file}:${line} ${code}: ${message}`,
  );
}

test('a project without flaws has nothing to report', () => {
  assert.deepEqual(problems({ ...spec('a'), ...spec('b', { keys: ['depends: [a]'] }) }), []);
  assert.deepEqual(problems({}), []);
  assert.deepEqual(problems(spec('a', { body: '- **R1** A replacement character: \uFFFD.\n' })), []);
});

test('a spec is loaded with the files of its parts, recursively and sorted', () => {
  const root = write({
    ...spec('a'),
    'specs/a/tests/z/deep.txt': '',
    'specs/a/tests/b.js': '',
    'specs/a/holdout/h.js': '',
    'specs/a/contract/c.d.ts': '',
    'specs/a/notes/n.md': '',
  });
  const loaded = load(root).specs.get('a')!;
  assert.equal(loaded.specPath, 'specs/a/spec.md');
  assert.deepEqual(loaded.files, {
    contract: ['specs/a/contract/c.d.ts'],
    tests: ['specs/a/tests/a.test.js', 'specs/a/tests/b.js', 'specs/a/tests/z/deep.txt'],
    holdout: ['specs/a/holdout/h.js'],
    probe: [],
  });
});

test('without files, only spec.md is read', () => {
  const root = write(spec('a'));
  const { spec: loaded, files } = loadProject(root, { home: root, builtIn: null, files: false }).specs.get('a')!;
  assert.equal(loaded?.name, 'a');
  assert.deepEqual(files.tests, []);
});

test('asked for one spec, only that and what it depends on is read', () => {
  const root = write({
    ...spec('a'),
    ...spec('b', { keys: ['depends: [a]'] }),
    ...spec('c', { keys: ['depends: [b]'] }),
    'specs/broken/spec.md': '',
  });
  const project = load(root, ['c']);
  assert.deepEqual([...project.specs.keys()], ['a', 'b', 'c']);
  assert.deepEqual(project.specNames, ['a', 'b', 'broken', 'c']);
  const [unknown] = load(root, ['brokn']).diagnostics;
  assert.match(unknown!.mend, /Did you mean `broken`/);
});

test('two specs whose outputs could be the same file are told of each other', () => {
  const overlap = (left: string, right: string) =>
    problems({
      ...spec('a', { keys: [`outputs: ${JSON.stringify([left])}`] }),
      ...spec('b', { keys: [`outputs: ${JSON.stringify([right])}`] }),
    });
  assert.deepEqual(overlap('src/a/**', 'src/**'), [
    'error specs/b/spec.md:3 overlapping-outputs: The output `src/**` overlaps with `src/a/**` of the spec a: both can match src/a/any.',
  ]);
  const clashes = [
    ['src/a.js', 'src/a.js'],
    ['src/{a,b}/**', 'src/b/x.js'],
    ['src/*/x.js', 'src/y/*.js'],
    ['src/a*.js', 'src/*b.js'],
    ['src/**/x.js', 'src/a/b/c/x.js'],
    ['Src/a.js', 'src/A.js'],
    ['src/[ab].js', 'src/?.js'],
    ['src/a/**', '{lib,src}/a/b/**/*.{js,ts}'],
    ['lib/**', 'lib'],
  ] as const;
  for (const [left, right] of clashes) assert.equal(overlap(left, right).length, 1, `${left} ${right}`);
  const twice = { ...spec('a', { keys: ['outputs: [x/**, y/**]'] }), ...spec('b', { keys: ['outputs: [x/1, y/1]'] }) };
  assert.equal(problems(twice).length, 1);
  const apart = [
    ['src/a/**', 'src/ab/**'],
    ['src/*.js', 'src/*.ts'],
    ['src/a/*.js', 'src/a/b/*.js'],
    ['src/**/a.js', 'src/**/b.js'],
    ['a.js', 'b.js'],
  ] as const;
  for (const [left, right] of apart) assert.deepEqual(overlap(left, right), [], `${left} ${right}`);
});

test('a circle of dependencies is shown, once', () => {
  const circle = { ...spec('a', { keys: ['depends: [b]'] }), ...spec('b', { keys: ['depends: [c]'] }) };
  assert.deepEqual(problems({ ...circle, ...spec('c', { keys: ['depends: [d, a]'] }), ...spec('d') }), [
    'error specs/a/spec.md:5 dependency-circle: The spec depends on itself: a → b → c → a.',
  ]);
  assert.deepEqual(problems(spec('a', { keys: ['depends: [a]'] })), [
    'error specs/a/spec.md:5 dependency-circle: The spec depends on itself: a → a.',
  ]);
  const diamond = { ...spec('a', { keys: ['depends: [b, c]'] }), ...spec('b', { keys: ['depends: [d]'] }) };
  assert.deepEqual(problems({ ...diamond, ...spec('c', { keys: ['depends: [d]'] }), ...spec('d') }), []);
});

test('names of specs and skills that are not there are errors with a guess', () => {
  const root = write({
    ...spec('slugify'),
    ...spec('b', { keys: ['depends: [slugfy]', 'skills: [pfd]'] }),
    'skills/pdf/SKILL.md': '---\nname: pdf\ndescription: x\n---\n',
    'rules/r.md': '---\nspecs: [c]\n---\nx',
  });
  assert.deepEqual(
    validateProject(load(root)).map(({ file, line, code, mend }) => [file, line, code, mend.split('?')[0]]),
    [
      ['rules/r.md', 1, 'unknown-spec', 'Did you mean `b`'],
      ['specs/b/spec.md', 5, 'unknown-spec', 'Did you mean `slugify`'],
      ['specs/b/spec.md', 6, 'unknown-skill', 'Did you mean `pdf`'],
    ],
  );
});

test('requirements and the tests that name them are held against each other', () => {
  const body = '- **R1** One.\n- **R2** Two.\n  - **R2.1** A part.\n- **R3** Three.\n- **R4** Four.\n';
  const tests =
    "// test('R8 old, R4', f)\ntest('R1 one', f);\nit.skip(`R9 nine`, f);\ndescribe('what R2.1 says', f);\nmap.get('R7');\n";
  const files = spec('a', { body, tests });
  files['specs/a/tests/test_a.py'] = 'def test_R3_works():\n    pass\ndef test_r8_2_too():\n    assert "R4"\n';
  files['specs/a/tests/parts.csv'] = '"R9: a resistor",1\n';
  assert.deepEqual(problems(files), [
    'error specs/a/tests/a.test.js:3 unknown-requirement: A test names R9, which the spec does not have.',
    'error specs/a/tests/test_a.py:3 unknown-requirement: A test names R8, which the spec does not have.',
  ]);
  assert.deepEqual(problems(spec('a', { body: '- **R1** One.\n\n- **R12** More.\n' })), [
    'warning specs/a/spec.md:8 untested-requirement: No test names R12.',
  ]);
});

test('a test in a file that the command does not run covers nothing', () => {
  const body = '- **R1** One.\n- **R2** Two.\n';
  const files = spec('a', { body, tests: "test('R1 one', f);\n" });
  files['specs/a/tests/more.test.js'] = "test('R2 two', f);\n";
  const only = (path: string) =>
    (files['specs/a/spec.md'] ?? '').replace(/^tests: .*$/m, `tests: { command: node --test ${path}, report: tap }`);
  assert.deepEqual(problems({ ...files, 'specs/a/spec.md': only('specs/a/tests/a.test.js') }), [
    'warning specs/a/spec.md:7 idle-test: Only specs/a/tests/more.test.js names R2, and no command runs that file.',
  ]);
  assert.deepEqual(problems({ ...files, 'specs/a/spec.md': only('specs/a/tests/*.test.js') }), []);
  assert.deepEqual(problems({ ...files, 'specs/a/spec.md': only('.') }), []);
  files['specs/a/tests/all.js'] = "import './a.test.js';\nimport './more.test.js';\n";
  assert.deepEqual(problems({ ...files, 'specs/a/spec.md': only('specs/a/tests/all.js') }), []);
});

test('tests name requirements in many languages', () => {
  const body = '- **R1** One.\n  - **R1.1** A part.\n  - **R1.2** A part.\n';
  const files: Record<string, string> = {
    'x.bats': '@test "R1.1 does it" {\n}\n@test "R9 x" {',
    'x_test.go': 'func TestR1_1Lower(t *testing.T) {\n t.Run("R9 no", f)',
    'x.rs': '#[test]\nfn test_r1_1_lowers() {}\nfn test_r9_x() {}',
    'XTest.java': '@Test @DisplayName("R1.1 lowers")\nvoid testR9X() {}',
    'x.t': "is(f(1), 2, 'R1.1 lowers');\nok(1, 'R9: no');",
    'x_spec.rb': 'it "R1.1 lowers" do\nend\ncontext "with R9" do',
    'x.exs': 'test "R1.1 lowers" do\ntest "R9" do',
    'test_x.py': 'def test_R1_1_lowers():\nclass TestR9:',
  };
  for (const [name, text] of Object.entries(files)) {
    const more = spec('a', { body, tests: "test('R1 x', f); test('R1.2 x', f);" });
    const found = problems({ ...more, [`specs/a/tests/${name}`]: text });
    assert.equal(found.length, 1, `${name}: ${found.join('\n')}`);
    assert.match(found[0]!, /unknown-requirement: A test names R9,/, name);
  }
});

test('what proves less than it seems is told', () => {
  const weak = spec('a', { keys: ['tests: { command: make, report: exit-code }', 'contract: { check: make }'] });
  const codes = (files: Record<string, string>) => problems(files).map((line) => line.split(' ').slice(0, 3).join(' '));
  assert.deepEqual(codes({ ...weak, 'specs/a/holdout/x.js': '' }), [
    'warning specs/a/spec.md:4 exit-code-report:',
    'warning specs/a/spec.md:4 holdout-not-run:',
    'warning specs/a/spec.md:5 no-contract:',
  ]);
  const empty = (command: string) => {
    const files = spec('a', { body: '', keys: [`tests: { command: ${command}, report: tap }`] });
    return codes({ 'specs/a/spec.md': files['specs/a/spec.md']! });
  };
  assert.deepEqual(empty('npm test'), [
    'warning specs/a/spec.md:1 no-requirements:',
    'warning specs/a/spec.md:4 no-tests:',
  ]);
  assert.deepEqual(empty('node specs/a/tests/x.js')[1], 'error specs/a/spec.md:4 no-tests:');
});

test('outputs that cover a rule are an error', () => {
  assert.deepEqual(problems({ ...spec('a'), 'out/a/AGENTS.md': 'x', 'out/AGENTS.md': 'y' }), [
    'error specs/a/spec.md:3 output-covers-asset: The outputs cover out/a/AGENTS.md, which is a rule: a session could rewrite it.',
  ]);
});

test('problems of regent.json, rules, skills and every spec come together, by file and line', () => {
  const found = problems({
    ...spec('a', { keys: ['colour: red', 'modes: x'] }),
    'specs/b/notes.txt': '',
    'specs/README.md': 'not a spec',
    'specs/.hidden/x': '',
    'regent.json': '{ "apiKey": "x" }',
    'rules/bad.md': '---\nglob: x\n---\nx',
    '.cursor/rules/bad.mdc': '---\nglobs: x\n',
    '.cursor/rules/good.mdc': 'x',
    'skills/bad/SKILL.md': 'x',
    'skills/good/SKILL.md': '---\nname: good\ndescription: x\n---\n',
  });
  assert.deepEqual(
    found.map((line) => line.split(' ').slice(0, 3).join(' ')),
    [
      'warning .cursor/rules/bad.mdc:1 frontmatter-unclosed:',
      'error regent.json:1 forbidden-key:',
      'error rules/bad.md:2 unknown-key:',
      'warning skills/bad/SKILL.md:1 no-frontmatter:',
      'error specs/a/spec.md:5 unknown-key:',
      'error specs/a/spec.md:6 unknown-key:',
      'error specs/b/spec.md:1 no-spec-file:',
    ],
  );
});

test('names that differ in letter case alone are one folder to some', { skip: process.platform !== 'linux' }, () => {
  const found = problems({ ...spec('tiny'), 'specs/Tiny/spec.md': 'x' });
  assert.ok(found.some((line) => line.startsWith('error specs/tiny/spec.md:1 same-name')));
});

test('files that are none, can not be read or lead elsewhere are diagnostics', () => {
  const root = write({
    ...spec('a'),
    'specs/a/tests/inside.js': "test('R1 x', f)",
    'specs/a/probe/secret.js': '',
    'specs/b/spec.md/x': '',
    'specs/c/spec.md': new Uint8Array([0x2d, 0x2d, 0x2d, 0x0a, 0xff, 0xfe]),
    'specs/d/spec.md': `---\n${'x'.repeat(1_100_000)}`,
    'elsewhere/e.md': '---\nname: e\n---\n',
    'specs/f/spec.md': 'x',
    'specs/f/tests': 'a file',
  });
  symlinkSync('inside.js', join(root, 'specs/a/tests/link.js'));
  assert.deepEqual(
    problems({}, root).filter((line) => line.includes('specs/a/')),
    [],
  );
  assert.ok(load(root).specs.get('a')!.files.tests.includes('specs/a/tests/link.js'));

  symlinkSync('/etc/hostname', join(root, 'specs/a/tests/outside.js'));
  symlinkSync('../probe/secret.js', join(root, 'specs/a/tests/peek.js'));
  symlinkSync('gone.js', join(root, 'specs/a/tests/dangling.js'));
  symlinkSync('..', join(root, 'specs/a/tests/up'));
  mkdirSync(join(root, 'specs/e'));
  symlinkSync('../../elsewhere/e.md', join(root, 'specs/e/spec.md'));
  assert.deepEqual(
    problems({}, root).map((line) => line.split(':').slice(0, 2).join(':')),
    [
      'error specs/a/tests/dangling.js:1 link-outside',
      'error specs/a/tests/outside.js:1 link-outside',
      'error specs/a/tests/peek.js:1 link-outside',
      'error specs/a/tests/up:1 link-outside',
      'error specs/b/spec.md:1 not-a-file',
      'error specs/c/spec.md:1 not-utf8',
      'error specs/d/spec.md:1 file-too-large',
      'error specs/e/spec.md:1 link-outside',
      'error specs/f/spec.md:1 no-frontmatter',
      'error specs/f/tests:1 unreadable',
    ],
  );
  assert.equal(load(root).specs.get('a')!.spec, null);
});

test('a part of a spec behind a link is an error: no session would have it', () => {
  const root = write({ ...spec('a'), ...spec('b') });
  const elsewhere = write({ 'secret.test.js': "test('R9 secret', f);\n" });
  rmSync(join(root, 'specs/b/tests'), { recursive: true });
  symlinkSync('../a/tests', join(root, 'specs/b/tests'));
  symlinkSync(elsewhere, join(root, 'specs/b/holdout'));
  const found = problems({}, root).filter((one) => one.includes('link'));
  assert.deepEqual(found, [
    'error specs/b/holdout:1 link-to-folder: This symbolic link leads to a folder.',
    'error specs/b/tests:1 link-to-folder: This symbolic link leads to a folder.',
  ]);
  assert.deepEqual([...readTests(load(root)).texts.keys()], ['specs/a/tests/a.test.js']);
});

test('a file without read permission is a diagnostic', { skip: process.getuid?.() === 0 }, () => {
  const root = write(spec('a'));
  chmodSync(join(root, 'specs/a/spec.md'), 0o000);
  assert.match(problems({}, root)[0]!, /^error specs\/a\/spec\.md:1 unreadable/);
});

test('skills are found in all their places, the nearer first, and the project reaches no files elsewhere', () => {
  const skill = (name: string) => `---\nname: ${name}\ndescription: x\n---\n`;
  const home = write({ '.agents/skills/one/SKILL.md': skill('one'), '.claude/skills/two/SKILL.md': skill('two') });
  const builtIn = write({
    'two/SKILL.md': skill('two'),
    'deep/er/three/SKILL.md': skill('three'),
    'two/x/SKILL.md': 'not looked at',
  });
  const root = write({
    'skills/one/SKILL.md': skill('one'),
    'skills/one/scripts/run.sh': '',
    '.claude/skills/four/SKILL.md': skill('four'),
  });
  mkdirSync(join(root, 'skills/five'));
  symlinkSync(join(home, '.claude/skills/two/SKILL.md'), join(root, 'skills/five/SKILL.md'));
  symlinkSync('../.claude/skills/four', join(root, 'skills/four'));
  symlinkSync('/etc', join(root, 'skills/one/etc'));
  const { skills, shadowed, diagnostics } = loadProject(root, { home, builtIn });
  assert.deepEqual(
    skills.map(({ name, source, files }) => [name, source, ...files]),
    [
      ['four', 'project'],
      ['one', 'project', 'scripts/run.sh'],
      ['two', 'home-claude'],
      ['three', 'built-in'],
    ],
  );
  assert.deepEqual(
    shadowed.map(({ skill, by }) => `${skill.name}: ${skill.source} by ${by.source}`),
    ['four: claude by project', 'one: home-agents by project', 'two: built-in by home-claude'],
  );
  assert.deepEqual(
    diagnostics.map(({ severity, file, code }) => `${severity} ${file} ${code}`),
    ['warning skills/five/SKILL.md link-outside', 'warning skills/one/SKILL.md link-outside'],
  );
});

test('control characters of a file do not get into messages', () => {
  const [line] = problems(spec('a', { keys: ['mode: "\\e]0;x\\a\\u202escratch"'] }));
  assert.match(line!, /wrong-type/);
  assert.doesNotMatch(line!, /[\p{Cc}\u202e]/u);
});

test("the user's settings are read from their own folder", async () => {
  const folder = write({ 'settings.json': '{ "model": "m" }' });
  const load = (at: string) => loadUserSettings({ REGENT_CONFIG_DIR: at });
  assert.equal((await load(folder)).settings.model, 'm');
  assert.deepEqual((await load(join(folder, 'none'))).settings, {});
  assert.equal((await load(write({ 'settings.json': '{' }))).diagnostics[0]?.code, 'bad-json');
});
