import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { right, writeAdder } from './support/adder.ts';
import { regent } from './support/cli.ts';
import { openDesk } from './support/desk.ts';
import { runTests, sendReply } from './support/model-server.ts';

test('what is saved or begun elsewhere shows without a key, and is said before a session of the spec starts', {
  timeout: 120_000,
}, async (t) => {
  const asked = Promise.withResolvers<void>();
  const released = Promise.withResolvers<void>();
  const { project, server, terminal } = await openDesk(t, [
    ({ model }, response) => {
      asked.resolve();
      void released.promise.then(() => sendReply(response, model, 1, [writeAdder(right), runTests]));
      return null;
    },
    [writeAdder(right), runTests],
    [writeAdder(right), runTests],
  ]);
  await terminal.until('1 to do', '> adder', 'R2   Negative numbers');
  const file = join(project.root, 'specs/adder/spec.md');
  project.write({ 'specs/adder/spec.md': `${readFileSync(file, 'utf8')}- **R3** Zero too.\n` });
  await terminal.until('R3   Zero too.', '! without a test: R3');

  const elsewhere = regent(project, ['run', 'adder', '--json'], { server });
  await asked.promise;
  terminal.press('r');
  await terminal.until('Regenerate adder?', 'A session of adder runs already (adder-', 'runs in another window');
  terminal.press('\x1b');
  released.resolve();
  assert.equal((await elsewhere).code, 3);
  project.commit('Zero too');
  assert.equal((await regent(project, ['accept', 'adder'])).code, 0);
  await terminal.until('✓ as accepted');

  project.write({ 'generated/adder/add.js': `// by hand\n${right}` });
  await terminal.until('● drifted', 'A absorb');
  terminal.press('r');
  await terminal.until(
    'Changed by hand since the accept: generated/adder/add.js.',
    '1  absorb it:',
    '2  start all the same',
  );
  assert.equal(server.requests.length, 1);
  const run = await regent(project, ['run', 'adder', '--json'], { server });
  assert.match(
    run.stderr,
    /^! Changed by hand since the accept: generated\/adder\/add\.js\. [^\n]*\n.*regent absorb adder\n$/,
  );
  terminal.press('2');
  await terminal.until('[2 Session]', 'attempt 1: 2 of 2');
});
