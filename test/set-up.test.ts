import assert from 'node:assert/strict';
import { cpSync, existsSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { pathToFileURL } from 'node:url';

test('a clone can be built in a folder whose name has spaces and umlauts', async (context) => {
  const clone = mkdtempSync(join(tmpdir(), 'Grüße an 100 % '));
  context.after(() => rmSync(clone, { recursive: true }));
  symlinkSync(join(process.cwd(), 'src'), join(clone, 'src'));
  cpSync('rolldown.config.mjs', join(clone, 'rolldown.config.mjs'));

  const { default: config } = await import(pathToFileURL(join(clone, 'rolldown.config.mjs')).href);
  const files = Object.values<string>(config.resolve.alias);
  const ink = '/node_modules/ink/build/log-update.js';
  for (const { resolveId } of config.plugins) files.push(resolveId?.('./line-update.js', ink) ?? clone);

  assert.deepEqual(
    files.filter((file) => !existsSync(file)),
    [],
  );
});
