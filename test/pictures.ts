// Takes the pictures that the pages show, from the running program: `npm run screenshots`. Each is of a real run at the
// time of taking, in a copy of this repository; what it plays from a recording, it says itself.
import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { drawScreen } from './support/draw-screen.ts';
import { enter, openTerminal, type TerminalRun } from './support/terminal.ts';

const pictures = resolve('docs/pictures');
const size = { columns: 112, rows: 32 };
const scratch = mkdtempSync(join(tmpdir(), 'regent-pictures-'));
const project = join(scratch, 'regent');
const env = {
  PATH: process.env.PATH ?? '',
  HOME: join(scratch, 'home'),
  REGENT_CACHE_DIR: join(scratch, 'cache'),
  REGENT_CONFIG_DIR: join(scratch, 'config'),
};
try {
  mkdirSync(env.HOME);
  execFileSync('git', ['clone', '-q', '--no-hardlinks', '.', project]);
  execFileSync('git', ['remote', 'remove', 'origin'], { cwd: project });
  // Run from the copy, so that no path of this machine gets into a picture.
  cpSync('dist', join(project, 'dist'), { recursive: true });
  process.chdir(project);
  execFileSync(process.execPath, ['dist/regent.js', 'trust'], { env });
  const terminal = openTerminal(project, env, size);
  await takeProject(terminal);
  await takeSession(terminal);
  terminal.close();
} finally {
  rmSync(scratch, { recursive: true, force: true });
}

/** The screens of this repository: its specs, skills and rules, the keys and the palette. */
async function takeProject(terminal: TerminalRun): Promise<void> {
  await terminal.until('slugify', 'R1');
  await take(terminal, 'specs');
  terminal.press('?');
  await terminal.until('─ Keys');
  await take(terminal, 'help');
  terminal.press('\x1b');
  await terminal.until('enter open');
  terminal.press(':');
  await terminal.until('─ Commands');
  terminal.press('rej');
  await terminal.until('> rej', 'Review');
  await take(terminal, 'palette');
  terminal.press('\x1b');
  await terminal.until('enter open');
  terminal.press('4');
  await terminal.until('[4 Skills]', 'writing-a-spec');
  await take(terminal, 'skills');
  terminal.press('5');
  await terminal.until('[5 Rules]', 'standard-library');
  await take(terminal, 'rules');
}

/** A session that is played from a recording, its review, and what stays of it. */
async function takeSession(terminal: TerminalRun): Promise<void> {
  terminal.press('1D');
  await terminal.until('1  daily-revenue');
  terminal.press(enter);
  await terminal.until('verified candidate waits for you');
  await take(terminal, 'session');
  terminal.press(enter);
  await terminal.until('[3 Review]', 'R1', 'Public surface');
  await take(terminal, 'review');
  writeFileSync(join(pictures, 'review.txt'), `${terminal.rows().join('\n').trimEnd()}\n`);
  terminal.press('d');
  await terminal.until('@@');
  await take(terminal, 'diff');
  terminal.press('6');
  await terminal.until('[6 History]', 'daily-revenue');
  await take(terminal, 'history');
}

async function take(terminal: TerminalRun, name: string): Promise<void> {
  await drawScreen(terminal.written, size, join(pictures, `${name}.svg`));
  process.stdout.write(`docs/pictures/${name}.svg\n`);
}
