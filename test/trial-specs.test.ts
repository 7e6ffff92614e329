import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { cpSync, globSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { makeProject, regent } from './support/cli.ts';

const source = join(process.cwd(), 'test/fixtures/trial-specs');

test('the specs that what ships is tried on are valid, and each requirement has a test', async () => {
  const project = makeProject({ 'regent.json': '{ "workspace": { "link": ["node_modules"] } }\n' });
  after(project.remove);
  cpSync(source, join(project.root, 'specs'), { recursive: true, filter: (path) => !path.endsWith('README.md') });
  const { code, stdout, stderr } = await regent(project, ['validate', '--json']);
  const { specs, diagnostics } = JSON.parse(stdout);
  assert.deepEqual(diagnostics, [], stderr);
  assert.deepEqual(specs, ['calc', 'dotenv', 'dups-tests', 'hours-spec', 'labels-skill', 'pick-tests']);
  assert.equal(code, 0);
});

test('their wrong programs can all be made of the right one, and nothing but a result makes their holdout tests green', () => {
  const root = mkdtempSync(join(tmpdir(), 'regent-trial-specs-'));
  after(() => rmSync(root, { recursive: true }));
  cpSync(source, join(root, 'specs'), { recursive: true });
  symlinkSync(join(process.cwd(), 'node_modules'), join(root, 'node_modules'));
  for (const name of ['dups-tests', 'hours-spec', 'labels-skill', 'pick-tests']) {
    const files = globSync(`specs/${name}/holdout/*.test.mjs`, { cwd: root });
    const { stdout } = spawnSync(process.execPath, ['--test', '--test-reporter=tap', ...files], {
      cwd: root,
      env: { PATH: process.env.PATH },
      encoding: 'utf8',
    });
    assert.match(stdout, /^# pass 0$/m, name);
    assert.doesNotMatch(stdout, /not in the program/, name);
  }
});
