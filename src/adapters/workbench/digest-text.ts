import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Rule, Skill } from '../../core/asset.ts';
import { type AssetDigests, assetsDigest } from '../../core/lock.ts';
import { sha256 } from '../git/digests.ts';

/** Digest of what a rule says, where it holds and how it is checked; not of where its file is. */
export function digestRule(rule: Rule): string {
  return sha256(JSON.stringify([rule.name, rule.description, rule.body, rule.scope, rule.check]));
}

/** Digest of a skill's text and its further files. */
export function digestSkill(skill: Skill): string {
  const hash = createHash('sha256').update(JSON.stringify([skill.name, skill.description, skill.body]));
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
