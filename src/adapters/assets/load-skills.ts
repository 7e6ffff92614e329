import { type Dirent, existsSync, readdirSync, statSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Skill } from '../../core/asset.ts';
import type { Diagnostic } from '../../core/diagnostic.ts';
import { chooseSkills, parseSkill, type SkillChoice } from '../../core/skill.ts';
import { listFiles } from './list-files.ts';
import { readText } from './read-text.ts';

const LARGEST_SKILL = 1024 * 1024;
const MOST_SKILLS = 10_000;
/** `skills/group/sub/name/SKILL.md` at the deepest. */
const DEEPEST_SKILL = 4;

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
  const seen = new Set<string>();
  const skills: Skill[] = [];
  const diagnostics: Diagnostic[] = [];
  for (const [source, folder] of folders) {
    // Regent's own repository, or a home folder that is the project, would be found twice.
    if (folder === null || seen.has(folder)) continue;
    seen.add(folder);
    for (const skillFolder of findSkillFolders(folder)) {
      const parsed = loadSkillFolder(source, skillFolder, root);
      if (parsed.skill !== null) skills.push(parsed.skill);
      diagnostics.push(...parsed.diagnostics);
    }
  }
  return { ...chooseSkills(skills), diagnostics };
}

/** Folders with a SKILL.md, near the top first; nothing is looked for within a skill. */
function findSkillFolders(top: string): string[] {
  const found: string[] = [];
  let level = [top];
  for (let depth = 0; depth <= DEEPEST_SKILL && level.length > 0; depth++) {
    const next: string[] = [];
    for (const folder of level) {
      const entries = readEntries(folder);
      if (depth > 0 && entries.some((entry) => entry.name === 'SKILL.md')) found.push(folder);
      else next.push(...entries.filter((entry) => isFolder(folder, entry)).map((entry) => join(folder, entry.name)));
      if (found.length >= MOST_SKILLS) return found;
    }
    level = next;
  }
  return found;
}

function isFolder(parent: string, entry: Dirent): boolean {
  if (entry.name === '.git' || entry.name === 'node_modules') return false;
  if (!entry.isSymbolicLink()) return entry.isDirectory();
  try {
    return statSync(join(parent, entry.name), { throwIfNoEntry: false })?.isDirectory() ?? false;
  } catch {
    return false;
  }
}

/** Reads the one skill that a folder holds. */
export function loadSkillFolder(
  source: Skill['source'],
  folder: string,
  root: string,
): { readonly skill: Skill | null; readonly diagnostics: readonly Diagnostic[] } {
  const own = source === 'project' || source === 'agents' || source === 'claude';
  const absolute = join(folder, 'SKILL.md');
  const file = own ? absolute.slice(root.length + 1).replaceAll('\\', '/') : absolute;
  // A cloned repository may not lead the agent to files elsewhere on this machine; a person's own folders may.
  const read = readText(absolute, { file, maxBytes: LARGEST_SKILL, within: own ? root : undefined });
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

function readEntries(folder: string): Dirent[] {
  try {
    return readdirSync(folder, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1));
  } catch {
    return [];
  }
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
