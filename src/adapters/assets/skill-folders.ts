import { type Dirent, readdirSync, realpathSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Diagnostic } from '../../core/diagnostic.ts';
import { isInside } from './read-text.ts';

/** `skills/group/sub/name/SKILL.md` at the deepest. */
const DEEPEST = 4;
const MOST_SKILLS = 10_000;
const MOST_FOLDERS = 30_000;

export interface SkillFolders {
  /** Absolute; near the top first. */
  readonly folders: readonly string[];
  /** Those of them that hold one entry and nothing else. */
  readonly alone: ReadonlySet<string>;
  /** What was left out, and why. */
  readonly diagnostics: readonly Diagnostic[];
}

export interface FindOptions {
  /** How diagnostics name the place. */
  readonly shown: string;
  /** Absolute folder that links may not lead out of; anywhere when left out. */
  readonly within?: string | undefined;
  /** Look as deep as sixteen folders and as far as it goes: for a place that a person named. */
  readonly everywhere?: boolean;
  /** What makes a folder a skill's. */
  readonly isSkill?: (names: readonly string[]) => boolean;
}

/**
 * Finds the folders with a SKILL.md below a folder; nothing is looked for within a skill. Links to folders are followed,
 * each folder once, so that circles end.
 */
export function findSkillFolders(top: string, options: FindOptions): SkillFolders {
  const isSkill = options.isSkill ?? ((names) => names.includes('SKILL.md'));
  const { everywhere = false } = options;
  const deepest = everywhere ? 16 : DEEPEST;
  const found: string[] = [];
  const alone = new Set<string>();
  const diagnostics: Diagnostic[] = [];
  const seen = new Set<string>();
  if (leadsOut(top)) {
    note(
      'link-outside',
      options.shown,
      'This folder lies behind a link that leads out of the project; it is left out.',
    );
    return { folders: [], alone, diagnostics };
  }
  let looked = 0;
  let level = [top];
  for (let depth = 0; depth <= deepest && level.length > 0; depth++) {
    const next: string[] = [];
    for (const folder of level) {
      if (!everywhere && (++looked > MOST_FOLDERS || found.length >= MOST_SKILLS)) {
        const what = found.length >= MOST_SKILLS ? `${MOST_SKILLS} skills` : `${MOST_FOLDERS} folders`;
        note('too-many-skills', options.shown, `There are more than ${what} here; the rest is left out.`);
        return { folders: found, alone, diagnostics };
      }
      const entries = readEntries(folder);
      if (depth > 0 && isSkill(entries.map((entry) => entry.name))) {
        found.push(folder);
        if (entries.length === 1) alone.add(folder);
      } else for (const entry of entries) if (isFolder(folder, entry)) next.push(join(folder, entry.name));
    }
    level = next;
  }
  return { folders: found, alone, diagnostics };

  function isFolder(parent: string, entry: Dirent): boolean {
    if (entry.name === '.git' || entry.name === 'node_modules') return false;
    if (!entry.isSymbolicLink()) return entry.isDirectory();
    const path = join(parent, entry.name);
    try {
      if (!(statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false)) return false;
      const real = realpathSync(path);
      if (leadsOut(path)) {
        note(
          'link-outside',
          `${options.shown}${path.slice(top.length)}`,
          'This link leads out of the project, so what is there is left out.',
        );
        return false;
      }
      // A link to a folder above would be followed for ever.
      if (seen.has(real) || isInside(realpathSync(parent), real)) return false;
      seen.add(real);
      return true;
    } catch {
      return false;
    }
  }

  /** A cloned repository may not lead to skills elsewhere on this machine. */
  function leadsOut(path: string): boolean {
    try {
      return options.within !== undefined && !isInside(realpathSync(path), realpathSync(options.within));
    } catch {
      return false;
    }
  }

  function note(code: string, file: string, message: string): void {
    const mend = code === 'link-outside' ? 'Put a copy there instead.' : 'Keep fewer skills there.';
    diagnostics.push({ severity: 'warning', code, file, line: 1, message, mend });
  }
}

function readEntries(folder: string): Dirent[] {
  try {
    return readdirSync(folder, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1));
  } catch {
    return [];
  }
}
