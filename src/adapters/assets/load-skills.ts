import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Skill } from '../../core/asset.ts';
import type { Diagnostic } from '../../core/diagnostic.ts';
import { lazy } from '../../core/lazy.ts';
import { chooseSkills, isOfProject, parseSkill, type SkillChoice } from '../../core/skill.ts';
import { listFiles } from './list-files.ts';
import { readText, type TextRead } from './read-text.ts';
import { type FindOptions, findSkillFolders, type SkillFolders } from './skill-folders.ts';

const LARGEST_SKILL = 1024 * 1024;

export interface SkillPlaces {
  /** The user's home folder; the real one unless told. */
  readonly home?: string | undefined;
  /** The skills that ship with Regent; null for none. */
  readonly builtIn?: string | null | undefined;
  /** False: further files are looked for when a skill is used, and nothing is said about those that are left out. */
  readonly skillFiles?: boolean | undefined;
}

/** Finds the skills of a project, of its user and of Regent. No broken one hides another. */
export function loadSkills(
  root: string,
  places: SkillPlaces = {},
): SkillChoice & { readonly diagnostics: readonly Diagnostic[] } {
  const skills: Skill[] = [];
  const diagnostics: Diagnostic[] = [];
  for (const place of skillPlaces(root, places)) {
    const found = foldersAt(place, root);
    diagnostics.push(...found.diagnostics);
    for (const skillFolder of found.folders) {
      const parsed = loadSkillFolder(place.source, skillFolder, root, places.skillFiles ?? true);
      if (parsed.skill !== null) skills.push(parsed.skill);
      diagnostics.push(...parsed.diagnostics);
    }
  }
  return { ...chooseSkills(skills), diagnostics };
}

/** A folder that skills are looked for in. */
export interface SkillPlace {
  readonly source: Skill['source'];
  readonly folder: string;
  readonly shown: string;
}

/** The skills' folders at a place. What comes with a repository is looked for within it only. */
export function foldersAt(
  { source, folder, shown }: SkillPlace,
  root: string,
  isSkill?: FindOptions['isSkill'],
): SkillFolders {
  const within = isOfProject(source) ? root : undefined;
  return findSkillFolders(folder, { shown, within, ...(isSkill ? { isSkill } : {}) });
}

/** Where skills are looked for, from near to far; each folder once. */
export function skillPlaces(root: string, places: SkillPlaces = {}): SkillPlace[] {
  const home = places.home ?? homedir();
  const builtIn = places.builtIn === undefined ? builtInSkills() : places.builtIn;
  const folders: readonly (readonly [Skill['source'], string | null])[] = [
    ['project', join(root, 'skills')],
    ['agents', join(root, '.agents/skills')],
    ['claude', join(root, '.claude/skills')],
    ['home-agents', join(home, '.agents/skills')],
    ['home-claude', join(home, '.claude/skills')],
    ['built-in', builtIn],
  ];
  // Regent's own repository, or a home folder that is the project, would be found twice.
  const seen = new Set<string>();
  return folders.flatMap(([source, folder]) => {
    if (folder === null || seen.has(folder)) return [];
    seen.add(folder);
    return [{ source, folder, shown: showPath(folder, root) }];
  });
}

/** Relative to the project where it lies in it, else as it is. */
export function showPath(path: string, root: string): string {
  return path.startsWith(`${root}/`) ? path.slice(root.length + 1).replaceAll('\\', '/') : path;
}

/** Reads the one skill that a folder holds. */
export function loadSkillFolder(
  source: Skill['source'],
  folder: string,
  root: string,
  withFiles = true,
): { readonly skill: Skill | null; readonly diagnostics: readonly Diagnostic[] } {
  const { file, read } = readSkillFolder(source, folder, root);
  if (read.kind === 'missing') return { skill: null, diagnostics: [] };
  if (read.kind === 'problem') return { skill: null, diagnostics: [{ ...read.diagnostic, severity: 'warning' }] };
  return makeSkill({ source, folder, file, text: read.text }, withFiles);
}

/** The text of a folder's SKILL.md, and how messages name it. */
export function readSkillFolder(
  source: Skill['source'],
  folder: string,
  root: string,
): { readonly file: string; readonly read: TextRead } {
  const absolute = join(folder, 'SKILL.md');
  const file = isOfProject(source) ? showPath(absolute, root) : absolute;
  // A cloned repository may not lead the agent to files elsewhere on this machine; a person's own folders may.
  const within = isOfProject(source) ? root : undefined;
  return { file, read: readText(absolute, { file, maxBytes: LARGEST_SKILL, within }) };
}

/** Makes a skill of a text; its further files are listed when they are asked for. */
export function makeSkill(
  from: Omit<Parameters<typeof parseSkill>[0], 'files'> & {
    /** It is known that nothing else lies beside its SKILL.md. */
    readonly isAlone?: boolean;
  },
  withFiles: boolean,
): { readonly skill: Skill | null; readonly diagnostics: readonly Diagnostic[] } {
  const parsed = parseSkill({ ...from, files: [] });
  if (parsed.skill === null) return parsed;
  const list = lazy(() =>
    from.isAlone ? { paths: [], diagnostics: [] } : listFiles(from.folder, '.', { maxFiles: 1000, maxDepth: 8 }),
  );
  const skill: Skill = {
    ...parsed.skill,
    get files() {
      return list()
        .paths.map((path) => path.slice(2))
        .filter((path) => path !== 'SKILL.md');
    },
  };
  const flaws = (withFiles ? list().diagnostics : []).map((one) => {
    const message = `A file of the skill is left out: ${one.file.slice(2)}. ${one.message}`;
    return { ...one, severity: 'warning' as const, file: from.file, message };
  });
  return { skill, diagnostics: [...parsed.diagnostics, ...flaws] };
}

/** `skills/` beside Regent's package.json, from wherever this file was built to. */
function builtInSkills(): string | null {
  let folder = dirname(fileURLToPath(import.meta.url));
  while (!existsSync(join(folder, 'package.json'))) {
    if (dirname(folder) === folder) return null;
    folder = dirname(folder);
  }
  return join(folder, 'skills');
}
