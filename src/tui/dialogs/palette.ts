import uFuzzy from '@leeoniya/ufuzzy';
import type { Binding } from '../binding.ts';
import { withKeys } from '../chosen-keys.ts';
import { keymap, titles } from '../keymap.ts';
import type { Screens } from '../store.ts';

/** The commands of all screens that a few letters find, best first; without any, those of the screen that shows first. */
export function findCommands(query: string, { screen, keys }: Pick<Screens, 'screen' | 'keys'>): readonly Binding[] {
  const rank = ({ where }: Binding): number => (where === screen ? 0 : where === 'everywhere' ? 1 : 2);
  const all = withKeys(keymap, keys)
    .filter((one) => !isMoving(one) && one.name !== 'palette')
    .toSorted((a, b) => rank(a) - rank(b));
  if (query.trim() === '') return all;
  const haystack = all.map((one) => `${one.label} ${placeOf(one)} ${one.help} ${one.name}`);
  const fuzzy = new uFuzzy({ intraMode: 1 });
  // Words may come in any order.
  const [found, info, order] = fuzzy.search(haystack, query, 1);
  if (!found) return [];
  const sorted = info && order ? order.map((at) => info.idx[at]) : found;
  const best = sorted.flatMap((at) => all[at ?? -1] ?? []);
  // The word itself first: `re` is more likely the beginning of `reject` than a part of `spread`.
  const own = best.slice(0, 12).toSorted((a, b) => Number(!startsWith(a, query)) - Number(!startsWith(b, query)));
  return [...own, ...best.slice(12)];
}

/** The screen that a command belongs to, where it isn't everywhere. */
export function placeOf({ where }: Binding): string {
  return where === 'everywhere' ? '' : titles[where];
}

/** The query is how the command's name begins, with its screen's or without. */
function startsWith(binding: Binding, query: string): boolean {
  const { label } = binding;
  const place = placeOf(binding).toLowerCase();
  const wanted = query.trim().toLowerCase();
  return [label, `${place} ${label}`, `${label} ${place}`].some((name) => name.startsWith(wanted));
}

/** Nobody looks for `one row down` by name. */
function isMoving({ name }: Binding): boolean {
  return /\.(down|up|page-down|page-up|first|last)$/.test(name);
}
