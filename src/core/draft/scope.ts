import { ASSET_NAME_RULE, isAssetName } from '../asset-name.ts';
import type { DraftScope } from './events.ts';

/** Returns why a draft of this scope may not write a path, in a sentence; null when it may. */
export function whyOutside(scope: DraftScope, path: string): string | null {
  const shown = JSON.stringify(path.slice(0, 120));
  if (!isPlainPath(path))
    return `${shown} is no path for a draft: relative, with forward slashes, of letters, digits and . _ + @ -, no part beginning with a dot.`;
  return isInside(scope, path) ? null : `${shown} is not this draft's to write. It may write: ${placesOf(scope)}.`;
}

/** All that a draft of this scope may write, in words. */
export function placesOf({ asset, spec, name }: DraftScope): string {
  switch (asset) {
    case 'spec':
    case 'test':
      return `specs/${spec}/spec.md, specs/${spec}/tests/**`;
    case 'skill':
      return name === null ? 'skills/<one new name>/SKILL.md and files beside it' : `skills/${name}/**`;
    case 'rule':
      return name === null ? 'rules/<one new name>.md' : `rules/${name}.md`;
    default:
      return asset satisfies never;
  }
}

/** Returns what is wrong with the paths of a draft as a set. */
export function checkPaths(scope: DraftScope, paths: readonly string[]): string[] {
  const problems = paths.flatMap((path) => whyOutside(scope, path) ?? []);
  const folded = paths.map((path) => path.toLowerCase());
  const twice = paths.find((path, at) => folded.indexOf(path.toLowerCase()) !== at);
  if (twice !== undefined) problems.push(`${twice} is there twice, or differs in letter case alone.`);
  const nested = paths.find((path) => paths.some((other) => other.startsWith(`${path}/`)));
  if (nested !== undefined) problems.push(`${nested} can't be a file and a folder.`);
  if (problems.length > 0 || (scope.asset !== 'skill' && scope.asset !== 'rule')) return problems;
  const names = [...new Set(paths.map(assetNameOf))];
  if (names.length > 1) return [`One draft makes one ${scope.asset}, and not ${names.join(' and ')}.`];
  return names.flatMap((name) =>
    isAssetName(name) ? [] : [`${JSON.stringify(name)} is no name: ${ASSET_NAME_RULE}.`],
  );
}

/** The name of the skill or the rule that a path belongs to. */
export function assetNameOf(path: string): string {
  return (path.split('/')[1] ?? '').replace(/\.md$/, '');
}

function isInside({ asset, spec, name }: DraftScope, path: string): boolean {
  const parts = path.split('/');
  switch (asset) {
    case 'spec':
    case 'test':
      if (parts[0] !== 'specs' || parts[1] !== spec) return false;
      return (parts.length === 3 && parts[2] === 'spec.md') || (parts.length > 3 && parts[2] === 'tests');
    case 'skill':
      return parts[0] === 'skills' && parts.length > 2 && (name === null || parts[1] === name);
    case 'rule':
      if (parts[0] !== 'rules' || parts.length !== 2 || !path.endsWith('.md')) return false;
      return name === null || assetNameOf(path) === name;
    default:
      return asset satisfies never;
  }
}

/** No absolute path, no `..`, no `.git`, nothing that a shell or another file system reads differently. */
function isPlainPath(path: string): boolean {
  const parts = path.split('/');
  if (path.length > 200 || parts.length > 8) return false;
  return parts.every((part) => /^[\w+@-][\w.+@-]*$/.test(part) && !part.endsWith('.'));
}
