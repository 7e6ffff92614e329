import { existsSync, statSync } from 'node:fs';
import { homedir } from 'node:os';
import { basename, dirname, join, resolve } from 'node:path';
import type { Skill } from '../../core/asset.ts';
import { isAssetName } from '../../core/asset-name.ts';
import { type CopyOptions, type ImportedSkills, SKILL_TOOLS, type WrittenSkill } from '../../core/skill-work.ts';
import type { Problem } from '../../core/workbench.ts';
import { loadSkillFolder, showPath } from '../assets/load-skills.ts';
import { findSkillFolders } from '../assets/skill-folders.ts';
import { copySkill } from './copy.ts';
import { judgeSkill } from './judge.ts';

/** Folders of other tools, by the word for them: in the project, and under the home folder. */
const tools: Readonly<Record<(typeof SKILL_TOOLS)[number], (root: string) => string>> = {
  claude: (root) => join(root, '.claude/skills'),
  agents: (root) => join(root, '.agents/skills'),
  'home-claude': () => join(homedir(), '.claude/skills'),
  'home-agents': () => join(homedir(), '.agents/skills'),
};
const toolNames = SKILL_TOOLS.join(', ');

/** The folder that a word means; undefined for what is no such word. */
function toolFolder(word: string, root: string): string | undefined {
  return SKILL_TOOLS.includes(word as never) ? tools[word as keyof typeof tools](root) : undefined;
}

/** Copies a skill into another tool's folder, or into any. */
export async function exportSkill(
  root: string,
  skill: Skill,
  to: string,
  options: CopyOptions,
): Promise<WrittenSkill | Problem> {
  const parent = toolFolder(to, root) ?? resolve(root, to);
  if (existsSync(parent) && !statSync(parent).isDirectory()) {
    return { problem: `${to} is no folder.`, mend: `Name a folder, or one of: ${toolNames}.`, exit: 2 };
  }
  return write(root, skill, join(parent, folderName(skill)), options);
}

/** Copies skills into the project's `skills/`; each goes by its own name there, so that it is valid where it can be. */
export async function importSkills(
  root: string,
  from: string,
  options: CopyOptions,
): Promise<ImportedSkills | Problem> {
  const places = importPlaces(root, from).filter((place) => existsSync(place));
  const folders = places.flatMap((place) => skillFoldersAt(place));
  if (folders.length === 0) {
    return {
      problem: `There are no skills in ${JSON.stringify(from)}.`,
      mend: `Name a skill's folder, a folder with skills below it, or one of: ${toolNames}.`,
      exit: places.length === 0 ? 2 : 1,
    };
  }
  const skills: WrittenSkill[] = [];
  const refused: { name: string; why: string; mend: string }[] = [];
  for (const folder of folders) {
    const { skill, diagnostics } = loadSkillFolder('home-agents', folder, root);
    if (skill === null) {
      const [first] = diagnostics;
      refused.push({ name: basename(folder), why: first?.message ?? 'It can not be loaded.', mend: first?.mend ?? '' });
      continue;
    }
    const written = await write(root, skill, join(root, 'skills', folderName(skill)), options);
    if ('problem' in written) refused.push({ name: skill.name, why: written.problem, mend: written.mend });
    else skills.push(written);
  }
  return { skills, refused };
}

/** A tool's word means its folder in the project and the one under the home folder. */
function importPlaces(root: string, from: string): string[] {
  const place = toolFolder(from, root);
  const home = toolFolder(`home-${from}`, root);
  return place === undefined ? [resolve(root, from)] : [place, ...(home === undefined ? [] : [home])];
}

function skillFoldersAt(place: string): readonly string[] {
  const folder = basename(place) === 'SKILL.md' ? dirname(place) : place;
  if (existsSync(join(folder, 'SKILL.md'))) return [folder];
  return findSkillFolders(folder, { shown: folder }).folders;
}

async function write(
  root: string,
  skill: Skill,
  target: string,
  options: CopyOptions,
): Promise<WrittenSkill | Problem> {
  const shown = showPath(target, root);
  if (target === skill.folder)
    return { problem: `${shown} is the skill itself.`, mend: 'Name another place.', exit: 2 };
  const done = await copySkill(skill.folder, target, { force: options.force === true, shown });
  if (typeof done === 'object') return done;
  const { file, valid } = judgeSkill(target, shown);
  return { name: skill.name, file, written: done === 'written', valid };
}

/** The skill's name, where it can be a folder's. */
function folderName(skill: Skill): string {
  return isAssetName(skill.name) ? skill.name : basename(skill.folder);
}
