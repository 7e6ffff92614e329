import { join } from 'node:path';
import type { FileContent, FileSet } from '../../core/ports.ts';
import { SKILLS_FOLDER } from '../../core/skill-disclosure.ts';
import { writeFiles } from './file-set.ts';
import { removeTree } from './remove.ts';

/** The files of the skills that the agent uses: below one folder of the workspace, for reading only. */
export interface SkillFolder {
  /** Whether a path is in it. */
  owns(path: string): boolean;
  /** What is there, by path. */
  readonly files: FileSet;
  /** Lays out what was there before a resume; does nothing the second time. */
  open(): Promise<void>;
  add(name: string): Promise<void>;
  /** Puts back what a command may have changed. */
  restore(): Promise<void>;
}

/** `used`: names of skills that are there from the beginning. `isTaken`: the project has files of its own there. */
export function createSkillFolder(
  work: string,
  { used, files }: { used(): readonly string[]; files(name: string): Promise<FileSet> },
  isTaken: boolean,
): SkillFolder {
  const there = new Map<string, FileContent>();
  const added = new Set<string>();
  let opened = false;
  const folder: SkillFolder = {
    owns: (path) => !isTaken && path.startsWith(`${SKILLS_FOLDER}/`),
    files: there,
    async open() {
      if (opened || isTaken) return;
      opened = true;
      // A command may have put a link in its place, which would lead the writing astray.
      await removeTree(join(work, SKILLS_FOLDER));
      for (const name of used()) await folder.add(name);
    },
    async add(name) {
      if (added.has(name) || isTaken) return;
      added.add(name);
      const more = await files(name);
      // The first that is laid out meets what commands may have left there; later they can't write there.
      if (there.size === 0 && more.size > 0) await removeTree(join(work, SKILLS_FOLDER));
      await writeFiles(work, more);
      for (const [path, content] of more) there.set(path, content);
    },
    restore: () => writeFiles(work, there),
  };
  return folder;
}
