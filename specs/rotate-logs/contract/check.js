// Proves that the script can be read by `sh` and prints the usage text it has promised.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

const script = 'generated/rotate-logs/rotate-logs.sh';
const usage = readFileSync(new URL('usage.txt', import.meta.url), 'utf8');

const syntax = spawnSync('sh', ['-n', script], { encoding: 'utf8' });
assert.equal(syntax.status, 0, `sh -n: ${syntax.stderr}`);
const help = spawnSync('sh', [script, '--help'], { encoding: 'utf8' });
assert.equal(help.status, 0, help.stderr);
assert.equal(help.stdout, usage, '--help differs from contract/usage.txt');
