import { existsSync, readdirSync, statSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import type { Diagnostic } from '../../core/diagnostic.ts';
import { checkSkill, type SkillProblem } from '../../core/skill-validity.ts';
import type { SkillVerdict } from '../../core/skill-work.ts';
import type { Problem } from '../../core/workbench.ts';
import { readText } from '../assets/read-text.ts';
import { findSkillFolders } from '../assets/skill-folders.ts';

/** The reference validator has no bound; this one is there so that a mistake can't fill the memory. */
const LARGEST_SKILL = 16 * 1024 * 1024;

/** Says whether the skill in a folder is valid. `shown` is how problems name the folder. */
export function judgeSkill(folder: string, shown: string): SkillVerdict {
  const name = basename(folder);
  const fileName = findSkillFile(folder);
  const file = `${shown}/${fileName ?? 'SKILL.md'}`;
  if (fileName === null) {
    const mend = 'Put a SKILL.md there: regent skill new writes one.';
    return verdict(name, file, [refuse(file, 'no-skill-file', 'The folder has no SKILL.md.', mend)]);
  }
  const read = readText(join(folder, fileName), { file, maxBytes: LARGEST_SKILL });
  if (read.kind === 'text') return verdict(name, file, checkSkill(read.text, { folder: name, file }));
  if (read.kind === 'problem') return verdict(name, file, [{ ...read.diagnostic, by: 'both' }]);
  return verdict(name, file, [refuse(file, 'no-skill-file', 'The folder has no SKILL.md any more.', 'Look again.')]);
}

/**
 * Judges what paths name: a SKILL.md, its folder, or a folder with skills below it. Paths are relative to `cwd`.
 */
export function judgePaths(cwd: string, paths: readonly string[]): SkillVerdict[] | Problem {
  const verdicts: SkillVerdict[] = [];
  for (const path of paths) {
    const absolute = resolve(cwd, path);
    if (!existsSync(absolute)) {
      return {
        problem: `There is no file or folder ${JSON.stringify(path)}.`,
        mend: 'Name a skill, or a folder with skills.',
        exit: 2,
      };
    }
    const isFile = statSync(absolute).isFile();
    if (isFile && basename(absolute).toLowerCase() !== 'skill.md') {
      return {
        problem: `${JSON.stringify(path)} is no SKILL.md.`,
        mend: 'Name a SKILL.md, its folder, or a folder with skills.',
        exit: 2,
      };
    }
    // The folder's own name counts, also where the path ends in a dot.
    const folder = isFile ? dirname(absolute) : absolute;
    const shown = (isFile ? dirname(path) : path).replace(/\/+$/, '') || '/';
    if (findSkillFile(folder) !== null) verdicts.push(judgeSkill(folder, shown));
    else {
      const { folders } = findSkillFolders(folder, {
        shown,
        everywhere: true,
        isSkill: (names) => names.some(isSkillFile),
      });
      if (folders.length === 0) verdicts.push(judgeSkill(folder, shown));
      for (const one of folders) verdicts.push(judgeSkill(one, `${shown}${one.slice(folder.length)}`));
    }
  }
  return verdicts;
}

export function isSkillFile(name: string): boolean {
  return name === 'SKILL.md' || name === 'skill.md';
}

/** `SKILL.md`, or `skill.md` where only that is there; null for none. A link to nowhere is none. */
function findSkillFile(folder: string): string | null {
  let names: string[];
  try {
    names = readdirSync(folder).filter(isSkillFile).sort();
  } catch {
    return null;
  }
  return names.find((name) => existsSync(join(folder, name))) ?? null;
}

function verdict(name: string, file: string, problems: readonly SkillProblem[]): SkillVerdict {
  return { name, file, valid: problems.every((problem) => problem.severity !== 'error'), problems };
}

function refuse(file: string, code: string, message: string, mend: string): SkillProblem {
  const where: Pick<Diagnostic, 'severity' | 'file' | 'line'> = { severity: 'error', file, line: 1 };
  return { ...where, code, message, mend, by: 'both' };
}
