import type { Skill } from './asset.ts';
import { cleanLine, cleanText, headTail } from './text.ts';

/** The longest text of a skill that the agent gets at once; in characters. */
export const SKILL_TEXT_LIMIT = 40_000;

/** Where skills' files are in a workspace; nothing of the project's own is there. */
export const SKILLS_FOLDER = '.regent-skills';

const MOST_NAMED = 50;

/** Where a skill's files are in a workspace, relative to its root. */
export function workspaceFolder({ name }: Pick<Skill, 'name'>): string {
  const safe = name.replace(/[^\p{L}\p{M}\p{N}_-]/gu, (char) => `_${char.codePointAt(0)?.toString(16)}`);
  return `${SKILLS_FOLDER}/${safe.slice(0, 80)}`;
}

/** Whether there is something to put there: further files, or a text that is too long to be given at once. */
export function hasFiles(skill: Pick<Skill, 'body' | 'files'>): boolean {
  return skill.files.length > 0 || skill.body.length > SKILL_TEXT_LIMIT;
}

/**
 * The second level of disclosure: what the skill needs, its instructions, and where its files are. Its needs are told here
 * and not in the index, as the guide for clients has it: they inform how the agent goes about it, not whether it fits.
 */
export function discloseSkill(skill: Skill): string {
  const body = headTail(cleanText(skill.body).trim(), SKILL_TEXT_LIMIT);
  // A careless name must not look like the tag's end.
  const name = skill.name.replaceAll(/["<>]/g, '');
  const needs = skill.compatibility === undefined ? '' : `(Compatibility: ${cleanLine(skill.compatibility)})\n\n`;
  return `<skill name="${name}">\n${needs}${body}${hasFiles(skill) ? `\n\n${whereFilesAre(skill)}` : ''}\n</skill>`;
}

/** The third level: one further file, as `read_skill` gives it. */
export function discloseFile(text: string): string {
  return headTail(cleanText(text), SKILL_TEXT_LIMIT);
}

function whereFilesAre(skill: Skill): string {
  const names = skill.files.slice(0, MOST_NAMED).map(cleanText);
  const more = skill.files.length - names.length;
  const list = [...names, ...(more > 0 ? [`and ${more} more`] : [])].join(', ');
  return `(Relative paths above start in ${workspaceFolder(skill)}/, which is read-only and holds SKILL.md${list === '' ? '' : `, ${list}`}. Read files with read or bash, run scripts with bash.)`;
}
