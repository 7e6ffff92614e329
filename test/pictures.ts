// Takes the pictures that the pages show, from the running program: `npm run docs`. Each is of a real run at the time of
// taking; what it plays from a recording, it says itself.
import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { makeDemo } from '../src/adapters/starter/demo.ts';
import { drawScreen } from './support/draw-screen.ts';
import { enter, openTerminal } from './support/terminal.ts';

const size = { columns: 112, rows: 32 };
const scratch = mkdtempSync(join(tmpdir(), 'regent-pictures-'));
const env = {
  PATH: process.env.PATH ?? '',
  HOME: scratch,
  REGENT_CACHE_DIR: join(scratch, 'cache'),
  REGENT_CONFIG_DIR: join(scratch, 'config'),
};
const demo = await makeDemo('daily-revenue');
if ('problem' in demo) throw new Error(demo.problem);
try {
  await promisify(execFile)(
    process.execPath,
    [join(process.cwd(), 'dist/regent.js'), 'run', demo.spec, '--recorded', demo.recording],
    { cwd: demo.folder, env },
  ).catch((error: { code: number; stdout: string }) => {
    // A candidate waits: that is what the pictures are of.
    if (error.code !== 3) throw new Error(error.stdout);
  });
  const terminal = openTerminal(demo.folder, env, size);
  await terminal.until('daily-revenue', 'waits for you', 'R1');
  await drawScreen(terminal.written, size, 'docs/pictures/specs.svg');
  terminal.press(enter);
  await terminal.until('[3 Review]', 'Public surface', 'R1');
  await drawScreen(terminal.written, size, 'docs/pictures/review.svg');
  writeFileSync('docs/pictures/review.txt', `${terminal.rows().join('\n').trimEnd()}\n`);
  terminal.press('d');
  await terminal.until('@@');
  await drawScreen(terminal.written, size, 'docs/pictures/diff.svg');
  terminal.close();
} finally {
  await demo.remove();
  rmSync(scratch, { recursive: true, force: true });
}
process.stdout.write(readFileSync('docs/pictures/review.txt', 'utf8'));
