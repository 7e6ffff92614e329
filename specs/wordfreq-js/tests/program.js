import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join, resolve } from 'node:path';

const spec = readFileSync(new URL('../spec.md', import.meta.url), 'utf8');
const [, folder] = /^outputs:\s*\[\s*["']?([^\]*,"']+)\*\*/m.exec(spec);

/** The program's path: `wordfreq` in the folder that the spec's `outputs` names. */
export const program = resolve(folder, 'wordfreq');

/** The node that runs the tests comes first on the path, for `#!/usr/bin/env node`. */
export const env = { ...process.env, PATH: dirname(process.execPath) + delimiter + process.env.PATH, LC_ALL: 'C' };

/**
 * Runs the program with an input (text or bytes) and resolves to its exit code and output. `open` leaves standard input
 * open. It is killed after ten seconds: then the code is null.
 */
export function wordfreq(args, input = '', { open = false, cwd } = {}) {
  return new Promise((done, failed) => {
    const child = spawn(program, args, { env, cwd, timeout: 10_000, killSignal: 'SIGKILL' });
    const output = { stdout: [], stderr: [] };
    child.on('error', failed);
    child.stdin.on('error', () => {}); // A program that doesn't read its input may close it.
    child.stdout.on('data', (bytes) => output.stdout.push(bytes));
    child.stderr.on('data', (bytes) => output.stderr.push(bytes));
    child.on('close', (code) => {
      done({ code, stdout: Buffer.concat(output.stdout).toString(), stderr: Buffer.concat(output.stderr).toString() });
    });
    if (open) child.stdin.write(input);
    else child.stdin.end(input);
  });
}

/** What the program lists for a text: `[['the', 2], …]`. Fails unless it ends well and quietly. */
export async function count(text, ...args) {
  const { code, stdout, stderr } = await wordfreq(['--top', 'all', ...args], text);
  if (code !== 0 || stderr !== '') throw new Error(`exit code ${code}: ${stderr}`);
  return stdout
    .split('\n')
    .slice(0, -1)
    .map((line) => {
      const [number, word] = line.split('\t');
      return [word, Number(number)];
    });
}

/** A new folder with these files, removed when the test ends. Returns a function from a name to its path. */
export function files(context, contents) {
  const folder = mkdtempSync(join(tmpdir(), 'wordfreq-'));
  context.after(() => rmSync(folder, { recursive: true, force: true }));
  for (const [name, content] of Object.entries(contents)) writeFileSync(join(folder, name), content);
  return (name) => join(folder, name);
}
