import { isAbsolute, relative, sep } from 'node:path';
import { matchGlobs, splitGlob } from '../../core/glob.ts';
import { readHead } from '../git/head.ts';
import { readInventory } from '../git/inventory.ts';
import { listTree } from '../git/list-tree.ts';
import type { Repository } from '../git/repository.ts';
import { lockPath } from './locks.ts';
import type { Prepared } from './prepare.ts';

/**
 * Names what a build came from that HEAD does not have as it is on disk: a lock in history should be of assets in
 * history. Folders for the spec, a dependency's contract and skills; files for rules and includes.
 */
export async function findUncommitted(
  repository: Repository,
  prepared: Prepared,
  skillsRead: readonly string[],
): Promise<string[]> {
  const parts = partsOf(repository.root, prepared, skillsRead);
  const under = [...new Set(parts.map(({ under }) => under))];
  // A glob such as `**/*.json` may be about any folder; '' is the whole repository.
  const looked = under.includes('') ? {} : { under };
  const head = await readHead(repository);
  const [{ files }, committed] = await Promise.all([
    readInventory(repository, looked),
    'unborn' in head ? [] : listTree(repository, head.commit, looked),
  ]);
  const before = new Map(committed.map((entry) => [entry.path, entry]));
  const open = [...new Set([...files.keys(), ...before.keys()])].filter((path) => {
    const [file, entry] = [files.get(path), before.get(path)];
    return file?.id !== entry?.id || file?.mode !== entry?.mode;
  });
  // What git doesn't even list, such as a rule that a .gitignore hides, is in no commit either.
  const unlisted = parts.filter(({ file, name }) => file && !files.has(name)).map(({ name }) => name);
  const named = open.flatMap((path) => parts.find((part) => part.has(path))?.named(path) ?? []);
  return [...new Set([...named, ...unlisted])].sort();
}

interface Part {
  /** Where to look. */
  readonly under: string;
  readonly name: string;
  /** It is a file that the build is known to have used. */
  readonly file: boolean;
  has(path: string): boolean;
  named(path: string): string;
}

function partsOf(root: string, prepared: Prepared, read: readonly string[]): Part[] {
  const { spec, rules, offeredRules, skills, project, isOutput } = prepared;
  const used = [...skills, ...project.skills.filter((skill) => read.includes(skill.name))];
  const folders = used.map((skill) => relative(root, skill.folder).split(sep).join('/'));
  const lock = lockPath(spec);
  const isIncluded = matchGlobs(spec.include);
  return [
    folderPart(spec.folder, (path) => path !== lock),
    ...spec.depends.map((name) => folderPart(`specs/${name}/contract`)),
    ...[...rules, ...offeredRules.filter((rule) => read.includes(rule.name))].map(({ file }) => filePart(file)),
    // A skill of the person's own, or one that ships with Regent, is not this repository's.
    ...folders
      .filter((folder) => folder !== '' && !folder.startsWith('..') && !isAbsolute(folder))
      .map((folder) => folderPart(folder)),
    ...spec.include.map(
      (glob): Part => ({
        under: splitGlob(glob).place,
        name: glob,
        file: false,
        has: (path) => isIncluded(path) && !isOutput(path) && !/^specs\/[^/]+\/(holdout|probe)\//.test(path),
        named: (path) => path,
      }),
    ),
  ];
}

function folderPart(folder: string, has: (path: string) => boolean = () => true): Part {
  return {
    under: folder,
    name: folder,
    file: false,
    has: (path) => path.startsWith(`${folder}/`) && has(path),
    named: () => folder,
  };
}

function filePart(file: string): Part {
  return { under: file, name: file, file: true, has: (path) => path === file, named: () => file };
}
