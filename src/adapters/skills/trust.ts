import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import writeFileAtomic from 'write-file-atomic';
import { isOfProject } from '../../core/skill.ts';
import { parseTrust, type TrustRecord } from '../../core/trust.ts';
import { configFolder } from '../assets/index.ts';
import { loadRules } from '../assets/load-rules.ts';
import { foldersAt, skillPlaces } from '../assets/load-skills.ts';
import { readText } from '../assets/read-text.ts';

type Env = Readonly<Record<string, string | undefined>>;

/** Where a person's word about projects is kept: beside their settings, never in a repository. */
export function trustFile(env: Env): string {
  return join(configFolder(env), 'trust.json');
}

/** What the person said about a repository, which its common git folder names; null when they were not asked. */
export function readTrust(env: Env, commonDir: string): boolean | null {
  return readRecord(env).projects[commonDir]?.trusted ?? null;
}

/** Keeps what the person says about a repository. */
export async function writeTrust(env: Env, commonDir: string, trusted: boolean): Promise<void> {
  const { projects } = readRecord(env);
  const record: TrustRecord = {
    version: 1,
    projects: { ...projects, [commonDir]: { trusted, at: new Date().toISOString() } },
  };
  await mkdir(configFolder(env), { recursive: true, mode: 0o700 });
  await writeFileAtomic(trustFile(env), `${JSON.stringify(record, null, 2)}\n`, { mode: 0o600 });
}

/**
 * Trusts a repository that brings no skills and no rules on request, unless the person has spoken: whoever makes its first one is its author,
 * and need not be asked. Called before that is written.
 */
export async function trustIfOwn(
  env: Env,
  { root, commonDir }: { readonly root: string; readonly commonDir: string },
): Promise<void> {
  if (readTrust(env, commonDir) !== null) return;
  const own = skillPlaces(root).filter(({ source }) => isOfProject(source));
  const hasSkills = own.some((place) => foldersAt(place, root).folders.length > 0);
  const hasRules = loadRules(root, []).rules.some(({ scope }) => scope.kind === 'on-request');
  if (!hasSkills && !hasRules) await writeTrust(env, commonDir, true);
}

/** A record that can't be read trusts nobody. */
function readRecord(env: Env): TrustRecord {
  const file = trustFile(env);
  const read = readText(file, { file, maxBytes: 4 * 1024 * 1024 });
  return read.kind === 'text' ? parseTrust(read.text) : { version: 1, projects: {} };
}
