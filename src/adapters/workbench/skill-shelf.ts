import type { Rule, Skill } from '../../core/asset.ts';
import type { ToolResult } from '../../core/build-ports.ts';
import { hasFiles, SKILL_TEXT_LIMIT } from '../../core/skill-disclosure.ts';
import { cleanText, headTail } from '../../core/text.ts';
import { readSkill, readSkillFiles } from '../skills/files.ts';
import type { WorkspaceOptions } from '../workspace/index.ts';

/** The skills of a session. */
export interface SessionSkills {
  /** What the agent may choose from. */
  readonly offered: readonly Skill[];
  /** What the spec names: given whole. */
  readonly named: readonly Skill[];
}

export interface ShelfOptions {
  readonly skills: SessionSkills;
  /** Names of the skills that the agent has read; added to. */
  readonly skillsRead: Set<string>;
  readonly offeredRules: readonly Rule[];
}

/** What the workspace needs of skills: their texts, and their files where the agent uses them. */
export function skillShelf({ skills, skillsRead, offeredRules }: ShelfOptions): WorkspaceOptions['skills'] {
  const all = [...new Set([...skills.named, ...skills.offered])];
  const withFiles = (name: string) => all.find((one) => one.name === name && hasFiles(one));
  return {
    async read(name, file) {
      const rule = readRule(offeredRules, name, file);
      if (rule) return rule;
      const result = await readSkill(all, name, file);
      if (!result.isError) skillsRead.add(name);
      return result;
    },
    used: () => [...new Set([...skills.named.map(({ name }) => name), ...skillsRead])],
    async files(name) {
      const skill = withFiles(name);
      return skill ? readSkillFiles(skill) : new Map();
    },
  };
}

/** A rule on request is read like a skill without further files. */
function readRule(rules: readonly Rule[], name: string, file: string | null): ToolResult | null {
  const rule = file === null ? rules.find((one) => one.name === name) : undefined;
  return rule ? { text: headTail(cleanText(rule.body).trim(), SKILL_TEXT_LIMIT), isError: false } : null;
}
