import { basename, dirname, join } from 'node:path';
import type { Skill } from '../../core/asset.ts';
import type { Diagnostic } from '../../core/diagnostic.ts';
import { estimateTokens } from '../../core/estimate-tokens.ts';
import { chooseSkills } from '../../core/skill.ts';
import { discloseSkill } from '../../core/skill-disclosure.ts';
import { readSkillFrontmatter } from '../../core/skill-frontmatter.ts';
import { indexLines, type SkillIndex } from '../../core/skill-index.ts';
import { checkSkill, type SkillProblem } from '../../core/skill-validity.ts';
import type { SkillEntry } from '../../core/skill-work.ts';
import { parseSpec } from '../../core/spec.ts';
import { listSpecs } from '../assets/index.ts';
import { foldersAt, makeSkill, readSkillFolder, showPath, skillPlaces } from '../assets/load-skills.ts';
import { readText } from '../assets/read-text.ts';
import { isSkillFile, judgeSkill } from './judge.ts';

/** A skill that was found, whatever becomes of it. */
export interface FoundSkill {
  readonly source: Skill['source'];
  readonly folder: string;
  readonly file: string;
  /** Null when it can't be loaded: then `skipped` says why. */
  readonly skill: Skill | null;
  readonly skipped: Diagnostic | null;
  readonly problems: readonly SkillProblem[];
}

/** Finds and judges all skills that a project sees; each file is read once. */
export function findSkills(root: string): FoundSkill[] {
  return skillPlaces(root).flatMap((place) => {
    const { folders, alone } = foldersAt(place, root, (names) => names.some(isSkillFile));
    return folders.map((one) => readFound(place.source, one, root, alone.has(one)));
  });
}

/** The entries of a listing. Those of `offered` that the index has no room for are cut; others are named only. */
export function describeFound(
  root: string,
  found: readonly FoundSkill[],
  states: {
    readonly offered: ReadonlySet<Skill>;
    readonly index: SkillIndex;
    readonly untrusted: ReadonlySet<Skill>;
  },
): SkillEntry[] {
  const loaded = found.flatMap(({ skill }) => skill ?? []);
  const hiddenBy = new Map(chooseSkills(loaded).shadowed.map(({ skill, by }) => [skill, by]));
  const specs = specsBySkill(root);
  const lines = indexLines(states.index);
  return found.map(({ source, folder, file, skill, skipped, problems }) => {
    const by = skill ? hiddenBy.get(skill) : undefined;
    const state = (): SkillEntry['state'] => {
      if (skill === null) return 'skipped';
      if (states.offered.has(skill)) return lines.has(skill.name) ? 'offered' : 'cut';
      if (by !== undefined) return 'shadowed';
      return states.untrusted.has(skill) ? 'untrusted' : 'named-only';
    };
    const isListed = skill !== null && states.offered.has(skill);
    return {
      name: skill?.name ?? basename(folder),
      description: skill?.description ?? '',
      source,
      folder,
      file,
      state: state(),
      by: by ? showPath(join(by.folder, 'SKILL.md'), root) : null,
      valid: problems.every(({ severity }) => severity !== 'error'),
      problems,
      skipped,
      tokens: {
        index: isListed ? estimateTokens(lines.get(skill.name) ?? '') : 0,
        instructions: skill ? estimateTokens(discloseSkill(skill)) : 0,
      },
      compatibility: skill?.compatibility ?? '',
      specs: (by === undefined && skill && specs.get(skill.name)) || [],
    };
  });
}

function readFound(source: Skill['source'], folder: string, root: string, isAlone: boolean): FoundSkill {
  const { file, read } = readSkillFolder(source, folder, root);
  if (read.kind === 'text') {
    const { text } = read;
    const strict = readSkillFrontmatter(text);
    const { skill, diagnostics } = makeSkill({ source, folder, file, text, strict, isAlone }, false);
    const skipped = skill === null ? (diagnostics[0] ?? null) : null;
    return {
      source,
      folder,
      file,
      skill,
      skipped,
      problems: checkSkill(text, { folder: basename(folder), file }, strict),
    };
  }
  const skipped: Diagnostic =
    read.kind === 'problem'
      ? { ...read.diagnostic, severity: 'warning' }
      : {
          severity: 'warning',
          code: 'file-name',
          file: file.replace(/SKILL\.md$/, 'skill.md'),
          line: 1,
          message: 'The skill is skipped: its file is called `skill.md`, and is looked for as `SKILL.md`.',
          mend: 'Rename it to `SKILL.md`.',
        };
  return {
    source,
    folder,
    file: skipped.file,
    skill: null,
    skipped,
    problems: judgeSkill(folder, dirname(file)).problems,
  };
}

/** Skill's name → names of the specs that name it. */
function specsBySkill(root: string): ReadonlyMap<string, string[]> {
  const found = new Map<string, string[]>();
  for (const name of listSpecs(root)) {
    const file = `specs/${name}/spec.md`;
    const read = readText(join(root, file), { file, maxBytes: 1024 * 1024, within: root });
    if (read.kind !== 'text' || !read.text.includes('skills')) continue;
    const { spec } = parseSpec({ folder: `specs/${name}`, text: read.text, defaults: {} });
    for (const skill of spec?.skills ?? []) found.set(skill, [...(found.get(skill) ?? []), name]);
  }
  return found;
}
