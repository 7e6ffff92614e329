import { readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { Skill } from '../../core/asset.ts';
import { tokensOfBytes } from '../../core/estimate-tokens.ts';
import { chooseSkills, isOfProject } from '../../core/skill.ts';
import { discloseFile, discloseSkill } from '../../core/skill-disclosure.ts';
import { indexLines } from '../../core/skill-index.ts';
import type {
  SkillFileView,
  SkillLevels,
  SkillListing,
  SkillVerdict,
  SkillView,
  SkillWork,
} from '../../core/skill-work.ts';
import { didYouMean } from '../../core/suggest.ts';
import type { Problem } from '../../core/workbench.ts';
import { loadConfig } from '../assets/index.ts';
import { foldersAt, loadSkillFolder, loadSkills, showPath, skillPlaces } from '../assets/load-skills.ts';
import { createSkill } from '../skills/create.ts';
import { isSkillFile, judgeSkill } from '../skills/judge.ts';
import { describeFound, type FoundSkill, findSkills } from '../skills/list.ts';
import { findSkillReads } from '../skills/reads.ts';
import { exportSkill, importSkills } from '../skills/transfer.ts';
import { readTrust, trustFile, trustIfOwn, writeTrust } from '../skills/trust.ts';
import type { WorkbenchContext } from './context.ts';
import { offerSkills, skillBudget } from './offer.ts';
import { sessionsFolder } from './store.ts';

/** What can be done with the skills that this repository sees. */
export function createSkillWork(context: WorkbenchContext): SkillWork {
  const { repository, env } = context;
  const { root, commonDir } = repository;
  const load = () => loadSkills(root, { skillFiles: false });
  return {
    list: async () => listSkills(context, findSkills(root)),
    show: async (name) => showSkill(context, name),
    async levels({ source, folder }) {
      const { skill } = loadSkillFolder(source, folder, root, false);
      return skill && levelsOf(skill);
    },
    reads: () => findSkillReads(sessionsFolder(commonDir)),
    async create(wish) {
      await trustIfOwn(env, repository);
      return createSkill(root, load().skills, wish);
    },
    async import(from, options) {
      await trustIfOwn(env, repository);
      return importSkills(root, from, options);
    },
    async export(name, to, options) {
      const { skills } = load();
      const skill = skills.find((one) => one.name === name);
      return skill ? exportSkill(root, skill, to, options) : noSkill(name, skills);
    },
    async trust(say) {
      if (say !== undefined) await writeTrust(env, commonDir, say);
      return { trusted: readTrust(env, commonDir), skills: projectSkills(root), file: trustFile(env) };
    },
    validate: async (names) => validateSkills(root, names),
  };
}

/** Names of the skills that come with the repository, each once; a person's own thousands are not looked at. */
function projectSkills(root: string): string[] {
  const places = skillPlaces(root).filter(({ source }) => isOfProject(source));
  const names = places.flatMap((place) =>
    foldersAt(place, root).folders.flatMap(
      (folder) => loadSkillFolder(place.source, folder, root, false).skill?.name ?? [],
    ),
  );
  return [...new Set(names)];
}

function listSkills(context: WorkbenchContext, found: readonly FoundSkill[]): SkillListing {
  const { root, commonDir } = context.repository;
  const trusted = readTrust(context.env, commonDir);
  const loaded = found.flatMap(({ skill }) => skill ?? []);
  const project = chooseSkills(loaded);
  const budget = skillBudget(context.user, loadConfig(root).config);
  const { offered, index } = offerSkills({ project, tried: [], offeredRules: [] }, trusted === true, budget);
  const untrusted = trusted === true ? [] : loaded.filter(({ source }) => isOfProject(source));
  const skills = describeFound(root, found, {
    offered: new Set(offered),
    index,
    untrusted: new Set(untrusted),
  });
  return { skills, index, trusted };
}

function showSkill(context: WorkbenchContext, name: string): SkillView | Problem {
  const { root } = context.repository;
  const found = findSkills(root);
  const { skills, index } = listSkills(context, found);
  const loaded = found.flatMap(({ skill }) => skill ?? []);
  const skill = chooseSkills(loaded).skills.find((one) => one.name === name);
  const entry = skills.find((one) => one.folder === skill?.folder && one.name === name);
  if (!skill || !entry) {
    const skipped = skills.find((one) => one.name === name && one.skipped !== null);
    return skipped?.skipped
      ? { problem: skipped.skipped.message, mend: skipped.skipped.mend, diagnostics: [skipped.skipped] }
      : noSkill(name, loaded);
  }
  return {
    entry,
    hides: skills.filter((one) => one.by === entry.file).map((one) => one.file),
    index: entry.state === 'offered' ? (indexLines(index).get(name) ?? null) : null,
    levels: levelsOf(skill),
  };
}

function levelsOf(skill: Skill): SkillLevels {
  return { instructions: discloseSkill(skill), files: skill.files.map((path) => viewFile(skill, path)) };
}

function viewFile(skill: Skill, path: string): SkillFileView {
  let bytes: Buffer;
  try {
    bytes = readFileSync(join(skill.folder, path));
  } catch {
    return { path, bytes: 0, tokens: 0, text: null };
  }
  const text = bytes.includes(0) ? null : discloseFile(bytes.toString('utf8'));
  return { path, bytes: bytes.length, tokens: text === null ? 0 : tokensOfBytes(Buffer.byteLength(text)), text };
}

/** Judges the skills of that name, or all; the shadowed and the broken too. */
function validateSkills(root: string, names: readonly string[]): SkillVerdict[] | Problem {
  const isSkill = (files: readonly string[]) => files.some(isSkillFile);
  const folders = skillPlaces(root).flatMap((place) => foldersAt(place, root, isSkill).folders);
  const judge = (folder: string) => judgeSkill(folder, showPath(folder, root));
  if (names.length === 0) return folders.map(judge);
  const unknown = names.find((name) => !folders.some((folder) => basename(folder) === name));
  if (unknown !== undefined)
    return noSkill(
      unknown,
      folders.map((folder) => ({ name: basename(folder) })),
    );
  return names.flatMap((name) => folders.filter((folder) => basename(folder) === name).map(judge));
}

function noSkill(name: string, known: readonly { readonly name: string }[]): Problem {
  return {
    problem: `There is no skill ${JSON.stringify(name.slice(0, 80))}.`,
    mend: `${didYouMean(name, new Set(known.map((one) => one.name)))}See them all: regent skill list`,
    exit: 2,
  };
}
