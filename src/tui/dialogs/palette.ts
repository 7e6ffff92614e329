import uFuzzy from '@leeoniya/ufuzzy';
import type { Binding } from '../binding.ts';
import { keymap } from '../keymap.ts';
import type { Screen } from '../store.ts';

/** The commands that a few letters find, best first; those of the screen that shows come before others. */
export function findCommands(query: string, screen: Screen): readonly Binding[] {
  const all = keymap.filter(
    (one) =>
      !/\.(down|up|page-down|page-up|first|last)$/.test(one.name) &&
      (one.where === screen || one.where === 'everywhere'),
  );
  if (query.trim() === '') return all;
  const haystack = all.map((one) => `${one.label} ${one.help}`);
  const fuzzy = new uFuzzy({ intraMode: 1 });
  const found = fuzzy.filter(haystack, query) ?? [];
  if (found.length === 0) return [];
  const info = fuzzy.info(found, haystack, query);
  return fuzzy.sort(info, haystack, query).flatMap((at) => all[info.idx[at] ?? -1] ?? []);
}
