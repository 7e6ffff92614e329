import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Rule, Skill } from '../../core/asset.ts';
import { type AssetDigests, assetsDigest } from '../../core/lock.ts';
import { type Catalog, digestPaths, listFolder } from '../git/catalog.ts';
import { sha256 } from '../git/digests.ts';
import { samplesFolder } from './rules/samples.ts';

/** Digests rules of one moment: what each says, where it holds and how it is checked; not where its file is. */
export function ruleDigester(catalog: Catalog): (rule: Rule) => string {
  const scripts = listFolder(catalog, 'rules').filter(
    (path) => !/\.md$/i.test(path) && !path.startsWith(samplesFolder),
  );
  const files = digestPaths(catalog, scripts);
  return ({ name, description, body, scope, check }) => {
    // A script may use others: where a check runs one of `rules/`, all of them count.
    const runs = check?.includes('rules/') && scripts.length > 0 ? [files] : [];
    return sha256(JSON.stringify([name, description, body, scope, check, ...runs]));
  };
}

/** Digest of a skill's text and its further files. */
export function digestSkill(skill: Skill): string {
  // As it was before there were needs, where there are none: locks stay as they are.
  const needs = skill.compatibility === undefined ? [] : [skill.compatibility];
  const hash = createHash('sha256').update(JSON.stringify([skill.name, skill.description, skill.body, ...needs]));
  for (const file of skill.files) {
    try {
      hash.update(`${file}\0`).update(readFileSync(join(skill.folder, file)));
    } catch {
      hash.update('unreadable');
    }
  }
  return hash.digest('hex');
}

/** One digest of all assets: the same exactly when the build would come from the same. */
export function assetsDigestOf(assets: AssetDigests): string {
  return assetsDigest(assets, sha256);
}
