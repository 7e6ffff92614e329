import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, isAbsolute, join, relative } from 'node:path';
import type { Rule, Skill } from '../../../core/asset.ts';
import type { TrialState } from '../../../core/trial/state.ts';
import type { Problem } from '../../../core/workbench.ts';
import { sha256 } from '../../git/digests.ts';
import { readFiles } from '../../git/read-files.ts';
import type { Repository } from '../../git/repository.ts';
import { runGit } from '../../git/run-git.ts';

/**
 * One version of a skill or a rule, kept under its digest below git's common folder: so that a trial compares the same
 * texts to its end, whatever is edited meanwhile.
 */
export interface Kept {
  readonly digest: string;
  /** Relative to the common folder: a skill's folder, or a rule's file. */
  readonly path: string;
}

type Files = ReadonlyMap<string, Uint8Array>;

const largest = 64 << 20;
const skillFile = 'SKILL.md';
const ruleFile = 'rule.md';

/** Keeps a skill as it is. */
export async function keepSkill(repository: Repository, skill: Skill): Promise<Kept | Problem> {
  return keepFolder(repository, skill, skill.folder, [skillFile, ...skill.files]);
}

/** Keeps the version of a skill that a folder holds, or a commit. */
export async function keepSkillOf(repository: Repository, skill: Skill, against: string): Promise<Kept | Problem> {
  const folder = isAbsolute(against) ? against : join(repository.root, against);
  if (existsSync(join(folder, skillFile))) {
    const { listFiles } = await import('../../assets/list-files.ts');
    const { paths } = listFiles(folder, '.', { maxFiles: 1000, maxDepth: 8 });
    return keepFolder(
      repository,
      skill,
      folder,
      paths.map((path) => path.slice(2)),
    );
  }
  const files = await readCommit(repository, `the skill ${skill.name}`, skill.folder, against);
  if ('problem' in files) return files;
  if (!files.has(skillFile)) return notThere(`the skill ${skill.name}`, skill.folder, against);
  return keep(repository, files, '');
}

/** Keeps the version of a rule that a file holds, or a commit. */
export async function keepRuleOf(repository: Repository, rule: Rule, against: string): Promise<Kept | Problem> {
  const file = isAbsolute(against) ? against : join(repository.root, against);
  const own = join(repository.root, rule.file);
  if (/\.(md|mdc)$/i.test(against) && existsSync(file)) {
    return keep(repository, new Map([[ruleFile, await readFile(file)]]), ruleFile);
  }
  const files = await readCommit(repository, `the rule ${rule.name}`, own, against);
  if ('problem' in files) return files;
  const bytes = files.get('');
  if (!bytes) return notThere(`the rule ${rule.name}`, own, against);
  return keep(repository, new Map([[ruleFile, bytes]]), ruleFile);
}

/** Deletes versions that were kept before that time and that none of these trials needs to go on. */
export async function pruneKept(
  { commonDir }: Repository,
  trials: readonly TrialState[],
  before: string,
): Promise<void> {
  const open = trials.filter((state) => state.ended?.outcome !== 'done');
  const variants = open.flatMap(({ started }) => (started ? [started.arms.a.variant, started.arms.b.variant] : []));
  const paths = variants.flatMap(({ skills = {}, rules = {} }) => [...Object.values(skills), ...Object.values(rules)]);
  const folder = join(commonDir, 'regent', 'kept');
  for (const name of await readdir(folder).catch(() => [])) {
    const isNeeded = paths.some((path) => path.split('/').includes(name));
    const { mtime } = await stat(join(folder, name));
    if (!isNeeded && mtime.toISOString() < before) await rm(join(folder, name), { recursive: true, force: true });
  }
}

async function keepFolder(
  repository: Repository,
  skill: Skill,
  folder: string,
  paths: readonly string[],
): Promise<Kept | Problem> {
  const files = new Map<string, Uint8Array>();
  let bytes = 0;
  for (const path of paths) {
    const content = await readFile(join(folder, path)).catch(() => null);
    if (content) files.set(path, content);
    bytes += content?.length ?? 0;
    if (bytes > largest) {
      return { problem: `The skill ${skill.name} is larger than 64 MB.`, mend: 'Try one with smaller files.' };
    }
  }
  return keep(repository, files, '');
}

/** The files at or below a path at a commit, by their paths relative to it. */
async function readCommit(
  repository: Repository,
  what: string,
  place: string,
  revision: string,
): Promise<Files | Problem> {
  const path = relative(repository.root, place);
  if (path.startsWith('..') || isAbsolute(path)) {
    return {
      problem: `There is no folder ${JSON.stringify(revision)} with another version of ${what}, and git has none: it is not in this repository.`,
      mend: 'Give a folder: --against FOLDER',
      exit: 2,
    };
  }
  const found = await runGit(repository, [
    'rev-parse',
    '--verify',
    '--quiet',
    '--end-of-options',
    `${revision}^{commit}`,
  ]);
  if (!found.ok) {
    return {
      problem: `${JSON.stringify(revision)} is neither a git revision nor a place with another version of ${what}.`,
      mend: 'Give a revision, such as --against HEAD~1, or a folder.',
      exit: 2,
    };
  }
  const read = await readFiles(repository, found.stdout.toString().trim(), { under: [path], maxBytes: largest });
  if ('tooLarge' in read) return { problem: `${path} was larger than 64 MB.`, mend: 'Give another revision.' };
  return new Map([...read.files].map(([file, { bytes }]) => [relative(path, file), bytes]));
}

async function keep(repository: Repository, files: Files, inside: string): Promise<Kept> {
  const parts = [...files].sort(([one], [other]) => (one < other ? -1 : 1));
  const digest = sha256(
    JSON.stringify(parts.map(([path, bytes]) => [path, Buffer.from(bytes).toString('base64')])),
  ).slice(0, 24);
  const place = `regent/kept/${digest}`;
  const folder = join(repository.commonDir, place);
  if (!existsSync(folder)) {
    // All at once: a copy that was cut short must not be taken for the whole.
    const next = `${folder}.${randomUUID()}`;
    for (const [path, bytes] of parts) {
      await mkdir(dirname(join(next, path)), { recursive: true, mode: 0o700 });
      await writeFile(join(next, path), bytes);
    }
    await rename(next, folder).catch(() => rm(next, { recursive: true, force: true }));
  }
  return { digest, path: inside === '' ? place : `${place}/${inside}` };
}

function notThere(what: string, place: string, revision: string): Problem {
  return {
    problem: `At ${revision} there is no such file as ${what} has now (${place}).`,
    mend: 'Give a revision that has it.',
    exit: 2,
  };
}
