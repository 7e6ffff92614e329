import { spawn } from 'node:child_process';
import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join, resolve } from 'node:path';
import { gunzipSync } from 'node:zlib';

export const script = resolve('generated/rotate-logs/rotate-logs.sh');

/** A new folder with these files, removed when the test ends; what the tests do to logs happens in there. */
export function logs(context, contents = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'logs-'));
  context.after(() => rmSync(folder, { recursive: true, force: true }));
  const path = (name) => join(folder, name);
  for (const [name, content] of Object.entries(contents)) writeFileSync(path(name), content);
  return {
    path,
    /** Runs the script in the folder. `bin` is a folder that comes first on its path. */
    rotate: (...args) => run(args, { cwd: folder }),
    rotateWith: (bin, ...args) =>
      run(args, { cwd: folder, env: { ...process.env, PATH: bin + delimiter + process.env.PATH } }),
    /** Every file with its content, what ends in .gz unpacked; folders as null. */
    state: () =>
      Object.fromEntries(
        readdirSync(folder)
          .sort()
          .map((name) => [name, content(path(name))]),
      ),
  };
}

/** Writes an executable shell script in place of gzip, in a folder of its own, and returns that folder. */
export function fakeGzip(context, body) {
  const folder = mkdtempSync(join(tmpdir(), 'bin-'));
  context.after(() => rmSync(folder, { recursive: true, force: true }));
  writeFileSync(join(folder, 'gzip'), `#!/bin/sh\n${body}\n`);
  chmodSync(join(folder, 'gzip'), 0o755);
  return folder;
}

/** Resolves to exit code (null when a signal or the time limit ended it), standard output and standard error. */
function run(args, options) {
  return new Promise((done, failed) => {
    const child = spawn('/bin/sh', [script, ...args], {
      ...options,
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: true, // A process group of its own, for signals.
      timeout: 10_000,
      killSignal: 'SIGKILL',
    });
    let stdout = '';
    let stderr = '';
    child.on('error', failed);
    child.stdout.on('data', (bytes) => {
      stdout += bytes;
    });
    child.stderr.on('data', (bytes) => {
      stderr += bytes;
    });
    child.on('close', (code) => done({ code, stdout, stderr }));
  });
}

function content(path) {
  if (!statSync(path).isFile()) return null;
  const bytes = readFileSync(path);
  return (path.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString();
}
