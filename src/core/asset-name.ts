/**
 * Returns whether a word can name a spec or a skill: 1–64 of `a-z`, `0-9` and single hyphens that stand inside.
 * Source: https://agentskills.io/specification#name-field
 */
export function isAssetName(name: string): boolean {
  return name.length <= 64 && /^[a-z0-9]+(-[a-z0-9]+)*$/.test(name);
}

/** The rule above in words, for messages. */
export const ASSET_NAME_RULE = '1 to 64 lowercase letters, digits and single hyphens, none of them at an end';

/** What is wrong with a name for a new asset, with a name that would do where there is one; null where nothing is. */
export function explainName(name: string, taken: readonly string[]): string | null {
  if (taken.includes(name)) return `${name} is there already: choose another.`;
  if (isAssetName(name)) return null;
  const near = name
    .normalize('NFKD')
    .toLowerCase()
    .replaceAll(/\p{M}/gu, '')
    .replaceAll(/[^a-z0-9]+/g, '-')
    .slice(0, 64)
    .replaceAll(/^-|-$/g, '');
  return `${near === '' || taken.includes(near) ? '' : `Try ${near}: `}${ASSET_NAME_RULE}.`;
}
