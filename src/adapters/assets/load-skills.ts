import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Skill } from '../../core/asset.ts';
import type { Diagnostic } from '../../core/diagnostic.ts';
import { chooseSkills, isOfProject, parseSkill, type SkillChoice } from '../../core/skill.ts';
import { listFiles } from './list-files.ts';
import { readText } from './read-text.ts';
import { findSkillFolders } from './skill-folders.ts';

const LARGEST_SKILL = 1024 * 1024;

export interface SkillPlaces {
  /** The user's home folder; the real one unless told. */
  readonly home?: string | undefined;
  /** The skills that ship with Regent; null for none. */
  readonly builtIn?: string | null | undefined;
}

/** Finds the skills of a project, of its user and of Regent. No broken one hides another. */
export function loadSkills(
  root: string,
  places: SkillPlaces = {},
): SkillChoice & { readonly diagnostics: readonly Diagnostic[] } {
  const skills: Skill[] = [];
  const diagnostics: Diagnostic[] = [];
  for (const { source, folder, shown } of skillPlaces(root, places)) {
    const found = findSkillFolders(folder, { shown, within: isOfProject(source) ? root : undefined });
    diagnostics.push(...found.diagnostics);
    for (const skillFolder of found.folders) {
      const parsed = loadSkillFolder(source, skillFolder, root);
      if (parsed.skill !== null) skills.push(parsed.skill);
      diagnostics.push(...parsed.diagnostics);
    }
  }
  return { ...chooseSkills(skills), diagnostics };
}

/** Where skills are looked for, from near to far; each folder once. */
export function skillPlaces(
  root: string,
  places: SkillPlaces = {},
): { readonly source: Skill['source']; readonly folder: string; readonly shown: string }[] {
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
): { readonly skill: Skill | null; readonly diagnostics: readonly Diagnostic[] } {
  const absolute = join(folder, 'SKILL.md');
  const file = isOfProject(source) ? showPath(absolute, root) : absolute;
  // A cloned repository may not lead the agent to files elsewhere on this machine; a person's own folders may.
  const read = readText(absolute, { file, maxBytes: LARGEST_SKILL, within: isOfProject(source) ? root : undefined });
  if (read.kind !== 'text') {
    return {
      skill: null,
      diagnostics: read.kind === 'missing' ? [] : [{ ...read.diagnostic, severity: 'warning' as const }],
    };
  }
  const listing = listFiles(folder, '.', { maxFiles: 1000, maxDepth: 8 });
  const files = listing.paths.map((path) => path.slice(2)).filter((path) => path !== 'SKILL.md');
  const parsed = parseSkill({ source, folder, file, text: read.text, files });
  const flaws = listing.diagnostics.map((one) => {
    const message = `A file of the skill is left out: ${one.file.slice(2)}. ${one.message}`;
    return { ...one, severity: 'warning' as const, file, message };
  });
  return { skill: parsed.skill, diagnostics: [...parsed.diagnostics, ...flaws] };
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
