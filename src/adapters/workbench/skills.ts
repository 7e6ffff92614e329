import { basename } from 'node:path';
import { isOfProject } from '../../core/skill.ts';
import type { SkillVerdict, SkillWork } from '../../core/skill-work.ts';
import { didYouMean } from '../../core/suggest.ts';
import type { Problem } from '../../core/workbench.ts';
import { loadSkills, showPath, skillPlaces } from '../assets/load-skills.ts';
import { findSkillFolders } from '../assets/skill-folders.ts';
import { isSkillFile, judgeSkill } from '../skills/judge.ts';
import { readTrust, trustFile, writeTrust } from '../skills/trust.ts';
import type { WorkbenchContext } from './context.ts';
import { allSkills } from './offer.ts';

/** What can be done with the skills that this repository sees. */
export function createSkillWork({ repository, env }: WorkbenchContext): SkillWork {
  const { root, commonDir } = repository;
  return {
    async trust(say) {
      if (say !== undefined) await writeTrust(env, commonDir, say);
      const own = allSkills(loadSkills(root)).filter(({ source }) => isOfProject(source));
      return { trusted: readTrust(env, commonDir), skills: own.map(({ name }) => name), file: trustFile(env) };
    },
    validate: async (names) => validateSkills(root, names),
  };
}

/** Judges the skills of that name, or all; the shadowed and the broken too. */
function validateSkills(root: string, names: readonly string[]): SkillVerdict[] | Problem {
  const folders = skillPlaces(root).flatMap(
    ({ folder, shown }) => findSkillFolders(folder, { shown, isSkill: (files) => files.some(isSkillFile) }).folders,
  );
  const judge = (folder: string) => judgeSkill(folder, showPath(folder, root));
  if (names.length === 0) return folders.map(judge);
  const known = [...new Set(folders.map((folder) => basename(folder)))];
  const unknown = names.find((name) => !known.includes(name));
  if (unknown !== undefined) {
    return {
      problem: `There is no skill ${JSON.stringify(unknown.slice(0, 80))}.`,
      mend: `${didYouMean(unknown, known)}See them all: regent skill list`,
      exit: 2,
    };
  }
  return names.flatMap((name) => folders.filter((folder) => basename(folder) === name).map(judge));
}
