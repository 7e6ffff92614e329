import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';

/** Whether a program is on the PATH: tests that need one which Regent doesn't are skipped where it isn't. */
export function hasProgram(name: string): boolean {
  return (process.env.PATH ?? '').split(delimiter).some((folder) => folder !== '' && existsSync(join(folder, name)));
}
