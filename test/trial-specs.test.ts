import assert from 'node:assert/strict';
import { cpSync } from 'node:fs';
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
