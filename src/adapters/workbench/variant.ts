import { join } from 'node:path';
import type { FileSet } from '../../core/ports.ts';
import type { Project } from '../../core/project.ts';
import { parseRule } from '../../core/rule.ts';
import type { Variant } from '../../core/variant.ts';
import type { Problem } from '../../core/workbench.ts';
import { loadSkillFolder } from '../assets/load-skills.ts';
import { readText } from '../assets/read-text.ts';
import type { Repository } from '../git/repository.ts';

export interface Varied {
  readonly project: Project;
  /** Takes the files of what is left out from the files that a session sees, and puts in what stands for others. */
  files(visible: FileSet): FileSet;
}

/** Returns the project as a session of a trial sees it: the variant's assets differ, and nothing else does. */
export function varyProject(repository: Repository, project: Project, variant: Variant): Varied | Problem {
  const noSkills = new Set(variant.withoutSkills);
  const noRules = new Set(variant.withoutRules);
  const skills = project.skills.filter((one) => !noSkills.has(one.name));
  const shadowed = project.shadowed.filter(
    ({ skill: { name } }) => !noSkills.has(name) && variant.skills?.[name] === undefined,
  );
  const rules = project.rules.filter((one) => !noRules.has(one.name));
  for (const [name, folder] of Object.entries(variant.skills ?? {})) {
    const { skill } = loadSkillFolder('project', join(repository.commonDir, folder), repository.commonDir);
    if (!skill) return gone(`the skill ${name}`, folder);
    const at = skills.findIndex((one) => one.name === name);
    skills.splice(Math.max(0, at), at < 0 ? 0 : 1, { ...skill, name });
  }
  const texts = new Map<string, string>();
  for (const [name, file] of Object.entries(variant.rules ?? {})) {
    const at = rules.findIndex((one) => one.name === name);
    const before = rules[at];
    const read = readText(join(repository.commonDir, file), { file, maxBytes: 1024 * 1024 });
    const rule = before && read.kind === 'text' ? parseRule(before.source, before.file, read.text).rule : null;
    if (!before || !rule || read.kind !== 'text') return gone(`the rule ${name}`, file);
    rules[at] = { ...rule, name };
    texts.set(before.file, read.text);
  }
  const hidden = [
    ...project.rules.filter((one) => noRules.has(one.name)).map((one) => one.file),
    ...project.skills
      .filter((one) => one.folder.startsWith(`${project.root}/`))
      .filter((one) => noSkills.has(one.name) || variant.skills?.[one.name] !== undefined)
      .map((one) => `${one.folder.slice(project.root.length + 1)}/`),
  ];
  const specs = new Map(
    [...project.specs].map(([name, loaded]) => {
      if (!loaded.spec) return [name, loaded] as const;
      const named = loaded.spec.skills.filter((one) => !noSkills.has(one));
      return [name, { ...loaded, spec: { ...loaded.spec, skills: named } }] as const;
    }),
  );
  return {
    project: { ...project, skills, shadowed, rules, specs },
    files: (visible) =>
      new Map(
        [...visible]
          .filter(([path]) => !hidden.some((one) => path === one || (one.endsWith('/') && path.startsWith(one))))
          .map(([path, file]) => {
            const text = texts.get(path);
            return [path, text === undefined ? file : { ...file, bytes: Buffer.from(text) }] as const;
          }),
      ),
  };
}

function gone(what: string, place: string): Problem {
  return {
    problem: `What the trial kept of ${what} can't be read any more: ${place}.`,
    mend: 'Start a new trial.',
  };
}
