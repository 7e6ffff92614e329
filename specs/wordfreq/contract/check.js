// Proves that the program keeps its contract: the usage text, and the JSON's shape as output.schema.json has it.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { delimiter, dirname, resolve } from 'node:path';

const read = (name) => readFileSync(new URL(name, import.meta.url), 'utf8');
const [, folder] = /^outputs:\s*\[\s*["']?([^\]*,"']+)\*\*/m.exec(read('../spec.md'));
const env = { ...process.env, PATH: dirname(process.execPath) + delimiter + process.env.PATH };

/** The program's standard output; it must end well. */
function run(args, input) {
  const result = spawnSync(resolve(folder, 'wordfreq'), args, { input, env, encoding: 'utf8' });
  assert.equal(result.status, 0, `wordfreq ${args.join(' ')} failed: ${result.error?.message ?? result.stderr}`);
  return result.stdout;
}

assert.equal(run(['--help']), read('usage.txt'), '--help differs from contract/usage.txt');

const schema = JSON.parse(read('output.schema.json'));
const printed = JSON.parse(run(['--format', 'json'], 'one two two'));
const item = schema.properties.words.items;
assert.deepEqual(Object.keys(printed).sort(), [...schema.required].sort());
assert.ok(printed.words.length > 0);
for (const word of printed.words) assert.deepEqual(Object.keys(word).sort(), [...item.required].sort());
for (const number of [printed.total, printed.distinct, ...printed.words.map((word) => word.count)]) {
  assert.ok(Number.isInteger(number));
}
for (const { word } of printed.words) assert.equal(typeof word, 'string');
