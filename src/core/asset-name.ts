/**
 * Returns whether a word can name a spec or a skill: 1–64 of `a-z`, `0-9` and single hyphens that stand inside.
 * Source: https://agentskills.io/specification#name-field
 */
export function isAssetName(name: string): boolean {
  return name.length <= 64 && /^[a-z0-9]+(-[a-z0-9]+)*$/.test(name);
}

/** The rule above in words, for messages. */
export const ASSET_NAME_RULE = '1 to 64 lowercase letters, digits and single hyphens, none of them at an end';
