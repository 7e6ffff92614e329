import type { AssetDigests, FileDigests } from './lock.ts';
import { findAssetCauses } from './plan.ts';
import { headTail } from './text.ts';

/** What of a diff the agent is shown; in characters. */
const diffLimit = 20_000;

/** Names what differs: paths of files, and rules, skills and dependencies by name. */
export function changedAssets(folder: string, before: AssetDigests, now: AssetDigests): string[] {
  const files = (['contract', 'tests', 'holdout', 'include'] as const).flatMap((part) =>
    changedPaths(before[part], now[part]),
  );
  const named = findAssetCauses(before, now).filter((cause) => /^(rule|skill|dependency) /.test(cause));
  const probe = changedPaths(before.probe ?? {}, now.probe ?? {});
  return [...(before.spec === now.spec ? [] : [`${folder}/spec.md`]), ...files, ...probe, ...named];
}

/** Returns what the agent is told of changed assets; of what is hidden from it, only that there was a change. */
export function tellChange(folder: string, changed: readonly string[], diff: string): string {
  const isHidden = (name: string): boolean => /^(holdout|probe)\//.test(name.slice(folder.length + 1));
  const seen = changed.filter((name) => !(name.startsWith(`${folder}/`) && isHidden(name)));
  const hidden = changed.length > seen.length ? ['Hidden tests changed.'] : [];
  const skills = seen.some((name) => name.startsWith('skill ')) ? ['read_skill returns skills as they are now.'] : [];
  const parts = [
    'The person you work for changed what this is built from. From here on the new state counts; the workspace holds it.',
    ...(seen.length > 0 ? [`Changed: ${seen.join(', ')}.`] : []),
    ...hidden,
    ...skills,
    ...(diff.trim() === '' ? [] : [headTail(diff, diffLimit)]),
  ];
  return parts.join('\n');
}

function changedPaths(before: FileDigests, now: FileDigests): string[] {
  const paths = new Set([...Object.keys(before), ...Object.keys(now)]);
  return [...paths].filter((path) => before[path] !== now[path]).sort();
}
