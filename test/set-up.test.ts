import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { accessSync, constants, cpSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';

test('a clone can be built in a folder whose name has spaces, quotes and umlauts', (context) => {
  const clone = mkdtempSync(join(tmpdir(), `Ada's "Grüße" an 100 % `));
  context.after(() => rmSync(clone, { recursive: true }));
  for (const name of ['package.json', 'rolldown.config.mjs']) cpSync(name, join(clone, name));
  for (const name of ['node_modules', 'src']) symlinkSync(join(process.cwd(), name), join(clone, name));

  const bundler = join(process.cwd(), 'node_modules/rolldown/bin/cli.mjs');
  const build = spawnSync(process.execPath, [bundler, '-c'], { cwd: clone, encoding: 'utf8' });

  assert.equal(build.status, 0, build.stderr);
  accessSync(join(clone, 'dist/regent.js'), constants.X_OK);
});
