import { existsSync, readFileSync } from 'node:fs';
import { chmod, mkdir, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Skill } from '../../core/asset.ts';
import { ASSET_NAME_RULE, isAssetName } from '../../core/asset-name.ts';
import { quoteYaml, SKILL_TEMPLATES, type SkillTemplate, skillTemplate } from '../../core/skill-templates.ts';
import type { NewSkill, WrittenSkill } from '../../core/skill-work.ts';
import { didYouMean } from '../../core/suggest.ts';
import type { Problem } from '../../core/workbench.ts';
import { copySkill } from './copy.ts';
import { judgeSkill } from './judge.ts';

/** Writes a new skill into the project's `skills/`, from a template or from a skill that is there. */
export async function createSkill(
  root: string,
  skills: readonly Skill[],
  wish: NewSkill,
): Promise<WrittenSkill | Problem> {
  const { name, from = 'basic' } = wish;
  if (!isAssetName(name)) {
    return {
      problem: `${JSON.stringify(name.slice(0, 80))} can't name a skill.`,
      mend: `Use ${ASSET_NAME_RULE}.`,
      exit: 2,
    };
  }
  const shown = `skills/${name}`;
  const folder = join(root, shown);
  if (existsSync(folder))
    return { problem: `${shown} is there already.`, mend: `Edit ${shown}/SKILL.md, or take another name.` };
  const template = SKILL_TEMPLATES.find((one) => one === from);
  const model = template === undefined ? skills.find((one) => one.name === from) : undefined;
  if (template === undefined && model === undefined) {
    const known = [...SKILL_TEMPLATES, ...skills.map((one) => one.name)];
    return {
      problem: `There is no template and no skill ${JSON.stringify(from.slice(0, 80))}.`,
      mend: `${didYouMean(from, known)}Templates: ${SKILL_TEMPLATES.join(', ')}.`,
      exit: 2,
    };
  }
  try {
    if (template !== undefined) await writeTemplate(folder, template, wish);
    else if (model !== undefined) await writeLike(folder, model, wish);
  } catch (error) {
    // Half a skill would be an error of its own, and stand in the way of another try.
    await rm(folder, { recursive: true, force: true });
    throw error;
  }
  const { file, valid } = judgeSkill(folder, shown);
  return { name, file, written: true, valid };
}

async function writeTemplate(folder: string, template: SkillTemplate, wish: NewSkill): Promise<void> {
  for (const [path, text] of Object.entries(skillTemplate(template, wish))) {
    const file = join(folder, path);
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, text, { flag: 'wx' });
    if (text.startsWith('#!')) await chmod(file, 0o755);
  }
}

/** A copy under the new name: of the frontmatter, only the name and, if one is given, the description change. */
async function writeLike(folder: string, model: Skill, { name, description }: NewSkill): Promise<void> {
  await copySkill(model.folder, folder, { shown: folder });
  const file = join(folder, 'SKILL.md');
  const text = readFileSync(file, 'utf8');
  await writeFile(file, rename(text, name, description));
}

/** Puts another name, and maybe another description, into frontmatter. */
export function rename(text: string, name: string, description?: string): string {
  const named = replaceKey(text, 'name', name);
  return description === undefined ? named : replaceKey(named, 'description', quoteYaml(description));
}

/** Replaces a key at the top with all that is indented below it; adds it where there is none. */
function replaceKey(text: string, key: string, value: string): string {
  const found = new RegExp(`^${key}:.*(?:\\r?\\n[ \\t]+.*)*`, 'm').exec(text);
  if (found !== null)
    return `${text.slice(0, found.index)}${key}: ${value}${text.slice(found.index + found[0].length)}`;
  return text.replace(/^(\uFEFF?---[^\n]*\n)/, (open) => `${open}${key}: ${value}\n`);
}
