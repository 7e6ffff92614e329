import assert from 'node:assert/strict';
import { type ChildProcessWithoutNullStreams, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readdir, rename, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { extname, join } from 'node:path';
import { test } from 'node:test';
import { promisify } from 'node:util';

// The suite runs this file compiled: then its neighbour is compiled too.
const stage = new URL(`../src/adapters/sandbox/stage${extname(import.meta.url)}`, import.meta.url).href;
const useFolder = `const { privateFolder } = await import(${JSON.stringify(stage)}); privateFolder('x');`;

test('what a killed process leaves in the temporary folder the next one takes away, and nothing else', async () => {
  const temp = await mkdtemp(join(tmpdir(), 'leftovers-test-'));
  const env = { ...process.env, TMPDIR: temp };
  const stay = `${useFolder} console.log('ready'); setInterval(() => {}, 1000);`;
  const alive = spawn(process.execPath, ['--input-type=module', '-e', stay], { env });
  try {
    const killed = spawn(process.execPath, ['--input-type=module', '-e', stay], { env });
    await Promise.all([hasStarted(alive), hasStarted(killed)]);
    killed.kill('SIGKILL');
    await once(killed, 'exit');
    const left = (await readdir(temp)).find((name) => name.includes(`-${killed.pid}-`))!;
    const others = ['kept', left.replace(/-\d+-(\d+-)/, '-7-$1'), left.replace(/^regent-sandbox/, 'regent-demo')];
    for (const name of others) await mkdir(join(temp, name));
    await symlink(join(temp, 'kept'), join(temp, `${left}Link`));
    await rename(join(temp, left), join(temp, `${left}Moved`));
    await promisify(execFile)(process.execPath, ['--input-type=module', '-e', useFolder], { env });
    const names = await readdir(temp);
    const ofLiving = names.filter((name) => name.includes(`-${alive.pid}-`));
    assert.equal(ofLiving.length, 1);
    assert.deepEqual(names.sort(), [...others, ...ofLiving, `${left}Link`].sort());
  } finally {
    alive.kill('SIGKILL');
    await rm(temp, { recursive: true, force: true });
  }
});

/** A process that can't start would otherwise be waited for without end. */
async function hasStarted(child: ChildProcessWithoutNullStreams): Promise<void> {
  const ended = once(child, 'exit').then(([code]) => assert.fail(`it ended with ${code}`));
  await Promise.race([once(child.stdout, 'data'), ended]);
  ended.catch(() => {});
}
